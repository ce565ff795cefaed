"""Fits the second voice of the care levels on labelled messages, and sets its bars on others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evals.errors import EvalError
from evals.safety import CRISIS, LabelledText
from index.generation import fsync
from service.safety.models import CardKind, CareLevel, Rule
from service.safety.second_voice import LEVELS, Bars, SecondVoice, VoiceModel, features_of, length_of

Tokens = Callable[[str], Sequence[str]]

FEWEST_MESSAGES = 2
"""Messages that a feature must occur in."""

STRENGTH = 30.0
"""Inverse regularisation: of 3, 10 and 30 the best on dev (AUC for emergencies .968, .972, .973)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """Shares of harmless messages that may be raised: what the bars are set for."""

    emergency: float = 0.02
    alarm: float = 0.06
    crisis: float = 0.005


def fit_voice(
    train: Sequence[LabelledText], bar_set: Sequence[LabelledText], tokens: Tokens, tolerance: Tolerance | None = None
) -> VoiceModel:
    """Fit on `train` and set the bars on `bar_set`, where the shares of `tolerance` are just kept. Raises EvalError."""
    tolerance = tolerance or Tolerance()
    labelled = [item for item in train if item.level]
    if {item.level for item in labelled} != set(CareLevel) or not any(_is_crisis(item) for item in labelled):
        raise EvalError("the messages to fit on need all four levels and the kind `crisis`; add some")
    found = [features_of(tokens(item.text)) for item in labelled]
    counts = Counter(feature for features in found for feature in features)
    kept = tuple(sorted(feature for feature, count in counts.items() if count >= FEWEST_MESSAGES))
    rarity = np.array([np.log((1 + len(found)) / (1 + counts[feature])) + 1 for feature in kept], dtype=np.float32)
    rows = _matrix(found, {feature: row for row, feature in enumerate(kept)}, rarity)
    levels = LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, [LEVELS.index(item.level) for item in labelled if item.level])
    crisis = LogisticRegression(C=STRENGTH, max_iter=3000).fit(rows, [_is_crisis(item) for item in labelled])
    model = VoiceModel(
        features=kept,
        rarity=rarity,
        weights=np.vstack([levels.coef_, crisis.coef_]).T.astype(np.float32),
        bias=np.concatenate([levels.intercept_, crisis.intercept_]).astype(np.float32),
        bars=Bars(emergency=1.0, alarm=1.0, crisis=1.0),
    )
    return VoiceModel(
        features=kept, rarity=rarity, weights=model.weights, bias=model.bias, bars=_bars(model, bar_set, tokens, tolerance)
    )


def rule_examples(rules: Iterable[Rule]) -> list[LabelledText]:
    """Return the rules' own examples as labelled messages: a positive at its rule's level, a trap as none."""
    found = []
    for rule in rules:
        kind = None if rule.kind is CardKind.GENERAL else CRISIS
        found += [
            LabelledText(id=f"{rule.id}-{at}", text=text, level=rule.level, kind=kind) for at, text in enumerate(rule.positives)
        ]
        found += [LabelledText(id=f"{rule.id}-trap-{at}", text=text, level=CareLevel.NONE) for at, text in enumerate(rule.traps)]
    return found


def save_voice(model: VoiceModel, path: Path) -> None:
    """Write the model aside, then put it in place. Raises EvalError."""
    aside = path.with_name(f".{path.name}.new")
    try:
        aside.write_bytes(model.to_bytes())
        fsync(aside)
        aside.replace(path)
    except OSError as error:
        raise EvalError(f"{path}: cannot be written ({error.strerror}); choose another --out") from error


def _matrix(found: Sequence[set[str]], rows: dict[str, int], rarity: np.ndarray) -> csr_matrix:
    starts, columns, values = [0], list[int](), list[float]()
    for features in found:
        at = [rows[feature] for feature in features if feature in rows]
        columns += at
        values += list(rarity[at] / length_of(rarity[at], len(features) - len(at)))
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(found), len(rows)))


def _bars(model: VoiceModel, bar_set: Sequence[LabelledText], tokens: Tokens, tolerance: Tolerance) -> Bars:
    # Through bytes and back: the bars are for the half-precision weights that ship.
    voice = SecondVoice(VoiceModel.from_bytes(model.to_bytes()))
    harmless = [voice.listen(tokens(one.text)) for one in bar_set if one.level in (CareLevel.NONE, CareLevel.ROUTINE)]
    if not harmless:
        raise EvalError("the messages to set the bars on hold none that is routine or none; add some")
    return Bars(
        emergency=_bar([heard.emergency for heard in harmless], tolerance.emergency),
        alarm=_bar([heard.alarm for heard in harmless], tolerance.alarm),
        crisis=_bar([heard.crisis for heard in harmless], tolerance.crisis),
    )


def _bar(values: Sequence[float], share: float) -> float:
    """Return the lowest bar that at most this share of the values reach."""
    ordered = sorted(values, reverse=True)
    allowed = int(share * len(ordered))
    return float(np.nextafter(ordered[allowed], 1.0))


def _is_crisis(item: LabelledText) -> bool:
    return item.kind == CRISIS and item.level in (CareLevel.EMERGENCY, CareLevel.URGENT)
