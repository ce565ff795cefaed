"""Marks on passages: kept only where the operator says so, durable, and never with a question."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.feedback import FILE_NAME, FeedbackBox
from tests.service.making import serving

MARK = {"generation": "20260101T000000-0a1b2c3d", "passage_id": "0123456789abcdef", "verdict": "helpful"}


def kept(home: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (home / FILE_NAME).read_text(encoding="utf-8").splitlines()]


def test_a_mark_is_kept_with_its_day_and_nothing_of_the_person(home: Path) -> None:
    with serving(home, keep_feedback=True) as client:
        response = client.post("/v1/feedback", json=MARK)
    assert (response.status_code, response.content) == (204, b"")
    assert kept(home) == [{"day": datetime.now(UTC).date().isoformat(), **MARK}]


def test_without_the_operators_leave_a_mark_is_refused_and_nothing_is_written(home: Path) -> None:
    with serving(home) as client:
        response = client.post("/v1/feedback", json=MARK)
    assert response.status_code == 403
    assert "CARECITE_KEEP_FEEDBACK" in response.json()["detail"]
    assert not home.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "meh"},
        {"passage_id": "../../etc/passwd"},
        {"generation": "a/b"},
        {"question": "why does it hurt"},
        {"passage_id": "0123456789ABCDEF"},
    ],
    ids=str,
)
def test_a_wrong_mark_is_refused(home: Path, wrong: dict[str, str]) -> None:
    with serving(home, keep_feedback=True) as client:
        assert client.post("/v1/feedback", json={**MARK, **wrong}).status_code == 422
    assert not (home / FILE_NAME).exists()


def test_marks_from_many_threads_are_whole_lines(home: Path) -> None:
    box = FeedbackBox(home, keep=True)

    def put(number: int) -> bool:
        return box.put(generation="g", passage_id=f"{number:016x}", verdict="helpful")

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(put, range(40)))
    assert sorted(mark["passage_id"] for mark in kept(home)) == [f"{number:016x}" for number in range(40)]


def test_a_mark_that_was_confirmed_is_there_for_the_next_process(home: Path) -> None:
    for _ in range(2):
        assert FeedbackBox(home, keep=True).put(generation="g", passage_id="p", verdict="unsafe")
    assert [mark["verdict"] for mark in kept(home)] == ["unsafe", "unsafe"]
