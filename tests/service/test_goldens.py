"""The OpenAPI document and one full answer, word for word."""

from pathlib import Path
from typing import Any

from service.problems import MEDIA_TYPE
from tests.service.goldens_file import check_golden
from tests.service.making import FLU, GOUT, app_for, publish, serving


def test_the_openapi_document_is_the_golden_one(tmp_path: Path) -> None:
    check_golden("openapi.json", app_for(tmp_path).openapi())


def test_the_openapi_document_names_every_endpoint_of_the_contract(tmp_path: Path) -> None:
    paths = app_for(tmp_path).openapi()["paths"]
    assert {(method, path) for path, methods in paths.items() for method in methods} == {
        ("post", "/v1/query"),
        ("post", "/v1/query/batch"),
        ("get", "/v1/articles/{article_id}"),
        ("get", "/v1/passages/{passage_id}"),
        ("post", "/v1/feedback"),
        ("get", "/v1/stats"),
        ("get", "/healthz"),
        ("get", "/readyz"),
        ("get", "/metrics"),
    }


def test_the_openapi_document_describes_errors_as_they_are_sent(tmp_path: Path) -> None:
    for path, methods in app_for(tmp_path).openapi()["paths"].items():
        for method, operation in methods.items():
            (kind,) = operation["responses"].keys() - {"200", "204"}
            assert set(operation["responses"][kind]["content"]) == {MEDIA_TYPE}, f"{method} {path}"


def test_a_full_answer_is_the_golden_one(home: Path) -> None:
    """What changes from run to run (times, the generation's name) is named; relevance depends on the calibration and is bounded."""
    publish(home, GOUT, FLU)
    question = {
        "question": "Gout of my big toe: does allopurinol lower uric acid? And I have crushing chest pain.",
        "k": 2,
        "region": "uk",
    }
    with serving(home, review_interval_years=100) as client:
        answer: dict[str, Any] = client.post("/v1/query", json=question).json()
    generation = answer["index"]["generation"]
    assert len(answer["index"]["corpus_sha256"]) == 64
    answer["index"].update(generation="GENERATION", corpus_sha256="CORPUS_SHA256")
    assert answer["took_ms"] > 0
    answer["took_ms"] = "TOOK_MS"
    for passage in answer["passages"]:
        assert 0 <= passage["relevance"] <= 1
        passage["relevance"] = "RELEVANCE"
        passage["permalink"] = passage["permalink"].replace(generation, "GENERATION")
    check_golden("answer.json", answer)
