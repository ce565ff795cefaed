"""Answers held against judgements and articles: hand-made answers, then a small dataset end to end."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpus.models import Article, ArticleId, PassageId, Source
from evals.answers import AnsweredQuery, AnswersResult, AskOptions, ShownPassage, answer_dataset, citation_holds, shares_answer
from evals.answers_report import answer_measures, answers_json, answers_report
from evals.cli import app
from evals.datasets import load_dataset
from evals.models import Query, QueryId
from evals.proportions import Proportion
from index.embedders.hashing import HashingEmbedder
from service.models import Citation, CitedPassage, Reason

TEXT = "Gout hurts. Rest the joint and put ice on it."
ARTICLE = Article(id=ArticleId("gout"), key="gout", title="Gout", source=Source(), text=TEXT, sections=())
CITED = CitedPassage(
    passage_id=PassageId("p1"),
    rank=1,
    relevance=0.9,
    text="Rest the joint and put ice on it.",
    lead_in=None,
    highlights=((0, 14),),
    heading="",
    role=None,
    start=12,
    end=45,
    flags=(),
    citation=Citation(article_id=ArticleId("gout"), title="Gout", source=Source(), freshness=""),
    also_in=(),
    permalink="",
    dense_rank=1,
    lexical_rank=1,
    matched_terms=(),
)


def shown(grade: int | None, *, shares: bool = True, holds: bool = True, highlight: str | None = "s") -> ShownPassage:
    return ShownPassage(
        passage_id=PassageId("p"),
        title="T",
        text="text",
        relevance=0.8,
        grade=grade,
        highlight=highlight,
        shares_answer=shares,
        citation_holds=holds,
    )


def answered(name: str, *passages: ShownPassage, answerable: bool = True, reason: Reason | None = None) -> AnsweredQuery:
    why_not = None if answerable else Reason.OFF_TOPIC
    return AnsweredQuery(
        query=Query(id=QueryId(name), text=f"question {name}", why_not=why_not),
        answerable=answerable,
        answered=bool(passages),
        reason=reason,
        shown=passages,
        seek_care_own=(True,) if passages else (),
        surest=0.8 if passages else 0.1,
        surest_grade=passages[0].grade or 0 if passages else 0,
    )


QUERIES = [
    answered("right", shown(3), shown(1)),
    answered("third", shown(1, shares=False), shown(None, holds=False), shown(2)),
    answered("fourth", shown(0), shown(0), shown(0), shown(3)),
    answered("silent", reason=Reason.NOT_COVERED),
    answered("false", shown(1), answerable=False),
    answered("off", answerable=False, reason=Reason.OFF_TOPIC),
    answered("misled", answerable=False, reason=Reason.NOT_COVERED),
]


def test_the_measures_are_those_computed_by_hand() -> None:
    found = {name: (one.count, one.of) for name, one in answer_measures(QUERIES, 2).items()}
    assert found == {
        "answered": (3, 4),
        "first_right": (1, 4),
        "right_in_3": (2, 4),
        "first_right_if_answered": (1, 3),
        "highlight_in_right": (1, 3),
        "highlight_shares_answer": (2, 3),
        "false_answers": (1, 3),
        "reason_right": (1, 2),
        "citations_hold": (9, 10),
        "seek_care_own": (4, 4),
    }


def test_a_right_passage_without_a_highlight_is_no_highlight_in_a_right_passage() -> None:
    measures = answer_measures([answered("q", shown(3, highlight=None))], 2)
    assert measures["highlight_in_right"] == Proportion(count=0, of=1)


def test_a_citation_slices_back_to_the_article() -> None:
    assert citation_holds(CITED, ARTICLE)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(replace(CITED, start=11), id="offset"),
        pytest.param(replace(CITED, text="Rest the joint."), id="text"),
        pytest.param(replace(CITED, highlights=((0, 99),)), id="highlight past the end"),
        pytest.param(replace(CITED, highlights=((5, 5),)), id="empty highlight"),
        pytest.param(replace(CITED, citation=replace(CITED.citation, title="Flu")), id="title"),
    ],
)
def test_a_citation_that_does_not_is_seen(broken: CitedPassage) -> None:
    assert not citation_holds(broken, ARTICLE)


def test_a_sentence_shares_the_answer_by_words_that_the_question_lacks() -> None:
    """Of "rest", "joint", "ice", "gout" and "hurt" the question holds the last two."""
    assert shares_answer("Rest the joint with ice.", "does gout hurt", [TEXT])
    assert not shares_answer("Does gout hurt the joint?", "does gout hurt", [TEXT])
    assert not shares_answer("Drink more water every morning.", "does gout hurt", [TEXT])


@pytest.fixture
def result(dataset_folder: Path, tmp_path: Path) -> AnswersResult:
    """The small dataset answered with a bar that its off-topic question does not reach."""
    options = AskOptions(minimum_relevance=0.2)
    return answer_dataset(load_dataset(str(dataset_folder)), tmp_path / "home", HashingEmbedder(), options)


def test_a_dataset_is_answered_as_the_service_would(result: AnswersResult) -> None:
    first = {str(one.query.id): (one.answered, one.shown[0].grade if one.shown else None) for one in result.queries}
    assert first == {"q1": (True, 1), "q2": (True, 1), "q3": (False, None)}
    assert [one.answerable for one in result.queries] == [True, True, False]
    assert all(passage.citation_holds for one in result.queries for passage in one.shown)
    assert result.queries[2].reason in {Reason.OFF_TOPIC, Reason.UNREADABLE}


def test_there_is_an_answer_just_when_the_surest_passage_reaches_the_bar(result: AnswersResult) -> None:
    assert [one.answered for one in result.queries] == [one.surest >= result.minimum_relevance for one in result.queries]
    assert [one.correct for one in result.confidences()] == [True, True, False]


def test_every_stage_is_timed(result: AnswersResult) -> None:
    assert list(result.queries[0].stages_ms) == ["care", "encode", "dense", "lexical", "fuse", "compose"]
    assert all(took >= 0 for one in result.queries for took in one.stages_ms.values())


def test_the_report_has_the_failures_first(result: AnswersResult) -> None:
    report = answers_report(replace(result, queries=tuple(QUERIES), relevance_level=2))
    headings = [section.heading for section in report.sections]
    assert headings == ["What failed", "Answers", "Abstention", "Latency", "Provenance: small"]
    assert [(table.caption.rpartition(": ")[2], table.rows[0][0]) for table in report.sections[0].tables] == [
        ("1", "third"),
        ("1", "false"),
        ("1", "fourth"),
        ("1", "silent"),
        ("1", "misled"),
    ]
    said = report.sections[1].tables[2]
    assert dict(zip(said.header, next(row for row in said.rows if row[0] == "off_topic"), strict=True))["answer"] == "1"


def test_the_json_has_shares_abstention_and_stages(result: AnswersResult) -> None:
    figures = json.loads(json.dumps(answers_json(result)))
    assert figures["measures"]["first_right"] == {"value": 1.0, "count": 2, "of": 2, "low": 0.3424, "high": 1.0}
    assert set(figures["abstention"]) == {"aurc", "ece", "false_answers"}
    assert set(figures["stages_ms"]) == {"care", "encode", "dense", "lexical", "fuse", "compose", "total"}


def test_the_command_writes_its_folder(make_dataset: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_dataset(tmp_path / "small")
    call = ["answers", str(folder), "--home", str(tmp_path), "--embedder", "hashing", "--out", str(tmp_path / "out"), "--json"]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["queries"] == 3
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"answers.jsonl", "metrics.json", "manifest.json", "report.html", "report.md", "report.json"}
    assert len((tmp_path / "out" / "answers.jsonl").read_text().splitlines()) == 3
