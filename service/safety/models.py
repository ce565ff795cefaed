"""The shapes of a safety decision; knows nothing of how it is reached."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class CareLevel(StrEnum):
    """How soon a person needs help, in the pattern of the NHS care cards."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Order of severity: 0 for none to 3 for emergency."""
        return _RANKS[self]


_RANKS = {CareLevel.NONE: 0, CareLevel.ROUTINE: 1, CareLevel.URGENT: 2, CareLevel.EMERGENCY: 3}


class CardKind(StrEnum):
    """Whose help a card points to: a medical service, someone to talk to, help with violence, or somebody who understands."""

    GENERAL = "general"
    CRISIS = "crisis"
    SAFE_HELP = "safe-help"
    LANGUAGE = "language"


class RegionCode(StrEnum):
    """Where the person says they are; never guessed."""

    UK = "uk"
    US = "us"
    CA = "ca"
    EU = "eu"
    AU = "au"
    NZ = "nz"
    IE = "ie"
    IN = "in"
    CN = "cn"
    HK = "hk"
    SG = "sg"
    ZA = "za"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """The published page a rule rests on; shown to editors, never linked from an emergency card."""

    publisher: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One red flag as data: what fires it, what calms it, what its card says, and the examples its test runs.

    `patterns` are signs in the grammar of `grammar`. `names` are the condition's own names: told of as happening they
    fire the rule, merely asked about they give the softer card. `requires` is "one of these, anywhere in the text";
    `excludes` cancels within a sentence; `softens` lowers an emergency to urgent. With `even_asked`, asking is itself
    the sign ("a painless way to die").
    """

    id: str
    level: CareLevel
    kind: CardKind
    patterns: tuple[str, ...]
    names: tuple[str, ...]
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    softens: tuple[str, ...]
    bullets: tuple[str, ...]
    guidance: Guidance
    positives: tuple[str, ...]
    traps: tuple[str, ...]
    even_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Someone to call. `number` is None when the label is all that can honestly be said."""

    label: str
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The numbers of one region, with when they were last checked, against what, and until when they may be shown."""

    code: RegionCode
    name: str
    emergency: Line
    urgent: Line
    crisis: Line
    safe_help: Line
    poison: Line | None
    source: str
    verify_at: str
    verified_on: date
    expires: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A self-contained care card: one action heading, a few bullets, the numbers to call.

    `sr_text` is read out before the heading by a screen reader, so that severity never rests on colour.
    """

    level: CareLevel
    kind: CardKind
    heading: str
    bullets: tuple[str, ...]
    actions: tuple[Line, ...]
    sr_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CareDecision:
    """What the rules decided. `crisis` tells the answerer to limit passages to crisis support."""

    level: CareLevel
    rules: tuple[str, ...]
    card: Card | None
    crisis: bool
