"""The same specs give the same bytes, wherever, in whatever order and by whichever Python they are built."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def built(folder: Path, *, seed: str, reverse: bool = False, cwd: Path | None = None) -> dict[str, str]:
    """Build the example's specs in a fresh project at `folder`; give the digest of every file that came out."""
    (folder / "specs").mkdir(parents=True)
    files = sorted((ROOT / "specs").rglob("*.yaml"), reverse=reverse)
    for file in files:
        copy = folder / "specs" / file.relative_to(ROOT / "specs")
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, copy)
    shutil.copytree(ROOT / "generated_example_extensions", folder / "generated_example_extensions")
    (folder / "pyproject.toml").write_text(
        '[tool.gen]\nspecs = "specs"\noutput = "generated_example"\ntenant_type = "uuid"\n'
    )
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "generator", "build", str(folder / "specs"), "-q"]
    run = subprocess.run(command, cwd=cwd or folder, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "generated_example").rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Give the digests of a build under hash seed 0."""
    return built(tmp_path_factory.mktemp("one") / "project", seed="0")


@pytest.mark.parametrize("seed", ["1", "4242"])
def test_hash_seeds_leave_no_trace(reference: dict[str, str], tmp_path: Path, seed: str) -> None:
    assert built(tmp_path / "other" / "place", seed=seed) == reference


def test_the_order_of_files_on_disk_leaves_no_trace(reference: dict[str, str], tmp_path: Path) -> None:
    assert built(tmp_path / "project", seed="0", reverse=True) == reference


def test_the_working_folder_leaves_no_trace(reference: dict[str, str], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert built(tmp_path / "project", seed="0", cwd=elsewhere) == reference


def test_the_committed_example_is_what_its_specs_build(reference: dict[str, str]) -> None:
    committed = subprocess.run(
        ["git", "ls-files", "generated_example"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    generated = {
        path.removeprefix("generated_example/"): sha256((ROOT / path).read_bytes()).hexdigest() for path in committed
    }
    history = {path for path in generated if "/versions/" in path}
    assert {path: digest for path, digest in generated.items() if path not in history} == {
        path.removeprefix("generated_example/"): digest
        for path, digest in reference.items()
        if "/versions/" not in path
    }
