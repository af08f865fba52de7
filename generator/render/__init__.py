"""From what the specs mean to the text of every generated file."""

from generator.render.project import render, render_domain, render_project
from generator.render.unit import Context

__all__ = ["Context", "render", "render_domain", "render_project"]
