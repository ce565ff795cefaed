"""Imports go one way: corpus ← index ← service ← evals."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("corpus", "index", "service", "evals")
FRONT_DOOR = "carecite"
HEAVY = {"torch", "sentence_transformers", "transformers", "faiss", "bm25s"}
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the first name of each imported module, wherever in the file it is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute, so that a reader sees the layer"
            yield (node.module or "").split(".")[0]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_all_four_folders_have_modules() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(LAYERS)


@each_module
def test_a_module_imports_only_from_its_own_layer_and_those_before_it(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    later = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert later & set(imports(parsed(path))) == set()


@each_module
def test_nothing_imports_the_front_door_or_the_tests(path: Path) -> None:
    assert {FRONT_DOOR, "tests"} & set(imports(parsed(path))) == set()


@pytest.mark.parametrize("path", [path for path in MODULES if "corpus" in path.relative_to(ROOT).parts[:1]], ids=str)
def test_the_corpus_knows_nothing_of_vectors_models_or_http(path: Path) -> None:
    assert (HEAVY | {"fastapi", "starlette", "uvicorn", "httpx"}) & set(imports(parsed(path))) == set()


def test_importing_the_program_does_not_load_the_encoders_framework() -> None:
    """It takes seconds and half a gigabyte; only an encoder that is really used may ask for it."""
    program = "import sys, corpus.cli, index.cli, index.retrieve, service.app; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    assert {"torch", "sentence_transformers", "transformers"} & set(done.stdout.split()) == set()


def test_an_arrow_the_wrong_way_is_seen_wherever_it_stands() -> None:
    tree = ast.parse("def f():\n    if 1:\n        from index.fuse import fuse\nimport service.app\n")
    assert set(imports(tree)) == {"index", "service"}
