"""What tests of every folder share: a disk that is full, and time for properties on a busy machine."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from hypothesis import settings

# As carecite.py sets it: before torch and FAISS are loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

settings.register_profile("busy", deadline=None, derandomize=True)
settings.load_profile("busy")


@pytest.fixture
def full_disk() -> Callable[[int], AbstractContextManager[None]]:
    """Let no file of this process grow past so many bytes: to the program that is a full disk."""

    @contextmanager
    def limited(size_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited
