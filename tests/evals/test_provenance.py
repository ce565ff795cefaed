"""Where figures come from."""

import platform
import shutil
import subprocess
from pathlib import Path

import pytest

from evals.provenance import commit_of, provenance


def test_the_environment_is_named_and_the_host_is_not() -> None:
    found = provenance()
    assert found.packages["numpy"].count(".") >= 1
    assert found.machine["python"] == platform.python_version()
    assert platform.node() not in found.machine.values()


def test_a_folder_that_is_no_checkout_has_no_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path) is None


def test_a_checkout_with_changed_files_is_marked(tmp_path: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")

    def run(*arguments: str) -> str:
        command = [git or "", "-C", str(tmp_path), "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - fixed words

    run("init")
    run("commit", "--allow-empty", "-m", "first")
    head = run("rev-parse", "HEAD")
    assert commit_of(tmp_path) == head
    (tmp_path / "new").write_text("")
    assert commit_of(tmp_path) == f"{head}+"
