from pathlib import Path

import pytest

from generator.config import OPTIONS, Settings, find_project, load
from generator.config.options import Kind
from generator.diagnostics import Diagnostic
from generator.errors import ConfigError


def project(folder: Path, text: str) -> Path:
    (folder / "pyproject.toml").write_text(text)
    return folder


def findings(folder: Path, text: str, **flags: object) -> tuple[Diagnostic, ...]:
    with pytest.raises(ConfigError) as error:
        load(project(folder, text), flags)
    return error.value.diagnostics


def line(item: Diagnostic) -> int:
    assert item.span is not None
    return item.span.line


def test_an_empty_project_has_the_defaults(tmp_path: Path) -> None:
    found = load(project(tmp_path, ""), {})
    assert found == Settings(root=tmp_path, specs=tmp_path / "specs", output=tmp_path / "generated")


def test_every_option_is_a_setting_and_every_setting_an_option() -> None:
    names = {option.name for option in OPTIONS}
    assert names == set(Settings.__dataclass_fields__) - {"root"}


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if option.kind is not Kind.FOLDER], ids=lambda option: option.name
)
def test_every_option_accepts_its_default(option, tmp_path: Path) -> None:
    preset = option.preset
    if preset is None or preset == ():
        return
    written = {bool: str(preset).lower(), int: str(preset)}.get(type(preset)) or (
        str(list(preset)).replace("'", '"') if isinstance(preset, tuple) else "{}" if preset == {} else f'"{preset}"'
    )
    found = load(project(tmp_path, f"[tool.gen]\n{option.key} = {written}\n"), {})
    assert getattr(found, option.name) == preset


def test_keys_may_have_dashes_or_underscores(tmp_path: Path) -> None:
    assert load(project(tmp_path, "[tool.gen]\nline-length = 88\n"), {}).line_length == 88
    assert load(project(tmp_path, "[tool.gen]\nline_length = 88\n"), {}).line_length == 88


def test_folders_of_the_file_are_relative_to_it_and_flags_to_where_one_stands(tmp_path: Path) -> None:
    project(tmp_path, '[tool.gen]\nspecs = "sp"\noutput = "src/app"\n')
    (tmp_path / "inner").mkdir()
    found = load(tmp_path / "inner", {"output": "../out"})
    assert (found.root, found.specs, found.output) == (tmp_path, tmp_path / "sp", tmp_path / "out")


def test_the_nearest_project_with_settings_counts(tmp_path: Path) -> None:
    project(tmp_path, "[tool.gen]\n")
    (tmp_path / "package/specs").mkdir(parents=True)
    project(tmp_path / "package", "[project]\n")
    assert find_project(tmp_path / "package/specs") == tmp_path / "pyproject.toml"
    assert find_project(tmp_path) == tmp_path / "pyproject.toml"


def test_specs_elsewhere_bring_their_own_project(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there/specs").mkdir(parents=True)
    project(tmp_path / "there", '[tool.gen]\noutput = "app"\n')
    assert load(tmp_path / "here", {"specs": "../there/specs"}).output == tmp_path / "there/app"


def test_specs_without_a_project_put_the_output_beside_them(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    assert load(tmp_path, {"specs": "specs"}).output == tmp_path / "generated"


def test_the_order_of_databases_means_nothing(tmp_path: Path) -> None:
    found = load(project(tmp_path, '[tool.gen]\ndatabases = ["postgresql", "sqlite", "sqlite"]\n'), {})
    assert found.databases == ("sqlite", "postgresql")
    assert load(tmp_path, {"databases": ("mariadb", "sqlite")}).databases == ("sqlite", "mariadb")


def test_everything_wrong_is_found_at_once_at_its_line(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        '[project]\nlayuot = 1\n[tool.gen]\nlayuot = "domain"\nlayout = "domian"\ntimestamps = "yes"\n'
        'line-length = 7\nkey-column = "No Name"\n[tool.gen.files]\nmodel = "x"\n',
    )
    assert [(line(item), item.code) for item in found] == [
        (4, "C601"),
        (5, "C603"),
        (6, "C602"),
        (7, "C603"),
        (8, "C603"),
        (10, "C603"),
    ]
    assert found[0].help == "did you mean 'layout'?"
    assert found[1].help == "did you mean 'domain'?"
    assert found[5].help == "did you mean 'models'?"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[tool.gen", "C600"),
        ("tool.gen = 3", "C600"),
        ("[tool.gen]\nspecs = 3", "C602"),
        ('[tool.gen]\nspecs = ""', "C602"),
        ("[tool.gen]\ndatabases = []", "C602"),
        ("[tool.gen]\ndatabases = [1]", "C602"),
        ("[tool.gen]\nline-length = 0", "C603"),
        ("[tool.gen]\nline-length = true", "C602"),
        ("[tool.gen]\nline-length = 100\nline_length = 90", "C601"),
        ('[tool.gen]\nfiles = "x"', "C602"),
        ("[tool.gen]\nkey = 2026-01-01", "C602"),
        ('[tool.gen]\noutput = "."', "C604"),
        ('[tool.gen]\noutput = ".."', "C604"),
        ('[tool.gen]\noutput = "specs/out"', "C604"),
        ('[tool.gen]\nspecs = "app/specs"\noutput = "app"', "C604"),
        ('[tool.gen]\nbase = "app.db"', "C603"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert [item.code for item in findings(tmp_path, text)][:1] == [code]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"[tool.gen]\nspecs = '\xff'\n")
    with pytest.raises(ConfigError, match="C600"):
        load(tmp_path, {})


def test_flags_win_and_tables_are_added_to(tmp_path: Path) -> None:
    project(
        tmp_path, '[tool.gen]\nlayout = "layered"\nbase = "a.b:C"\nfiles = { models = "m_{domain}", schemas = "s" }\n'
    )
    flags = {"layout": "domain", "base": "", "files": ("schemas=t_{domain}",), "timestamps": False, "line_length": 90}
    found = load(tmp_path, flags)
    assert (found.layout, found.base, found.timestamps, found.line_length) == ("domain", None, False, 90)
    assert found.files == {"models": "m_{domain}", "schemas": "t_{domain}"}


@pytest.mark.parametrize(
    "flags",
    [{"files": ("schemas",)}, {"files": ("x=y",)}, {"line_length": 3}, {"allow": ("all",)}, {"tenant_column": "A b"}],
)
def test_a_wrong_flag_is_named(tmp_path: Path, flags: dict[str, object]) -> None:
    assert findings(tmp_path, "", **flags)[0].message.startswith("--")


@pytest.mark.parametrize("flag", ["tenant", "soft_delete", "audit", "version"])
def test_a_switch_is_called_as_a_flag_says_and_denied_likewise(flag: str) -> None:
    option = next(option for option in OPTIONS if option.name == flag)
    assert (option.switch, option.denial) == (f"--include-{option.key}", f"--no-include-{option.key}")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", {"models", "schemas", "repository", "migrations"}),
        ("repository = false", {"models", "schemas", "migrations"}),
        ('outputs = ["models", "schemas", "repository"]', {"models", "schemas", "repository"}),
        ('outputs = ["models", "schemas", "repository"]\nrepository = false', {"models", "schemas"}),
    ],
)
def test_repositories_can_be_left_out_of_whatever_is_wanted(text: str, wanted: set[str], tmp_path: Path) -> None:
    settings = load(project(tmp_path, f"[tool.gen]\n{text}\n"), {})
    assert {name for name in ("models", "schemas", "repository", "migrations") if settings.wants(name)} == wanted
