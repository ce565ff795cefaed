"""Reads the safety data files into checked values; knows their layout and nothing of questions."""

import tomllib
from importlib.resources import files
from typing import Any

from service.safety.errors import RegionError, SafetyDataError
from service.safety.models import CardKind, CareLevel, Guidance, Line, Region, RegionCode, Rule


def read_toml(name: str) -> dict[str, Any]:
    """Read one data file of this package. Raises SafetyDataError when it is not TOML."""
    try:
        return tomllib.loads((files("service.safety") / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SafetyDataError(f"{name}: {error}; mend the file") from error


def read_rules() -> tuple[Rule, ...]:
    """Read the red flags, in the file's order. Raises SafetyDataError for a missing or unknown field."""
    rules = tuple(_rule(entry) for entry in read_toml("red_flags.toml")["rule"])
    ids = [rule.id for rule in rules]
    if len(ids) != len(set(ids)):
        raise SafetyDataError("red_flags.toml: two rules share an id; give each its own")
    return rules


OTHER_LANGUAGE, UNNAMED_DANGER, UNNAMED_CRISIS = "other-language", "unnamed-danger", "unnamed-crisis"


def read_unnamed() -> dict[str, Rule]:
    """Read the cards that no pattern leads to: what the second voice hears, and a language that is not read.

    Raises SafetyDataError for a missing or unknown field, or a missing card.
    """
    rules = {rule.id: rule for rule in map(_rule, read_toml("unnamed.toml")["rule"])}
    missing = {OTHER_LANGUAGE, UNNAMED_DANGER, UNNAMED_CRISIS} - rules.keys()
    if missing:
        raise SafetyDataError(f"unnamed.toml: {', '.join(sorted(missing))} is missing; add it")
    return rules


_LISTS = ("patterns", "names", "requires", "excludes", "softens", "bullets", "positives", "traps")


def _rule(entry: dict[str, Any]) -> Rule:
    unknown = set(entry) - {"id", "level", "kind", "guidance", "even_asked", *_LISTS}
    if unknown:
        raise SafetyDataError(f"red_flags.toml: rule {entry.get('id')!r} has unknown fields {sorted(unknown)}")
    try:
        return Rule(
            id=entry["id"],
            level=CareLevel(entry["level"]),
            kind=CardKind(entry.get("kind", "general")),
            even_asked=entry.get("even_asked", False),
            guidance=Guidance(**entry["guidance"]),
            **{name: tuple(entry.get(name, ())) for name in _LISTS},
        )
    except (KeyError, ValueError, TypeError) as error:
        raise SafetyDataError(f"red_flags.toml: rule {entry.get('id')!r}: {error!r}; mend the entry") from error


def read_regions() -> dict[RegionCode, Region]:
    """Read the numbers of every region. Raises RegionError for a missing region, number or date."""
    entries = read_toml("regions.toml")
    try:
        return {code: _region(code, entries[code]) for code in RegionCode}
    except (KeyError, TypeError) as error:
        raise RegionError(f"regions.toml: {error!r}; every region needs every line and both dates") from error


def _region(code: RegionCode, entry: dict[str, Any]) -> Region:
    return Region(
        code=code,
        name=entry["name"],
        emergency=_line(entry["emergency"]),
        urgent=_line(entry["urgent"]),
        crisis=_line(entry["crisis"]),
        safe_help=_line(entry["safe_help"]),
        poison=_line(entry["poison"]) if "poison" in entry else None,
        source=entry["source"],
        verify_at=entry["verify_at"],
        verified_on=entry["verified_on"],
        expires=entry["expires"],
    )


def _line(entry: dict[str, str]) -> Line:
    return Line(label=entry["label"], number=entry.get("number"))
