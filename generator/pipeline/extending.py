"""The application's classes that generated ones inherit: checked on every run, remembered like every other input."""

from collections.abc import Iterable

from generator.application import Application
from generator.config import Settings
from generator.diagnostics import Bag
from generator.errors import SpecError
from generator.ir import Domain
from generator.output.scan import hash_files
from generator.pipeline.rendering import Rendered
from generator.render.extensions import Review


def check_extensions(domains: Iterable[Domain], rendered: Rendered, settings: Settings) -> dict[str, str]:
    """Give the digests of the files that the classes were read from; SpecError with all that is wrong with them."""
    application = Application(settings.root, settings.output)
    extended = [domain for domain in domains if any(entity.extend for entity in domain.entities)]
    if not extended and settings.session is None:
        return {}
    texts = {file.path: file.text for file in rendered.files}
    bag = Bag()
    review = Review(application, rendered.layout, texts)
    bag.extend(review.findings(extended))
    if settings.session is not None:
        bag.extend(review.session_findings(settings.session))
    if bag.has_errors:
        raise SpecError(bag)
    return hash_files(settings.root, sorted(application.files))
