"""Near-duplicate passages: found, guarded for meaning, collapsed into the best."""

import random
from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pytest

from corpus.duplicates import (
    CROWDED_BUCKET,
    MIN_JACCARD,
    Candidate,
    Words,
    candidate_pairs,
    choose_kept,
    signature,
    similarity,
)
from corpus.models import ArticleId, PassageId
from tests.corpus.making import CLEAN, WORDY


def alike(a: str, b: str, *, titles: tuple[str, str] = ("Hip", "Hip"), same_article: bool = True) -> float | None:
    return similarity(Words.of(a, titles[0]), Words.of(b, titles[1]), same_article=same_article)


def test_similarity_is_the_jaccard_index_of_word_pairs() -> None:
    """Four words make three pairs; the texts share 24 of 24 + 2 + 2."""
    common = " ".join(f"w{chr(97 + n)}" for n in range(25))
    assert alike(f"{common} xx yy", f"{common} zz qq") == pytest.approx(24 / 28)


def test_the_two_near_twins_are_alike() -> None:
    assert alike(CLEAN, WORDY) == pytest.approx(0.855, abs=0.001)


def test_case_and_punctuation_do_not_matter() -> None:
    assert alike(CLEAN, CLEAN.upper().replace(".", "!")) == 1.0


def test_a_short_passage_must_be_nearly_the_same() -> None:
    short = "The hip joint carries most of the weight of the body all day long"
    assert alike(short, short.replace("most", "much")) is None
    assert alike(short, short) == 1.0


LONG = (
    "Many {who} with this problem {verb} take {dose} of the medicine {often} with food and water because the coating "
    "protects the lining of the stomach and the drug is then taken up slowly by the gut over the whole {when} until "
    "the pain is gone"
)
DEFAULTS = {"who": "people", "verb": "can", "dose": "500 mg", "often": "once daily", "when": "morning"}


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("dose", "500 mg", "250 mg"),
        ("dose", "0.5 mg", "0,25 mg"),
        ("dose", "500 mg", "500 g"),
        ("dose", "5 ml", "5 mg"),
        ("dose", "½ tablet", "¼ tablet"),
        ("dose", "one tablet", "two tablets"),
        ("often", "once daily", "twice daily"),
        ("often", "once daily", "once weekly"),
        ("often", "every hour", "every day"),
        ("verb", "can", "cannot"),
        ("verb", "can", "can't"),
        ("verb", "can", "can’t"),
        ("verb", "do", "don't"),
        ("verb", "should", "should never"),
        ("who", "adults", "children"),
        ("who", "men", "pregnant women"),
        ("who", "stage II patients", "stage III patients"),
        ("who", "hepatitis B carriers", "hepatitis C carriers"),
    ],
)
def test_what_changes_the_advice_keeps_two_passages_apart(field: str, one: str, other: str) -> None:
    a, b = (LONG.format(**{**DEFAULTS, field: value}) for value in (one, other))
    assert alike(a, b) is None
    assert alike(a, a) == 1.0


def test_the_same_numbers_in_another_order_are_another_dose() -> None:
    text = LONG.replace("{dose} of the medicine {often}", "{a} tablets every {b} hours").format(**DEFAULTS, a="{a}", b="{b}")
    assert alike(text.format(a=2, b=4), text.format(a=4, b=2)) is None


def test_telling_words_in_another_order_are_another_advice() -> None:
    text = LONG.format(**{**DEFAULTS, "verb": "should take aspirin {} a meal and never {} one and can"})
    assert alike(text.format("before", "after"), text.format("after", "before")) is None


def test_the_same_words_under_different_subjects_stay_apart() -> None:
    text = LONG.format(**DEFAULTS)
    assert alike(text, text, titles=("Gaucher disease", "Fabry disease"), same_article=False) is None


def test_the_same_words_under_the_same_subject_are_one() -> None:
    text = LONG.format(**DEFAULTS)
    assert alike(text, text, titles=("Gout", "What is gout?"), same_article=False) == 1.0
    assert alike(text, text, titles=("High blood pressure", "Blood pressure"), same_article=False) == 1.0


def test_titles_that_differ_do_not_matter_when_both_texts_name_both_subjects() -> None:
    text = "Gaucher and Fabry are both storage problems. " + LONG.format(**DEFAULTS)
    assert alike(text, text, titles=("Gaucher disease", "Fabry disease"), same_article=False) == 1.0


def test_without_a_title_nothing_is_collapsed_across_articles() -> None:
    assert alike(CLEAN, CLEAN, titles=("", ""), same_article=False) is None


# ── candidates ───────────────────────────────────────────────────────────────────────────────────────────────────────


def made_corpus(families: int = 60, seed: int = 7) -> dict[PassageId, str]:
    """Make families of texts of 60 words in which each member has some words of the first replaced by others."""
    dice = random.Random(seed)  # noqa: S311 - a fixed sequence is the point
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "lmnrst"]
    corpus: dict[PassageId, str] = {}
    for family in range(families):
        first = [dice.choice(vocabulary) for _ in range(60)]
        for member in range(3):
            words = [dice.choice(vocabulary) if dice.random() < 0.06 * member else word for word in first]
            corpus[PassageId(f"p{family:03}{member}")] = " ".join(words)
    return corpus


def test_minhash_finds_the_pairs_that_brute_force_finds() -> None:
    """At least 95 % of all pairs over the threshold, the figure that BANDS and ROWS were chosen for."""
    corpus = made_corpus()
    words = {passage: Words.of(text, "T") for passage, text in corpus.items()}
    brute = {pair for pair in combinations(sorted(corpus), 2) if similarity(words[pair[0]], words[pair[1]], same_article=True)}
    signatures = {passage: signature(text) for passage, text in corpus.items()}
    found = set(candidate_pairs(signatures, {p: frozenset({"t"}) for p in corpus}, set(corpus)))
    assert len(brute) > 60
    assert min(similarity(words[a], words[b], same_article=True) or 0 for a, b in brute) < MIN_JACCARD + 0.1
    assert len(brute & found) / len(brute) >= 0.95


def test_unrelated_texts_are_seldom_candidates() -> None:
    corpus = {passage: text for passage, text in made_corpus(200).items() if passage.endswith("0")}
    signatures = {passage: signature(text) for passage, text in corpus.items()}
    assert set(candidate_pairs(signatures, dict.fromkeys(corpus, frozenset()), set(corpus))) == set()


def test_the_same_words_have_the_same_signature_whatever_their_case() -> None:
    assert np.array_equal(signature(CLEAN), signature(CLEAN.upper()))
    assert signature(CLEAN).shape == (32,)


def test_a_text_under_six_words_has_no_signature_and_is_no_candidate() -> None:
    assert len(signature("Call your doctor right away")) == 0
    assert len(signature("Call your own doctor right away")) == 32
    bands = {PassageId(name): signature("Rest.") for name in ("a", "b")}
    assert list(candidate_pairs(bands, {}, {PassageId("a")})) == []


def test_only_pairs_with_a_changed_passage_are_compared_each_once_in_order() -> None:
    bands = {PassageId(name): signature(CLEAN) for name in ("c", "a", "b")}
    titles: Mapping[PassageId, frozenset[str]] = dict.fromkeys(bands, frozenset({"hip"}))
    assert list(candidate_pairs(bands, titles, {PassageId("b")})) == [("a", "b"), ("b", "c")]
    assert list(candidate_pairs(bands, titles, set())) == []


def test_a_template_under_many_titles_is_compared_only_where_titles_share_a_word() -> None:
    ids = [PassageId(f"p{n:02}") for n in range(CROWDED_BUCKET + 1)]
    titles = {passage: frozenset({f"disease{n // 2}"}) for n, passage in enumerate(ids)}
    bands = {passage: signature(CLEAN) for passage in ids}
    assert set(candidate_pairs(bands, titles, set(ids))) == {(ids[n], ids[n + 1]) for n in range(0, len(ids) - 1, 2)}


# ── which one stays ──────────────────────────────────────────────────────────────────────────────────────────────────


def candidate(name: str, text: str = "text", *, flagged: bool = False) -> Candidate:
    return Candidate(id=PassageId(name), article_id=ArticleId("x"), title="T", text=text, flagged=flagged)


def pairs(*named: str) -> list[tuple[PassageId, PassageId]]:
    return [(PassageId(name[0]), PassageId(name[1])) for name in named]


def test_the_clean_one_stays_although_the_flagged_is_longer() -> None:
    kept = choose_kept([candidate("a", "longer text", flagged=True), candidate("b", "text")], pairs("ab"))
    assert kept == {"a": "b"}


def test_the_more_complete_one_stays_then_the_smaller_id() -> None:
    assert choose_kept([candidate("a", "text"), candidate("b", "longer text")], pairs("ab")) == {"a": "b"}
    assert choose_kept([candidate("b"), candidate("a")], pairs("ab")) == {"b": "a"}


def test_a_passage_is_collapsed_into_its_own_twin_never_along_a_chain() -> None:
    """a, b, c in a chain: a takes b; c is not alike with a, so it stands for itself."""
    chain = [candidate("a", "x" * 9), candidate("b", "x" * 8), candidate("c", "x" * 7)]
    assert choose_kept(chain, pairs("ab", "bc")) == {"b": "a"}


def test_every_collapsed_passage_points_to_one_that_stands() -> None:
    dice = random.Random(3)  # noqa: S311 - a fixed sequence is the point
    names = [PassageId(f"n{n:02}") for n in range(40)]
    made = [candidate(name, "x" * dice.randrange(9), flagged=dice.random() < 0.2) for name in names]
    linked = [(a, b) for a, b in combinations(names, 2) if dice.random() < 0.08]
    kept = choose_kept(made, linked)
    assert not kept.keys() & set(kept.values())
    assert all((a, b) in linked or (b, a) in linked for a, b in kept.items())
    standing = set(names) - kept.keys()
    assert not any(a in standing and b in standing for a, b in linked)


def test_without_pairs_nothing_is_collapsed() -> None:
    assert choose_kept([candidate("a"), candidate("b")], []) == {}
