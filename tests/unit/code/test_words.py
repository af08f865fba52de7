"""Prose in docstrings and comments: compiles, says what was written, and satisfies the linters."""

import ast
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.code import comment, docstring

from .test_literals import HOSTILE

RULES = "D2,D3,D400,D415,E,W,PLE,ISC,Q"


def read_back(text: str) -> str:
    tree = ast.parse(f"class A:\n    {docstring(text, '    ')}\n\n    x = 1\n")
    (made,) = tree.body
    assert isinstance(made, ast.ClassDef)
    assert len(made.body) == 2
    return ast.get_docstring(made, clean=False) or ""


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_docstring_keeps_its_words(text):
    read = words(read_back(text))
    expected = words(text) or ["(no", "description)."]
    if read[-1] != expected[-1]:
        read[-1] = read[-1].removesuffix(".")
    assert [word for word in read if word != "..."] == expected


@given(st.text())
def test_any_docstring_compiles_and_keeps_its_words(text):
    read = "".join(words(read_back(text))).replace("...", "").rstrip(".")
    assert not text.split() or read == "".join(words(text)).replace("...", "").rstrip(".")


def test_the_first_sentence_is_the_summary():
    assert read_back("One thing. And another, told at length.") == "One thing. And another, told at length."
    lines = read_back(f"One thing. {'And another. ' * 20}").splitlines()
    assert lines[0] == "One thing."
    assert lines[1] == ""
    assert lines[2].startswith("    And another.")


def test_a_summary_that_is_too_long_goes_on_below():
    lines = read_back("word " * 60).splitlines()
    assert lines[0].endswith(" ...")
    assert lines[1] == ""


def test_paragraphs_stay_apart():
    assert read_back("One.\n\nTwo.").splitlines() == ["One.", "", "    Two.", "    "]


def test_linters_find_nothing_in_hostile_docstrings(tmp_path):
    printable = [text for text in HOSTILE if len(text) < 5_000 and "type: ignore" not in text]
    source = "\n\n".join(f"class A{n}:\n    {docstring(text, '    ')}\n" for n, text in enumerate(printable))
    file = tmp_path / "module.py"
    file.write_text(f'"""Module."""\n\n\n{source}', "utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format=json"]
    command += ["--line-length=120", f"--select={RULES}", "--ignore=D203,D213,E501", str(file)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    assert [(item["code"], item["location"]["row"]) for item in found] == []


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_comment_is_one_line_and_nothing_else(text):
    source = f"x = 1  # {comment(text)}\ny = 2\n"
    tree = ast.parse(source.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert len(tree.body) == 2
