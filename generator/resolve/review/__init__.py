"""What is judged when everything is known: one module a rule, each giving findings about the whole project."""

from collections.abc import Callable, Iterator
from typing import Final

from generator.diagnostics import Diagnostic
from generator.ir import Project
from generator.resolve.draft import Work
from generator.resolve.review.changed_reference import changed_references
from generator.resolve.review.identifier import unheld_identifiers
from generator.resolve.review.kept_key import kept_keys
from generator.resolve.review.missing_feature import missing_features
from generator.resolve.review.not_null_cycle import not_null_cycles
from generator.resolve.review.nul import nul_characters
from generator.resolve.review.nulled_predicate import nulled_predicates
from generator.resolve.review.numbered_field import numbered_fields
from generator.resolve.review.relation_clash import relation_clashes
from generator.resolve.review.rename import stale_renames
from generator.resolve.review.schema import lost_schemas
from generator.resolve.review.set_on_update import updating_defaults
from generator.resolve.review.tenancy import chosen_keys, unled_tenants, unseen_referrers
from generator.resolve.review.unique_twice import unique_twice
from generator.resolve.review.unmarked_cascade import unmarked_cascades
from generator.resolve.review.unserved_order import unserved_orders
from generator.resolve.review.width import stray_identities, wide_rows

Review = Callable[[Project, Work], Iterator[Diagnostic]]

REVIEWS: Final[tuple[Review, ...]] = (
    unheld_identifiers,
    relation_clashes,
    stale_renames,
    not_null_cycles,
    changed_references,
    lost_schemas,
    wide_rows,
    stray_identities,
    nul_characters,
    updating_defaults,
    nulled_predicates,
    numbered_fields,
    unique_twice,
    missing_features,
    unseen_referrers,
    unmarked_cascades,
    unled_tenants,
    chosen_keys,
    kept_keys,
    unserved_orders,
)
