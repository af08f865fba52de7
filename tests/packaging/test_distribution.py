"""What is published: a wheel and an sdist that carry the templates and work where there is no checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.j2")}
RUNTIME = {path.relative_to(ROOT).as_posix() for path in (ROOT / "generator/runtime").rglob("*.py")}
SPEC = "entity: Note\nfields:\n  title: string(80)\n  body: text?\n"


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's files and nothing else of ours."""
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", folder]
    subprocess.run([*pip, *dist.glob("*.whl")], check=True, capture_output=True)
    return folder


def test_the_wheel_holds_the_generator_its_runtime_and_its_templates(dist: Path) -> None:
    with zipfile.ZipFile(next(dist.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    assert {f"generator/_templates/{name}" for name in TEMPLATES} <= names
    assert names >= RUNTIME
    assert {name.partition("/")[0] for name in names if "dist-info" not in name} == {"generator"}


def test_the_sdist_holds_what_the_wheel_is_built_from(dist: Path) -> None:
    with tarfile.open(next(dist.glob("*.tar.gz"))) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {f"templates/{name}" for name in TEMPLATES} | RUNTIME | {"README.md", "LICENSE", "pyproject.toml"} <= names


def test_the_wheel_builds_a_project_elsewhere(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/notes.yaml").write_text(SPEC)
    (tmp_path / "pyproject.toml").write_text('[tool.gen]\noutput = "shop"\n')
    for command in (["build", "specs/"], ["check", "specs/"]):
        done = gen(installed, tmp_path, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    assert "class Note" in (tmp_path / "shop/notes/models.py").read_text()


@pytest.mark.parametrize("part", ["_templates/models.py.j2", "runtime/keys.py"])
def test_a_changed_byte_of_the_wheel_is_noticed(installed: Path, tmp_path: Path, part: str) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/notes.yaml").write_text(SPEC)
    (tmp_path / "pyproject.toml").write_text('[tool.gen]\noutput = "shop"\n')
    assert gen(installed, tmp_path, "build", "-q").returncode == 0
    file = installed / "generator" / part
    original = file.read_bytes()
    file.write_bytes(original + b"# more\n")
    assert gen(installed, tmp_path, "check", "-q").returncode == 1
    file.write_bytes(original)
    assert gen(installed, tmp_path, "check", "-q").returncode == 0


def test_the_wheel_builds_in_an_environment_that_holds_nothing_else(dist: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "empty"], check=True, capture_output=True)
    commands = tmp_path / "empty" / "bin"
    pip = [commands / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "-c", ROOT / "constraints.txt", *dist.glob("*.whl")], check=True, capture_output=True)
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/notes.yaml").write_text(SPEC)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    for command in ("build", "check", "diff"):
        run = [commands / "gen", command, "specs/"]
        done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_wheel_knows_its_version(installed: Path, tmp_path: Path) -> None:
    assert "0.1.0" in gen(installed, tmp_path, "--version").stdout


def gen(site: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-P", "-m", "generator", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
