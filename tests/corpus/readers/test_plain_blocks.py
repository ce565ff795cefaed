"""Tests for corpus.readers.plain_blocks."""

from corpus.drafts import DraftBlock
from corpus.models import BlockKind
from corpus.readers.plain_blocks import plain_lines
from corpus.readers.sections import Heading

PROSE = "Rest the joint for two days and keep it warm."


def lines(text: str) -> list[str]:
    """Return headings as `# text`, a heading under another as `## text`, items as `* text`."""
    found = []
    for part in plain_lines(text):
        if isinstance(part, Heading):
            found.append("#" * part.level + " " + part.text)
        else:
            found.append(("* " if part.kind is BlockKind.LIST_ITEM else "") + part.text)
    return found


def test_blank_lines_part_paragraphs_and_hard_wrapped_lines_are_joined() -> None:
    text = "Avascular necrosis cannot\nheal on its own, and it\nwill get worse.\n\nSee a doctor early."
    assert lines(text) == ["Avascular necrosis cannot heal on its own, and it will get worse.", "See a doctor early."]


def test_a_short_line_directly_over_text_is_its_heading() -> None:
    assert lines(f"Introduction\n{PROSE}\n\n{PROSE}") == ["# Introduction", PROSE, PROSE]


def test_a_short_line_above_a_blank_line_and_text_is_its_heading() -> None:
    assert lines(f"What causes it?\n\n{PROSE}") == ["# What causes it?", PROSE]


def test_a_heading_over_a_heading_is_the_outer_one() -> None:
    assert lines(f"Treatment\n\nAt home\n\n{PROSE}") == ["# Treatment", "## At home", PROSE]


def test_boilerplate_with_nothing_under_it_stays_as_paragraphs() -> None:
    assert lines(f"{PROSE}\n\nRelated Articles\n\nView All") == [PROSE, "Related Articles", "View All"]
    assert lines(f"{PROSE}\n\nRelated Articles") == [PROSE, "Related Articles"]


def test_every_kind_of_bullet_is_an_item_without_its_mark() -> None:
    text = "Call an ambulance if:\n- it spreads\n• you sweat\n* you feel sick\n1. you faint\n2) it lasts"
    assert lines(text) == [
        "Call an ambulance if:",
        "* it spreads",
        "* you sweat",
        "* you feel sick",
        "* you faint",
        "* it lasts",
    ]


def test_a_wrapped_item_is_joined_and_the_paragraph_after_it_is_its_own() -> None:
    text = "- chest pain that spreads to\n  the arm.\n- sweating.\nThese are signs of a heart attack."
    assert lines(text) == ["* chest pain that spreads to the arm.", "* sweating.", "These are signs of a heart attack."]


def test_a_dash_that_wrapping_put_at_a_line_start_is_no_bullet() -> None:
    assert lines("Some joints hurt\n- often the knees -\nafter a day of work.") == [
        "Some joints hurt - often the knees - after a day of work."
    ]


def test_a_numbered_line_over_text_is_a_heading_and_between_steps_an_item() -> None:
    assert lines(f"1. Causes\n{PROSE}\n\n2. Treatment\n{PROSE}") == ["# Causes", PROSE, "# Treatment", PROSE]
    assert lines(f"1. Wash hands\n\n2. Dry them\n\n{PROSE}") == ["* Wash hands", "* Dry them", PROSE]


def test_lines_too_long_to_be_wrapped_are_paragraphs_each() -> None:
    long = " ".join([PROSE] * 4)
    assert lines(f"{long}\n{long}") == [long, long]


def test_an_unfinished_first_line_of_a_wrapped_paragraph_is_no_heading() -> None:
    text = "The disease progresses when the blood supply\nStops, as it often does after injury."
    assert lines(text) == ["The disease progresses when the blood supply Stops, as it often does after injury."]


def test_nothing_comes_of_nothing() -> None:
    assert list(plain_lines(" \n\n ")) == []
    assert list(plain_lines("One.")) == [DraftBlock(text="One.")]
