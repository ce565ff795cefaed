"""Questions as hurried, worried or unpractised people type them."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.datasets import DatasetOptions, load_dataset
from evals.lay_words import AUTOCORRECTED, LAY_WORDS, NEIGHBOURS, SOUNDS_LIKE
from evals.models import Kind, Query, QueryId
from evals.noise import MIN_LETTERS, Noise, noisy_queries, noisy_text
from evals.noise_files import write_noise

TEXT = "Can hypertension medication cause dizziness? I'm 54 and don't take 20mg lisinopril any more."
MISSPELLING = [Noise.KEYBOARD, Noise.DROPPED, Noise.DOUBLED, Noise.SWAPPED, Noise.PHONETIC, Noise.MIXED]


def query(text: str, name: str = "q1") -> Query:
    return Query(id=QueryId(name), text=text)


def noisy(text: str, noise: Noise, seed: int = 0, rate: float = 0.2) -> str:
    return noisy_text(text, noise, rng=random.Random(seed), rate=rate)  # noqa: S311 - reproducible noise


def distance(a: str, b: str) -> int:
    """Count insertions, deletions and replacements (Levenshtein)."""
    row = list(range(len(b) + 1))
    for at, left in enumerate(a, start=1):
        before, row[0] = row[0], at
        for to, right in enumerate(b, start=1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (left != right))
    return row[-1]


@pytest.mark.parametrize("noise", list(Noise))
def test_the_same_seed_gives_the_same_variant_whatever_stands_before_it(noise: Noise) -> None:
    alone = noisy_queries([query(TEXT)], noise, seed=3)
    among = noisy_queries([query("another question entirely", "q0"), query(TEXT)], noise, seed=3)
    assert alone[0] == among[1]


def test_another_seed_gives_another_variant() -> None:
    assert len({noisy_queries([query(TEXT)], Noise.MIXED, seed=seed)[0].query.text for seed in range(5)}) > 1


@pytest.mark.parametrize(("noise", "steps"), [(Noise.KEYBOARD, 1), (Noise.DROPPED, 1), (Noise.DOUBLED, 1), (Noise.SWAPPED, 2)])
def test_a_slip_of_the_finger_changes_a_word_by_one_step(noise: Noise, steps: int) -> None:
    """Swapped letters are two replacements to Levenshtein."""
    changed = [noisy("ibuprofen", noise, seed) for seed in range(30)]
    assert {distance("ibuprofen", text) for text in changed} == {steps}
    assert all(text[0] == "i" for text in changed)


def test_a_keyboard_slip_hits_a_key_that_touches() -> None:
    for seed in range(30):
        written = noisy("FEVER", Noise.KEYBOARD, seed)
        ((meant, hit),) = [(a, b) for a, b in zip("FEVER", written, strict=True) if a != b]
        assert hit.lower() in NEIGHBOURS[meant.lower()]
        assert hit.isupper()


def test_words_are_written_by_ear() -> None:
    assert noisy("pharynx", Noise.PHONETIC, 0) in {"farynx", "pharinx", "pharynks"}


def test_apostrophes_go_and_nothing_else() -> None:
    assert noisy("I'm sure it\u2019s my dad's 'bad' knee", Noise.APOSTROPHE) == "Im sure its my dads 'bad' knee"


def test_a_telephone_writes_a_real_word_where_another_was_meant() -> None:
    assert noisy("Is gout worse with statins? FEVER", Noise.AUTOCORRECT) == "Is goat worse with stations? NEVER"


def test_lay_words_take_the_place_of_the_longest_term() -> None:
    text = "Hypertension after a myocardial infarction: renal signs, hypertensions"
    assert noisy(text, Noise.LAY) == "High blood pressure after a heart attack: kidney signs, hypertensions"


@pytest.mark.parametrize("noise", MISSPELLING)
@given(text=st.text(st.sampled_from("abc xyzMNO'\u2019 0123456789?."), max_size=60), seed=st.integers(0, 99))
def test_numbers_and_short_words_stay(noise: Noise, text: str, seed: int) -> None:
    """Doses and ages are numbers; a wrong one would be another question."""
    changed = noisy(text, noise, seed, rate=1.0)
    assert re.findall(r"\d+", changed) == re.findall(r"\d+", text)
    if all(len(word) < MIN_LETTERS for word in re.findall("[A-Za-z]+", text)):
        assert changed == text


def test_the_rate_says_how_many_words_change() -> None:
    text = " ".join(["symptoms"] * 20)
    for rate, count in ((0.05, 1), (0.2, 4), (1.0, 20)):
        assert sum(word != "symptoms" for word in noisy(text, Noise.DROPPED, 1, rate).split()) == count


def test_the_tables_change_something_and_are_lower_case() -> None:
    for table in (LAY_WORDS, AUTOCORRECTED, dict(SOUNDS_LIKE)):
        assert all(key == key.lower() and key != value.lower() for key, value in table.items())
    assert all(key in NEIGHBOURS[near] for key, keys in NEIGHBOURS.items() for near in keys)


def test_written_variants_are_read_with_the_judgements_of_the_originals(dataset_folder: Path, tmp_path: Path) -> None:
    originals = load_dataset(str(dataset_folder)).queries
    for noise, kind in ((Noise.MIXED, Kind.MISSPELT), (Noise.LAY, Kind.SYNONYM)):
        written = write_noise(tmp_path, noisy_queries(originals, noise), noise)
        loaded = load_dataset(str(dataset_folder), DatasetOptions(queries=written.path))
        assert [one.id for one in loaded.queries] == [one.id for one in originals]
        assert {one.kind for one in loaded.queries} == {kind}
        first = json.loads(written.path.read_text().splitlines()[0])
        assert first["metadata"]["original"] == originals[0].text
        changed = sum(a.text != b.text for a, b in zip(loaded.queries, originals, strict=True))
        assert written.changed == changed
