"""Each claim of the README that can be run is run: its commands, its example requests, its settings table."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from carecite import app
from service.schemas import QueryIn
from service.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND: Any = typer.main.get_command(app)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(carecite [^`\n]+)`")
_ROW = re.compile(r"^\|\s*`(CARECITE_\w+)`\s*\|\s*(.*?)\s*\|", re.MULTILINE)


def fenced() -> Iterator[str]:
    """Yield each command line of the shell examples, continued lines joined."""
    for language, body in _FENCE.findall(README):
        if language in ("sh", "console", "bash", "shell"):
            for line in body.replace("\\\n", " ").splitlines():
                yield line.removeprefix("$ ").strip()


def commands() -> list[str]:
    """List every `carecite …` of the README, in examples and in the text."""
    examples = [re.sub(r"^\.venv/bin/", "", line) for line in fenced()]
    return sorted({line for line in examples if line.startswith("carecite ")} | set(_INLINE.findall(README)))


def every_command(command: Any, name: str = "") -> Iterator[str]:
    """Yield the names of all commands: `ask`, `corpus import`, …"""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        yield name
        return
    for part, sub in subcommands.items():
        yield from every_command(sub, f"{name} {part}".strip())


def parse(line: str, *, mention: bool) -> None:
    """Parse a command line as the real command does, without running it; a mere mention may leave out the arguments."""
    words = shlex.split(line, comments=True)[1:]
    command, name = COMMAND, ""
    while (subcommands := getattr(command, "commands", None)) is not None:
        assert words, f"{line!r} names no command"
        assert words[0] in subcommands, f"{line!r}: there is no {words[0]!r}"
        name, command = f"{name} {words[0]}".strip(), subcommands[words.pop(0)]
    if words or not mention:
        command.make_context(name, words)


def test_it_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= 150


def test_it_has_no_placeholders_left() -> None:
    assert re.findall(r"\b(?:TODO|TBD|FIXME|[A-Z]+_TABLE)\b", README) == []


@pytest.mark.parametrize("line", commands())
def test_every_command_in_it_is_a_real_one_with_real_options(line: str) -> None:
    parse(line, mention=line not in fenced())


def test_every_command_is_mentioned_in_it() -> None:
    mentioned = " ".join(commands())
    missing = [name for name in every_command(COMMAND) if f"carecite {name}" not in mentioned]
    assert missing == []


def test_its_make_targets_are_real() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=[ `\n]*(?:#|`|\n))", README))
    assert {"serve", "test"} <= named <= targets


def test_its_first_working_command_stands_within_thirty_lines() -> None:
    assert "make serve" in "\n".join(README.splitlines()[:30])


def test_its_settings_table_lists_every_setting_with_its_default() -> None:
    said = {name: default.strip("`") for name, default in _ROW.findall(README)}
    assert {name: _plain(default) for name, default in said.items()} == {
        f"CARECITE_{name.upper()}": _plain(str(field.default)) for name, field in Settings.model_fields.items()
    }


def _plain(default: str) -> str:
    """Make `8080`, `2` and `2.0`, `false` and `False` comparable."""
    try:
        return str(float(default))
    except ValueError:
        return default.casefold()


def test_its_example_requests_are_valid() -> None:
    bodies = [body for line in fenced() if "/v1/query" in line for body in re.findall(r"-d '(.*?)'", line)]
    assert bodies
    for body in bodies:
        QueryIn.model_validate(json.loads(body))


def test_its_links_into_the_tree_lead_somewhere() -> None:
    named = re.findall(r"`((?:corpus|index|service|evals|tests)/[\w./-]*)`", README)
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert [name for name in named + links if not (ROOT / name).exists()] == []
