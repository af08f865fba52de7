"""One row of each entity of the example, made through its repositories, and a change to each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from generated_example import budget, goals, ledger, networth, people, standing
from generated_example.db.session import ScopedSession

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class World:
    """The repositories of one tenant's session and the rows made through them, by entity name."""

    session: ScopedSession
    rows: dict[str, Any] = field(default_factory=dict)

    def repository(self, entity: str) -> Any:
        """Give the repository of an entity, bound to the session."""
        return REPOSITORIES[entity](self.session)

    def key(self, entity: str) -> Any:
        """Give the key of the entity's row."""
        row = self.rows[entity]
        parts = [getattr(row, name) for name in KEYS.get(entity, ("id",))]
        return parts[0] if len(parts) == 1 else tuple(parts)

    async def make(self, entity: str) -> Any:
        """Add the entity's row, and those that it refers to."""
        if entity not in self.rows:
            for needed in NEEDS.get(entity, ()):
                await self.make(needed)
            values = VALUES[entity](self)
            repository = self.repository(entity)
            self.rows[entity] = await repository.create(CREATES[entity].model_validate(values))
        return self.rows[entity]


_PACKAGES = {
    budget: ("Budget", "BudgetLine", "Tag"),
    goals: ("Goal", "GoalFunding", "Milestone"),
    ledger: ("Account", "Category", "Currency", "ExchangeRate", "Transaction", "TransferLink"),
    networth: ("Announcement", "NetWorthSnapshot"),
    people: ("Member", "MemberProfile", "Organization"),
    standing: ("Payee", "StandingOrder"),
}
REPOSITORIES = {name: getattr(package, f"{name}Repository") for package, names in _PACKAGES.items() for name in names}
CREATES = {name: getattr(package, f"{name}Create") for package, names in _PACKAGES.items() for name in names}
UPDATES = {
    name: getattr(package, f"{name}Update")
    for package, names in _PACKAGES.items()
    for name in names
    if hasattr(package, f"{name}Update")
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "Currency": ("code",),
    "ExchangeRate": ("base_code", "quote_code", "day"),
    "GoalFunding": ("goal_id", "account_id"),
    "MemberProfile": ("member_id",),
}
NEEDS: Mapping[str, tuple[str, ...]] = {
    "Member": ("Organization",),
    "MemberProfile": ("Member",),
    "Account": ("Member", "Currency"),
    "Transaction": ("Account", "Category"),
    "TransferLink": ("Transaction", "SecondTransaction"),
    "SecondTransaction": ("Account",),
    "ExchangeRate": ("Currency", "SecondCurrency"),
    "Budget": ("Member", "Currency"),
    "BudgetLine": ("Budget", "Tag"),
    "Goal": ("Member",),
    "Milestone": ("Goal", "FirstMilestone"),
    "FirstMilestone": ("Goal",),
    "Category": ("RootCategory",),
    "GoalFunding": ("Goal", "Account"),
    "NetWorthSnapshot": ("Currency",),
    "StandingOrder": ("Payee", "Account", "Transaction", "Tag"),
}
OTHERS = {
    "SecondTransaction": "Transaction",
    "SecondCurrency": "Currency",
    "FirstMilestone": "Milestone",
    "RootCategory": "Category",
}
"""Further rows that some entities need, and whose they are."""
REPOSITORIES |= {name: REPOSITORIES[entity] for name, entity in OTHERS.items()}
CREATES |= {name: CREATES[entity] for name, entity in OTHERS.items()}
KEYS = {**KEYS, "SecondCurrency": ("code",)}

VALUES = {
    "Organization": lambda _: {"name": "Rivera household", "website": "https://rivera.example/"},
    "Member": lambda _: {
        "email": "ann@example.org",
        "full_name": "Ann Rivera",
        "role": "owner",
        "phone": "+1 555 0100",
        "password": "not a real one",
        "born_on": date(1990, 2, 28),
        "wakes_at": time(7, 30, 0, 5),
        "avatar": b"\x00\xff\x89PNG",
    },
    "MemberProfile": lambda w: {
        "member_id": w.key("Member"),
        "address": {"street": ["1 Main St"], "city": "Springfield", "zip": "12345"},
        "links": ["https://ann.example/"],
    },
    "Currency": lambda _: {"code": "EUR", "name": "Euro"},
    "SecondCurrency": lambda _: {"code": "USD", "name": "US dollar"},
    "ExchangeRate": lambda _: {"base_code": "EUR", "quote_code": "USD", "day": date(2026, 1, 1), "rate": "1.08"},
    "Account": lambda w: {
        "name": "Daily",
        "owner_id": w.key("Member"),
        "currency_code": "EUR",
        "iban": "DE02120300000000202051",
        "opening": "1000.10",
        "credit": "99.90",
        "settings": {"colour": "blue", "limits": [1, 2.5, None]},
    },
    "RootCategory": lambda _: {"name": "Everything"},
    "Category": lambda w: {
        "parent_id": w.key("RootCategory"),
        "name": "Food",
        "colour": "#00ff00",
        "keywords": ["shop", "Bäcker"],
    },
    "Transaction": lambda w: {
        "account_id": w.key("Account"),
        "category_id": w.key("Category"),
        "booked_at": NOON,
        "local_at": datetime(2026, 1, 1, 13),  # noqa: DTZ001  # a wall clock
        "amount": "-12.34",
        "weight": 0.1,
        "duration": timedelta(days=1, microseconds=3),
        "payee": "O'Brien % Sons \\ {{ }} :x",
        "reference": "R-1",
        "metadata_": {"terminal": "7"},
    },
    "SecondTransaction": lambda w: {
        "account_id": w.key("Account"),
        "booked_at": NOON,
        "amount": "12.34",
        "payee": "Back",
    },
    "TransferLink": lambda w: {"source_id": w.key("Transaction"), "target_id": w.key("SecondTransaction")},
    "Budget": lambda w: {
        "user_id": w.key("Member"),
        "name": "Food",
        "period_start": NOON,
        "period_end": NOON + timedelta(days=31),
        "currency_code": "EUR",
        "limit": "400.00",
        "categories": {"rent": "0.10"},
    },
    "Tag": lambda _: {"name": "fixed"},
    "BudgetLine": lambda w: {
        "budget_id": w.key("Budget"),
        "category": "Bread",
        "planned": "20.05",
        "tag_ids": [w.key("Tag")],
    },
    "Goal": lambda w: {"owner_id": w.key("Member"), "title": "A boat", "target": "5000", "saved": "10"},
    "FirstMilestone": lambda w: {"goal_id": w.key("Goal"), "title": "The hull", "amount": "50"},
    "Milestone": lambda w: {
        "goal_id": w.key("Goal"),
        "title": "The sail",
        "amount": "100",
        "after_id": w.key("FirstMilestone"),
    },
    "GoalFunding": lambda w: {"goal_id": w.key("Goal"), "account_id": w.key("Account"), "share": "12.50"},
    "NetWorthSnapshot": lambda _: {
        "taken_on": date(2026, 1, 1),
        "currency_code": "EUR",
        "assets": "100.10",
        "liabilities": "0.10",
        "breakdown": [{"kind": "cash", "amount": "100.10", "since": date(2020, 1, 1)}],
    },
    "Announcement": lambda _: {"title": "Hello", "body": "World"},
    "Payee": lambda _: {"code": "RENT", "name": "O'Hara & Söhne", "tax_no": "DE 1"},
    "StandingOrder": lambda w: {
        "payee_code": "RENT",
        "account_id": w.key("Account"),
        "booked_id": w.key("Transaction"),
        "amount": "800.10",
        "next_on": date(2026, 2, 1),
        "purpose": "To RENT",
        "tag_ids": [w.key("Tag")],
    },
}

CHANGES: Mapping[str, tuple[str, Any, Any]] = {
    "Organization": ("seats", 7, 7),
    "Member": ("phone", None, None),
    "MemberProfile": ("headline", "Sailor", "Sailor"),
    "Currency": ("name", "euro", "euro"),
    "ExchangeRate": ("rate", "1.09", Decimal("1.09")),
    "Account": ("credit", "0.05", Decimal("0.05")),
    "Category": ("keywords", [], []),
    "Transaction": ("status", "booked", "booked"),
    "TransferLink": ("fee", "1.5", Decimal("1.50")),
    "Budget": ("notes", "n", "n"),
    "BudgetLine": ("planned", "0.01", Decimal("0.01")),
    "Tag": ("name", "loose", "loose"),
    "Goal": ("due_on", date(2027, 1, 1), date(2027, 1, 1)),
    "Milestone": ("reached_at", NOON, NOON),
    "GoalFunding": ("share", "99.99", Decimal("99.99")),
    "Announcement": ("title", "Bye", "Bye"),
    "Payee": ("tax_no", None, None),
    "StandingOrder": ("amount", "0.01", Decimal("0.01")),
}
"""A field of each entity that may change, what is sent and what is read back; append-only entities have none."""
