"""A film rental: films and their actors, stores, staff, customers, rentals, payments."""

SPECS = """domain: app
defaults: {key: int, key_column: "{table}_id", timestamps: {created: false, updated: last_update}, table_names: singular}
---
enum: Rating
storage: native
values: {G: "", PG: "", PG-13: {name: PG_13}, R: "", NC-17: {name: NC_17}}
---
entity: Actor
fields: {first_name: string(45), last_name: {type: string(45), index: true}}
---
entity: Category
fields: {name: string(25)}
---
entity: Language
fields: {name: char(20)}
---
entity: Country
fields: {country: string(50)}
---
entity: City
fields: {city: string(50), country: {type: Country, on_delete: restrict}}
---
entity: Address
fields:
  address: string(50)
  address2: string(50)?
  district: string(20)
  city: {type: City, on_delete: restrict}
  postal_code: string(10)?
  phone: string(20)
---
entity: Film
fields:
  title: {type: string(255), index: true}
  description: text?
  release_year: {type: int?, min: 1901, max: 2155}
  language: {type: Language, on_delete: restrict}
  original_language: {type: Language?, on_delete: restrict}
  rental_duration: {type: smallint, default: 3}
  rental_rate: {type: "decimal(4, 2)", default: 4.99}
  length: smallint?
  replacement_cost: {type: "decimal(5, 2)", default: 19.99}
  rating: {type: Rating?, default: G}
  special_features: "list[string(30)]?"
  actors: {type: "list[Actor]", inverse: films}
  categories: {type: "list[Category]", inverse: films}
---
entity: Store
fields: {address: {type: Address, on_delete: restrict}}
---
entity: Staff
fields:
  first_name: string(45)
  last_name: string(45)
  address: {type: Address, on_delete: restrict}
  email: string(50)?
  store: Store
  active: {type: bool, default: true}
  username: {type: string(16), unique: true}
  picture: binary?
---
entity: Customer
fields:
  store: {type: Store, on_delete: restrict}
  first_name: string(45)
  last_name: {type: string(45), index: true}
  email: string(50)?
  address: {type: Address, on_delete: restrict}
  activebool: {type: bool, default: true}
  create_date: {type: date, default: today()}
---
entity: Inventory
fields: {film: {type: Film, on_delete: restrict}, store: {type: Store, on_delete: restrict}}
indexes: [[store, film]]
---
entity: Rental
fields:
  rental_date: datetime
  inventory: {type: Inventory, on_delete: restrict}
  customer: {type: Customer, on_delete: restrict}
  return_date: datetime?
  staff: {type: Staff, on_delete: restrict}
unique: [{fields: [rental_date, inventory, customer]}]
---
entity: Payment
key: bigint
fields:
  customer: {type: Customer, on_delete: restrict}
  staff: {type: Staff, on_delete: restrict}
  rental: {type: Rental?, on_delete: set_null}
  amount: "decimal(5, 2)"
  payment_date: datetime
"""
CHANGES = (
    ('amount: "decimal(5, 2)"', 'amount: "decimal(9, 2)"'),
    ('R: "", NC-17', 'R: "", X: "", NC-17'),
    ("activebool: {type: bool, default: true}", "is_active: {type: bool, default: true, renamed_from: activebool}"),
    ('rental_rate: {type: "decimal(4, 2)", default: 4.99}', 'rental_rate: {type: "decimal(6, 2)", default: 5.49}'),
    ("entity: Payment\n", "entity: Receipt\nrenamed_from: Payment\n"),
    ("length: smallint?", "length: int?\n  hours: {type: int?, computed: length / 60}"),
    (
        "unique: [{fields: [rental_date, inventory, customer]}]",
        "unique: [{fields: [rental_date, inventory, customer, staff]}]",
    ),
    ("postal_code: string(10)?", "postal_code: {type: string(12)?, index: true}\n  note: text?"),
    (
        "rental: {type: Rental?, on_delete: set_null}",
        "rental: {type: Rental?, on_delete: set_null, deferrable: deferred}",
    ),
    ("fields: {name: string(25)}", "fields: {name: {type: string(25), unique: true}}"),
    ("entity: Staff\n", "entity: Staff\nsoft_delete: true\n"),
)
ALSO: dict[str, tuple[tuple[str, str], ...]] = {}
"""What an edit takes along."""
