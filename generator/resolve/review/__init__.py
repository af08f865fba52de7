"""What is judged when everything is known: one module a rule, each giving findings about the whole project."""

from collections.abc import Callable, Iterator
from typing import Final

from generator.diagnostics import Diagnostic
from generator.ir import Project
from generator.resolve.draft import Work
from generator.resolve.review.not_null_cycle import not_null_cycles
from generator.resolve.review.unmarked_cascade import unmarked_cascades
from generator.resolve.review.unserved_order import unserved_orders

Review = Callable[[Project, Work], Iterator[Diagnostic]]

REVIEWS: Final[tuple[Review, ...]] = (not_null_cycles, unmarked_cascades, unserved_orders)
