"""What is in the package: exactly the four folders and the front door, with every file that they read."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.test_layers import imports

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("corpus", "index", "service", "evals")
MADE_ON_THE_WAY = ("__pycache__", "*.pyc", "*.egg-info", ".*")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# What fastapi and sentence-transformers are made of; their public classes derive from these.
UNDERNEATH = {"starlette", "transformers"}
_EXTRAS = PROJECT["project"]["optional-dependencies"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel from a copy of the tree, offline, with the setuptools that is installed; list what is in it."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "tree"
    copy.mkdir()
    for name in (*FOLDERS, "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns(*MADE_ON_THE_WAY))
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "carecite.py"):
        shutil.copy(ROOT / name, copy / name)
    code = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, str(folder)], cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def test_its_top_level_is_the_four_folders_and_the_front_door(wheel: set[str]) -> None:
    version = PROJECT["project"]["version"]
    assert {name.split("/")[0] for name in wheel} == {*FOLDERS, "carecite.py", f"carecite-{version}.dist-info"}


def test_it_holds_every_module_and_every_data_file_of_the_four_folders(wheel: set[str]) -> None:
    def is_made(path: Path) -> bool:
        return any(path.match(pattern) or any(Path(part).match(pattern) for part in path.parts) for pattern in MADE_ON_THE_WAY)

    files = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    wanted = {path.as_posix() for path in files if not is_made(path)}
    assert {name for name in wheel if name.split("/")[0] in FOLDERS} == wanted


@pytest.mark.parametrize(
    "name",
    [
        "corpus/library/fever-in-children.md",
        "corpus/library/checks.jsonl",
        "service/safety/second_voice.npz",
        "service/safety/unnamed.toml",
        "index/calibration.json",
        "service/safety/red_flags.toml",
        "service/safety/regions.toml",
        "service/web/ask.html",
        "service/web/style.css",
        "service/web/icon.svg",
    ],
)
def test_it_holds_the_files_that_the_service_reads(wheel: set[str], name: str) -> None:
    assert name in wheel


def test_it_carries_its_licence_and_the_command(wheel: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)
    assert any(name.endswith(".dist-info/entry_points.txt") for name in wheel)


def test_every_package_of_the_tree_is_listed_in_pyproject() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for folder in FOLDERS for path in (ROOT / folder).rglob("__init__.py")}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found | _data_only_packages()


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_package_that_is_imported_is_a_declared_dependency() -> None:
    """What comes along with another dependency today may be gone with its next release."""
    declared = [*PROJECT["project"]["dependencies"], *(d for extra in ("readers", "editors", "evals") for d in _EXTRAS[extra])]
    names = {_canonical(re.split(r"[\s\[<>=!;]", dependency)[0]) for dependency in declared}
    modules = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")] + [ROOT / "carecite.py"]
    imported = {name for path in modules for name in imports(ast.parse(path.read_text(encoding="utf-8")))}
    theirs = imported - sys.stdlib_module_names - {*FOLDERS, "carecite"} - UNDERNEATH
    providers = packages_distributions()
    undeclared = {name for name in theirs if not {_canonical(each) for each in providers.get(name, [name])} & names}
    assert undeclared == set()


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_is_not_to_be_uploaded() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]


def _data_only_packages() -> set[str]:
    """Listed folders that hold data and no module, such as the starter library."""
    listed = PROJECT["tool"]["setuptools"]["packages"]
    return {name for name in listed if (folder := ROOT.joinpath(*name.split("."))).is_dir() and not list(folder.glob("*.py"))}
