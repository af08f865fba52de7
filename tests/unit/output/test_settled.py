import pytest

from generator.output.files import File
from generator.output.settled import is_settled, settled

PLAIN = '"""Words."""\n\nfrom a import b\n\nx = b("it\'s")\n'


def test_a_text_that_fits_its_lines_is_settled() -> None:
    assert is_settled(PLAIN, 120)


def test_a_text_with_a_line_that_is_too_long_is_not() -> None:
    widest = max(map(len, PLAIN.split("\n")))
    assert is_settled(PLAIN, widest)
    assert not is_settled(PLAIN, widest - 1)


@pytest.mark.parametrize(
    "doubtful",
    [
        "x = '\u00e9'\n",  # columns are not characters
        'x = "\\"a\\""\n',
        'x = ("a" "b")\n',
        "class X:\n    a: int \n",
        "class X:\n    a: int\n\n\n    b: int\n",
        "x = 1\n\n\n\ny = 2\n",
        "x = 1",
        "x = 1\n\n",
        "x = f(\n)\n",
        "x = { 1: 2 }\n",
        "if (x):\n    pass\n",
        "x = 1 ** 2\n",
        "",
    ],
)
def test_a_text_with_something_that_ruff_may_lay_out_otherwise_is_not(doubtful: str) -> None:
    assert not is_settled(doubtful, 120)


def test_only_what_a_template_of_ours_made_is_taken_for_settled() -> None:
    files = [File("a.py", PLAIN, template="x.j2"), File("b.py", PLAIN), File("c.py", "\n\n", template="x.j2")]
    assert settled(files, 120) == {"x.j2": files[:1]}
