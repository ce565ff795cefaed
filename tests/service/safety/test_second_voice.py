"""The second voice: what it reads, how it weighs it, and how its file is checked."""

import io
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from evals.safety import read_labelled
from service.safety.errors import SafetyDataError
from service.safety.models import CareLevel, RegionCode
from service.safety.rules import Safety
from service.safety.second_voice import Bars, Heard, SecondVoice, VoiceModel, features_of

SET = Path(str(files("evals"))) / "sets" / "safety"
BARS = Bars(emergency=0.9, alarm=0.5, crisis=0.25)


def model() -> VoiceModel:
    """Two words: "crushing" speaks for an emergency (column 3) and "gone" for a crisis (column 4)."""
    return VoiceModel(
        features=("crushing", "gone"),
        rarity=np.array([3.0, 4.0], dtype=np.float32),
        weights=np.array([[0, 0, 0, 5, 0], [0, 0, 0, 0, 10]], dtype=np.float32),
        bias=np.zeros(5, dtype=np.float32),
        bars=BARS,
    )


def test_the_features_are_words_neighbours_near_pairs_and_beginnings() -> None:
    assert features_of(("my", "chest", "is", "crushing")) == {
        "my",
        "chest",
        "is",
        "crushing",
        "my chest",
        "chest is",
        "is crushing",
        "chest~crushing",
        "crush*",
    }


def test_words_further_apart_than_a_statement_are_no_pair() -> None:
    near, far = ("pain", *"uvwxy", "arm"), ("pain", *"uvwxyz", "arm")
    assert "arm~pain" in features_of(near)
    assert "arm~pain" not in features_of(far)


def test_probabilities_are_those_computed_by_hand() -> None:
    # "gone" alone has no unknown feature, so it is scaled to 1.
    alone = SecondVoice(model()).listen(("gone",))
    assert alone.crisis == pytest.approx(1 / (1 + np.exp(-10)))
    assert alone.emergency == pytest.approx(0.25)
    # "crushing" has one, "crush*": 3 of a length of √(9 + 4); exp of five times that against three times exp(0).
    heard = SecondVoice(model()).listen(("crushing",))
    loud = np.exp(5 * 3 / np.sqrt(13))
    assert heard.emergency == pytest.approx(loud / (loud + 3))
    assert heard.alarm == pytest.approx((loud + 1) / (loud + 3))
    assert heard.crisis == pytest.approx(0.5)


def test_a_known_word_says_less_among_unknown_ones() -> None:
    voice = SecondVoice(model())
    assert voice.listen(("crushing",)).emergency > voice.listen(("crushing", *"abcdef")).emergency > 0.25


def test_a_message_without_a_known_word_says_nothing() -> None:
    assert SecondVoice(model()).listen(("hello",)) == SecondVoice(model()).listen(()) == Heard(emergency=0, alarm=0, crisis=0)


def test_a_model_reads_back() -> None:
    made = model()
    back = VoiceModel.from_bytes(made.to_bytes())
    assert (back.features, back.bars) == (made.features, made.bars)
    assert np.array_equal(back.weights, made.weights)
    assert np.array_equal(back.rarity, made.rarity)


def _other_version() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, format_version=np.array(99))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"not an archive", "damaged", id="not an archive"),
        pytest.param(b"", "damaged", id="empty"),
        pytest.param(model().to_bytes()[:200], "damaged", id="cut short"),
        pytest.param(_other_version(), "another version", id="another version"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_mend(data: bytes, problem: str) -> None:
    with pytest.raises(SafetyDataError, match=f"second_voice.npz: .*{problem}.*carecite eval safety-fit"):
        VoiceModel.from_bytes(data)


def test_parts_of_different_length_are_refused() -> None:
    made = model()
    short = VoiceModel(features=("crushing",), rarity=made.rarity, weights=made.weights, bias=made.bias, bars=made.bars)
    with pytest.raises(SafetyDataError, match="differ in length"):
        VoiceModel.from_bytes(short.to_bytes())


SAFETY, RULES_ALONE = Safety.load(), Safety.rules_alone()


def test_it_raises_levels_and_never_lowers_one() -> None:
    """On every dev message the answer with the voice is at least the rules' own, and on some it is more."""
    texts = [item.text for item in read_labelled(SET / "dev.jsonl")]
    levels = [(RULES_ALONE.assess(text).level.rank, SAFETY.assess(text).level.rank) for text in texts]
    assert all(both >= alone for alone, both in levels)
    assert sum(both > alone for alone, both in levels) > 20


def test_what_it_raises_names_itself_and_gives_a_whole_card() -> None:
    text = "she went grey and clammy after dinner, now she keeps sliding off the chair and her answers are rubbish"
    decision = SAFETY.assess(text, RegionCode.UK)
    assert decision.level is CareLevel.EMERGENCY
    assert decision.card is not None
    assert decision.card.actions[0].number == "999"


def test_the_shipped_model_fits_the_shipped_vocabulary() -> None:
    """Its features come from `normalise`: after a change of the spellings it has to be fitted anew (`carecite eval safety-fit`)."""
    voice = SecondVoice.load()
    assert voice.listen(SAFETY.words_of("crushing chest pain and my arm is numb, cant breathe")).emergency > voice.bars.emergency
    assert voice.listen(SAFETY.words_of("what are the symptoms of a heart attack in women")).alarm < 0.3
    assert voice.listen(SAFETY.words_of("i dont want to live any more")).crisis > voice.bars.crisis
    harmless = ["best time of day to take vitamin d", "how do i clean a hearing aid", "is flu contagious"]
    assert max(voice.listen(SAFETY.words_of(text)).alarm for text in harmless) < 0.3
