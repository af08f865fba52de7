"""The findings about plugins."""

from generator.diagnostics import rule

NOT_INSTALLED = rule(
    "C650",
    "plugin-not-installed",
    """
`plugins` in [tool.gen] names a plugin that is not installed where `gen` runs: no distribution offers an entry point of that
name in the group `specwright`.
""",
)
OTHER_API = rule(
    "C651",
    "plugin-of-another-api",
    """
A plugin was written for another version of the generator's interface. Install a version of the plugin that fits, or the
generator that it was written for.
""",
)
BROKEN_PLUGIN = rule(
    "C652",
    "broken-plugin",
    """
A plugin cannot be loaded, is no `generator.plugins.Plugin`, or failed while it made its files. Nothing was written.
""",
)
PLUGIN_CLASH = rule(
    "C653",
    "plugin-clash",
    """
A plugin brings something under a name that is taken: a field type that the generator or another plugin has, an artifact, or
a file that is generated already.
""",
)
