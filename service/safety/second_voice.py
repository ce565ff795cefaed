"""A second voice beside the rules: how urgent a message sounds by its words alone. It may raise a care level, never lower one.

A linear model over words and pairs of words (`features_of`), fitted by `carecite eval safety-fit` on messages written for
this project (evals/sets/safety/train.jsonl). It needs no encoder, no index and no network, and its file is data: no code is loaded.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from service.safety.errors import SafetyDataError
from service.safety.models import CareLevel

Array = npt.NDArray[np.float32]

FILE = "second_voice.npz"
LEVELS = (CareLevel.NONE, CareLevel.ROUTINE, CareLevel.URGENT, CareLevel.EMERGENCY)
"""The order of the model's columns; one more column tells a crisis (suicide, self-harm, abuse, harm to others) from the rest."""

FORMAT_VERSION = 1

UNKNOWN_RARITY = 2.0
"""How much a feature that is not in the model counts in a message's length: without it a single known word of an unknown sentence would
speak for all of it ("Is erythromelalgia inherited?" sounded like an emergency)."""

_REACH = 6  # words apart: a pair further apart seldom belongs to one statement
_STEM = 5  # letters: "breathing" and "breathes" speak alike
_FILLER = frozenset(
    "a an and are as at be but for had has have he her his i in is it me my of on so she that the them they this to us was we with you".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Probabilities from which the voice speaks up."""

    emergency: float
    alarm: float
    """Of urgent and emergency together."""
    crisis: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the voice makes of one message: probabilities."""

    emergency: float
    alarm: float
    crisis: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceModel:
    """The fitted model: a row of `weights` (features, 5), scaled by the feature's rarity, for each feature."""

    features: tuple[str, ...]
    rarity: Array
    weights: Array
    bias: Array
    bars: Bars

    def to_bytes(self) -> bytes:
        """Write the model as an .npz without pickles; weights in half precision."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            format_version=np.array(FORMAT_VERSION),
            features=np.frombuffer("\n".join(self.features).encode(), dtype=np.uint8),
            rarity=self.rarity.astype(np.float16),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            bars=np.array([self.bars.emergency, self.bars.alarm, self.bars.crisis]),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "VoiceModel":
        """Read what `to_bytes` wrote. Raises SafetyDataError."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                if int(file["format_version"]) != FORMAT_VERSION:
                    raise SafetyDataError(f"{FILE}: written by another version; fit it anew with `carecite eval safety-fit`")
                emergency, alarm, crisis = (float(bar) for bar in file["bars"])
                model = cls(
                    features=tuple(file["features"].tobytes().decode().split("\n")),
                    rarity=file["rarity"].astype(np.float32),
                    weights=file["weights"].astype(np.float32),
                    bias=file["bias"].astype(np.float32),
                    bars=Bars(emergency=emergency, alarm=alarm, crisis=crisis),
                )
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise SafetyDataError(f"{FILE}: damaged ({error}); fit it anew with `carecite eval safety-fit`") from error
        if not len(model.features) == len(model.rarity) == len(model.weights):
            raise SafetyDataError(f"{FILE}: its parts differ in length; fit it anew with `carecite eval safety-fit`")
        return model


class SecondVoice:
    """Listens to messages with a fitted model. Pure, and safe to use from many threads."""

    def __init__(self, model: VoiceModel) -> None:
        self._rows: Mapping[str, int] = {feature: row for row, feature in enumerate(model.features)}
        self._model = model

    @classmethod
    def load(cls) -> "SecondVoice":
        """Make one from the package's model. Raises SafetyDataError."""
        try:
            data = (files("service.safety") / FILE).read_bytes()
        except OSError as error:
            raise SafetyDataError(f"{FILE}: cannot be read ({error.strerror}); reinstall the package") from error
        return cls(VoiceModel.from_bytes(data))

    def __contains__(self, word: object) -> bool:
        """Say whether a word is one that messages are written in."""
        return word in self._rows

    @property
    def bars(self) -> Bars:
        """The probabilities from which the voice speaks up."""
        return self._model.bars

    def listen(self, tokens: Sequence[str]) -> Heard:
        """Weigh a message's words, as `normalise` gives them. One without a known word says nothing: all zero."""
        features = features_of(tokens)
        rows = np.array([row for feature in features if (row := self._rows.get(feature)) is not None], dtype=np.intp)
        if not len(rows):
            return Heard(emergency=0.0, alarm=0.0, crisis=0.0)
        rarity = self._model.rarity[rows]
        scores = (rarity / length_of(rarity, len(features) - len(rows))) @ self._model.weights[rows] + self._model.bias
        levels = np.exp(scores[: len(LEVELS)] - scores[: len(LEVELS)].max())
        levels /= levels.sum()
        return Heard(
            emergency=float(levels[3]), alarm=float(levels[2] + levels[3]), crisis=float(1 / (1 + np.exp(-scores[len(LEVELS)])))
        )


def length_of(rarity: Array, unknown: int) -> float:
    """Return the length that a message's features are scaled by, from the rarity of the known and the number of the others."""
    return float(np.sqrt(np.square(rarity).sum() + unknown * UNKNOWN_RARITY**2))


def features_of(tokens: Sequence[str]) -> set[str]:
    """Return a message's features: words, neighbours, telling words near each other in any order, and beginnings of words.

    Measured on dev: leaving out the pairs costs .002 of AUC, adding triples gains nothing.
    """
    found = set(tokens)
    found.update(f"{first} {second}" for first, second in pairwise(tokens))
    found.update(_pairs(tokens))
    found.update(f"{token[:_STEM]}*" for token in tokens if len(token) > _STEM)
    return found


def _pairs(tokens: Sequence[str]) -> Iterator[str]:
    telling = [(at, token) for at, token in enumerate(tokens) if token not in _FILLER]
    for first, (at, one) in enumerate(telling):
        for further, other in telling[first + 1 : first + 1 + _REACH]:
            if further - at > _REACH:
                break
            yield f"{one}~{other}" if one < other else f"{other}~{one}"
