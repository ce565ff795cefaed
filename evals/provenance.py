"""Where figures come from: the commit, the machine and the versions that made them. Names no person and no host."""

import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("carecite", "torch", "sentence-transformers", "faiss-cpu", "bm25s", "PyStemmer", "numpy", "ir-measures")
"""What a figure may depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a report prints so that someone else can make the same figures."""

    commit: str | None
    """With `+` behind it where files differ from it; None outside a git checkout."""
    machine: dict[str, str | int | float]
    packages: dict[str, str]


def provenance() -> Provenance:
    """Look at this checkout, this machine and this environment."""
    return Provenance(commit=commit_of(Path(__file__).resolve().parent.parent), machine=_machine(), packages=_packages())


def commit_of(folder: Path) -> str | None:
    """Name the commit a folder is at; None where it is no checkout of its own."""
    git = shutil.which("git")
    if git is None or not (folder / ".git").exists():
        return None
    head = _git(git, folder, "rev-parse", "HEAD")
    return f"{head}+" if head and _git(git, folder, "status", "--porcelain") else head or None


def _git(git: str, folder: Path, *arguments: str) -> str:
    done = subprocess.run([git, "-C", str(folder), *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - no shell, fixed words
    return done.stdout.strip() if done.returncode == 0 else ""


def _machine() -> dict[str, str | int | float]:
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(memory_bytes / 1e9, 1),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor())


def _packages() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
