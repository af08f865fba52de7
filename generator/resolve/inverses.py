"""The other sides of references and many-to-many, under the names that the specs give them."""

from dataclasses import replace

from generator.ir import Inverse, ManyToMany, Reference, Unique
from generator.resolve.associations import mirrored
from generator.resolve.draft import Draft, Work
from generator.resolve.gathering import FIELD_CLASH, claim


def read_inverses(draft: Draft, work: Work) -> None:
    """Give the entities that a draft refers to the attributes that lead back."""
    for name, reference in draft.references.items():
        one = _is_one_to_one(draft, reference)
        if one:
            reference = draft.references[name] = replace(reference, one_to_one=True)  # noqa: PLW2901  # the settled one
        if reference.inverse is None:
            continue
        target, written = work.drafts[reference.target], draft.written[name]
        if claim(
            target, reference.inverse, f"the inverse of {draft.name.name}.{name}", written.spot.span("inverse"), work
        ):
            target.inverses[reference.inverse] = Inverse(reference.inverse, draft.name, name, many=not one)
        else:
            draft.references[name] = replace(reference, inverse=None)
    for name, association in tuple(draft.many.items()):
        if association.declared and association.inverse is not None:
            _mirror(draft, name, association, work)


def claim_keys(draft: Draft, work: Work) -> None:
    """Report many-to-many whose keys would be given under a name that the entity has already."""
    taken = dict.fromkeys((*draft.fields, *draft.references, *draft.many, *draft.inverses), "a field")
    for name, association in draft.many.items():
        other = taken.setdefault(association.ids_name, f"the keys of `{name}`")
        if other != f"the keys of `{name}`":
            message = (
                f"the keys of `{name}` are given as `{association.ids_name}`, which is {other} of {draft.name.name}"
            )
            work.report(FIELD_CLASH, association.span, message, "rename one of them")


def _mirror(draft: Draft, name: str, association: ManyToMany, work: Work) -> None:
    target, written = work.drafts[association.target], draft.written[name]
    inverse = association.inverse or ""
    other = target.many.get(inverse)
    if (
        other is not None
        and other.target == draft.name
        and other.through is not None
        and other.through == association.through
    ):
        return
    if claim(target, inverse, f"the inverse of {draft.name.name}.{name}", written.spot.span("inverse"), work):
        target.many[inverse] = mirrored(association, draft, inverse)
    else:
        draft.many[name] = replace(association, inverse=None)


def _is_one_to_one(draft: Draft, reference: Reference) -> bool:
    fields = frozenset(reference.fields)
    key = frozenset(draft.key.fields if draft.key else ()) - {draft.tenant}
    return fields == key or any(_holds_once(draft, unique, fields) for unique in draft.uniques)


def _holds_once(draft: Draft, unique: Unique, fields: frozenset[str]) -> bool:
    whole = unique.where is None or unique.where.names == (draft.live,)
    return whole and frozenset(unique.declared_fields) == fields and all(term.field for term in unique.terms)
