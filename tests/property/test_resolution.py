"""Whatever documents say together, resolving answers with findings or with a project that can be lowered."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.config import Settings
from generator.diagnostics import Bag, Severity
from generator.ir import Project
from generator.resolve import resolve
from generator.schema import lower
from generator.spec.loading import assemble
from generator.spec.parsing import ParsedFile, parse_file

OPTIONS = Settings(root=Path("/p"), specs=Path("/p/specs"), output=Path("/p/out"))
ENTITIES = ("Plan", "Line", "Tag", "Rate")
DATA = {
    "string(20)": (
        "default: x",
        "max_length: 3",
        "pattern: '[a-z]+'",
        "unique: true",
        "index: true",
        "sensitive: true",
    ),
    "text?": ("default: x", "min_length: 1", "hidden: true", "column: Words"),
    "int": ("default: 3", "min: 0", "max: 30", "computed: size + 1", "unique: {where: size > 0}"),
    "decimal(9, 2)": ("default: 1.5", "exclusive_min: 0", "index: {unique: true}"),
    "date?": ("default: today()", "index: true", "max: 2030-01-01"),
    "uuid": ("default: uuid7()", "read_only: true, default: uuid()", "unique: {include_deleted: true}"),
    "json": ("default: {a: [1]}",),
    "Kind": ("default: a", "unique: true", "index: {method: hash}"),
    "Place?": ("default: {street: x}",),
    "list[int]": ("default: [1]", "storage: array", "max_length: 3"),
    "map[Kind, int]": ("default: {a: 1}",),
}
LINKS = (
    "on_delete: cascade",
    "on_delete: restrict",
    "unique: true",
    "index: false",
    "immutable: true",
    "constraint: false",
    "deferrable: deferred",
    "column: other",
)
FLAGS = {
    "tenant": ("true", "{type: 'string(64)'}", "{column: Org Id}"),
    "soft_delete": ("true", "{column: gone_at}"),
    "audit": ("true", "{updated_by: false}"),
    "version": ("true", "{column: edition}"),
    "timestamps": ("false", "{updated: false}", "{created: MadeAt}"),
    "key": ("int", "string(8)", "{name: number, column: No, type: int}", "[size]", "[size, kind]", "[link]"),
    "mixins": ("[Named]",),
    "order": ("[-size, kind]", "[size nulls first]"),
    "unique": ("[[kind, size]]", "{once: {fields: [size], where: size > 3, global: true}}"),
    "indexes": ("[[size, -kind]]", "[[link]]", "[{fields: [size], include: [kind]}, [kind]]"),
    "checks": ("{c: size > 0 and kind = 'a'}", "{c: link is null or size < 9}"),
    "filter": ("[size, kind, link]",),
    "sort": ("[size]",),
}
COMMON = "  size: int\n  kind: Kind\n"
SHARED = (
    "enum: Kind\nvalues: [a, b]\n---\nvalue: Place\nfields: {street: text, kind: {type: Kind, default: a}}\n",
    "mixin: Named\nfields: {title: string(20)}\nsearch: [title]\n",
)
WRONG = (
    "append_only: true",
    "key: [missing]",
    "key: [names, size]",
    "tenant: {shared: true}",
    "tenant: {column: link_id, type: Plan}",
    "audit: {type: Line}",
    "managed: false",
    "table: plans",
    "renamed_from: Plan",
    "filter: [json, nothing, plan_tenant_id]",
    "order: [lower(size)]",
    "unique: [[link, link_id]]",
    "checks: {c: size > 'x', size_min: missing = 1}",
    "mixins: [Named, Missing]",
    "version: {column: size}",
)
ODD = (
    "type: Missing",
    "type: people.Plan, references: code",
    "type: Line, references: [size, kind], columns: [size, kind]",
    "type: Plan, columns: [a, b]",
    "type: Rate?, on_delete: set_null, inverse: size",
    "type: Tag, on_delete: set_default, on_update: cascade",
    "type: 'list[Tag]', through: Line, inverse: size",
    "type: 'list[Plan]', table: plans, columns: [a, a], position: a",
    "type: 'list[Rate]?', inverse: rates",
    "type: 'map[string, Plan]'",
    "type: int, default: x, min: 5, max: 3, pattern: '('",
    "type: string, storage: array, identity: true",
    "type: int, computed: missing + 1, write_only: true",
    "type: int, column: id, renamed_from: size",
    "type: text, unique: true, index: {method: gin}",
)


@st.composite
def entity(draw: st.DrawFn, name: str, others: tuple[str, ...], *, odd: bool) -> str:
    chosen = draw(st.lists(st.sampled_from(sorted(FLAGS)), unique=True, max_size=5))
    lines = [f"{flag}: {draw(st.sampled_from(FLAGS[flag]))}" for flag in chosen]
    parts = [COMMON]
    for place, kind in enumerate(draw(st.lists(st.sampled_from(sorted(DATA)), max_size=3))):
        options = draw(st.lists(st.sampled_from(DATA[kind]), unique_by=lambda text: text.split(":")[0], max_size=2))
        parts.append(f"  f{place}: {{{', '.join([f'type: {kind!r}', *options])}}}\n")
    target = draw(st.sampled_from(others))
    option = draw(st.sampled_from(LINKS))
    inverse = f"inverse: of_{name.lower()}"
    parts.append(f"  link: {{type: '{target}{draw(st.sampled_from(['', '?']))}', {option}, {inverse}}}\n")
    if draw(st.booleans()):
        parts.append(f"  many: {{type: 'list[{draw(st.sampled_from(others))}]', inverse: lists_of_{name.lower()}}}\n")
    if odd:
        taken = {line.partition(":")[0] for line in lines}
        more = draw(st.lists(st.sampled_from(WRONG), unique_by=lambda text: text.split(":")[0], max_size=2))
        lines += [line for line in more if line.partition(":")[0] not in taken]
        parts += [
            f"  odd{place}: {{{text}}}\n" for place, text in enumerate(draw(st.lists(st.sampled_from(ODD), max_size=3)))
        ]
    return "\n".join([f"entity: {name}", *lines, "fields:", "".join(parts)])


@st.composite
def files(draw: st.DrawFn, *, odd: bool) -> list[ParsedFile]:
    names = draw(st.lists(st.sampled_from(ENTITIES), unique=True, min_size=1))
    others = ENTITIES if odd else tuple(names)
    texts = [*(draw(entity(name, others, odd=odd)) for name in names), *SHARED]
    domains = [draw(st.sampled_from(["app", "people"])) for _ in texts]
    return [
        parse_file(f"{domain}/{place}.yaml", text.encode(), domain)
        for place, (domain, text) in enumerate(zip(domains, texts, strict=True))
    ]


def judged(parsed: list[ParsedFile]) -> tuple[Project, list[str], bool]:
    bag = Bag()
    made = resolve(assemble(parsed, bag), OPTIONS, bag)
    return made, [f"{item.code} {item.span} {item.message}" for item in bag], bag.has_errors


@settings(max_examples=100, deadline=None)
@given(st.booleans().flatmap(lambda odd: files(odd=odd)))
def test_anything_gives_findings_or_a_project_that_can_be_lowered(parsed: list[ParsedFile]):
    made, _, wrong = judged(parsed)
    if not wrong:
        lower(made, OPTIONS)


@settings(max_examples=40, deadline=None)
@given(st.booleans().flatmap(lambda odd: files(odd=odd)), st.randoms(use_true_random=False))
def test_the_order_of_files_changes_nothing(parsed: list[ParsedFile], random):
    shuffled = list(parsed)
    random.shuffle(shuffled)
    assert judged(shuffled) == judged(parsed)


@settings(max_examples=40, deadline=None)
@given(files(odd=True))
def test_every_error_says_where_it_is(parsed: list[ParsedFile]):
    bag = Bag()
    resolve(assemble(parsed, bag), OPTIONS, bag)
    assert [item for item in bag if item.span is None and item.severity is Severity.ERROR] == []
