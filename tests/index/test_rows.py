"""Which rows a filter lets through."""

from datetime import date
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftBlock, DraftSection
from corpus.identity import article_id
from corpus.ingest import prepare
from corpus.models import PassageId, Source
from corpus.store import ArticleStore
from corpus.tokens import WordCounter
from index.models import Filters
from index.rows import Rows
from tests.index.making import fill, topic

SOURCES = {
    "gout": Source(publisher="A", language="en", reviewed=date(2024, 1, 1)),
    "flu": Source(publisher="B", language="en", reviewed=date(2023, 12, 31)),
    "asthma": Source(publisher="B", language="de"),
    "migraine": Source(),
}


@pytest.fixture
def rows(home: Path) -> Rows:
    fill(home, *[topic(name, source=source) for name, source in SOURCES.items()])
    with ArticleStore.open_store(home) as store:
        articles = {passage.id: passage.article_id for passage in store.served_passages()}
        read = Rows.read(store)
    assert read.passage_ids == list(articles)
    named = [PassageId(articles[passage]) for passage in read.passage_ids]
    return Rows(named, read.row, read.publisher, read.language, read.role, read.reviewed)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"gout", "flu", "asthma", "migraine"}),
        (Filters(publisher=frozenset({"B"})), {"flu", "asthma"}),
        (Filters(publisher=frozenset({"A", "B"})), {"gout", "flu", "asthma"}),
        (Filters(publisher=frozenset({"B"}), language=frozenset({"en"})), {"flu"}),
        (Filters(role=frozenset({"overview"})), {"gout", "flu", "asthma", "migraine"}),
        (Filters(role=frozenset({"treatment"})), set()),
        (Filters(publisher=frozenset({"nobody"})), set()),
        (Filters(reviewed_since=date(2024, 1, 1)), {"gout"}),
        (Filters(reviewed_since=date(2020, 1, 1)), {"gout", "flu"}),
    ],
)
def test_a_row_passes_when_it_satisfies_every_filter(rows: Rows, filters: Filters, expected: set[str]) -> None:
    mask = rows.allowed(filters)
    assert {article for article, passes in zip(rows.passage_ids, mask, strict=True) if passes} == expected


def test_only_an_empty_filter_is_false() -> None:
    assert not Filters()
    assert Filters(reviewed_since=date(2024, 1, 1))
    assert Filters(language=frozenset({"en"}))


def test_an_empty_store_has_no_rows(home: Path) -> None:
    with ArticleStore.open_store(home) as store:
        rows = Rows.read(store)
    assert rows.passage_ids == []
    assert rows.allowed(Filters(publisher=frozenset({"A"}))).tolist() == []


def test_a_passage_passes_when_one_of_the_places_it_stands_for_does(home: Path) -> None:
    words = "Gout is a kind of arthritis that brings sudden and very bad pain in one joint, most often in the big toe."
    drafts = [
        Draft(
            key=publisher,
            title="Gout",
            source=Source(publisher=publisher),
            sections=(DraftSection(heading="", blocks=(DraftBlock(text=words),)),),
        )
        for publisher in ("A", "B")
    ]
    with ArticleStore.open_store(home) as store:
        with store.transaction():
            for draft in drafts:
                article, passages, findings = prepare(draft, WordCounter())
                store.put(article, passages, findings, origin="test")
            store.collapse_duplicates({article_id(draft) for draft in drafts})
        read = Rows.read(store)
    assert len(read.passage_ids) == 1
    for publisher, passes in (("A", True), ("B", True), ("C", False)):
        assert read.allowed(Filters(publisher=frozenset({publisher}))).tolist() == [passes]
