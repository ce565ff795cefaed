"""`/healthz`, `/readyz`, `/v1/stats` and `/metrics`."""

from pathlib import Path

from starlette.testclient import TestClient

from tests.service.making import CRISIS, FLU, GOUT, publish, serving, wait_until


def test_the_process_is_up_with_and_without_an_index(home: Path, shared_client: TestClient) -> None:
    with serving(home) as empty:
        for client in (empty, shared_client):
            response = client.get("/healthz")
            assert (response.status_code, response.json()) == (200, {"status": "up"})


def test_a_service_becomes_ready_when_a_generation_is_published_without_a_restart(home: Path) -> None:
    with serving(home, watch_s=0.02) as client:
        before = client.get("/readyz")
        assert before.status_code == 503
        assert before.headers["content-type"] == "application/problem+json"
        assert "carecite index build" in before.json()["detail"]
        generation = publish(home, GOUT)
        wait_until(lambda: client.get("/readyz").status_code == 200)
        assert client.get("/readyz").json() == {"status": "ready", "generation": generation}


def test_stats_say_what_is_being_served(home: Path) -> None:
    generation = publish(home, GOUT, FLU, CRISIS)
    with serving(home) as client:
        stats = client.get("/v1/stats").json()
    assert stats.pop("built_at").endswith("Z")
    assert len(stats.pop("corpus_sha256")) == 64
    assert stats == {
        "generation": generation,
        "model": "hashing-384",
        "articles": 3,
        "passages": 6,
        "served": 6,
        "publishers": {"Joint Care Trust": 3, "Lung House": 2, "": 1},
        "languages": {"en": 5, "": 1},
    }


def test_metrics_count_answers_by_outcome_reason_and_care_level(home: Path) -> None:
    publish(home, GOUT)
    with serving(home) as client:
        client.post("/v1/query", json={"question": "What is gout?"})
        client.post("/v1/query", json={"question": "crushing chest pain"})
        client.post("/", data={"question": "12"})
        client.post("/v1/query/batch", json={"queries": [{"question": "gout"}, {"question": "toe"}]})
        client.get("/readyz")  # not a person's question: not counted
        client.get("/")
        client.post("/", data={"question": " "})
        response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = response.text.splitlines()
    assert 'carecite_answers_total{care="none",outcome="answer",reason=""} 3.0' in lines
    assert 'carecite_answers_total{care="emergency",outcome="answer",reason=""} 1.0' in lines
    assert 'carecite_answers_total{care="none",outcome="no_answer",reason="unreadable"} 1.0' in lines
    assert "carecite_answer_seconds_count 5.0" in lines


def test_two_apps_in_one_process_count_apart(home: Path, shared_client: TestClient) -> None:
    with serving(home) as client:
        client.post("/v1/query", json={"question": "gout"})
        assert "carecite_answer_seconds_count 1.0" in client.get("/metrics").text.splitlines()
