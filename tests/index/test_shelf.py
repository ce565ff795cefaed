"""The shelf: what is published, and the only ways to change that."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index.build import build
from index.embedders.hashing import HashingEmbedder
from index.errors import BuildFailed, GenerationBroken, NoGeneration
from index.generation import VECTORS
from index.models import GenerationId
from index.shelf import BUILDING, POINTER, Published, Shelf
from tests.index.making import TOPICS, fill, topic


def build_more(home: Path, count: int) -> list[GenerationId]:
    """Build generations, each with one article more than the last; return their names, oldest first."""
    names = []
    for name in list(TOPICS)[:count]:
        fill(home, topic(name))
        names.append(build(home, HashingEmbedder(64)).manifest.generation)
    return names


def break_generation(shelf: Shelf, name: GenerationId) -> None:
    path = shelf.path(name) / VECTORS
    path.write_bytes(path.read_bytes()[:-1])


def test_an_empty_home_has_nothing(home: Path) -> None:
    shelf = Shelf(home)
    assert (shelf.published(), shelf.names(), list(shelf.manifests())) == (None, [], [])
    with pytest.raises(NoGeneration, match="nothing is published; run `carecite corpus import` and `carecite index build`"):
        shelf.require_published()
    with pytest.raises(NoGeneration, match="no generation that verifies is published"):
        shelf.load_published()
    with pytest.raises(NoGeneration, match="there is no earlier generation"):
        shelf.roll_back()


def test_the_last_build_is_published_and_those_before_are_remembered(home: Path) -> None:
    a, b, c = build_more(home, 3)
    assert Shelf(home).published() == Published(c, (b, a))
    assert sorted(Shelf(home).names()) == sorted([a, b, c])
    assert {m.generation: m.articles for m in Shelf(home).manifests()} == {a: 1, b: 2, c: 3}


def test_publishing_again_what_was_published_before_lists_it_once(home: Path) -> None:
    a, b = build_more(home, 2)
    Shelf(home).publish(a)
    assert Shelf(home).published() == Published(a, (b,))


def test_a_broken_generation_is_not_published(home: Path) -> None:
    a, b = build_more(home, 2)
    shelf = Shelf(home)
    break_generation(shelf, a)
    with pytest.raises(GenerationBroken, match=r"vectors\.faiss is not what was built.*it was not published"):
        shelf.publish(a)
    with pytest.raises(GenerationBroken, match="it was not published"):
        shelf.publish(GenerationId("nowhere"))
    assert shelf.require_published() == b


def test_rolling_back_publishes_the_one_before_and_forgets_the_current(home: Path) -> None:
    a, b, c = build_more(home, 3)
    shelf = Shelf(home)
    assert shelf.roll_back() == b
    assert shelf.published() == Published(b, (a,))
    assert c in shelf.names()
    assert shelf.roll_back() == a
    with pytest.raises(NoGeneration):
        shelf.roll_back()
    assert shelf.require_published() == a


def test_rolling_back_passes_over_a_broken_one(home: Path) -> None:
    a, b, _ = build_more(home, 3)
    break_generation(Shelf(home), b)
    assert Shelf(home).roll_back() == a


def test_a_broken_generation_is_quarantined_and_the_last_good_one_serves(home: Path) -> None:
    a, b, c = build_more(home, 3)
    shelf = Shelf(home)
    break_generation(shelf, c)
    break_generation(shelf, b)
    generation = shelf.load_published()
    assert generation.manifest.generation == a
    generation.close()
    assert shelf.published() == Published(a, ())
    assert sorted(path.name for path in (home / "quarantine").iterdir()) == sorted([b, c])
    assert shelf.names() == [a]


def test_when_the_only_generation_is_broken_nothing_is_published_and_a_build_mends_it(home: Path) -> None:
    (only,) = build_more(home, 1)
    break_generation(Shelf(home), only)
    with pytest.raises(NoGeneration, match="run `carecite index build`"):
        Shelf(home).load_published()
    assert (home / "quarantine" / only / VECTORS).exists()
    assert build(home, HashingEmbedder(64)).built
    Shelf(home).load_published().close()


def test_a_published_generation_that_is_gone_is_passed_over(home: Path) -> None:
    a, b = build_more(home, 2)
    Shelf(home).path(b).rename(home / "elsewhere")
    generation = Shelf(home).load_published()
    assert generation.manifest.generation == a
    generation.close()


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current": "x"}'])
def test_an_unreadable_pointer_says_what_to_do_and_a_forced_build_mends_it(home: Path, content: str) -> None:
    build_more(home, 1)
    (home / POINTER).write_text(content)
    with pytest.raises(GenerationBroken, match=r"published\.json is unreadable .*run `carecite index build --force`"):
        Shelf(home).published()
    result = build(home, HashingEmbedder(64), force=True)
    assert Shelf(home).require_published() == result.manifest.generation


def test_garbage_collection_keeps_the_published_and_the_last_few(home: Path) -> None:
    a, b, c, d = build_more(home, 4)
    shelf = Shelf(home)
    (shelf.folder / f"{BUILDING}99").mkdir()
    assert sorted(shelf.collect_garbage(keep=1)) == sorted([a, b])
    assert shelf.published() == Published(d, (c,))
    assert sorted(path.name for path in shelf.folder.iterdir()) == sorted([c, d])
    assert shelf.collect_garbage(keep=0) == [c]
    assert shelf.collect_garbage(keep=0) == []
    shelf.load_published().close()


def test_a_generation_that_was_rolled_back_from_is_garbage(home: Path) -> None:
    _, b = build_more(home, 2)
    shelf = Shelf(home)
    shelf.roll_back()
    assert shelf.collect_garbage(keep=3) == [b]


class BusyShelf(Shelf):
    """A shelf on which another process publishes just before the lock is taken."""

    late: GenerationId

    @contextmanager
    def lock(self) -> Iterator[None]:
        Shelf(self.home).publish(self.late)
        with super().lock():
            yield


def test_garbage_collection_never_deletes_what_was_published_meanwhile(home: Path) -> None:
    a, b = build_more(home, 2)
    Shelf(home).publish(a)
    shelf = BusyShelf(home)
    shelf.late = b
    shelf.collect_garbage(keep=0)
    assert Shelf(home).require_published() == b
    Shelf(home).load_published().close()


def test_one_build_at_a_time(home: Path) -> None:
    build_more(home, 1)
    with Shelf(home).lock(), pytest.raises(BuildFailed, match="another build is at work here; wait for it to end"):
        build(home, HashingEmbedder(64))
    build(home, HashingEmbedder(64))


def test_a_home_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(BuildFailed, match=r"cannot be written .*check --home"),
        Shelf(tmp_path / "file" / "home").lock(),
    ):
        pass


def test_the_pointer_is_json_that_names_current_and_previous(home: Path) -> None:
    a, b = build_more(home, 2)
    assert json.loads((home / POINTER).read_text()) == {"current": b, "previous": [a]}
    assert not list(home.glob("*.new"))
