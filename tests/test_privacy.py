"""A person's question is health data: it reaches no log, metric, file, header or address, whatever route it takes."""

import json
import logging
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from index.embedders.hashing import HashingEmbedder
from index.models import Vectors
from tests.service.making import FLU, GOUT, publish, serving, state_of
from tests.service.test_cli import served

# Words that stand nowhere else; each question also holds words that are found, so that it goes all the way.
MARKS = ("zanthoxylitis", "grimblewort", "quillfever")
QUESTION = f"My {MARKS[0]} and gout of the big toe: {MARKS[1]}, crushing chest pain and {MARKS[2]}"
MARK = {"generation": "20260101T000000-0a1b2c3d", "passage_id": "0123456789abcdef", "verdict": "helpful"}
_ANY_MARK = re.compile("|".join(MARKS), re.IGNORECASE)
_JSON = {"content-type": "application/json"}


class QuotingEmbedder(HashingEmbedder):
    """Fails on every question, quoting it in the error, as some libraries do."""

    def encode_query(self, text: str) -> Vectors:
        """Fail, except for the question that a service asks itself when it starts."""
        if _ANY_MARK.search(text):
            raise ValueError(f"cannot encode {text!r}")
        return super().encode_query(text)


def ask_every_way(client: TestClient) -> Iterator[tuple[str, Response]]:
    """Ask by every route, rightly and wrongly."""
    yield "query", client.post("/v1/query", json={"question": QUESTION})
    yield "filtered", client.post("/v1/query", json={"question": QUESTION, "filters": {"publisher": [QUESTION]}})
    yield "batch", client.post("/v1/query/batch", json={"queries": [{"question": QUESTION}] * 2})
    yield "form", client.post("/", data={"question": QUESTION, "region": "uk"})
    yield "multipart form", client.post("/", files={"question": (None, QUESTION)})
    yield "long form", client.post("/", data={"question": QUESTION * 60})
    yield "wrong region", client.post("/", data={"question": QUESTION, "region": QUESTION})
    yield "too long", client.post("/v1/query", json={"question": QUESTION * 60})
    yield "unknown field", client.post("/v1/query", json={"question": QUESTION, "query": QUESTION})
    yield "question for a field", client.post("/v1/query", json={"question": "x", QUESTION: 1})
    yield "wrong type", client.post("/v1/query", json={"question": [QUESTION]})
    yield "wrong k", client.post("/v1/query", json={"question": QUESTION, "k": QUESTION})
    yield "wrong role", client.post("/v1/query", json={"question": QUESTION, "filters": {"role": [QUESTION]}})
    yield "no json", client.post("/v1/query", content=QUESTION.encode(), headers=_JSON)
    yield "half a json", client.post("/v1/query", content=json.dumps({"question": QUESTION})[:-2].encode(), headers=_JSON)
    yield "no content type", client.post("/v1/query", content=json.dumps({"question": QUESTION}).encode())
    yield "form to the api", client.post("/v1/query", data={"question": QUESTION})
    yield "wrong batch", client.post("/v1/query/batch", json={"queries": [{"question": QUESTION, "k": 99}]})
    yield "wrong method", client.request("GET", "/v1/query", content=QUESTION.encode())
    yield "wrong path", client.post("/v1/nothing", json={"question": QUESTION})
    yield "feedback", client.post("/v1/feedback", json={**MARK, "question": QUESTION})
    yield "feedback verdict", client.post("/v1/feedback", json={**MARK, "verdict": QUESTION})
    yield "good feedback", client.post("/v1/feedback", json=MARK)


ECHOED = frozenset({"query", "filtered", "batch", "form", "multipart form", "long form", "wrong region"})
"""Answers show the question to the person who asked it, in their body; nothing else may."""


def files_below(folder: Path) -> str:
    return "\n".join(f"{path.name}\n{path.read_bytes().decode('latin-1')}" for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("keep_feedback", [False, True], ids=["feedback off", "feedback on"])
@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "empty"])
@pytest.mark.parametrize("fails", [False, True], ids=["working", "failing"])
def test_the_question_reaches_no_log_metric_file_header_or_address(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    *,
    keep_feedback: bool,
    indexed: bool,
    fails: bool,
) -> None:
    home = tmp_path / "home"
    if indexed:
        publish(home, GOUT, FLU)
    with (
        caplog.at_level(logging.DEBUG),
        serving(home, QuotingEmbedder() if fails else None, keep_feedback=keep_feedback) as client,
    ):
        for name, response in ask_every_way(client):
            assert not _ANY_MARK.search(str(response.headers)), name
            assert not _ANY_MARK.search(str(response.url)), name
            assert not response.history, name
            if name in ECHOED:
                assert response.status_code != 200 or _ANY_MARK.search(response.text), name  # the test does see the words
            else:
                assert not _ANY_MARK.search(response.text), name
        assert not _ANY_MARK.search(client.get("/metrics").text)
        assert not _ANY_MARK.search(client.get("/v1/stats").text)
        assert not _ANY_MARK.search(client.get("/").text)
        # The next person's page and a permalink hold nothing of the last one's question.
        assert state_of(client).settings.home == home
    assert not _ANY_MARK.search(caplog.text)
    assert not _ANY_MARK.search("".join(str(vars(record)) for record in caplog.records))
    assert not _ANY_MARK.search("".join(capfd.readouterr()))
    assert not _ANY_MARK.search(files_below(tmp_path))


def test_a_question_is_in_no_link_of_its_page(tmp_path: Path) -> None:
    publish(tmp_path, GOUT)
    with serving(tmp_path) as client:
        html = client.post("/", data={"question": QUESTION}).text
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', html)
    assert len(addresses) > 5
    assert not [address for address in addresses if _ANY_MARK.search(address)]


def test_feedback_is_kept_without_the_question(tmp_path: Path) -> None:
    with serving(tmp_path / "home", keep_feedback=True) as client:
        for _ in ask_every_way(client):
            pass
    (line,) = (tmp_path / "home" / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == {"day", "generation", "passage_id", "verdict"}


@pytest.mark.parametrize("path", ["/v1/query", "/v1/query/batch"])
def test_a_question_can_not_be_asked_in_an_address(tmp_path: Path, path: str) -> None:
    with serving(tmp_path) as client:
        assert client.get(f"{path}?question=gout").status_code == 405


def test_a_question_in_the_address_of_the_page_is_not_answered(tmp_path: Path) -> None:
    publish(tmp_path, GOUT)
    with serving(tmp_path) as client:
        assert client.get("/", params={"question": "gout"}).text == client.get("/").text


def test_a_real_server_writes_nothing_of_a_question_nor_of_who_asked(tmp_path: Path) -> None:
    """The whole command, in a process of its own, with everything it prints."""
    home = tmp_path / "home"
    publish(home, GOUT)
    with served(home, CARECITE_KEEP_FEEDBACK="true") as (port, process):
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        statuses = []
        for path, body, kind in (
            ("/v1/query", json.dumps({"question": QUESTION}), "application/json"),
            ("/v1/query", json.dumps({"question": QUESTION * 60}), "application/json"),
            ("/v1/query", QUESTION, "application/json"),
            ("/", urlencode({"question": QUESTION}), "application/x-www-form-urlencoded"),
            ("/v1/feedback", json.dumps(MARK), "application/json"),
        ):
            connection.request("POST", path, body.encode(), {"Content-Type": kind})
            response = connection.getresponse()
            response.read()
            statuses.append(response.status)
            assert "server" not in {name.casefold() for name, _ in response.getheaders()}
            assert not _ANY_MARK.search(str(response.getheaders()))
        connection.close()
        process.terminate()
        printed, _ = process.communicate(timeout=20)
    assert statuses == [200, 422, 422, 200, 204]
    assert "carecite serves http://127.0.0.1" in printed
    assert not _ANY_MARK.search(printed)
    assert "POST" not in printed
    assert not _ANY_MARK.search(files_below(tmp_path))
