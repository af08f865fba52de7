"""The application's own source, read without being run: its modules, its classes, what they define."""

from generator.application.classes import Member, UserClass
from generator.application.lookup import Application, NotFoundError, own_packages

__all__ = ["Application", "Member", "NotFoundError", "UserClass", "own_packages"]
