"""Each rule of cleaning, where it acts and where it must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.cleaning import BOILERPLATE, STRAY_SCRIPT, clean, excerpt
from corpus.drafts import DraftBlock
from corpus.models import Finding, Severity
from tests.corpus.making import draft, item, section

STAYS = "Drink plenty of water."


def cleaned(text: str) -> tuple[list[str], list[Finding]]:
    """Clean one block that stands above another, which keeps the section alive."""
    result, findings = clean(draft("Gout", section("Care", text, STAYS)))
    blocks = [block.text for part in result.sections for block in part.blocks]
    assert blocks[-1] == STAYS
    return blocks[:-1], findings


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("boilerplate-related", "Related Articles"),
        ("boilerplate-related", "View All"),
        ("boilerplate-related", "You may also like"),
        ("boilerplate-related", "See more on diabetes »"),
        ("boilerplate-related", "View all 24 articles"),
        ("boilerplate-related", "Learn more about asthma"),
        ("boilerplate-navigation", "Back to top"),
        ("boilerplate-navigation", "On this page:".rstrip(":")),
        ("boilerplate-share", "Share on Facebook"),
        ("boilerplate-share", "Sign up for our weekly newsletter"),
        ("boilerplate-share", "Was this page helpful? Yes No"),
        ("boilerplate-advertisement", "Advertisement"),
        ("boilerplate-cookies", "This site uses cookies to improve your visit."),
        ("boilerplate-copyright", "© 2025 Cainiu Health"),
        ("boilerplate-copyright", "(c) 2025 Cainiu Health"),
        ("boilerplate-copyright", "Copyright 2025. All rights reserved."),
        ("boilerplate-language-switch", "Español"),
        ("attribution-line", "NIH: National Institute of Diabetes and Digestive and Kidney Diseases"),
    ],
)
def test_boilerplate_is_dropped_by_a_named_rule(rule: str, text: str) -> None:
    blocks, findings = cleaned(text)
    assert blocks == []
    assert [(finding.rule, finding.text, finding.detail) for finding in findings] == [(rule, text, "dropped")]


def test_every_boilerplate_rule_is_named_for_what_it_drops() -> None:
    assert all(name.startswith("boilerplate-") or name == "attribution-line" for name in BOILERPLATE)


@pytest.mark.parametrize(
    "text",
    [
        "Read all medicine labels.",
        "Read all the instructions before use.",
        "See more than one doctor.",
        "Show all your medicines to the pharmacist.",
        "(c) Take the tablets after food.",
        "CDC: Wash your hands with soap for 20 seconds.",
        "Save this number in your phone.",
        "Search your home for things to trip over.",
        "Home blood pressure monitors are cheap.",
        "Sponsored walks are good exercise.",
        "Cookies and cakes raise your blood sugar.",
        "Next to the liver lies the gallbladder.",
        "Share a meal with friends: it lifts the mood.",
        "More articles of clothing keep a baby warm than you would think.",
    ],
)
def test_a_real_sentence_that_looks_like_boilerplate_stays(text: str) -> None:
    assert cleaned(text) == ([text], [])


def test_what_is_longer_than_any_boilerplate_stays() -> None:
    text = "Copyright " + "is a word in this long paragraph. " * 10
    assert cleaned(text.strip())[0] == [text.strip()]


def test_a_boilerplate_heading_takes_what_stands_under_it_and_says_so() -> None:
    result, findings = clean(draft("Gout", section("Care", STAYS), section("Related topics", "Lupus", "Arthritis")))
    assert [part.heading for part in result.sections] == ["Care"]
    assert [(finding.rule, finding.text) for finding in findings] == [
        ("boilerplate-related", "Related topics"),
        ("boilerplate-related", "Lupus"),
        ("boilerplate-related", "Arthritis"),
    ]


@pytest.mark.parametrize("text", ["½ tablet", "10 m²", "CO₂ and H₂O", "x ≤ 5 µg", "37 °C", "don’t", "5 ㎎"])
def test_a_dose_is_never_compatibility_folded(text: str) -> None:
    assert cleaned(text) == ([text], [])


@pytest.mark.parametrize(
    ("rule", "text", "mended"),
    [
        ("unicode-nfc", "Me\u0301nie\u0300re", "M\u00e9ni\u00e8re"),
        ("mojibake", "donâ€™t stop", "don’t stop"),
        ("mojibake", "37 Â°C", "37 °C"),
        ("invisible-characters", "para\u00adcetamol", "paracetamol"),
        ("invisible-characters", "a\u200b pill", "a pill"),
        ("whitespace", "one\n  two\u00a0mg", "one two mg"),
        ("whitespace", "one\u2028two", "one two"),
        ("whitespace", "page one\x0cpage two", "page one page two"),
    ],
)
def test_a_mended_text_is_reported_with_its_rule(rule: str, text: str, mended: str) -> None:
    blocks, findings = cleaned(text)
    assert blocks == [mended]
    assert [(finding.rule, finding.detail) for finding in findings] == [(rule, "mended")]


def test_space_around_a_block_goes_without_a_word() -> None:
    assert cleaned("  water\n") == (["water"], [])


def test_the_title_and_the_headings_are_mended_too() -> None:
    result, findings = clean(draft("Meniere\u00adxx", section("What  is it?", STAYS)))
    assert (result.title, result.sections[0].heading) == ("Menierexx", "What is it?")
    assert [finding.rule for finding in findings] == ["invisible-characters", "whitespace"]


def test_a_block_that_repeats_the_title_is_dropped() -> None:
    assert [finding.rule for finding in cleaned("GOUT")[1]] == ["repeated-title"]


def test_an_empty_block_and_then_an_empty_section_are_reported() -> None:
    result, findings = clean(draft("Gout", section("Care", STAYS), section("Nothing", " \u200b ")))
    assert len(result.sections) == 1
    assert [finding.rule for finding in findings] == ["invisible-characters", "empty-block", "empty-section"]


def test_list_items_stay_list_items() -> None:
    result, _ = clean(draft("Gout", section("Care", item("rest  it"))))
    assert result.sections[0].blocks == (item("rest it"),)


def test_stray_script_is_a_warning_that_shows_what_stands_around_it() -> None:
    _, findings = clean(draft("Hip", section("", "Go to a department of a正规 hospital.")))
    (finding,) = findings
    assert (finding.rule, finding.text, finding.severity) == (STRAY_SCRIPT, "正规", Severity.WARNING)
    assert "department of a正规 hospital." in finding.detail


def test_stray_script_is_judged_by_the_script_of_the_whole_article() -> None:
    """One English paragraph in a Chinese article is not stray, and one Chinese in an English article is."""
    long = "The hip joint carries the weight of the body. " * 5
    assert [f.text for f in clean(draft("Hip", section("", long, "股骨头坏死")))[1]] == ["股骨头坏死"]
    assert clean(draft("股骨头", section("", "股骨头坏死不能自愈。" * 9, "See a doctor soon.")))[1] == []


def test_an_excerpt_is_at_most_160_characters() -> None:
    assert excerpt("a" * 160) == "a" * 160
    assert excerpt("a" * 161) == "a" * 159 + "…"


@given(st.text(alphabet="aZ5 .é½²µ°正β\u0301\u00a0\u00ad\u200b\u2028\x0c\n(c)", max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, _ = clean(draft("Gout", section("Care", text, STAYS)))
    twice, findings = clean(once)
    assert twice == once
    assert {finding.rule for finding in findings} <= {STRAY_SCRIPT}


@given(st.lists(st.text(max_size=30), max_size=4))
def test_every_block_that_went_is_named_in_a_finding(texts: list[str]) -> None:
    result, findings = clean(draft("Gout", section("Care", *texts, STAYS)))
    kept = [block for part in result.sections for block in part.blocks]
    dropped = [finding for finding in findings if finding.detail == "dropped"]
    assert len(kept) + len(dropped) == len(texts) + 1
    assert DraftBlock(text=STAYS) in kept
