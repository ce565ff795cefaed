"""Tests for corpus.readers.inline_lists; the examples are real MedQuAD answers, shortened."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.drafts import DraftSection
from corpus.readers.inline_lists import split_lists

Outline = Callable[[tuple[DraftSection, ...]], list[str]]
Split = Callable[[str], list[str]]


@pytest.fixture
def split(outline: Outline) -> Split:
    return lambda text: outline((DraftSection(heading="", blocks=tuple(split_lists(text))),))


def test_wide_spaces_before_a_dash_mark_items_and_a_lead_in_stays_a_paragraph(split: Split) -> None:
    text = "Check with your doctor if you have any of these:         -  Fever.    - Feeling very tired.    - Cough."
    assert split(text) == [
        "Check with your doctor if you have any of these:",
        "* Fever.",
        "* Feeling very tired.",
        "* Cough.",
    ]


def test_a_wide_gap_without_a_dash_ends_the_list_and_begins_a_paragraph(split: Split) -> None:
    text = "one of:         -  Platelets that clot.    -  Red cells.         A lymphoid stem cell becomes a lymphoblast."
    assert split(text) == [
        "one of:",
        "* Platelets that clot.",
        "* Red cells.",
        "A lymphoid stem cell becomes a lymphoblast.",
    ]


def test_a_line_start_marks_an_item(split: Split) -> None:
    text = "practices that increase the risk:\n   \n    - Disinfecting lenses badly\n    - Swimming while wearing lenses"
    assert split(text) == [
        "practices that increase the risk:",
        "* Disinfecting lenses badly",
        "* Swimming while wearing lenses",
    ]


def test_single_spaced_items_after_a_colon_are_split(split: Split) -> None:
    assert split("Treatment may include the following: - Surgery. - Radiation therapy.") == [
        "Treatment may include the following:",
        "* Surgery.",
        "* Radiation therapy.",
    ]


def test_single_spaced_items_after_an_unfinished_sentence_are_split(split: Split) -> None:
    assert split("Nail problems that sometimes require treatment include - Bacterial infections - Ingrown nails - Warts") == [
        "Nail problems that sometimes require treatment include",
        "* Bacterial infections",
        "* Ingrown nails",
        "* Warts",
    ]


def test_a_list_without_a_lead_in_keeps_all_its_items(split: Split) -> None:
    assert split("- medical history - physical exam - other tests") == [
        "* medical history",
        "* physical exam",
        "* other tests",
    ]


def test_items_after_a_bare_label_are_split(split: Split) -> None:
    assert split("Pneumonia vaccine - Get this vaccine if you are younger than 64. - If you are older, get another one.") == [
        "Pneumonia vaccine",
        "* Get this vaccine if you are younger than 64.",
        "* If you are older, get another one.",
    ]


def test_a_list_may_follow_a_whole_sentence(split: Split) -> None:
    assert split("Stage I is divided into two, based on size. - Stage IA: 2 centimeters or smaller. - Stage IB: larger.") == [
        "Stage I is divided into two, based on size.",
        "* Stage IA: 2 centimeters or smaller.",
        "* Stage IB: larger.",
    ]


def test_small_letters_after_a_verb_are_a_list_from_three_dashes_on(split: Split) -> None:
    assert split("People with the disease may experience - bone pain - misshapen bones - fractures") == [
        "People with the disease may experience",
        "* bone pain",
        "* misshapen bones",
        "* fractures",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Losing weight - at least 5 to 10 percent - can prevent or delay diabetes.",
        "imaging studies - computed tomography (CT scan) and/or magnetic resonance imaging (MRI scan)",
        "Call 404-639-1075 during business hours (8:00 - 4:30 ET).",
        "An unusual (higher- or lower-than-normal) amount of a substance",
        "kept for at least 1 - 2 days should be safe",
        "Cataract - a clouding in the lens of the eye",
        "The risk depends on where you are - and more specifically, whether there is an outbreak.",
        "Smoking - Dont smoke.",
    ],
)
def test_a_hyphen_a_range_or_a_dash_in_a_sentence_does_not_split(split: Split, text: str) -> None:
    assert split(text) == [text]


def test_a_dash_that_explains_an_item_stays_within_it(split: Split) -> None:
    assert split("The most common kinds are - Insomnia - a hard time falling asleep - Sleep apnea - pauses in breathing") == [
        "The most common kinds are",
        "* Insomnia - a hard time falling asleep",
        "* Sleep apnea - pauses in breathing",
    ]


def test_items_in_small_letters_after_a_first_with_a_capital_are_items(split: Split) -> None:
    assert split("- Graves disease - thyroid nodules - consuming too much iodine") == [
        "* Graves disease",
        "* thyroid nodules",
        "* consuming too much iodine",
    ]


def test_a_new_lead_in_that_ran_on_after_an_item_becomes_a_paragraph(split: Split) -> None:
    text = "one of: - Red blood cells. - Platelets. A lymphoid stem cell becomes one of: - B lymphocytes. - T lymphocytes."
    assert split(text) == [
        "one of:",
        "* Red blood cells.",
        "* Platelets.",
        "A lymphoid stem cell becomes one of:",
        "* B lymphocytes.",
        "* T lymphocytes.",
    ]


def test_prose_that_ran_on_after_a_list_of_one_sentence_items_becomes_a_paragraph(split: Split) -> None:
    text = "Late effects are: - Mood changes. - Second cancers. - Heart problems. Patients need check-ups. Ask."
    assert split(text)[-2:] == ["* Heart problems.", "Patients need check-ups. Ask."]


def test_explanations_within_items_stay_where_all_items_have_them(split: Split) -> None:
    text = "Types: - Local. You stay awake. - Regional. It blocks pain. - General. You feel nothing."
    assert split(text)[1:] == [
        "* Local. You stay awake.",
        "* Regional. It blocks pain.",
        "* General. You feel nothing.",
    ]


def test_a_sentence_without_a_full_stop_before_it_is_parted_where_it_leads_a_list_in(split: Split) -> None:
    text = (
        "These resources address Cole disease: - Genetic Testing Registry: Cole disease These resources from "
        "MedlinePlus offer information: - Drug Therapy - Palliative Care"
    )
    assert split(text) == [
        "These resources address Cole disease:",
        "* Genetic Testing Registry: Cole disease",
        "These resources from MedlinePlus offer information:",
        "* Drug Therapy",
        "* Palliative Care",
    ]


def test_a_list_said_twice_word_for_word_is_kept_once(split: Split) -> None:
    text = "Other risk factors include - Smoking  - Obesity  - Race.  Smoking Obesity Race. See your doctor."
    assert split(text) == ["Other risk factors include", "* Smoking", "* Obesity", "* Race.", "See your doctor."]


def test_a_table_of_signs_becomes_a_lead_in_and_rows(split: Split) -> None:
    text = (
        "the table below includes how often. Signs and Symptoms Approximate number of patients (when available) "
        "Cataract 90% Short neck - The Human Phenotype Ontology (HPO) has collected information."
    )
    assert split(text) == [
        "the table below includes how often. Signs and Symptoms Approximate number of patients (when available)",
        "* Cataract 90%",
        "* Short neck",
        "The Human Phenotype Ontology (HPO) has collected information.",
    ]


@given(
    st.lists(
        st.sampled_from(["Fever.", "fever", "It is", "include", "- Cough", "-", "  - rash", "\n", "(8:00 - 4:30)", "a:", "   Then"])
    )
)
def test_no_word_is_lost_and_their_order_is_kept_but_for_markers_and_a_repeated_list(parts: list[str]) -> None:
    text = " ".join(parts)
    kept = re.findall(r"\w+", " ".join(block.text for block in split_lists(text)))
    words = iter(re.findall(r"\w+", text))
    assert all(word in words for word in kept)
    assert set(kept) == set(re.findall(r"\w+", text))
