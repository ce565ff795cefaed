"""BM25 against its formula."""

from math import log
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import GenerationBroken
from index.lexical import K1, B, LexicalIndex, Scores, best_rows
from index.models import Mask
from index.terms import terms_of

TEXTS = [
    "Gout is a painful arthritis of the big toe.",
    "Flu brings fever and cough; fever is high.",
    "Fever in children. Fever, fever!",
    "Asthma: cough at night, cough in the cold.",
    "",
    "A painful toe may be gout, or may be a broken toe; only a doctor can tell a painful toe from gout for sure.",
]
QUESTIONS = [
    "painful toe",
    "fever in a child",
    "does gout hurt the toe",
    "cough cough cough",
    "unicorn",
    "gout unicorn",
]


def brute_force(texts: list[str], question: str) -> list[float]:
    """Score by BM25 as Lucene does: Robertson's idf plus 1 inside the logarithm, no (k1 + 1) in the numerator."""
    documents = [terms_of(text) for text in texts]
    average = sum(map(len, documents)) / len(documents)
    scores = []
    for document in documents:
        score = 0.0
        for term in set(terms_of(question)):
            held = sum(term in other for other in documents)
            if not held:
                continue
            idf = log(1 + (len(documents) - held + 0.5) / (held + 0.5))
            frequency = document.count(term)
            score += idf * frequency / (frequency + K1 * (1 - B + B * len(document) / average))
        scores.append(score)
    return scores


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_those_of_the_formula(question: str) -> None:
    scores = LexicalIndex.build(TEXTS).scores(terms_of(question))
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores, brute_force(TEXTS, question), rtol=1e-5, atol=1e-6)


def test_a_loaded_index_scores_as_the_saved_one(tmp_path: Path) -> None:
    built = LexicalIndex.build(TEXTS)
    built.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical", len(TEXTS))
    for question in QUESTIONS:
        terms = terms_of(question)
        np.testing.assert_array_equal(loaded.scores(terms), built.scores(terms))
        assert loaded.idf(terms) == built.idf(terms)


def test_no_file_of_a_saved_index_is_a_pickle(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path / "lexical")
    arrays = [np.load(path, allow_pickle=False) for path in (tmp_path / "lexical").glob("*.npy")]
    assert {array.dtype.kind for array in arrays} == {"f", "i"}
    assert {path.suffix for path in (tmp_path / "lexical").iterdir()} == {".npy", ".json"}


@pytest.mark.parametrize("broken", ["missing", "empty"])
def test_a_folder_that_is_no_index_is_broken(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "lexical"
    if broken == "empty":
        LexicalIndex.build(TEXTS).save(folder)
        for path in folder.iterdir():
            path.write_bytes(b"")
    with pytest.raises(GenerationBroken, match="lexical: not a readable lexical index"):
        LexicalIndex.load(folder, len(TEXTS))


def test_idf_is_the_logarithm_of_one_plus_rows_over_passages_that_hold_the_term() -> None:
    assert LexicalIndex.build(TEXTS).idf(terms_of("gout asthma unicorn")) == {
        "gout": pytest.approx(log(1 + 6 / 2)),
        "asthma": pytest.approx(log(1 + 6 / 1)),
    }


def test_known_terms_are_kept_once_in_order() -> None:
    assert LexicalIndex.build(TEXTS).known(["toe", "unicorn", "gout", "toe"]) == ["toe", "gout"]


@pytest.mark.parametrize("texts", [[], ["", "the of"]])
def test_an_index_without_a_single_term_finds_nothing(texts: list[str]) -> None:
    empty = LexicalIndex.build(texts)
    assert empty.scores(["gout"]).tolist() == [0.0] * len(texts)
    assert empty.idf(["gout"]) == {}


# ── the best rows ────────────────────────────────────────────────────────────────────────────────────────────────────


def scored(*values: float) -> Scores:
    return np.array(values, dtype=np.float32)


def test_the_best_rows_come_first_and_ties_by_row() -> None:
    assert best_rows(scored(1, 3, 2, 3, 0), 4, None) == [1, 3, 2, 0]


def test_of_rows_that_tie_at_the_edge_the_first_are_taken() -> None:
    assert best_rows(scored(1, 1, 1, 5, 1), 3, None) == [3, 0, 1]


def test_a_score_of_zero_is_no_hit() -> None:
    assert best_rows(scored(0, 0.1, 0), 3, None) == [1]
    assert best_rows(scored(0, 0), 2, None) == []
    assert best_rows(scored(), 5, None) == []
    assert best_rows(scored(1, 2), 0, None) == []


def test_rows_that_a_filter_forbids_are_not_found() -> None:
    allowed: Mask = np.array([True, False, True])
    assert best_rows(scored(1, 9, 2), 2, allowed) == [2, 0]
    assert best_rows(scored(1, 9, 2), 2, np.zeros(3, dtype=np.bool_)) == []


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.0]), max_size=30), st.integers(0, 35))
def test_the_best_rows_are_the_beginning_of_the_sorted_ones(values: list[float], k: int) -> None:
    expected = sorted((row for row, value in enumerate(values) if value > 0), key=lambda row: (-values[row], row))[:k]
    assert best_rows(np.array(values, dtype=np.float32), k, None) == expected
