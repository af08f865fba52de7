"""The option table as a page of the documentation; `gen explain settings` prints it."""

from collections.abc import Iterator

from generator.config import OPTIONS, Kind, Option
from generator.config.values import are_words


def settings_page() -> str:
    """Give every setting as Markdown: its key, its flag, what it holds, its default, what it does."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Settings"
    yield ""
    yield "Each is a key of `[tool.gen]` in pyproject.toml and a flag of `gen build` and `gen check`, which wins. Folders in"
    yield "pyproject.toml are relative to it. `gen explain settings` prints this page."
    yield ""
    yield "| key | flag | holds | default | |"
    yield "|---|---|---|---|---|"
    for option in OPTIONS:
        flag = "an argument" if option.name == "specs" else f"`{option.switch}`"
        yield f"| `{option.key}` | {flag} | {_held(option)} | {_preset(option)} | {option.help} |"


def _held(option: Option) -> str:
    if option.kind is Kind.NUMBER:
        return f"{option.range[0]} to {option.range[1]}"
    if option.choices:
        words = ", ".join(f"`{choice}`" for choice in option.choices)
        return {Kind.WORDS: f"list of {words}", Kind.TABLE: f"table of {words}"}.get(option.kind, words)
    return option.hint or option.kind.value


def _preset(option: Option) -> str:
    preset = option.preset
    if isinstance(preset, bool):
        return f"`{str(preset).lower()}`"
    if are_words(preset):
        return ", ".join(f"`{word}`" for word in preset) or "none"
    return "none" if preset is None or preset == {} else f"`{preset}`"
