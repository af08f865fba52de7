"""A music shop: artists, albums, tracks, playlists, customers, invoices."""

SPECS = """domain: app
defaults: {key: int, timestamps: false, table_names: singular}
---
entity: Artist
fields: {name: string(120)?}
---
entity: Album
fields:
  title: string(160)
  artist: {type: Artist, on_delete: restrict}
---
entity: Genre
fields: {name: string(120)?}
---
entity: MediaType
fields: {name: string(120)?}
---
entity: Track
fields:
  name: string(200)
  album: {type: Album?, on_delete: set_null}
  media_type: MediaType
  genre: Genre?
  composer: string(220)?
  milliseconds: {type: int, min: 0}
  bytes: int?
  unit_price: "decimal(10, 2)"
  playlists: {type: "list[Playlist]", inverse: tracks}
---
entity: Playlist
fields: {name: string(120)?}
---
entity: Employee
fields:
  last_name: string(20)
  first_name: string(20)
  title: string(30)?
  reports_to: {type: Employee?, on_delete: set_null}
  birth_date: local_datetime?
  hire_date: local_datetime?
  address: string(70)?
  city: string(40)?
  email: string(60)?
---
entity: Customer
fields:
  first_name: string(40)
  last_name: string(20)
  company: string(80)?
  phone: string(24)?
  email: {type: string(60), unique: true}
  support_rep: {type: Employee?, on_delete: set_null}
---
entity: Invoice
fields:
  customer: {type: Customer, on_delete: restrict}
  invoice_date: local_datetime
  billing_city: string(40)?
  billing_country: string(40)?
  total: "decimal(10, 2)"
---
entity: InvoiceLine
fields:
  invoice: {type: Invoice, on_delete: cascade}
  track: Track
  unit_price: "decimal(10, 2)"
  quantity: int
"""
CHANGES = (
    ("name: string(200)", "name: string(300)"),
    ("email: string(60)?", "mail: {type: string(60)?, renamed_from: email}"),
    ("quantity: int", "quantity: {type: bigint, default: 1}"),
    ("composer: string(220)?", "composer: text?"),
    ("entity: MediaType\n", "entity: MediaKind\nrenamed_from: MediaType\n"),
    ('total: "decimal(10, 2)"', 'total: "decimal(14, 4)"\n  state: {type: InvoiceState, default: open}'),
    ("artist: {type: Artist, on_delete: restrict}", "artist: {type: Artist, on_delete: cascade}\n  released: date?"),
    ("entity: Customer\n", "entity: Customer\nsoft_delete: true\nversion: true\n"),
    ("phone: string(24)?", "phone: string(24)?\n  vip: {type: bool, default: false}"),
    (
        "milliseconds: {type: int, min: 0}",
        "milliseconds: {type: int, min: 0}\n  seconds: {type: int?, computed: milliseconds / 1000}",
    ),
    ("billing_country: string(40)?", "billing_country: {type: string(40)?, index: true}"),
)
ALSO = {
    "entity: MediaType\n": (("media_type: MediaType", "media_type: MediaKind"),),
    'total: "decimal(10, 2)"': (
        ("entity: Artist\n", "enum: InvoiceState\nvalues: [open, paid]\n---\nentity: Artist\n"),
    ),
}
"""What an edit takes along."""
