"""From the article store to a published generation."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import StoreError
from corpus.models import Source
from corpus.store import ArticleStore
from index.build import BuildProgress, build, indexed_text
from index.embedders.hashing import HashingEmbedder
from index.errors import BuildFailed
from index.generation import MANIFEST, verify
from index.shelf import BUILDING, Shelf
from tests.corpus.making import CLEAN, WORDY, draft, section
from tests.index.making import TOPICS, CountingEmbedder, fill, topic

FullDisk = Callable[[int], AbstractContextManager[None]]


def test_the_manifest_says_what_was_built(home: Path) -> None:
    fill(home, topic("gout"), draft("Hip", section("", CLEAN, WORDY), key="hip"))
    manifest = build(home, HashingEmbedder(64)).manifest
    with ArticleStore.open_store(home) as store:
        assert manifest.corpus_sha256 == store.corpus_sha256()
    assert (manifest.articles, manifest.passages, manifest.rows) == (2, 3, 2)
    assert (manifest.model, manifest.model_sha256, manifest.dimension) == ("hashing-64", HashingEmbedder(64).sha256, 64)
    assert (manifest.truncated, manifest.vector_index, manifest.format_version) == (0, "faiss-flat", 1)
    assert manifest.generation.endswith(f"-{manifest.corpus_sha256[:8]}")


def test_what_is_indexed_is_context_and_passage(home: Path) -> None:
    fill(home, topic("gout"))
    embedder = CountingEmbedder()
    build(home, embedder)
    assert embedder.encoded == [f"Gout. What it is\n{TOPICS['gout']}"]
    with ArticleStore.open_store(home) as store:
        assert [indexed_text(passage) for passage in store.served_passages()] == embedder.encoded


def test_an_unchanged_corpus_builds_nothing(home: Path) -> None:
    fill(home, topic("gout"))
    first = build(home, HashingEmbedder(64))
    embedder = CountingEmbedder(64)
    second = build(home, embedder)
    assert (first.built, second.built) == (True, False)
    assert (second.manifest, second.encoded, embedder.encoded) == (first.manifest, 0, [])
    assert len(Shelf(home).names()) == 1


def test_force_builds_again_from_the_cache(home: Path) -> None:
    fill(home, topic("gout"))
    build(home, HashingEmbedder(64))
    result = build(home, HashingEmbedder(64), force=True)
    assert (result.built, result.encoded) == (True, 0)
    Shelf(home).load_published().close()


def test_a_changed_corpus_encodes_only_what_is_new(home: Path) -> None:
    fill(home, topic("gout"), topic("flu"))
    assert build(home, HashingEmbedder(64)).encoded == 2
    fill(
        home,
        topic("gout", "A second paragraph about crystals in the joint fluid that a doctor can see under the microscope."),
    )
    result = build(home, HashingEmbedder(64))
    assert (result.encoded, result.manifest.rows) == (1, 3)


def test_a_change_of_source_alone_is_built_and_encodes_nothing(home: Path) -> None:
    fill(home, topic("gout"))
    build(home, HashingEmbedder(64))
    fill(home, topic("gout", source=Source(publisher="A")))
    result = build(home, HashingEmbedder(64))
    assert (result.built, result.encoded) == (True, 0)


def test_another_model_is_a_new_generation(home: Path) -> None:
    fill(home, topic("gout"))
    build(home, HashingEmbedder(64))
    fill(home, topic("flu"))
    assert build(home, HashingEmbedder(32)).manifest.dimension == 32


def test_progress_is_told(home: Path) -> None:
    fill(home, topic("gout"), topic("flu"))
    totals: list[int] = []
    done: list[int] = []
    build(home, HashingEmbedder(64), BuildProgress(on_total=totals.append, on_done=done.append))
    assert totals == [2]
    assert sum(done) == 2


def test_an_empty_store_is_refused_with_what_to_do(home: Path) -> None:
    with pytest.raises(BuildFailed, match=r"there are no articles to index; run `carecite corpus import PATH --home .*home`"):
        build(home, HashingEmbedder(64))
    assert Shelf(home).published() is None


# ── a build that ends early ──────────────────────────────────────────────────────────────────────────────────────────


def stop(_: int) -> None:
    raise KeyboardInterrupt


def test_an_interrupted_build_leaves_the_published_generation_and_no_half_folder(home: Path) -> None:
    fill(home, topic("gout"))
    first = build(home, HashingEmbedder(64)).manifest
    fill(home, topic("flu"))
    with pytest.raises(KeyboardInterrupt):
        build(home, CountingEmbedder(64, stop))
    shelf = Shelf(home)
    assert shelf.require_published() == first.generation
    assert verify(shelf.path(first.generation)) == []
    assert [path.name for path in shelf.folder.iterdir()] == [first.generation]


def test_what_a_killed_build_left_is_cleared_by_the_next(home: Path) -> None:
    fill(home, topic("gout"))
    left = Shelf(home).folder / f"{BUILDING}12345"
    left.mkdir(parents=True)
    (left / "vectors.faiss").write_bytes(b"half")
    assert Shelf(home).names() == []
    build(home, HashingEmbedder(64))
    assert not left.exists()


@pytest.mark.parametrize("limit", [100_000, 250_000, 400_000])
def test_a_full_disk_leaves_the_published_generation(home: Path, full_disk: FullDisk, limit: int) -> None:
    """Wherever in the build the disk is full: the cache, the copy of the corpus, the indexes."""
    fill(home, topic("gout"))
    first = build(home, HashingEmbedder(384)).manifest
    many = [draft(f"Topic {n}", section("", f"{TOPICS['gout']} {n} {n * 7} " * 2), key=f"k{n}") for n in range(300)]
    fill(home, *many)
    with full_disk(limit), pytest.raises((BuildFailed, StoreError), match=r"(free space|is as before)"):
        build(home, HashingEmbedder(384))
    assert [path.name for path in Shelf(home).folder.iterdir()] == [first.generation]
    Shelf(home).load_published().close()
    assert build(home, HashingEmbedder(384)).manifest.articles == 301


def test_an_import_during_a_build_waits_for_the_next_one(home: Path) -> None:
    """The rows of the vectors are the passages of the corpus beside them, whatever is imported meanwhile."""
    fill(home, topic("gout"), topic("flu"))

    def import_meanwhile(_: int) -> None:
        fill(
            home,
            topic("asthma"),
            topic("gout", "Another paragraph about the crystals that a doctor sees in the fluid of the joint."),
        )

    embedder = CountingEmbedder(64, import_meanwhile)
    assert build(home, embedder).manifest.articles == 2
    generation = Shelf(home).load_published()
    for row, name in enumerate(generation.rows.passage_ids):
        passage = generation.corpus.passage(name)
        assert passage is not None
        vector = HashingEmbedder(64).encode_query(indexed_text(passage))
        assert generation.vectors.cosines(vector, [row]) == pytest.approx([1.0], abs=1e-5)
    generation.close()
    assert build(home, HashingEmbedder(64)).manifest.articles == 3


def test_a_published_generation_without_its_manifest_is_built_anew(home: Path) -> None:
    fill(home, topic("gout"))
    name = build(home, HashingEmbedder(64)).manifest.generation
    (Shelf(home).path(name) / MANIFEST).write_text("{")
    assert build(home, HashingEmbedder(64)).built
    Shelf(home).load_published().close()


def test_two_builds_of_the_same_corpus_give_the_same_files(home: Path, tmp_path: Path) -> None:
    """Whatever the order in which the articles came."""
    fill(home, topic("gout"), topic("flu"))
    fill(tmp_path / "other", topic("flu"), topic("gout"))
    one, other = (build(folder, HashingEmbedder(64)).manifest for folder in (home, tmp_path / "other"))
    assert one.corpus_sha256 == other.corpus_sha256
    assert {k: v for k, v in one.files.items() if k != "corpus.sqlite"} == {
        k: v for k, v in other.files.items() if k != "corpus.sqlite"
    }


@pytest.mark.model
def test_the_real_encoder_builds_a_generation_that_answers(home: Path) -> None:
    from index.embedders.sentence_transformer import SentenceTransformerEmbedder

    fill(home, *[topic(name) for name in TOPICS])
    embedder = SentenceTransformerEmbedder.packaged()
    assert build(home, embedder).manifest.model == "all-MiniLM-L6-v2"
    generation = Shelf(home).load_published()
    rows, cosines = generation.vectors.search(embedder.encode_query("Why does my head throb on one side?"), 1, None)
    passage = generation.corpus.passage(generation.rows.passage_ids[rows[0]])
    assert passage is not None
    assert passage.article_id == "migraine"
    assert np.isclose(cosines[0], 0.5, atol=0.3)
    generation.close()
