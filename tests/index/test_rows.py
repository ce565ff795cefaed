"""Which rows a filter lets through."""

from datetime import date
from pathlib import Path

import pytest

from corpus.models import Source
from corpus.store import ArticleStore
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
    return Rows([articles[p] for p in read.passage_ids], read.publisher, read.language, read.role, read.reviewed)  # type: ignore[misc]


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
