"""Who may import whom: the ranks of ARCHITECTURE.md, and what costs too much to import."""

import ast
import subprocess
import sys

from tests.architecture.sources import ROOT, imported, modules, own_modules

RANKS = (
    {"frozen"},
    {"code", "naming", "diagnostics", "version"},
    {"errors"},
    {"application", "config", "dialects", "output"},
    {"fieldtypes"},
    {"expressions"},
    {"ir"},
    {"flags", "plugins"},
    {"spec", "schema"},
    {"resolve", "migrations"},
    {"render"},
    {"pipeline"},
    {"cli"},
    {"__main__"},
)
RANK = {package: rank for rank, packages in enumerate(RANKS) for package in packages}

HEAVY = {"alembic", "fastapi", "inflect", "sqlalchemy"}
"""Never imported by the generator: they cost more than a whole build of a small project."""

ONLY_IN = {"click": "cli", "jinja2": "render"}
"""Libraries that one package hides from the others."""

ON_DEMAND = ("jinja2", "pydantic", *sorted(HEAVY))
"""Not loaded before a command is known to need them."""


def test_every_package_has_a_rank():
    unknown = {module.package for module in own_modules()} - RANK.keys() - {"__init__"}
    assert unknown == set()


def test_a_package_imports_lower_ranks_only():
    wrong = []
    for module in own_modules():
        for node in ast.walk(module.tree):
            for name in imported(node):
                root, _, rest = name.partition(".")
                target = rest.partition(".")[0]
                if root != "generator" or target == module.package:
                    continue
                if module.package == "__init__" or RANK.get(target, 99) >= RANK[module.package]:
                    wrong.append(f"{module.place(node)} imports {name}")
    assert wrong == []


def test_nobody_imports_from_the_package_root():
    wrong = [
        module.place(node) for module in modules() for node in ast.walk(module.tree) if "generator" in imported(node)
    ]
    assert wrong == []


def test_imports_stand_at_the_top_of_a_module():
    wrong = [
        module.place(node)
        for module in modules()
        if module.package != "cli"
        for function in module.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


def test_what_runs_elsewhere_stands_on_its_own():
    wrong = [
        f"{module.place(node)} imports {name}"
        for module in modules()
        if module.stands_alone
        for node in ast.walk(module.tree)
        for name in imported(node)
        if name.partition(".")[0] == "generator" and not name.startswith("generator.replay.")
    ]
    assert wrong == []


def test_libraries_stay_where_they_belong():
    wrong = [
        f"{module.place(node)} imports {name}"
        for module in own_modules()
        for node in ast.walk(module.tree)
        for name in imported(node)
        if (top := name.partition(".")[0]) in HEAVY or ONLY_IN.get(top, module.package) != module.package
    ]
    assert wrong == []


def test_help_loads_nothing_that_it_does_not_need():
    script = (
        "import sys\n"
        "from generator.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"loaded = [name for name in {ON_DEMAND!r} if name in sys.modules]\n"
        "sys.exit(', '.join(loaded) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_run_with_nothing_to_do_loads_only_what_tells_so():
    script = (
        "import sys\n"
        "import generator.cli.build, generator.cli.check, generator.pipeline.freshness\n"
        "unwanted = ('generator.migrations', 'generator.render', 'generator.schema', 'generator.spec', 'jinja2', 'pydantic')\n"
        "sys.exit(', '.join(name for name in unwanted if name in sys.modules) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
