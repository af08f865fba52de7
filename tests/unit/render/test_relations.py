"""Relationships of every shape: SQLAlchemy connects them without a word, and the databases' rows come through them."""

import pytest
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session, selectinload

from tests.unit.render.loading import imported, rendered

TENANT = "domain: shop\ndefaults: {tenant: true}\n---\n"
CASES = {
    "one reference": """
entity: Line
fields: {order: {type: Order, inverse: lines}}
---
entity: Order
fields: {name: string(10)}
""",
    "two references to one target": """
entity: Match
fields: {home: {type: Team, inverse: at_home}, guest: {type: Team?, inverse: away, on_delete: set_null}}
---
entity: Team
fields: {name: string(10)}
""",
    "two references of one tenant": f"""{TENANT}
entity: Match
fields: {{home: {{type: Team, inverse: at_home}}, guest: {{type: Team?, inverse: away, on_delete: set_null}}, cup: Cup?}}
---
entity: Team
fields: {{name: string(10), cup: {{type: Cup, on_delete: cascade, inverse: teams}}}}
---
entity: Cup
fields: {{name: string(10)}}
""",
    "a tree": """
entity: Node
fields: {parent: {type: Node?, inverse: children, on_delete: cascade}, twin: {type: Node?, unique: true}}
""",
    "a tree of one tenant": f"""{TENANT}
entity: Node
fields: {{parent: {{type: Node?, inverse: children, on_delete: set_null}}}}
""",
    "a natural key under a tenant": f"""{TENANT}
entity: Country
key: [code]
fields: {{code: char(2), neighbour: {{type: Country?, inverse: neighbours}}}}
---
entity: City
fields: {{country: {{type: Country, inverse: cities}}, twin: {{type: Country?, inverse: twins}}}}
""",
    "a shared key": f"""{TENANT}
entity: Person
fields: {{name: string(10)}}
---
entity: Profile
key: [person]
fields: {{person: {{type: Person, inverse: profile, on_delete: cascade}}, mentor: {{type: Person?, inverse: pupils}}}}
""",
    "references that share a column": """
entity: Country
key: [code]
fields: {code: char(2)}
---
entity: City
key: [country, name]
fields: {country: {type: Country, inverse: cities}, name: string(20)}
---
entity: Address
fields:
  country: {type: Country, columns: [country_code], inverse: addresses}
  city: {type: City, columns: [country_code, city_name], inverse: addresses}
""",
    "a target that is no key": """
entity: User
fields: {email: {type: string(50), unique: true}}
---
entity: Login
fields: {user: {type: User, references: email, inverse: logins}}
""",
    "no constraint": f"""{TENANT}
entity: Event
fields: {{user: {{type: User?, constraint: false, inverse: events}}}}
---
entity: User
fields: {{name: string(10)}}
""",
    "many to many": """
entity: Post
fields: {tags: {type: "list[Tag]", inverse: posts}, related: {type: "list[Post]"}}
---
entity: Tag
fields: {name: string(10)}
""",
    "many to many of one tenant, in an order": f"""{TENANT}
entity: Post
fields: {{tags: {{type: "list[Tag]", inverse: posts, position: place}}, related: {{type: "list[Post]", inverse: relating}}}}
---
entity: Tag
fields: {{name: string(10)}}
""",
    "many to many through an entity": f"""{TENANT}
entity: Goal
fields: {{accounts: {{type: "list[Account]", through: Funding}}}}
---
entity: Account
fields: {{name: string(10)}}
---
entity: Funding
key: [goal, account]
fields: {{goal: {{type: Goal, on_delete: cascade}}, account: {{type: Account, on_delete: cascade}}, share: int}}
""",
    "an entity as tenant": """
entity: Firm
fields: {name: string(10)}
---
entity: Member
tenant: {column: firm_id, type: Firm}
fields: {boss: {type: Member?, inverse: staff, on_delete: set_null}, friend: {type: Member?}}
""",
    "an entity as actor": """
entity: Member
fields: {name: string(10)}
---
entity: Note
audit: {type: Member}
fields: {text: text}
""",
    "a table of others": """
entity: Legacy
managed: false
table: old_things
key: {name: id, type: int}
fields: {name: string(10)}
---
entity: Thing
fields: {legacy: {type: Legacy, inverse: things}}
""",
    "columns of other names": """
entity: Order
table: "Order List"
fields: {from_: {type: string(10), column: from}}
---
entity: Line
fields: {order: {type: Order, columns: ["Order Id"], inverse: lines}, items: {type: "list[Order]"}}
""",
    "associations of odd names": """
entity: Post
fields:
  tags:  {type: "list[Tag]", inverse: posts, table: "Tag's \\"Links\\"", columns: [Post Id, from], position: at place}
  posts: {type: "list[Post]", table: class, columns: [a, b]}
---
entity: Tag
fields: {name: string(10)}
""",
    "keys of several columns": """
entity: Currency
key: [code]
fields: {code: char(3)}
---
entity: Rate
key: [base, quote, day]
fields: {base: {type: Currency, inverse: bases}, quote: Currency, day: date}
---
entity: Trade
fields: {rate: {type: Rate, inverse: trades}}
""",
}


def projects():
    for name, text in CASES.items():
        for layout in ("domain", "layered"):
            yield pytest.param({"shop": text.lstrip()}, {"layout": layout}, id=f"{name}, {layout}")
    several = {
        "people": "entity: Member\nfields: {team: {type: work.Team?, inverse: members}, tags: {type: 'list[work.Tag]'}}\n",
        "work": (
            "entity: Team\nfields: {lead: {type: people.Member?, inverse: leads}}\n---\n"
            "entity: Tag\nfields: {name: string(10)}\n"
        ),
        "blog": "entity: Tag\ntable: labels\nfields: {owner: {type: people.Member, inverse: blog_tags}, twin: {type: work.Tag?, inverse: twins}}\n",
    }
    for granularity in ("domain", "entity"):
        for layout in ("domain", "layered"):
            options = {"layout": layout, "granularity": granularity}
            yield pytest.param(several, options, id=f"domains that need each other, {layout}, {granularity}")


@pytest.mark.parametrize(("specs", "options"), list(projects()))
def test_every_relationship_is_connected_and_loads(tmp_path, specs, options):
    made = rendered(tmp_path, specs, tenant_type="uuid", **options)
    layered = options["layout"] == "layered"
    with imported(tmp_path, made) as package:
        package.module("db.models" if layered else next(iter(specs)))
        base = package.module("db.base").Base
        base.registry.configure()
        engine = create_engine("sqlite://")
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
        base.metadata.create_all(engine)
        with Session(engine) as session:
            for mapper in base.registry.mappers:
                for relationship in mapper.relationships:
                    loaded = select(mapper.class_).options(selectinload(getattr(mapper.class_, relationship.key)))
                    assert session.scalars(loaded).all() == []
        engine.dispose()
        base.registry.dispose()


def test_rows_come_through_both_ways(tmp_path):
    made = rendered(tmp_path, {"shop": CASES["two references of one tenant"].lstrip()}, tenant_type="int")
    with imported(tmp_path, made) as package:
        shop, base = package.module("shop.models"), package.module("db.base").Base
        engine = create_engine("sqlite://")
        base.metadata.create_all(engine)
        with Session(engine) as session:
            cup = shop.Cup(tenant_id=1, name="cup")
            team = shop.Team(tenant_id=1, name="a", cup=cup)
            session.add(shop.Match(tenant_id=1, home=team, cup=cup))
            session.commit()
            session.expunge_all()
            (found,) = session.scalars(select(shop.Team).options(selectinload(shop.Team.at_home))).all()
            (match,) = found.at_home
            assert (match.guest_id, match.tenant_id, match.home_id) == (None, 1, found.id)
        engine.dispose()
        base.registry.dispose()


def test_nothing_is_loaded_by_accident(tmp_path):
    made = rendered(tmp_path, {"shop": CASES["one reference"].lstrip()})
    with imported(tmp_path, made) as package:
        shop = package.module("shop.models")
        assert all(
            relationship.lazy == "raise"
            for model in (shop.Line, shop.Order)
            for relationship in model.__mapper__.relationships
        )
        package.module("db.base").Base.registry.dispose()
