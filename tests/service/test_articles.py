"""`GET /v1/articles/{id}` and `GET /v1/passages/{id}`."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.corpus.making import CLEAN, WORDY, draft, section
from tests.service.making import publish, serving


def test_an_article_is_shown_whole_with_the_place_of_each_passage(shared_client: TestClient) -> None:
    article = shared_client.get("/v1/articles/gout").json()
    assert set(article) == {"article_id", "text", "topics", "also_known_as", "source", "passages"}
    assert article["article_id"] == article["source"]["article_id"] == "gout"
    shown = [(article["text"][p["start"] : p["end"]][:16], p["heading"], p["role"]) for p in article["passages"]]
    assert shown == [
        ("Gout is a painfu", "What is gout?", "overview"),
        ("Anti-inflammator", "Treatment", "treatment"),
        ("Get medical help", "When to get medical help", "seek-care"),
    ]


def test_a_passage_is_shown_as_it_stands(shared_client: TestClient) -> None:
    first = shared_client.get("/v1/articles/gout").json()["passages"][0]
    passage = shared_client.get(f"/v1/passages/{first['passage_id']}").json()
    assert (
        passage["text"]
        == "Gout is a painful arthritis in which crystals of uric acid build up in a joint, often that of the big toe."
    )
    assert {name: passage[name] for name in first} == first
    assert passage["served_as"] == first["passage_id"]
    assert (passage["lead_in"], passage["flags"]) == (None, [])
    assert passage["source"]["publisher"] == "Joint Care Trust"


def test_a_near_duplicate_says_which_passage_stands_for_it(home: Path) -> None:
    publish(home, draft("Broken hip", section("", WORDY, CLEAN), key="hip"))
    with serving(home) as client:
        wordy, clean = client.get("/v1/articles/hip").json()["passages"]
        shown = client.get(f"/v1/passages/{wordy['passage_id']}").json()
    assert shown["served_as"] == clean["passage_id"]
    assert shown["flags"] == ["stray-script"]


@pytest.mark.parametrize(
    "path", ["/v1/articles/nothing", "/v1/passages/0123456789abcdef", "/v1/passages/%00", "/v1/articles/..%2f..%2fetc"]
)
def test_what_is_not_there_is_a_404_in_problem_json(shared_client: TestClient, path: str) -> None:
    response = shared_client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == 404


@pytest.mark.parametrize("path", ["/v1/articles/gout", "/v1/passages/0123456789abcdef", "/v1/stats"])
def test_without_a_generation_they_are_503_and_say_what_to_run(home: Path, path: str) -> None:
    with serving(home) as client:
        response = client.get(path)
    assert response.status_code == 503
    assert "carecite index build" in response.json()["detail"]
