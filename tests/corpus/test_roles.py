"""What a passage is about, read from its heading and first words."""

import pytest

from corpus.models import PassageRole
from corpus.roles import role_of

ROLE = PassageRole


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("What is gout?", ROLE.OVERVIEW),
        ("What are the symptoms of gout?", ROLE.SYMPTOMS),
        ("Warning signs", ROLE.SYMPTOMS),
        ("What causes gout?", ROLE.CAUSES),
        ("Who gets gout?", ROLE.CAUSES),
        ("How is gout diagnosed?", ROLE.DIAGNOSIS),
        ("Exams and tests", ROLE.DIAGNOSIS),
        ("Treatments for gout", ROLE.TREATMENT),
        ("Medicines", ROLE.TREATMENT),
        ("What you can do at home", ROLE.SELF_CARE),
        ("Living with gout", ROLE.SELF_CARE),
        ("Can gout be prevented?", ROLE.PREVENTION),
        ("Will it get better?", ROLE.OUTLOOK),
        ("Outlook (prognosis)", ROLE.OUTLOOK),
        ("When to get medical help", ROLE.SEEK_CARE),
        ("When should I see a doctor?", ROLE.SEEK_CARE),
        ("Danger signs in pregnancy", ROLE.SEEK_CARE),
        ("Frequently asked", None),
    ],
)
def test_a_heading_tells_the_role(heading: str, role: PassageRole | None) -> None:
    assert role_of(heading, "Some text.", marked=None, opens_article=False) is role


def test_when_to_get_help_outranks_symptoms_in_the_same_heading() -> None:
    assert role_of("Symptoms: when to get help", "x", marked=None, opens_article=False) is ROLE.SEEK_CARE


@pytest.mark.parametrize(
    "text",
    [
        "Call 911 immediately if you have chest pain.",
        "If your child has a fit, call an ambulance at once.",
        "See your doctor right away if the pain gets worse.",
        "Please seek medical help if you vomit blood.",
    ],
)
def test_advice_to_seek_care_is_recognised_by_its_first_words(text: str) -> None:
    assert role_of("Overview", text, marked=None, opens_article=False) is ROLE.SEEK_CARE


def test_a_doctor_who_is_only_mentioned_makes_no_call_for_care() -> None:
    text = "Doctors often see this when people are older."
    assert role_of("Overview", text, marked=None, opens_article=False) is ROLE.OVERVIEW


def test_the_publishers_mark_wins_over_the_heading_but_not_over_a_call_for_care() -> None:
    assert role_of("Symptoms", "x", marked=ROLE.CAUSES, opens_article=False) is ROLE.CAUSES
    assert role_of("When to get help", "x", marked=ROLE.CAUSES, opens_article=False) is ROLE.SEEK_CARE


def test_text_before_any_heading_is_an_overview() -> None:
    assert role_of("", "Gout is a kind of arthritis.", marked=None, opens_article=True) is ROLE.OVERVIEW
    assert role_of("", "Gout is a kind of arthritis.", marked=None, opens_article=False) is None
