"""Fitting the second voice."""

from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.safety import LabelledText
from evals.safety_fit import Tolerance, fit_voice, rule_examples, save_voice
from service.safety.data import read_rules
from service.safety.models import CareLevel
from service.safety.second_voice import SecondVoice, VoiceModel

E, U, R, N = CareLevel.EMERGENCY, CareLevel.URGENT, CareLevel.ROUTINE, CareLevel.NONE
WORDS = {E: "crushing chest pain now", U: "fever for days and worse", R: "itchy elbow", N: "how do vaccines work"}


def messages(count: int = 6) -> list[LabelledText]:
    plain = [
        LabelledText(id=f"{level}{at}", text=f"{text} {at}", level=level) for level, text in WORDS.items() for at in range(count)
    ]
    crisis = [LabelledText(id=f"c{at}", text=f"i want to die {at}", level=U, kind="crisis") for at in range(count)]
    return plain + crisis


def test_a_fitted_voice_tells_the_levels_and_a_crisis_apart() -> None:
    voice = SecondVoice(fit_voice(messages(), messages(), str.split))
    heard = {level: voice.listen(text.split()) for level, text in WORDS.items()}
    assert max(heard, key=lambda level: heard[level].emergency) is E
    assert heard[U].alarm > 0.7 > heard[R].alarm
    assert voice.listen("i want to die".split()).crisis > 0.7 > heard[E].crisis


def test_the_bars_let_just_the_tolerated_share_of_harmless_messages_through() -> None:
    harmless = [LabelledText(id=f"h{at}", text="crushing " * at + "itchy elbow " * (20 - at), level=R) for at in range(1, 20)]
    model = fit_voice(messages(), harmless, str.split, Tolerance(emergency=0.11, alarm=0.0, crisis=0.5))
    voice = SecondVoice(VoiceModel.from_bytes(model.to_bytes()))
    heard = [voice.listen(one.text.split()) for one in harmless]
    # Word counts do not matter, so the 19 texts all say the same: a bar that lets one of them through would let all through.
    assert sum(one.emergency >= model.bars.emergency for one in heard) == 0
    assert sum(one.alarm >= model.bars.alarm for one in heard) == 0


def test_a_feature_of_one_message_alone_is_left_out() -> None:
    model = fit_voice(messages(), messages(), str.split)
    assert "crushing" in model.features
    once = [*messages(), LabelledText(id="x", text="zebra zebra", level=N)]
    assert "zebra" not in fit_voice(once, messages(), str.split).features


@pytest.mark.parametrize(
    ("train", "bars", "problem"),
    [
        ([one for one in messages() if one.level is not E], messages(), "all four levels"),
        ([one for one in messages() if one.kind is None], messages(), "kind `crisis`"),
        (messages(), [one for one in messages() if one.level is E], "none that is routine or none"),
    ],
)
def test_what_is_missing_is_named(train: list[LabelledText], bars: list[LabelledText], problem: str) -> None:
    with pytest.raises(EvalError, match=problem):
        fit_voice(train, bars, str.split)


def test_a_model_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    model = fit_voice(messages(), messages(), str.split)
    save_voice(model, tmp_path / "voice.npz")
    assert VoiceModel.from_bytes((tmp_path / "voice.npz").read_bytes()).features == model.features
    assert [path.name for path in tmp_path.iterdir()] == ["voice.npz"]
    with pytest.raises(EvalError, match="cannot be written"):
        save_voice(model, tmp_path / "none" / "voice.npz")


def test_the_rules_own_examples_are_messages_to_fit_on() -> None:
    rules = read_rules()
    examples = rule_examples(rules)
    assert len(examples) == sum(len(rule.positives) + len(rule.traps) for rule in rules)
    by_id = {example.id: example for example in examples}
    assert (by_id["stroke-0"].level, by_id["stroke-0"].kind) == (E, None)
    assert by_id["stroke-trap-0"].level is N
    assert by_id["suicidal-0"].kind == "crisis"
