"""A generation is loaded only as it was built."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.models import Sha256
from index.build import build
from index.embedders.hashing import HashingEmbedder
from index.errors import GenerationBroken
from index.generation import (
    CORPUS,
    LEXICAL,
    MANIFEST,
    VECTORS,
    file_sha256,
    generation_name,
    hash_files,
    load_generation,
    open_archived,
    read_manifest,
    verify,
    write_manifest,
)
from index.shelf import Shelf
from index.vectors.faiss_flat import FaissFlat
from tests.index.making import fill, topic


@pytest.fixture
def folder(home: Path) -> Path:
    """Build a generation of three passages and return its folder."""
    fill(home, topic("gout"), topic("flu"), topic("asthma"))
    result = build(home, HashingEmbedder(64))
    return Shelf(home).path(result.manifest.generation)


def test_a_generation_is_named_by_time_and_corpus() -> None:
    assert generation_name("2026-11-22T19:32:27Z", Sha256("abcdef0123" + "0" * 54)) == "20261122T193227-abcdef01"


def test_the_manifest_lists_every_other_file_with_its_hash(folder: Path) -> None:
    manifest = read_manifest(folder)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert set(manifest.files) == found - {MANIFEST}
    assert {CORPUS, VECTORS} < set(manifest.files)
    assert any(name.startswith(LEXICAL) for name in manifest.files)
    assert manifest.files[VECTORS] == file_sha256(folder / VECTORS)


def test_an_untouched_generation_verifies_and_loads(folder: Path) -> None:
    assert verify(folder) == []
    generation = load_generation(folder)
    assert generation.manifest == read_manifest(folder)
    assert (generation.vectors.rows, generation.lexical.rows, len(generation.rows.passage_ids)) == (3, 3, 3)
    generation.close()


def test_each_row_is_the_vector_of_its_own_passage(folder: Path) -> None:
    generation = load_generation(folder)
    embedder = HashingEmbedder(64)
    for row, passage_id in enumerate(generation.rows.passage_ids):
        passage = generation.corpus.passage(passage_id)
        assert passage is not None
        query = embedder.encode_query(f"{passage.context}\n{passage.text}")
        assert generation.vectors.cosines(query, [row]) == pytest.approx([1.0], abs=1e-5)
        rows, _ = generation.vectors.search(query, 1, None)
        assert rows == [row]
    generation.close()


@pytest.mark.parametrize("name", [CORPUS, VECTORS, f"{LEXICAL}/data.csc.index.npy"])
def test_an_edited_file_is_named(folder: Path, name: str) -> None:
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    assert verify(folder) == [f"{name} is not what was built (its sha256 differs)"]
    with pytest.raises(GenerationBroken, match=f"{name} is not what was built") as broken:
        load_generation(folder)
    assert broken.value.problems == tuple(verify(folder))


def test_a_missing_and_a_foreign_file_are_named(folder: Path) -> None:
    (folder / VECTORS).unlink()
    (folder / "notes.txt").write_text("hello")
    assert verify(folder) == [f"{VECTORS} is missing", "notes.txt does not belong here"]


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"format_version": 1}'])
def test_a_manifest_that_cannot_be_read_is_a_problem(folder: Path, content: str | None) -> None:
    (folder / MANIFEST).unlink()
    if content is not None:
        (folder / MANIFEST).write_text(content)
    (problem,) = verify(folder)
    assert problem.startswith("manifest.json is missing or unreadable")


def test_a_manifest_of_a_later_format_says_so_whatever_else_it_holds(folder: Path) -> None:
    stored = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**stored, "format_version": 2, "news": 1}))
    assert verify(folder) == ["format 2, this version reads 1"]


def resealed(folder: Path, **changes: object) -> None:
    """Write the manifest anew, so that the hashes are right and only the content is wrong."""
    manifest = replace(read_manifest(folder), **changes)  # type: ignore[arg-type]
    (folder / MANIFEST).unlink()
    write_manifest(folder, replace(manifest, files=hash_files(folder)))


def test_vectors_of_another_dimension_are_refused(folder: Path) -> None:
    FaissFlat.build(np.ones((3, 32), dtype=np.float32)).save(folder / VECTORS)
    resealed(folder)
    with pytest.raises(GenerationBroken, match="vectors have 32 dimensions where the manifest says 64"):
        load_generation(folder)


def test_vectors_of_another_number_are_refused(folder: Path) -> None:
    FaissFlat.build(np.ones((2, 64), dtype=np.float32)).save(folder / VECTORS)
    resealed(folder)
    with pytest.raises(GenerationBroken, match="2 vectors where the manifest says 3"):
        load_generation(folder)


def test_a_vector_file_that_is_none_is_refused_although_its_hash_is_right(folder: Path) -> None:
    (folder / VECTORS).write_bytes(b"nothing")
    resealed(folder)
    with pytest.raises(GenerationBroken, match="not a readable FAISS index"):
        load_generation(folder)


def test_saving_and_reading_a_manifest_is_identity(folder: Path, tmp_path: Path) -> None:
    manifest = read_manifest(folder)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_the_articles_of_an_archived_generation_open_without_its_indexes(folder: Path) -> None:
    (folder / VECTORS).unlink()
    with open_archived(folder) as (manifest, corpus):
        assert manifest.articles == 3
        assert corpus.article("gout").title == "Gout"


def test_edited_articles_of_an_archived_generation_are_refused(folder: Path) -> None:
    (folder / CORPUS).write_bytes((folder / CORPUS).read_bytes() + b"x")
    with (
        pytest.raises(GenerationBroken, match=r"corpus\.sqlite is missing or not what was built"),
        open_archived(folder),
    ):
        pass
