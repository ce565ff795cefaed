"""The change to a new generation: no failed request, no file closed too early or kept too long, no broken one served."""

import json
import logging
import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from index.embedders.hashing import HashingEmbedder
from index.generation import Generation
from index.models import GenerationId
from index.shelf import Shelf
from service.serving import Serving
from tests.service.making import CRISIS, FLU, GOUT, publish, serving, state_of, wait_until


@pytest.fixture
def running(home: Path) -> Iterator[Serving]:
    """Serve one article; new generations are looked for only when the test says so."""
    publish(home, GOUT)
    made = Serving(Shelf(home), HashingEmbedder(), watch_s=3600)
    made.start()
    yield made
    made.stop()


def served(running: Serving) -> GenerationId | None:
    with running.borrow() as retriever:
        return retriever.generation.manifest.generation if retriever else None


def is_open(generation: Generation) -> bool:
    try:
        generation.corpus.counts()
    except sqlite3.ProgrammingError:
        return False
    return True


def spoil(home: Path, generation: GenerationId) -> None:
    """Change one byte of a generation's vectors, as a bad disk does."""
    path = home / "generations" / generation / "vectors.faiss"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


# ── leases ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_old_generation_stays_open_until_its_last_borrower_is_done(running: Serving) -> None:
    home = running.shelf.home
    with running.borrow() as first:
        assert first
        with running.borrow() as second:
            assert second is first
            new = publish(home, FLU)
            running.refresh()
            assert served(running) == new
            assert is_open(first.generation)
        assert is_open(first.generation)
        assert first.retrieve("gout").hits
    assert not is_open(first.generation)


def test_an_old_generation_that_nobody_uses_is_closed_at_once(running: Serving) -> None:
    with running.borrow() as retriever:
        assert retriever
    publish(running.shelf.home, FLU)
    running.refresh()
    assert not is_open(retriever.generation)


def test_a_borrower_that_fails_gives_back_what_it_borrowed(running: Serving) -> None:
    borrowed: list[Generation] = []

    def fail() -> None:
        with running.borrow() as retriever:
            assert retriever
            borrowed.append(retriever.generation)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    publish(running.shelf.home, FLU)
    running.refresh()
    assert not is_open(borrowed[0])


def test_looking_again_at_the_same_generation_loads_nothing(running: Serving) -> None:
    with running.borrow() as before:
        running.refresh()
        with running.borrow() as after:
            assert after is before


def test_stopping_waits_for_the_last_borrower_before_it_closes(running: Serving) -> None:
    with running.borrow() as retriever:
        assert retriever
        running.stop()
        assert is_open(retriever.generation)
    assert not is_open(retriever.generation)
    assert served(running) is None


def test_nothing_is_lent_before_anything_is_published(home: Path) -> None:
    made = Serving(Shelf(home), HashingEmbedder(), watch_s=3600)
    made.start()
    assert served(made) is None
    made.stop()
    assert not home.exists()


# ── what is not served ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_broken_new_generation_is_set_aside_and_the_old_one_goes_on(running: Serving, caplog: pytest.LogCaptureFixture) -> None:
    home, old = running.shelf.home, served(running)
    new = publish(home, FLU)
    spoil(home, new)
    running.refresh()
    assert served(running) == old
    assert (home / "quarantine" / new / "manifest.json").is_file()
    assert json.loads((home / "published.json").read_text())["current"] == old


def test_a_broken_only_generation_is_set_aside_and_the_next_build_is_served(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(home, publish(home, GOUT))
    made = Serving(Shelf(home), HashingEmbedder(), watch_s=3600)
    with caplog.at_level(logging.ERROR):
        made.start()
    assert served(made) is None
    assert "no generation that verifies is published; run `carecite index build`" in caplog.text
    new = publish(home, FLU)
    made.refresh()
    assert served(made) == new
    made.stop()


def test_a_generation_of_another_encoder_is_refused_once_and_the_old_one_goes_on(
    running: Serving, caplog: pytest.LogCaptureFixture
) -> None:
    old = served(running)
    publish(running.shelf.home, FLU, embedder=HashingEmbedder(64))
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            running.refresh()
    assert served(running) == old
    (record,) = [record for record in caplog.records if record.name == "carecite.serving"]
    assert "was built with hashing-64" in record.getMessage()
    assert "hashing-384" in record.getMessage()


def test_an_unreadable_pointer_leaves_the_old_one_serving(running: Serving) -> None:
    old = served(running)
    (running.shelf.home / "published.json").write_text("{half")
    running.refresh()
    assert served(running) == old


def test_a_rollback_is_followed(running: Serving) -> None:
    old = served(running)
    new = publish(running.shelf.home, FLU)
    running.refresh()
    assert served(running) == new
    running.shelf.roll_back()
    running.refresh()
    assert served(running) == old


def test_a_generation_deleted_while_it_is_served_goes_on_answering(running: Serving) -> None:
    with running.borrow() as retriever:
        assert retriever
        shutil.rmtree(retriever.generation.folder)
        assert retriever.retrieve("gout").hits
        assert retriever.generation.corpus.counts()["articles"] == 1


def test_the_watcher_outlives_a_disk_error(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the quarantine folder should be lies a file: setting a broken generation aside fails, again and again."""
    old = publish(home, GOUT)
    made = Serving(Shelf(home), HashingEmbedder(), watch_s=0.01)
    made.start()
    (home / "quarantine").write_text("in the way")
    broken = home / "broken"
    shutil.copytree(home / "generations" / old, broken)
    (broken / "vectors.faiss").unlink()
    broken.rename(home / "generations" / "29990101T000000-00000000")
    (home / "published.json").write_text(json.dumps({"current": "29990101T000000-00000000", "previous": [old]}))
    wait_until(lambda: "quarantine" in caplog.text)
    assert served(made) == old
    (home / "quarantine").unlink()
    new = publish(home, FLU)
    wait_until(lambda: served(made) == new)
    made.stop()


# ── while people ask ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_request_fails_while_generations_are_swapped_under_it(home: Path) -> None:
    names = [publish(home, GOUT)]
    stop = Event()
    seen: list[tuple[int, str]] = []
    with serving(home, watch_s=0.01) as client, ThreadPoolExecutor(6) as pool:

        def ask_on(at: int) -> None:
            while not stop.is_set():
                if at == 0:
                    seen.append((client.post("/", data={"question": "What is gout?"}).status_code, ""))
                elif at == 1:
                    seen.append((client.get("/v1/articles/gout").status_code, ""))
                else:
                    response = client.post("/v1/query", json={"question": "What is gout of the big toe?"})
                    body = response.json()
                    seen.append((response.status_code, body["index"]["generation"] if body.get("passages") else "no passages"))

        asking = [pool.submit(ask_on, at) for at in range(6)]
        try:
            wait_until(lambda: (200, names[-1]) in seen)
            for more in (FLU, CRISIS):
                names.append(publish(home, more))
                wait_until(lambda: (200, names[-1]) in seen)
            names.append(state_of(client).serving.shelf.roll_back())
            rolled_back_at = len(seen)
            wait_until(lambda: (200, names[-1]) in seen[rolled_back_at:])
        finally:
            stop.set()
        for future in asking:
            future.result()
    assert {status for status, _ in seen} == {200}
    assert {name for _, name in seen} - {""} == set(names)
