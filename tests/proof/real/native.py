"""The music shop as its own scripts make it, under names and types that are not ours, and specs that describe it.

After the tables of Chinook as each database's script spells them: names in capitals, keys that nothing numbers, money as
NUMERIC(10,2), foreign keys without a name on SQLite, and the names of somebody else's convention elsewhere.
"""

import re
from typing import Final

TABLES: Final = """
CREATE TABLE [Artist] ([ArtistId] INTEGER NOT NULL, [Name] NVARCHAR(120), @PK(Artist: ArtistId));
CREATE TABLE [Album] ([AlbumId] INTEGER NOT NULL, [Title] NVARCHAR(160) NOT NULL, [ArtistId] INTEGER NOT NULL,
    @PK(Album: AlbumId), @FK(Album: ArtistId, Artist));
CREATE TABLE [Employee] ([EmployeeId] INTEGER NOT NULL, [LastName] NVARCHAR(20) NOT NULL, [ReportsTo] INTEGER,
    [BirthDate] DATETIME, [Email] NVARCHAR(60), @PK(Employee: EmployeeId), @FK(Employee: ReportsTo, Employee));
CREATE TABLE [Customer] ([CustomerId] INTEGER NOT NULL, [FirstName] NVARCHAR(40) NOT NULL, [Company] NVARCHAR(80),
    [Email] NVARCHAR(60) NOT NULL, [SupportRepId] INTEGER, @PK(Customer: CustomerId),
    CONSTRAINT [UQ_CustomerEmail] UNIQUE ([Email]), @FK(Customer: SupportRepId, Employee));
CREATE TABLE [Invoice] ([InvoiceId] INTEGER NOT NULL, [CustomerId] INTEGER NOT NULL, [InvoiceDate] DATETIME NOT NULL,
    [BillingCountry] NVARCHAR(40), [Total] NUMERIC(10,2) NOT NULL, @PK(Invoice: InvoiceId),
    @FK(Invoice: CustomerId, Customer));
CREATE TABLE [MediaType] ([MediaTypeId] INTEGER NOT NULL, [Name] NVARCHAR(120), @PK(MediaType: MediaTypeId));
CREATE TABLE [Track] ([TrackId] INTEGER NOT NULL, [Name] NVARCHAR(200) NOT NULL, [AlbumId] INTEGER,
    [MediaTypeId] INTEGER NOT NULL, [Composer] NVARCHAR(220), [Milliseconds] INTEGER NOT NULL,
    [UnitPrice] NUMERIC(10,2) NOT NULL, @PK(Track: TrackId), @FK(Track: AlbumId, Album),
    @FK(Track: MediaTypeId, MediaType), CONSTRAINT [CK_TrackLength] CHECK ([Milliseconds] >= 0));
CREATE TABLE [InvoiceLine] ([InvoiceLineId] INTEGER NOT NULL, [InvoiceId] INTEGER NOT NULL,
    [TrackId] INTEGER NOT NULL, [UnitPrice] NUMERIC(10,2) NOT NULL, [Quantity] INTEGER NOT NULL,
    @PK(InvoiceLine: InvoiceLineId), @FK(InvoiceLine: InvoiceId, Invoice), @FK(InvoiceLine: TrackId, Track));
CREATE TABLE [Playlist] ([PlaylistId] INTEGER NOT NULL, [Name] NVARCHAR(120), @PK(Playlist: PlaylistId));
CREATE TABLE [PlaylistTrack] ([PlaylistId] INTEGER NOT NULL, [TrackId] INTEGER NOT NULL,
    @PK(PlaylistTrack: PlaylistId, TrackId), @FK(PlaylistTrack: PlaylistId, Playlist),
    @FK(PlaylistTrack: TrackId, Track));
CREATE INDEX [IFK_AlbumArtistId] ON [Album] ([ArtistId]);
CREATE INDEX [IFK_EmployeeReportsTo] ON [Employee] ([ReportsTo]);
CREATE INDEX [IFK_CustomerSupportRepId] ON [Customer] ([SupportRepId]);
CREATE INDEX [IFK_InvoiceCustomerId] ON [Invoice] ([CustomerId]);
CREATE INDEX [IFK_TrackAlbumId] ON [Track] ([AlbumId]);
CREATE INDEX [IFK_TrackMediaTypeId] ON [Track] ([MediaTypeId]);
CREATE INDEX [IFK_InvoiceLineInvoiceId] ON [InvoiceLine] ([InvoiceId]);
CREATE INDEX [IFK_InvoiceLineTrackId] ON [InvoiceLine] ([TrackId]);
CREATE INDEX [IFK_PlaylistTrackTrackId] ON [PlaylistTrack] ([TrackId]);
INSERT INTO [Artist] VALUES (1, 'AC/DC'), (2, 'Accept'), (3, NULL), (4, 'Antônio Carlos Jobim');
INSERT INTO [Album] VALUES (1, 'For Those About To Rock', 1), (2, 'Balls to the Wall', 2), (3, 'Let There Be Rock', 1);
INSERT INTO [Employee] VALUES (1, 'Adams', NULL, '1962-02-18 00:00:00', 'andrew@chinookcorp.com'),
    (2, 'Edwards', 1, '1958-12-08 00:00:00', 'nancy@chinookcorp.com'), (3, 'Peacock', 2, NULL, NULL);
INSERT INTO [Customer] VALUES (1, 'Luís', 'Embraer', 'luisg@embraer.com.br', 3),
    (2, 'Leonie', NULL, 'leonekohler@surfeu.de', NULL);
INSERT INTO [Invoice] VALUES (1, 2, '2009-01-01 00:00:00', 'Germany', 1.98), (2, 1, '2009-01-02 13:30:00', NULL, 0.99);
INSERT INTO [MediaType] VALUES (1, 'MPEG audio file'), (2, 'AAC audio file');
INSERT INTO [Track] VALUES (1, 'For Those About To Rock', 1, 1, 'Angus Young', 343719, 0.99),
    (2, 'Balls to the Wall', 2, 2, NULL, 342562, 1.99), (3, 'Desafinado', NULL, 1, 'Jobim', 185338, 0.99);
INSERT INTO [InvoiceLine] VALUES (1, 1, 1, 0.99, 1), (2, 1, 3, 0.99, 1), (3, 2, 1, 0.99, 1);
INSERT INTO [Playlist] VALUES (1, 'Music'), (2, NULL);
INSERT INTO [PlaylistTrack] VALUES (1, 1), (1, 2), (1, 3), (2, 3);
"""
_SPELLED: Final = {
    "sqlite": {"[": "[", "]": "]"},
    "postgresql": {"[": '"', "]": '"', "NVARCHAR": "VARCHAR", "DATETIME": "TIMESTAMP", "INTEGER": "INT"},
    "mariadb": {"[": "`", "]": "`", "INTEGER": "INT"},
}


def statements(database: str) -> list[str]:
    """Give the script of one database, a statement each."""
    text = re.sub(r"@PK\((\w+): (.*?)\)", _primary, TABLES)
    text = re.sub(r"@FK\((\w+): (\w+), (\w+)\)", _foreign if database != "sqlite" else _unnamed, text)
    for word, called in _SPELLED[database].items():
        text = text.replace(word, called)
    return [item for item in text.split(";\n") if item.strip()]


def _primary(match: re.Match[str]) -> str:
    return f"CONSTRAINT [PK_{match[1]}] PRIMARY KEY  ({', '.join(f'[{it}]' for it in match[2].split(', '))})"


def _unnamed(match: re.Match[str]) -> str:
    key = f"[{match[3]}Id]"
    return f"FOREIGN KEY ([{match[2]}]) REFERENCES [{match[3]}] ({key}) \n\t\tON DELETE NO ACTION ON UPDATE NO ACTION"


def _foreign(match: re.Match[str]) -> str:
    return f"CONSTRAINT [FK_{match[1]}{match[2]}] {_unnamed(match)}"


SPECS: Final = """domain: shop
defaults: {timestamps: false}
---
entity: Artist
table: Artist
key: {name: id, column: ArtistId, type: int, identity: false}
fields: {name: {type: string(120)?, column: Name}}
---
entity: Album
table: Album
key: {name: id, column: AlbumId, type: int, identity: false}
fields:
  title: {type: string(160), column: Title}
  artist: {type: Artist, column: ArtistId, on_delete: no_action, index: {name: IFK_AlbumArtistId}}
---
entity: Employee
table: Employee
key: {name: id, column: EmployeeId, type: int, identity: false}
fields:
  last_name: {type: string(20), column: LastName}
  reports_to: {type: Employee?, column: ReportsTo, on_delete: no_action, index: {name: IFK_EmployeeReportsTo}}
  birth_date: {type: local_datetime?, column: BirthDate}
  email: {type: string(60)?, column: Email}
---
entity: Customer
table: Customer
key: {name: id, column: CustomerId, type: int, identity: false}
fields:
  first_name: {type: string(40), column: FirstName}
  company: {type: string(80)?, column: Company}
  email: {type: string(60), column: Email, unique: {name: UQ_CustomerEmail}}
  support_rep: {type: Employee?, column: SupportRepId, on_delete: no_action, index: {name: IFK_CustomerSupportRepId}}
---
entity: Invoice
table: Invoice
key: {name: id, column: InvoiceId, type: int, identity: false}
fields:
  customer: {type: Customer, column: CustomerId, on_delete: no_action, index: {name: IFK_InvoiceCustomerId}}
  invoice_date: {type: local_datetime, column: InvoiceDate}
  billing_country: {type: string(40)?, column: BillingCountry}
  total: {type: "decimal(10, 2)", column: Total}
---
entity: MediaType
table: MediaType
key: {name: id, column: MediaTypeId, type: int, identity: false}
fields: {name: {type: string(120)?, column: Name}}
---
entity: Track
table: Track
key: {name: id, column: TrackId, type: int, identity: false}
fields:
  name: {type: string(200), column: Name}
  album: {type: Album?, column: AlbumId, on_delete: no_action, index: {name: IFK_TrackAlbumId}}
  media_type: {type: MediaType, column: MediaTypeId, on_delete: no_action, index: {name: IFK_TrackMediaTypeId}}
  composer: {type: string(220)?, column: Composer}
  milliseconds: {type: int, column: Milliseconds}
  unit_price: {type: "decimal(10, 2)", column: UnitPrice}
checks: {length: {sql: milliseconds >= 0, name: CK_TrackLength}}
---
entity: InvoiceLine
table: InvoiceLine
key: {name: id, column: InvoiceLineId, type: int, identity: false}
fields:
  invoice: {type: Invoice, column: InvoiceId, on_delete: no_action, index: {name: IFK_InvoiceLineInvoiceId}}
  track: {type: Track, column: TrackId, on_delete: no_action, index: {name: IFK_InvoiceLineTrackId}}
  unit_price: {type: "decimal(10, 2)", column: UnitPrice}
  quantity: {type: int, column: Quantity}
---
entity: Playlist
table: Playlist
key: {name: id, column: PlaylistId, type: int, identity: false}
fields: {name: {type: string(120)?, column: Name}}
---
entity: PlaylistTrack
table: PlaylistTrack
key: [playlist, track]
fields:
  playlist: {type: Playlist, column: PlaylistId, on_delete: no_action}
  track: {type: Track, column: TrackId, on_delete: no_action, index: {name: IFK_PlaylistTrackTrackId}}
"""
