"""The judging page: it works by forms alone, saves before it answers, shows words as words, and obeys only itself."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib.resources import files
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from evals.judge_app import create_judge_app
from evals.judge_log import read_log
from evals.judge_pool import Pool
from evals.judge_texts import Document
from evals.models import DocId, QueryId
from tests.evals.judging_data import judging, pair, pools
from tests.service.page import Page

AS_SCRIPT = {"accept": "application/json"}
NASTY = Pool(
    query_id=QueryId('q"3/<b>'),
    question="<script>alert(1)</script> " * 10,
    documents=(
        Document(id=DocId("d&'"), title="<b>", text="<img src=x>\n- one\n- two"),
        Document(id=DocId("e"), title="", text=""),
    ),
)


def client_of(folder: Path) -> Iterator[TestClient]:
    with (
        judging(folder, (*pools(), NASTY)) as session,
        TestClient(create_judge_app(session), base_url="http://127.0.0.1") as client,
    ):
        yield client


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Serve three questions to ada."""
    yield from client_of(tmp_path)


def form(query: str, doc: str, grade: object, rater: str = "ada") -> dict[str, str]:
    return {"rater": rater, "query_id": query, "doc_id": doc, "grade": str(grade)}


def test_a_form_saves_and_goes_on_to_the_next_document(client: TestClient, tmp_path: Path) -> None:
    response = client.post("/judge", data=form("q1", "gout", 3), follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/q/1?saved=1#d-2")
    assert read_log(tmp_path, "ada").marks[pair("q1", "gout")].grade == 3
    page = Page(client.get("/q/1?saved=1").text)
    assert page.one("p", id="state").words == "Saved: document 1 has grade 3."
    assert page.one("article", id="d-1").attributes["data-grade"] == "3"
    assert [button.attributes["aria-pressed"] for button in page.all("button", name="grade")[:4]] == ["false"] * 3 + ["true"]
    assert "Question 1 of 3 · 1 of 3 judged · in all 1 of 7" in page.words()


def test_the_page_of_a_question_can_be_judged_by_its_forms_alone(client: TestClient, tmp_path: Path) -> None:
    page = Page(client.get("/q/3").text)
    hidden = [(field.attributes["name"], field.attributes["value"]) for field in page.all("input", type="hidden")]
    assert hidden[:3] == [("rater", "ada"), ("query_id", 'q"3/<b>'), ("doc_id", "d&'")]
    assert [button.words for button in page.all("button", name="grade")[:4]] == [
        "0 wrong or useless",
        "1 on the topic",
        "2 right, in part",
        "3 answers fully",
    ]
    client.post("/judge", data={**dict(hidden[:3]), "grade": "0"})
    assert read_log(tmp_path, "ada").marks[pair('q"3/<b>', "d&'")].grade == 0


def test_the_last_document_leads_to_the_end_of_the_page(client: TestClient) -> None:
    client.post("/judge", data=form("q2", "flu", 3))
    done = client.post("/judge", data=form("q2", "copy", 2), follow_redirects=False)
    assert done.headers["location"] == "/q/2?saved=2#end"
    assert "hidden" not in Page(client.get("/q/2").text).one("p", id="finished").attributes
    assert "hidden" in Page(client.get("/q/1").text).one("p", id="finished").attributes


def test_the_script_is_answered_with_what_is_on_the_disk(client: TestClient, tmp_path: Path) -> None:
    saved = client.post("/judge", data=form("q1", "flu", 0), headers=AS_SCRIPT).json()
    assert saved == {"question": 1, "document": 2, "grade": 0, "judged_here": 1, "of_here": 3, "judged": 1, "of": 7}
    undone = client.post("/undo", headers=AS_SCRIPT).json()
    assert (undone["question"], undone["document"], undone["grade"], undone["judged"]) == (1, 2, None, 0)
    assert client.post("/undo", headers=AS_SCRIPT).json() == {"question": None, "was_any": False}
    assert read_log(tmp_path, "ada").marks == {}


def test_undo_by_form_goes_to_where_it_was(client: TestClient) -> None:
    client.post("/judge", data=form("q2", "copy", 1))
    client.post("/judge", data=form("q2", "copy", 2))
    undone = client.post("/undo", data={"question": "1"}, follow_redirects=False)
    assert undone.headers["location"] == "/q/2?undone=2#d-2"
    assert "Undone: document 2 has grade 1 again." in client.get("/q/2?undone=2").text
    client.post("/undo")
    assert "Undone: document 2 has no grade again." in client.get("/q/2?undone=2").text
    assert "There is nothing to undo here." in client.post("/undo", data={"question": "1"}).text


def test_the_overview_counts_and_goes_on_where_a_grade_is_lacking(client: TestClient) -> None:
    page = Page(client.get("/").text)
    assert "Begin with question 1" in page.words()
    assert "0 of 7 documents judged" in page.words()
    for doc in ("gout", "flu", "asthma"):
        client.post("/judge", data=form("q1", doc, 1))
    assert "Go on with question 2" in Page(client.get("/").text).words()
    assert client.get("/next?after=3", follow_redirects=False).headers["location"] == "/q/2"
    for query, doc in (("q2", "flu"), ("q2", "copy"), ('q"3/<b>', "d&'"), ('q"3/<b>', "e")):
        client.post("/judge", data=form(query, doc, 1))
    assert client.get("/next", follow_redirects=False).headers["location"] == "/"
    assert "All are judged." in Page(client.get("/").text).words()


def test_nothing_is_lost_when_the_server_starts_again(tmp_path: Path) -> None:
    for grade in (1, 2):
        for client in client_of(tmp_path):
            client.post("/judge", data=form("q1", ("gout", "flu")[grade - 1], grade))
    for client in client_of(tmp_path):
        assert [article.attributes["data-grade"] for article in Page(client.get("/q/1").text).all("article")] == ["1", "2", ""]


def test_words_of_a_corpus_are_words_and_no_markup(client: TestClient) -> None:
    page = Page(client.get("/q/3").text)
    assert page.one("h1").words == NASTY.question
    assert not page.all("img")
    assert not page.all("b", id="")[8:], "the only <b> are the digits on the buttons"
    assert [item.words for item in page.all("li")] == ["one", "two"]
    assert "This document has no text besides its title." in page.words()
    assert page.one("h2", id="t-2").words == "e", "without a title its id stands there"


@pytest.mark.parametrize("path", ["/", "/q/1", "/q/9"])
def test_nothing_inline_and_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    response = client.get(path)
    page = Page(response.text)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["cache-control"] == "no-store"
    assert [(script.attributes["src"], script.words) for script in page.all("script")] == [("/judge.js", "")]
    assert not page.all("style")
    for element in page.elements:
        assert not any(name == "style" or name.startswith("on") for name in element.attributes), element
        assert not element.attributes.get("href", "/").startswith("http")


def test_the_page_can_be_heard_and_not_only_seen(client: TestClient) -> None:
    page = Page(client.get("/q/1").text)
    assert page.one("p", id="state").attributes["aria-live"] == "polite"
    assert page.one("p", id="problem").attributes["role"] == "alert"
    assert page.one("html").attributes["lang"] == "en"
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for element in page.elements:
        for name in element.attributes.get("aria-labelledby", "").split():
            assert name in ids
    assert len(page.all("legend")) == len(page.all("fieldset")) == 3
    assert page.all("progress")[0].attributes["aria-label"]


def test_style_script_and_icon_are_served(client: TestClient) -> None:
    types = {"/judge.css": "text/css", "/judge.js": "text/javascript", "/icon.svg": "image/svg+xml"}
    for path, kind in types.items():
        response = client.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(kind)


def test_every_element_that_the_script_looks_up_is_on_the_page(client: TestClient) -> None:
    script = (files("evals.judging") / "judge.js").read_text(encoding="utf-8")
    ids = {element.attributes.get("id") for element in Page(client.get("/q/2").text).elements}
    assert set(re.findall(r'byId\("([\w-]+)"\)', script)) <= ids


@pytest.mark.parametrize("grade", ["4", "-1", "", "two", "1.5"])
def test_a_grade_there_is_not_is_refused(client: TestClient, grade: str, tmp_path: Path) -> None:
    assert client.post("/judge", data=form("q1", "gout", grade)).status_code == 422
    assert read_log(tmp_path, "ada").marks == {}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param(form("q1", "copy", 1), "made by an earlier session", id="not in the pool"),
        pytest.param(
            form("q1", "gout", 1, rater="ben"), "belongs to the rater ben, and ada is judging now", id="another rater's page"
        ),
    ],
)
def test_a_page_of_another_session_saves_nothing(client: TestClient, sent: dict[str, str], said: str, tmp_path: Path) -> None:
    response = client.post("/judge", data=sent)
    assert response.status_code == 404
    assert said in Page(response.text).words()
    assert said in client.post("/judge", data=sent, headers=AS_SCRIPT).json()["error"]
    assert read_log(tmp_path, "ada").marks == {}


@pytest.mark.parametrize("number", [0, 4, -1])
def test_a_question_there_is_not_is_a_page_that_says_so(client: TestClient, number: int) -> None:
    response = client.get(f"/q/{number}")
    assert response.status_code == 404
    assert f"there are 3 questions, and no number {number}" in response.text


def test_a_full_disk_is_said_and_nothing_is_shown_as_saved(
    client: TestClient, tmp_path: Path, full_disk: Callable[[int], AbstractContextManager[None]]
) -> None:
    with full_disk(0):
        failed = client.post("/judge", data=form("q1", "gout", 3))
        by_script = client.post("/judge", data=form("q1", "gout", 3), headers=AS_SCRIPT)
    assert (failed.status_code, by_script.status_code) == (507, 507)
    assert "not saved" in Page(failed.text).one("p", role="alert").words
    assert "make room" in by_script.json()["error"]
    assert Page(client.get("/q/1").text).one("article", id="d-1").attributes["data-grade"] == ""
    client.post("/judge", data=form("q1", "gout", 3))
    assert read_log(tmp_path, "ada").marks[pair("q1", "gout")].grade == 3


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1:9999"])
def test_another_sites_page_cannot_judge(client: TestClient, origin: str, tmp_path: Path) -> None:
    assert client.post("/judge", data=form("q1", "gout", 3), headers={"origin": origin}).status_code == 403
    assert read_log(tmp_path, "ada").marks == {}
    assert client.post("/judge", data=form("q1", "gout", 3), headers={"origin": "http://127.0.0.1"}).status_code == 200


def test_a_strangers_name_for_this_machine_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400
