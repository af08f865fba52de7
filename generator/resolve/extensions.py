"""The classes of the application that the generated ones inherit."""

from collections.abc import Iterator

from generator.ir import Extension
from generator.resolve.draft import Draft


def read_extensions(draft: Draft) -> dict[str, Extension]:
    """Give the classes by what they extend, each with the place that names it."""
    return {kind: _extension(draft, path, *place) for kind, path, place in _named(draft)}


def _named(draft: Draft) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    extend = draft.document.extend
    for kind, path in (("model", extend.model), ("repository", extend.repository)):
        if path is not None:
            yield kind, path, (kind,)
    schemas = extend.schemas
    listed = (
        ("create", schemas.create),
        ("update", schemas.update),
        ("read", schemas.read),
        ("filter", schemas.filter),
    )
    for kind, path in listed:
        if path is not None:
            yield kind, path, ("schemas", kind)


def _extension(draft: Draft, path: str, *place: str) -> Extension:
    module, _, name = path.partition(":")
    return Extension(module, name, draft.spot.span("extend", *place))
