"""From a question to an answer: what is shown, what is held back, and what stands when the search fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.drafts import Draft
from corpus.models import PassageRole, Source
from index.calibrate import load_calibration
from index.embedders.hashing import HashingEmbedder
from index.errors import EmbedderError
from index.models import Filters, Vectors
from index.shelf import Shelf
from service.answer import Answerer, AnswerOptions
from service.models import Answer, Outcome, Question, Reason
from service.safety.models import CardKind, CareLevel, RegionCode
from service.safety.rules import Safety
from service.serving import Serving
from tests.corpus.making import CLEAN, WORDY, draft, item, section
from tests.service.making import CRISIS, FLU, GOUT, OVERDOSE, SEEK_HEADING, publish

SAFETY = Safety.load()
CALIBRATION = load_calibration("hashing-384")
CRISIS_QUESTION = "I want to kill myself"
INHERITED = "This condition is inherited in an autosomal recessive pattern, so both copies of the gene carry a change."


class FailingEmbedder(HashingEmbedder):
    """Encodes until it is told to fail."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: Exception | None = None

    def encode_query(self, text: str) -> Vectors:
        """Fail, or encode."""
        if self.failure:
            raise self.failure
        return super().encode_query(text)


@contextmanager
def answering(
    home: Path, *, bar: float = 0.0, off_topic: float = 0.0, embedder: HashingEmbedder | None = None
) -> Iterator[Answerer]:
    """Answer from what is published in a data directory; with the defaults every hit is good enough."""
    running = Serving(Shelf(home), embedder or HashingEmbedder(), watch_s=3600)
    running.refresh()
    options = AnswerOptions(minimum_relevance=bar, review_interval_years=3)
    yield Answerer(SAFETY, running, replace(CALIBRATION, off_topic=off_topic), options)
    running.stop()


def ask(home: Path, text: str, *drafts: Draft, question: Question | None = None, **how: float) -> Answer:
    if drafts:
        publish(home, *drafts)
    with answering(home, **how) as answerer:  # type: ignore[arg-type]
        return answerer.answer(question or Question(text=text))


def texts(answer: Answer) -> list[str]:
    return [passage.text for passage in answer.passages]


def articles(answer: Answer) -> set[str]:
    return {passage.citation.article_id for passage in answer.passages}


# ── safety stands alone ──────────────────────────────────────────────────────────────────────────────────────────────


def test_without_an_index_the_care_card_still_stands(home: Path) -> None:
    answer = ask(
        home, "crushing chest pain and sweating", question=Question(text="crushing chest pain and sweating", region=RegionCode.UK)
    )
    assert answer.care.level is CareLevel.EMERGENCY
    assert answer.care.card is not None
    assert answer.care.card.heading == "Call 999 now if any of these is happening:"
    assert (answer.outcome, answer.reason) == (Outcome.NO_ANSWER, Reason.UNAVAILABLE)
    assert (answer.degraded, answer.searched_index) == (("index",), None)
    assert (answer.passages, answer.seek_care) == ((), ())


@pytest.mark.parametrize(
    "failure",
    [
        EmbedderError("gone"),
        RuntimeError("out of memory"),
        OSError(5, "input/output error"),
        ValueError("?"),
        MemoryError(),
    ],
    ids=repr,
)
def test_when_the_search_fails_the_care_card_still_stands(home: Path, failure: Exception) -> None:
    embedder = FailingEmbedder()
    publish(home, GOUT)
    with answering(home, embedder=embedder) as answerer:
        embedder.failure = failure
        answer = answerer.answer(Question(text="crushing chest pain and sweating"))
    assert answer.care.level is CareLevel.EMERGENCY
    assert answer.care.card is not None
    assert (answer.outcome, answer.reason, answer.passages) == (Outcome.NO_ANSWER, Reason.UNAVAILABLE, ())
    assert answer.degraded


def test_a_search_that_failed_once_works_again(home: Path) -> None:
    embedder = FailingEmbedder()
    publish(home, GOUT)
    with answering(home, embedder=embedder) as answerer:
        embedder.failure = EmbedderError("gone")
        assert answerer.answer(Question(text="gout")).outcome is Outcome.NO_ANSWER
        embedder.failure = None
        assert answerer.answer(Question(text="gout")).outcome is Outcome.ANSWER


# ── a crisis ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_in_a_crisis_only_crisis_support_is_shown(home: Path) -> None:
    answer = ask(home, CRISIS_QUESTION, OVERDOSE, CRISIS, GOUT)
    assert answer.care.crisis
    assert answer.care.card is not None
    assert answer.care.card.kind is CardKind.CRISIS
    assert articles(answer) == {"suicidal-thoughts"}


def test_the_same_passages_are_open_to_a_question_that_is_no_crisis(home: Path) -> None:
    answer = ask(home, "paracetamol tablets against pain", OVERDOSE, CRISIS, GOUT)
    assert not answer.care.crisis
    assert "paracetamol" in articles(answer)


def test_a_medical_crisis_is_no_crisis_support(home: Path) -> None:
    """A sickle cell crisis or a hypertensive crisis has nothing to do with a suicidal person."""
    other = draft(
        "Sickle cell crisis",
        section("What it is", "People in a crisis want to kill the pain by themselves, at home."),
        key="sickle",
    )
    answer = ask(home, CRISIS_QUESTION, other, CRISIS)
    assert articles(answer) == {"suicidal-thoughts"}


def test_crisis_support_is_found_behind_any_number_of_other_hits(home: Path) -> None:
    crowd = [
        draft(
            f"Pain {at}",
            section("Pills", f"I want to kill myself with laughing, said patient {at} of ward {at + 100}."),
            key=f"p{at}",
        )
        for at in range(60)
    ]
    support = draft(
        "Suicidal thoughts", section("Help", "Tell one person how bad it is, and let them stay near you."), key="suicidal-thoughts"
    )
    assert articles(ask(home, CRISIS_QUESTION, *crowd, support)) == {"suicidal-thoughts"}


@pytest.mark.parametrize(
    "off_topic",
    [0.0, 1.1],
)
@pytest.mark.parametrize("question", [CRISIS_QUESTION, "crushing chest pain and sweating"])
def test_whoever_gets_a_card_is_never_told_that_it_is_off_topic_or_unreadable(home: Path, question: str, off_topic: float) -> None:
    answer = ask(home, question, GOUT, bar=1.1, off_topic=off_topic)
    assert answer.care.card is not None
    assert (answer.outcome, answer.reason) == (Outcome.NO_ANSWER, Reason.NOT_COVERED)


# ── same words ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_words_under_two_subjects_are_shown_once_and_both_places_named(home: Path) -> None:
    made = [
        draft(name, section("Inheritance", INHERITED), key=name, source=Source(publisher=f"{name} House"))
        for name in ("Alkaptonuria", "Wilson")
    ]
    answer = ask(home, "inherited autosomal recessive gene", *made)
    assert texts(answer) == [INHERITED]
    shown, other = answer.passages[0].citation.article_id, answer.passages[0].also_in[0]
    assert len(answer.passages[0].also_in) == 1
    assert {shown, other.article_id} == {"Alkaptonuria", "Wilson"}
    assert other.publisher == f"{other.article_id} House"
    assert other.passage_id != answer.passages[0].passage_id


def test_a_near_duplicate_is_not_shown_but_named_beside_the_clean_one(home: Path) -> None:
    made = [draft("Broken hip", section("Healing", text), key=key) for key, text in (("clean", CLEAN), ("wordy", WORDY))]
    answer = ask(home, "does a broken hip heal without an operation", *made)
    assert texts(answer) == [CLEAN]
    assert [other.article_id for other in answer.passages[0].also_in] == ["wordy"]
    assert answer.passages[0].flags == ()


# ── enough, and good enough ──────────────────────────────────────────────────────────────────────────────────────────


def test_passages_come_best_first_ranked_from_1_and_no_more_than_asked_for(home: Path) -> None:
    publish(home, GOUT, FLU, CRISIS)
    for k in (1, 2, 3):
        answer = ask(home, "", question=Question(text="What is gout of the big toe?", k=k))
        assert [passage.rank for passage in answer.passages] == list(range(1, k + 1))
        assert answer.passages[0].text.startswith("Gout is a painful arthritis")
        assert answer.passages[0].citation.title == "Gout"


def test_only_passages_that_reach_the_bar_are_shown(home: Path) -> None:
    everything = ask(home, "What is gout of the big toe?", GOUT, FLU)
    relevances = sorted((passage.relevance for passage in everything.passages), reverse=True)
    assert len(relevances) >= 3
    assert relevances[0] > relevances[1]
    bar = (relevances[0] + relevances[1]) / 2
    above = ask(home, "What is gout of the big toe?", bar=bar)
    assert [passage.relevance for passage in above.passages] == relevances[:1]


@pytest.mark.parametrize(
    ("text", "off_topic", "reason"),
    [
        pytest.param("Does gout hurt?", 0.0, Reason.NOT_COVERED, id="close, but nothing good enough"),
        pytest.param("Who won the gout trophy?", 1.1, Reason.OFF_TOPIC, id="nothing even close"),
        pytest.param("xqzt wvvk", 1.1, Reason.UNREADABLE, id="no word is known"),
        pytest.param("39.5 ?!", 0.0, Reason.UNREADABLE, id="no letter"),
        pytest.param("🤒🤒", 0.0, Reason.UNREADABLE, id="pictures"),
    ],
)
def test_no_answer_says_why(home: Path, text: str, off_topic: float, reason: Reason) -> None:
    answer = ask(home, text, GOUT, FLU, bar=1.1, off_topic=off_topic)
    assert (answer.outcome, answer.reason) == (Outcome.NO_ANSWER, reason)
    assert (answer.passages, answer.seek_care) == ((), ())
    assert answer.searched_index is not None
    assert answer.degraded == ()


def test_an_answer_has_no_reason(home: Path) -> None:
    answer = ask(home, "gout", GOUT)
    assert (answer.outcome, answer.reason, answer.searched_as) == (Outcome.ANSWER, None, "gout")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(publisher=frozenset({"Lung House"})), {"flu"}),
        (Filters(role=frozenset({PassageRole.TREATMENT})), {"gout"}),
        (Filters(language=frozenset({"en"})), {"gout", "flu"}),
        (Filters(language=frozenset({"de"})), set()),
        (Filters(publisher=frozenset({"Lung House"}), role=frozenset({PassageRole.TREATMENT})), set()),
    ],
    ids=str,
)
def test_filters_let_through_only_what_satisfies_all_of_them(home: Path, filters: Filters, expected: set[str]) -> None:
    publish(home, GOUT, FLU, CRISIS)
    answer = ask(home, "", question=Question(text="fever, gout and treatment", k=10, filters=filters))
    assert articles(answer) == expected


# ── the article's own advice ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_articles_own_seek_care_advice_follows_its_passages(home: Path) -> None:
    publish(home, GOUT, FLU)
    answer = ask(home, "", question=Question(text="What is gout of the big toe?", k=1))
    assert [advice.citation.article_id for advice in answer.seek_care] == ["gout"]
    assert answer.seek_care[0].heading == SEEK_HEADING
    assert answer.seek_care[0].text == (
        "Get medical help the same day if:\n- the joint with gout is hot and you have a fever as well\n"
        "- an attack of gout has not calmed after three days of treatment"
    )


def test_advice_that_is_among_the_passages_is_not_repeated(home: Path) -> None:
    publish(home, GOUT)
    answer = ask(home, "", question=Question(text="gout attack not calmed after three days, hot joint and fever", k=5))
    assert PassageRole.SEEK_CARE in {passage.role for passage in answer.passages}
    assert answer.seek_care == ()


def test_advice_is_not_repeated_in_its_near_duplicates_words(home: Path) -> None:
    """Two articles on one subject print the same advice: it stands once, whichever of them is cited."""
    advice = section(
        SEEK_HEADING,
        "Get medical help the same day for gout if the joint is hot and you have a fever, or if an attack has not calmed after three days.",
    )
    first = draft("Gout", section("What it is", "Uric acid crystals in a joint are what gout is made of."), advice, key="g1")
    second = draft("Gout", section("Its diet", "Beer and offal feed the uric acid crystals that make gout."), advice, key="g2")
    answer = ask(home, "", first, second, question=Question(text="uric acid crystals", k=2))
    assert articles(answer) == {"g1", "g2"}
    assert len(answer.seek_care) == 1


# ── a citation can be checked ────────────────────────────────────────────────────────────────────────────────────────


def test_highlights_lie_in_the_text_and_mark_the_sentence_that_answers(home: Path) -> None:
    publish(home, GOUT)
    answer = ask(home, "", question=Question(text="Does allopurinol lower uric acid?", k=1))
    passage = answer.passages[0]
    assert [passage.text[start:end] for start, end in passage.highlights] == [
        "Between attacks, allopurinol lowers the uric acid in the blood."
    ]
    assert set(passage.matched_terms) >= {"allopurinol", "uric", "acid"}


def test_the_rest_of_a_long_list_is_shown_with_its_lead_in(home: Path) -> None:
    items = [item(f"sign number {at} of dehydration is a dry tongue and no tears, as seen on ward {at}") for at in range(60)]
    made = draft("Dehydration", section("Signs", "Call an ambulance if your child has any of these:", *items), key="dry")
    answer = ask(home, "", made, question=Question(text="dehydration sign number 59", k=20))
    parts = [passage for passage in answer.passages if passage.lead_in]
    assert parts
    assert {passage.lead_in for passage in parts} == {"Call an ambulance if your child has any of these:"}


def test_every_passage_names_the_generation_that_it_came_from(home: Path) -> None:
    generation = publish(home, GOUT)
    answer = ask(home, "gout")
    assert answer.searched_index is not None
    assert answer.searched_index.generation == generation
    assert {passage.permalink for passage in answer.passages} == {f"/g/{generation}/p/{p.passage_id}" for p in answer.passages}


def test_the_same_question_is_answered_the_same_way(home: Path) -> None:
    publish(home, GOUT, FLU, CRISIS)

    def again() -> Sequence[object]:
        return ask(home, "fever and gout").passages

    assert again() == again()
