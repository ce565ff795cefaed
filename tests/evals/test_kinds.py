"""What kind of question a question is."""

import pytest

from evals.kinds import LETTER_WORDS, by_kind, kind_of
from evals.models import Kind, Query, QueryId


def query(text: str, kind: Kind | None = None, name: str = "q") -> Query:
    return Query(id=QueryId(name), text=text, kind=kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("migraine triggers food", Kind.KEYWORD, id="keywords"),
        pytest.param("diabetes?", Kind.SHORT, id="question mark"),
        pytest.param("is croup contagious", Kind.SHORT, id="function word"),
        pytest.param("knee pain swelling stiffness morning clicking stairs", Kind.SHORT, id="long list"),
        pytest.param("pain " * (LETTER_WORDS - 1), Kind.SHORT, id="just no letter"),
        pytest.param("pain " * LETTER_WORDS, Kind.LETTER, id="letter"),
    ],
)
def test_the_form_decides_where_the_dataset_does_not(text: str, kind: Kind) -> None:
    assert kind_of(query(text)) is kind


def test_the_dataset_decides_first() -> None:
    assert kind_of(query("pain " * 50, Kind.MISSPELT)) is Kind.MISSPELT


def test_questions_are_grouped_by_kind() -> None:
    queries = [query("rash", name="a"), query("what is a rash", name="b"), query("hives", name="c")]
    assert by_kind(queries) == {Kind.SHORT: ("b",), Kind.KEYWORD: ("a", "c")}
