"""Every operation that leads from one schema to the next, by the word that a delta calls it."""

from typing import Final

from generator.migrations.operations.base import Operation, TableOperation, apply, reverse
from generator.migrations.operations.columns import (
    AddColumn,
    AlterColumn,
    ChangeInside,
    ChangeLabels,
    DropColumn,
    FillColumn,
)
from generator.migrations.operations.constraints import (
    AddCheck,
    AddForeignKey,
    AddIndex,
    AddUnique,
    AlterPrimaryKey,
    DropCheck,
    DropForeignKey,
    DropIndex,
    DropUnique,
)
from generator.migrations.operations.guards import AllowChanges, CreatePolicy, DropPolicy, ForbidChanges
from generator.migrations.operations.objects import CreateObject, DropObject
from generator.migrations.operations.renames import RenameColumn, RenameConstraint, RenameIndex, RenameTable
from generator.migrations.operations.surroundings import (
    AlterEnumType,
    CreateEnumType,
    CreateExtension,
    CreateSchema,
    DropEnumType,
    DropExtension,
    DropSchema,
)
from generator.migrations.operations.tables import CreateTable, DropTable, SetTableComment, SetTableOptions

OPERATIONS: Final[dict[str, type[Operation]]] = {
    kind.word: kind
    for kind in (
        CreateSchema,
        CreateExtension,
        CreateEnumType,
        AlterEnumType,
        CreateTable,
        RenameTable,
        RenameColumn,
        RenameIndex,
        RenameConstraint,
        AddColumn,
        FillColumn,
        ChangeLabels,
        ChangeInside,
        AlterColumn,
        DropColumn,
        AlterPrimaryKey,
        AddUnique,
        DropUnique,
        AddCheck,
        DropCheck,
        AddIndex,
        DropIndex,
        AddForeignKey,
        DropForeignKey,
        CreatePolicy,
        DropPolicy,
        ForbidChanges,
        AllowChanges,
        SetTableComment,
        SetTableOptions,
        CreateObject,
        DropObject,
        DropTable,
        DropEnumType,
        DropExtension,
        DropSchema,
    )
}

__all__ = [
    "OPERATIONS",
    "AddCheck",
    "AddColumn",
    "AddForeignKey",
    "AddIndex",
    "AddUnique",
    "AllowChanges",
    "AlterColumn",
    "AlterEnumType",
    "AlterPrimaryKey",
    "ChangeInside",
    "ChangeLabels",
    "CreateEnumType",
    "CreateExtension",
    "CreateObject",
    "CreatePolicy",
    "CreateSchema",
    "CreateTable",
    "DropCheck",
    "DropColumn",
    "DropEnumType",
    "DropExtension",
    "DropForeignKey",
    "DropIndex",
    "DropObject",
    "DropPolicy",
    "DropSchema",
    "DropTable",
    "DropUnique",
    "FillColumn",
    "ForbidChanges",
    "Operation",
    "RenameColumn",
    "RenameConstraint",
    "RenameIndex",
    "RenameTable",
    "SetTableComment",
    "SetTableOptions",
    "TableOperation",
    "apply",
    "reverse",
]
