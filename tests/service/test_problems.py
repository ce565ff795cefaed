"""Errors over HTTP: problem JSON, and nothing of what a person asked in the reply or in the log."""

import logging

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from service import problems

MARK = "grimblewort"


@pytest.fixture
def client() -> TestClient:
    """Serve a route that fails in an unforeseen way, its message quoting the question."""
    app = FastAPI()
    problems.install(app)

    @app.post("/fails")
    def fails() -> None:
        raise ValueError(f"cannot read {MARK!r}")

    return TestClient(app)  # an error that gets past the app is raised here, and would be logged by the server


def test_an_unforeseen_error_is_a_500_that_quotes_nothing(client: TestClient) -> None:
    response = client.post("/fails")
    assert response.status_code == 500
    assert response.headers["content-type"] == problems.MEDIA_TYPE
    assert response.json() == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "the request failed",
    }


def test_an_unforeseen_error_is_logged_with_its_kind_and_place_but_without_its_message(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/fails")
    (record,) = [record for record in caplog.records if record.name == "carecite.problems"]
    assert "ValueError" in record.getMessage()
    assert "test_problems.py" in record.getMessage()
    assert MARK not in caplog.text


def test_a_path_that_is_not_there_is_a_404(shared_client: TestClient) -> None:
    response = shared_client.get("/v1/nothing")
    assert response.headers["content-type"] == problems.MEDIA_TYPE
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not Found"}


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("GET", "/v1/query", "POST"), ("POST", "/healthz", "GET"), ("PUT", "/readyz", "GET")]
)
def test_a_wrong_method_is_a_405_that_names_the_right_one(shared_client: TestClient, method: str, path: str, allowed: str) -> None:
    response = shared_client.request(method, path)
    assert response.status_code == 405
    assert response.headers["content-type"] == problems.MEDIA_TYPE
    assert response.headers["allow"] == allowed
