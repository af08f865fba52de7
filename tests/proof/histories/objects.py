"""Edits of what only SQL says, and of tables that it stands on."""

from tests.proof.histories.edits import Choose, Site, columns, edit, entities
from tests.proof.histories.model import Document, is_nullable, table_of

FEW = 2


def _view(name: str, entity: str, more: str = "") -> Document:
    told = f"view {name} as select id{more} from {table_of(entity)}"
    up = {"mariadb": f"create or replace {told}", "postgresql": f"create {told}", "sqlite": f"create {told}"}
    return {"depends": [entity], "up": up, "down": f"drop view if exists {name}"}


def _trigger(name: str, entity: str, value: int = 1) -> Document:
    table = table_of(entity)
    function = f"create or replace function {name}_f() returns trigger language plpgsql as 'begin perform {value}; return new; end'"
    return {
        "depends": [entity],
        "up": {
            "mariadb": f"create or replace trigger {name} before insert on {table} for each row set @seen = {value}",
            "postgresql": f"{function}; create trigger {name} before insert on {table} for each row execute function {name}_f()",
            "sqlite": f"create trigger {name} after insert on {table} begin select {value}; end",
        },
        "down": {
            "mariadb": f"drop trigger if exists {name}",
            "postgresql": f"drop trigger if exists {name} on {table}; drop function if exists {name}_f()",
            "sqlite": f"drop trigger if exists {name}",
        },
    }


def _function(name: str, value: int = 1) -> Document:
    made = f"create or replace function {name}() returns int language sql immutable as 'select {value}'"
    return {"databases": ["postgresql"], "up": made, "down": f"drop function if exists {name}()"}


def move(body: Document, old: str, new: str) -> None:
    """Let a document stand on an entity that has another name now."""
    body["depends"] = [new if entity == old else entity for entity in body["depends"]]
    for key in ("up", "down"):
        texts = body[key] if isinstance(body[key], dict) else {"": body[key]}
        moved = {name: text.replace(f" {table_of(old)}", f" {table_of(new)}") for name, text in texts.items()}
        body[key] = moved if isinstance(body[key], dict) else moved[""]


def _plain_key(site: Site) -> bool:
    return not isinstance(site.body["key"], list) and len(site.model.standing_on(site.entity)) < FEW


@edit("sql: add view", entities(_plain_key))
def add_view(site: Site, _choose: Choose) -> None:
    name = site.model.fresh("v")
    site.model.objects[name.capitalize()] = _view(name, site.entity)


@edit("sql: add trigger", entities(_plain_key))
def add_trigger(site: Site, _choose: Choose) -> None:
    name = site.model.fresh("g")
    site.model.objects[name.capitalize()] = _trigger(name, site.entity)


@edit("sql: add function", entities(lambda site: sum("databases" in it for it in site.model.objects.values()) < FEW))
def add_function(site: Site, _choose: Choose) -> None:
    name = site.model.fresh("f")
    site.model.objects[name.capitalize()] = _function(name)


def _having(site: Site) -> bool:
    return bool(site.model.objects)


@edit("sql: change", entities(_having))
def change_object(site: Site, choose: Choose) -> None:
    name = choose.one(sorted(site.model.objects))
    body, value = site.model.objects[name], int(site.model.fresh("n")[1:])
    on = body.get("depends", [""])[0]
    made = {"V": lambda: _view(name.lower(), on, f", {value} as n"), "G": lambda: _trigger(name.lower(), on, value)}
    site.model.objects[name] = made.get(name[0], lambda: _function(name.lower(), value))()


@edit("sql: drop", entities(_having))
def drop_object(site: Site, choose: Choose) -> None:
    del site.model.objects[choose.one(sorted(site.model.objects))]


@edit("column made anew below sql", columns(lambda site: site.plain and bool(site.model.standing_on(site.entity))))
def change_below(site: Site, _choose: Choose) -> None:
    if is_nullable(site.item):
        site.fields[site.model.fresh("f")] = {"type": "int", "default": 7}
    else:
        site.item["type"] += "?"
