"""`POST /v1/query` and its batch form: the body of the contract, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.making import GOUT, publish, serving

PROBLEM = "application/problem+json"

# The bodies of contract.md, key for key, and what we added ("add freely; change only with a note").
ANSWER_KEYS = {"outcome", "reason", "care", "passages", "seek_care", "searched_as", "disclaimer", "index", "degraded", "took_ms"}
PASSAGE_KEYS = {
    "passage_id", "rank", "relevance", "text", "highlights", "heading", "role", "start", "end", "source", "also_in", "permalink", "why"
}  # fmt: skip
SOURCE_KEYS = {
    "article_id", "title", "publisher", "authors", "url", "licence", "country", "language", "published", "reviewed", "next_review", "freshness"
}  # fmt: skip
ADDED_TO_PASSAGE = {"lead_in", "flags"}
ADDED_TO_SOURCE = {"notice", "references"}


def post(client: TestClient, body: object, path: str = "/v1/query") -> Any:
    return client.post(path, json=body)


def test_an_answer_has_exactly_the_keys_of_the_contract(shared_client: TestClient) -> None:
    body = post(shared_client, {"question": "What is gout of the big toe?", "k": 1, "region": "uk"}).json()
    assert set(body) == ANSWER_KEYS
    assert set(body["care"]) == {"level", "rules", "card"}
    assert set(body["searched_as"]) == {"text", "corrections", "expansions"}
    assert set(body["disclaimer"]) == {"version", "text"}
    assert set(body["index"]) == {"generation", "corpus_sha256", "model"}
    (passage,) = body["passages"]
    assert set(passage) == PASSAGE_KEYS | ADDED_TO_PASSAGE
    assert set(passage["source"]) == SOURCE_KEYS | ADDED_TO_SOURCE
    assert set(passage["why"]) == {"dense_rank", "lexical_rank", "matched_terms"}
    assert [set(span) for span in passage["highlights"]] == [{"start", "end"}]
    (advice,) = body["seek_care"]
    assert set(advice) == {"passage_id", "text", "source", "heading"}
    assert set(advice["source"]) == SOURCE_KEYS | ADDED_TO_SOURCE


def test_an_answer_says_what_the_article_says(shared_client: TestClient) -> None:
    body = post(shared_client, {"question": "What is gout of the big toe?", "k": 1}).json()
    assert (body["outcome"], body["reason"], body["degraded"]) == ("answer", None, [])
    assert body["care"] == {"level": "none", "rules": [], "card": None}
    source = body["passages"][0]["source"]
    assert source["publisher"] == "Joint Care Trust"
    assert source["authors"] == ["Dr. Ada Stone", "Ben Reed"]
    assert (source["published"], source["reviewed"], source["next_review"]) == ("2023-05-02", "2024-01-10", None)
    assert source["references"] == [{"publisher": "Arthritis Board", "title": "Gout guideline", "url": "https://board.example/g"}]
    assert 0 <= body["passages"][0]["relevance"] <= 1
    assert body["took_ms"] > 0


def test_what_may_be_left_out_has_the_defaults_of_the_contract(shared_client: TestClient) -> None:
    question = {"question": "fever, gout and staying safe"}
    plain = post(shared_client, question).json()
    spelt_out = post(shared_client, {**question, "k": 5, "region": None, "filters": {}}).json()
    assert plain["passages"] == spelt_out["passages"]
    assert len(plain["passages"]) == 5


def test_an_emergency_is_answered_with_the_numbers_of_the_region(shared_client: TestClient) -> None:
    numbers = {}
    for region in ("uk", "us", "eu", "au", "in", "cn", "ca", "nz", "ie", "hk", "sg", "za"):
        body = post(shared_client, {"question": "crushing chest pain and sweating", "region": region}).json()
        assert body["care"]["level"] == "emergency"
        numbers[region] = body["care"]["card"]["actions"][0]["number"]
    guideline = {"uk": "999", "us": "911", "eu": "112", "au": "000", "in": "112", "cn": "120", "ca": "911"}
    assert numbers == {**guideline, "nz": "111", "ie": "112", "hk": "999", "sg": "995", "za": "112"}
    assert set(body["care"]["card"]) == {"kind", "heading", "bullets", "actions", "sr_text"}


def test_without_a_region_the_operators_stands_in_and_without_that_no_country_is_guessed(home: Path) -> None:
    publish(home, GOUT)
    heading = []
    for region in ("au", "unknown"):
        with serving(home, region=region) as client:
            heading.append(post(client, {"question": "crushing chest pain"}).json()["care"]["card"]["actions"][0]["number"])
    assert heading == ["000", None]


def test_the_persons_region_wins_over_the_operators(home: Path) -> None:
    publish(home, GOUT)
    with serving(home, region="au") as client:
        card = post(client, {"question": "crushing chest pain", "region": "uk"}).json()["care"]["card"]
    assert card["actions"][0]["number"] == "999"


def test_passages_slice_back_out_of_their_article_over_http(shared_client: TestClient) -> None:
    body = post(shared_client, {"question": "gout treatment, fever of influenza, staying safe", "k": 20}).json()
    assert len(body["passages"]) >= 5
    for passage in body["passages"]:
        article = shared_client.get(f"/v1/articles/{passage['source']['article_id']}").json()
        assert article["text"][passage["start"] : passage["end"]] == passage["text"]
        for span in passage["highlights"]:
            assert 0 <= span["start"] < span["end"] <= len(passage["text"])
        assert shared_client.get(passage["permalink"]).status_code == 200


def test_filters_of_the_contract_reach_the_search(shared_client: TestClient) -> None:
    def found(**filters: object) -> set[str]:
        body = post(shared_client, {"question": "gout and fever", "k": 20, "filters": filters}).json()
        return {passage["source"]["article_id"] for passage in body["passages"]}

    assert found(publisher=["Joint Care Trust"]) == {"gout"}
    assert found(publisher=["Joint Care Trust", "Lung House"]) == {"gout", "flu"}
    assert found(reviewed_since="2024-01-10") == {"gout"}
    assert found(reviewed_since="2024-01-11") == set()
    assert found(role=["symptoms"]) == {"flu"}
    assert found(publisher=[], language=[], role=[]) == {"gout", "flu", "suicidal-thoughts"}


def test_the_answer_is_kept_by_no_cache(shared_client: TestClient) -> None:
    assert post(shared_client, {"question": "gout"}).headers["cache-control"] == "no-store"
    assert post(shared_client, {"queries": [{"question": "gout"}]}, "/v1/query/batch").headers["cache-control"] == "no-store"


# ── what is refused ──────────────────────────────────────────────────────────────────────────────────────────────────

MARK = "grimblewort"


@pytest.mark.parametrize(
    ("body", "where"),
    [
        pytest.param({"question": MARK, "questoin": MARK}, "body.questoin", id="unknown field"),
        pytest.param({"question": MARK, "filters": {"autor": [MARK]}}, "body.filters.autor", id="unknown filter"),
        pytest.param({}, "body.question", id="no question"),
        pytest.param({"question": ""}, "body.question", id="empty"),
        pytest.param({"question": " \n\t "}, "body.question", id="blank"),
        pytest.param({"question": (MARK + " ") * 200}, "body.question", id="too long"),
        pytest.param({"question": "a" * 2001}, "body.question", id="2,001 characters"),
        pytest.param({"question": None}, "body.question", id="null"),
        pytest.param({"question": 39.5}, "body.question", id="a number for a question"),
        pytest.param({"question": [MARK]}, "body.question", id="a list for a question"),
        pytest.param({"question": "\ud83e " + MARK}, "body.question", id="half a character"),
        pytest.param({"question": MARK, "k": 0}, "body.k", id="k of 0"),
        pytest.param({"question": MARK, "k": 21}, "body.k", id="k too large"),
        pytest.param({"question": MARK, "k": "5"}, "body.k", id="text for k"),
        pytest.param({"question": MARK, "k": True}, "body.k", id="true for k"),
        pytest.param({"question": MARK, "k": 2.5}, "body.k", id="a fraction for k"),
        pytest.param({"question": MARK, "region": "atlantis"}, "body.region", id="unknown region"),
        pytest.param({"question": MARK, "filters": {"role": ["gossip"]}}, "body.filters.role.0", id="unknown role"),
        pytest.param({"question": MARK, "filters": {"publisher": MARK}}, "body.filters.publisher", id="no list"),
        pytest.param({"question": MARK, "filters": {"reviewed_since": "last year"}}, "body.filters.reviewed_since", id="no date"),
        pytest.param({"question": MARK, "filters": {"reviewed_since": 0}}, "body.filters.reviewed_since", id="a number for a date"),
        pytest.param([MARK], "body", id="a list for a body"),
    ],
)
def test_a_wrong_request_is_refused_with_the_place_and_the_fault_and_never_the_question(
    shared_client: TestClient, body: object, where: str
) -> None:
    response = shared_client.post("/v1/query", content=json.dumps(body), headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert response.headers["content-type"] == PROBLEM
    problem = response.json()
    assert (problem["status"], problem["title"], problem["type"]) == (422, "Unprocessable Entity", "about:blank")
    assert [error["where"] for error in problem["errors"]] == [where]
    assert problem["detail"].startswith(f"{where}: ")
    assert MARK not in response.text


def test_a_question_of_1_and_of_2000_characters_is_taken(shared_client: TestClient) -> None:
    for text in ("x", "gout " * 400, "  " + "a" * 2000 + "  "):
        assert post(shared_client, {"question": text}).status_code == 200


@pytest.mark.parametrize("content", [b'{"question": "grimblewort', b"grimblewort", b"", b"\xff\xfe", b"[" * 100_000], ids=range(5))
def test_a_body_that_is_no_json_is_refused_in_problem_json(shared_client: TestClient, content: bytes) -> None:
    response = shared_client.post("/v1/query", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == PROBLEM
    assert MARK not in response.text


def test_a_name_of_a_field_that_is_a_question_is_not_repeated(shared_client: TestClient) -> None:
    """A form field pasted into the wrong place: even the name of an unknown field may be what a person asked."""
    response = post(shared_client, {"question": "x", f"my {MARK} hurts and I am afraid": True})
    assert response.status_code == 422
    assert MARK not in response.text


# ── several at once ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_batch_is_answered_in_its_order_as_each_question_alone(shared_client: TestClient) -> None:
    queries = [{"question": "What is gout?", "k": 1}, {"question": "influenza fever", "k": 2, "region": "us"}, {"question": "?"}]
    batch = post(shared_client, {"queries": queries}, "/v1/query/batch").json()
    alone = [post(shared_client, query).json() for query in queries]
    for answer in (*batch["answers"], *alone):
        answer.pop("took_ms")
    assert batch == {"answers": alone}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"queries": []}, "body.queries"),
        ({"queries": [{"question": "x"}] * 33}, "body.queries"),
        ({"queries": [{"question": "x"}, {"question": ""}]}, "body.queries.1.question"),
        ([{"question": "x"}], "body"),
    ],
    ids=["none", "33", "one is empty", "a bare list"],
)
def test_a_wrong_batch_is_refused_whole(shared_client: TestClient, body: object, where: str) -> None:
    response = post(shared_client, body, "/v1/query/batch")
    assert response.status_code == 422
    assert response.json()["errors"][0]["where"] == where


def test_a_batch_of_32_is_taken(shared_client: TestClient) -> None:
    assert len(post(shared_client, {"queries": [{"question": "gout"}] * 32}, "/v1/query/batch").json()["answers"]) == 32
