"""From an Article to its Passages."""

import string
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.cleaning import STRAY_SCRIPT
from corpus.drafts import Draft
from corpus.models import Article, Passage, PassageRole
from corpus.passages import MAX_CONTEXT_TOKENS, SPECIAL_TOKENS, context_of
from corpus.tokens import TokenCounter, WordCounter, default_counter
from tests.corpus.making import draft, item, section, split

LONG = "The hip joint carries most of the weight of the body and needs a steady supply of blood."
OTHER = "Doctors look at the joint with an X-ray first and with a scan when that shows nothing."


def texts(made: Draft, limit: int = 256) -> list[str]:
    return [passage.text for passage in split(made, WordCounter(limit))[1]]


# ── what belongs together ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_paragraph_is_a_passage() -> None:
    assert texts(draft("Hip", section("", LONG, OTHER))) == [LONG, OTHER]


def test_a_list_stays_with_its_lead_in() -> None:
    made = draft("Hip", section("Help", LONG, "Get medical help at once if:", item("it hurts"), item("you fall"), OTHER))
    assert texts(made) == [LONG, "Get medical help at once if:\n- it hurts\n- you fall", OTHER]


def test_a_list_stays_with_the_paragraph_before_it_even_without_a_colon() -> None:
    assert texts(draft("Hip", section("", LONG, item("it hurts")))) == [f"{LONG}\n- it hurts"]


def test_a_list_without_a_lead_in_is_a_passage() -> None:
    assert texts(draft("Hip", section("Signs", item("pain"), item("limp")))) == ["- pain\n- limp"]


def test_a_paragraph_that_ends_with_a_colon_takes_the_next_one() -> None:
    assert texts(draft("Hip", section("", f"{LONG[:-1]}:", OTHER))) == [f"{LONG[:-1]}:\n\n{OTHER}"]


def test_a_short_paragraph_joins_the_next() -> None:
    assert texts(draft("Hip", section("", "Both often are fatal.", LONG, OTHER))) == [
        f"Both often are fatal.\n\n{LONG}",
        OTHER,
    ]


def test_a_short_paragraph_at_the_end_of_a_section_stays_in_its_section() -> None:
    made = draft("Hip", section("A", LONG, "Both often are fatal."), section("B", OTHER))
    assert texts(made) == [LONG, "Both often are fatal.", OTHER]


# ── what is too long ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_paragraph_is_split_at_sentences_into_parts_of_about_equal_length() -> None:
    sentence = "One two three four five six seven eight nine ten. "
    parts = texts(draft("Hip", section("", (sentence * 6).strip())), limit=43)  # 40 words of room
    assert parts == [(sentence * 3).strip()] * 2


def test_a_long_list_is_split_between_items_and_later_parts_carry_the_lead_in_as_context() -> None:
    items = [f"item number {n} has eight words in it" for n in range(8)]
    made = draft("Hip", section("Help", f"{LONG} Get help if:", *map(item, items)))
    article, passages = split(made, WordCounter(45))
    assert len(passages) == 3
    assert passages[0].lead_in is None
    for later in passages[1:]:
        assert later.lead_in is not None
        assert article.text[slice(*later.lead_in)] == "Get help if:"
        assert later.context == "Hip. Help Get help if:"
        assert "Get help if" not in later.text
        assert later.text.startswith("- item number")
    assert [line for passage in passages for line in passage.text.split("\n") if line.startswith("- ")] == [
        f"- {text}" for text in items
    ]


def test_a_lead_in_that_would_fill_the_encoder_is_not_carried() -> None:
    lead_in = " ".join(["word"] * 30) + ":"
    passages = split(draft("Hip", section("", lead_in, *[item("five more words for this")] * 6)), WordCounter(45))[1]
    assert len(passages) > 1
    assert {passage.lead_in for passage in passages} == {None}


def test_one_endless_word_is_cut_too() -> None:
    """Chinese has no spaces: every character is a token of the encoder."""

    class Characters:
        limit = 40

        def count(self, texts: list[str]) -> list[int]:
            return [len(text) for text in texts]

    made = draft("髋", section("", "股" * 100))
    passages = split(made, Characters())[1]  # type: ignore[arg-type]
    assert "".join(passage.text for passage in passages) == "股" * 100
    assert max(len(passage.text) for passage in passages) <= 40 - SPECIAL_TOKENS - 1


def test_a_title_longer_than_its_share_is_cut_in_the_context() -> None:
    title = " ".join(f"w{n}" for n in range(100))
    passages = split(draft(title, section("", " ".join(["word."] * 200))), WordCounter(128))[1]
    assert {passage.context for passage in passages} == {" ".join(f"w{n}" for n in range(MAX_CONTEXT_TOKENS))}


# ── what a passage knows ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_passage_knows_its_heading_and_role_and_where_it_stands() -> None:
    article, passages = split(draft("Gout", section("", LONG), section("Treatment", OTHER), key="gout"))
    assert [(p.heading, p.role, p.context) for p in passages] == [
        ("", PassageRole.OVERVIEW, "Gout"),
        ("Treatment", PassageRole.TREATMENT, "Gout. Treatment"),
    ]
    assert [(p.start, p.end) for p in passages] == [(0, len(LONG)), (len(article.text) - len(OTHER), len(article.text))]
    assert {p.article_id for p in passages} == {"gout"}


def test_only_the_passage_with_a_stray_word_is_flagged() -> None:
    passages = split(draft("Hip", section("", LONG, "Go to the joint surgery of a正规 hospital for the hip that hurts you.")))[1]
    assert [p.flags for p in passages] == [(), (STRAY_SCRIPT,)]


@pytest.mark.parametrize(
    ("title", "heading", "context"),
    [
        ("Gout", "", "Gout"),
        ("Gout", "gout", "Gout"),
        ("Gout", "Treatment", "Gout. Treatment"),
        ("Gout", "What is gout?", "What is gout?"),
        ("Type 2 diabetes", "Who gets diabetes?", "Type 2 diabetes. Who gets diabetes?"),
        ("What can I do?", "Symptoms", "What can I do? Symptoms"),
    ],
)
def test_context_joins_title_and_heading_unless_the_heading_names_the_title(title: str, heading: str, context: str) -> None:
    assert context_of(title, heading) == context


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────────

_WORDS = st.lists(st.text(alphabet=string.ascii_letters + "é5’-", min_size=1, max_size=9), min_size=1, max_size=50)
_PROSE = st.builds(lambda words, end: " ".join(words) + end, _WORDS, st.sampled_from([".", ":", "", "!", ". Then.", ": so"]))
_BLOCKS = st.lists(_PROSE | _PROSE.map(item), min_size=1, max_size=8)
_SECTIONS = st.lists(
    st.builds(lambda heading, blocks: section(heading, *blocks), st.sampled_from(["", "Care", "When to get help"]), _BLOCKS),
    min_size=1,
    max_size=3,
)
_DRAFTS = st.builds(lambda sections: draft("Hip pain", *sections), _SECTIONS)


def check_slices(article: Article, passages: list[Passage], counter: TokenCounter) -> None:
    covered = set[int]()
    for passage in passages:
        assert article.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        assert counter.count([f"{passage.context}\n{passage.text}"])[0] + SPECIAL_TOKENS <= counter.limit
        covered |= set(range(passage.start, passage.end))
    for part in article.sections:
        for block in part.blocks:
            inside = {at for at in range(block.start, block.end) if not article.text[at].isspace()}
            assert inside <= covered
    assert [p.start for p in passages] == sorted(p.start for p in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    assert len({passage.id for passage in passages}) == len(passages)


@given(_DRAFTS, st.integers(24, 80))
@settings(max_examples=60)
def test_passages_are_slices_that_cover_every_block_once_and_fit_with_their_context(made: Draft, limit: int) -> None:
    counter = WordCounter(limit)
    check_slices(*split(made, counter), counter)


@pytest.mark.model
@given(_DRAFTS)
@settings(max_examples=15)
def test_passages_fit_the_encoder_in_its_own_tokens(made: Draft) -> None:
    check_slices(*split(made, default_counter()), default_counter())
