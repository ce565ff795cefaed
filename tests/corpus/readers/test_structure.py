"""Tests for corpus.readers.structure; the articles are shaped as MedlinePlus's and MedQuAD's are."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.drafts import DraftSection
from corpus.models import BlockKind, PassageRole
from corpus.readers.structure import join_headings, sections_from

Outline = Callable[[tuple[DraftSection, ...]], list[str]]


@pytest.mark.parametrize(
    ("parent", "child", "joined"),
    [
        ("", "Symptoms", "Symptoms"),
        ("Children", "", "Children"),
        ("Children", "Symptoms", "Children: Symptoms"),
        ("How is asthma diagnosed?", "Physical Exam", "How is asthma diagnosed? Physical Exam"),
    ],
)
def test_a_heading_within_a_section_is_joined_so_that_it_can_stand_alone(parent: str, child: str, joined: str) -> None:
    assert join_headings(parent, child) == joined


def test_questions_become_headings_and_short_lines_after_a_lead_in_its_list(outline: Outline) -> None:
    lines = [
        "What are the symptoms of asthma?",
        "The symptoms of asthma include:",
        "Chest tightness",
        "Coughing, especially at night or early morning",
        "These symptoms can range from mild to severe. You may have them every day.",
        "How is asthma diagnosed?",
        "Your provider may use many tools.",
    ]
    assert outline(sections_from(lines)) == [
        "# What are the symptoms of asthma?",
        "The symptoms of asthma include:",
        "* Chest tightness",
        "* Coughing, especially at night or early morning",
        "These symptoms can range from mild to severe. You may have them every day.",
        "# How is asthma diagnosed?",
        "Your provider may use many tools.",
    ]


def test_an_item_with_an_explanation_does_not_end_its_list(outline: Outline) -> None:
    lines = [
        "Certain factors can increase your risk:",
        "Age; the risk is higher for children",
        "Being in a hospital, especially in the ICU. Being on a ventilator raises the risk even more.",
        "Having a lung disease",
        "Sex. In children, asthma is more common in boys.",
    ]
    assert outline(sections_from(lines))[1:] == [f"* {line}" for line in lines[1:]]


def test_a_list_within_a_list_goes_on_with_the_outer_one(outline: Outline) -> None:
    lines = [
        "You are more likely to get it if you:",
        "Are male.",
        "Have certain health conditions, such as:",
        "Heart failure",
        "Rare genetic conditions that lead to increased uric acid",
        "Have a family history of gout.",
        "Drink alcohol.",
    ]
    assert outline(sections_from(lines))[1:] == [f"* {line}" for line in lines[1:]]


def test_a_lead_in_that_is_a_clause_opens_a_list_of_its_own(outline: Outline) -> None:
    lines = [
        "Some of the dangerous infections are:",
        "Hepatitis",
        "Zika virus",
        "These steps can help you to prevent them:",
        "Wash your hands frequently.",
    ]
    assert outline(sections_from(lines))[3:] == [
        "These steps can help you to prevent them:",
        "* Wash your hands frequently.",
    ]


def test_the_publishers_signature_is_neither_item_nor_heading(outline: Outline) -> None:
    lines = ["Symptoms include:", "Fever", "NIH: National Cancer Institute"]
    assert outline(sections_from(lines)) == ["Symptoms include:", "* Fever", "NIH: National Cancer Institute"]


@pytest.mark.parametrize(
    "signature",
    [
        "Centers for Disease Control and Prevention",
        "Dept. of Health and Human Services Office on Women's Health",
        "Food and Drug Administration",
        "National Institute of Neurological Disorders and Stroke",
    ],
)
def test_every_institute_that_signs_is_known(outline: Outline, signature: str) -> None:
    assert outline(sections_from(["Treatments include:", "Rest", signature]))[-1] == signature


def test_a_title_over_prose_is_a_heading_under_the_question(outline: Outline) -> None:
    prose = "Echo is a painless test that uses sound waves to create a moving picture of the heart inside your chest."
    sections = sections_from(
        ["It is found early.", "Echocardiography", prose], heading="How is it found?", role=PassageRole.DIAGNOSIS
    )
    assert outline(sections) == [
        "# How is it found?",
        "It is found early.",
        "# How is it found? Echocardiography",
        prose,
    ]
    assert [section.role for section in sections] == [PassageRole.DIAGNOSIS, PassageRole.DIAGNOSIS]


def test_a_short_line_within_an_open_list_is_an_item_not_a_heading(outline: Outline) -> None:
    lines = [
        "This can cause problems, including:",
        "Inflammation of blood vessels (vasculitis).",
        "Blood clots",
        "Inflammation of the tissue that surrounds the lungs (pleurisy). This can make it painful to breathe.",
    ]
    assert outline(sections_from(lines))[1:] == [f"* {line}" for line in lines[1:]]


def test_a_title_that_its_text_takes_up_ends_the_list_above_it(outline: Outline) -> None:
    prose = "A cardiac CT scan is a painless imaging test that uses x-rays to take detailed pictures of your heart."
    lines = ["The provider may:", "Take samples of your blood.", "Examine your heart valves.", "Cardiac CT Scan", prose]
    assert outline(sections_from(lines))[-2:] == ["# Cardiac CT Scan", prose]


def test_a_list_of_questions_stays_a_list(outline: Outline) -> None:
    lines = ["Questions to ask are:", "Do you have any health conditions?", "How often does it hurt?", "How bad is it?"]
    assert outline(sections_from(lines)) == [lines[0], *(f"* {line}" for line in lines[1:])]


def test_a_heading_printed_twice_is_one_heading(outline: Outline) -> None:
    prose = "There is no known amount of alcohol that is safe for you to drink during pregnancy, so drink none."
    assert outline(sections_from(["It harms.", "Alcohol", "Alcohol", prose])) == ["It harms.", "# Alcohol", prose]


def test_the_halves_of_a_torn_paragraph_are_joined(outline: Outline) -> None:
    halves = [
        "When people think of epilepsy, they often think of convulsions in which a person's body",
        "shakes rapidly.",
    ]
    assert outline(sections_from(halves)) == [" ".join(halves)]


def test_a_heading_with_nothing_under_it_makes_no_section() -> None:
    assert sections_from([], heading="Causes") == ()
    assert sections_from(["", "  "], heading="Causes") == ()


@given(st.lists(st.sampled_from(["Fever", "It is bad.", "Symptoms include:", "What is it?", "- a  - b", "Rest\nSleep"])))
def test_no_word_is_lost_and_the_order_is_kept(lines: list[str]) -> None:
    sections = sections_from(lines)
    kept = [text for section in sections for text in (section.heading, *(block.text for block in section.blocks))]
    words = iter(re.findall(r"\w+", " ".join(lines)))
    assert all(word in words for word in re.findall(r"\w+", " ".join(kept)))
    assert all(section.blocks for section in sections)


def test_lists_are_found_where_an_older_copy_of_medlineplus_still_marks_them(shared_data: Path) -> None:
    """Of the lines that MedQuAD's copy marks as items or paragraphs, 99 % and 96 % are found as such."""
    items, paragraphs = _marked_lines(shared_data / "articles/medquad_articles.jsonl")
    found: list[tuple[bool, bool]] = []
    for article in _records(shared_data / "articles/medlineplus2024_articles.jsonl"):
        for section in sections_from(article["sections"][0]["paragraphs"]):
            for block in section.blocks:
                words = _words(block.text)
                if words in items or words in paragraphs:
                    found.append((words in items, block.kind is BlockKind.LIST_ITEM))
    as_items = [kind for is_item, kind in found if is_item]
    as_paragraphs = [not kind for is_item, kind in found if not is_item]
    assert (len(as_items), len(as_paragraphs)) > (2_500, 2_000)
    assert sum(as_items) / len(as_items) > 0.99
    assert sum(as_paragraphs) / len(as_paragraphs) > 0.96


def _records(path: Path) -> list[dict[str, list[dict[str, list[str]]]]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def _marked_lines(path: Path) -> tuple[set[str], set[str]]:
    items, paragraphs = set[str](), set[str]()
    for article in _records(path):
        if str(article["id"]).startswith("MPlusHealthTopics"):
            for paragraph in (text for section in article["sections"] for text in section["paragraphs"]):
                lead, *marked = re.split(r"(?:^|\s)- ", paragraph)
                paragraphs.add(_words(lead.removeprefix("Summary : ")))
                items.update(_words(item) for item in marked)
    return items - paragraphs, paragraphs - items
