"""The whole way: files in, articles, passages, a generation, an answer; an edit, a new generation, and back again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus.ingest import ImportOptions, ImportReport, find_files, import_files
from corpus.store import ArticleStore
from corpus.tokens import WordCounter, default_counter
from index.build import BuildResult, build
from index.embedders import embedder_named
from index.embedders.base import Embedder
from index.embedders.hashing import HashingEmbedder
from service.app import create_app
from service.settings import Settings
from tests.service.making import state_of

LIBRARY = Path(__file__).resolve().parents[1] / "corpus" / "library"

# The shape of a saved portal page, in our own words: its introduction and first paragraph say the same, the first with a stray word.
PORTAL = """Does a torn meniscus of the knee mend by itself?

Dec 10, 2025 Source: Marigold Health
Dr. Lin Yue
Introduction
A torn meniscus of the knee seldom mends by itself. The inner part of this cartilage has hardly any blood supply, so torn tissue there \
cannot grow together again and frays further with every deep bend. When the knee locks, swells or gives way, an early visit to the \
orthopedic department of a reputable hospital is necessary.

A torn meniscus of the knee seldom mends by itself. The inner part of this cartilage has hardly any blood supply, so torn tissue there \
cannot mend together again and frays further with every deep bend. When the knee locks, swells or gives way, an early visit to the \
orthopedic department of a正规 hospital is essential.

Small tears at the outer rim are the exception, because vessels reach that part of the cartilage. Rest, a brace and guided exercise \
give them a fair chance within three months.

Surgeons sew a meniscus rather than cut it wherever they can. A meniscus that was removed is missed years later, when the joint \
wears out early.

Related Articles

View All
"""
QUESTION = "Can a torn meniscus of the knee mend by itself?"
EDITED = PORTAL.replace("within three months", "within about six months")


def import_from(home: Path, *paths: Path) -> ImportReport:
    with ArticleStore.open_store(home) as store:
        return import_files(store, find_files(list(paths))[0], WordCounter(), ImportOptions())


def client_for(home: Path, embedder: Embedder, **given: Any) -> TestClient:
    return TestClient(create_app(Settings(home=home, watch_s=3600, **given), embedder))


def ask(client: TestClient, question: str, **more: object) -> dict[str, Any]:
    response = client.post("/v1/query", json={"question": question, **more})
    assert response.status_code == 200
    body: dict[str, Any] = response.json()
    return body


def test_articles_become_answers_edits_become_new_answers_and_a_rollback_brings_the_old_ones_back(tmp_path: Path) -> None:
    home, page, embedder = tmp_path / "home", tmp_path / "in" / "meniscus.txt", HashingEmbedder()
    page.parent.mkdir()
    page.write_text(PORTAL, encoding="utf-8")

    first = import_from(home, page, LIBRARY)
    library = len(list(LIBRARY.glob("*.md"))) - 1  # its README is no article
    assert (first.added, first.updated, first.rejected) == (library + 1, 0, [])
    rules = {finding.rule for finding in first.findings if "meniscus" in str(finding.article_id)}
    assert {"stray-script", "near-duplicate", "boilerplate-related"} <= rules
    built = build(home, embedder)
    assert built.encoded == built.manifest.rows

    with client_for(home, embedder, minimum_relevance=0.0) as client:
        before = ask(client, QUESTION)
        _check_portal_answer(client, before)
        outer = next(passage for passage in ask(client, QUESTION, k=20)["passages"] if "three months" in passage["text"])

        again = import_from(home, page, LIBRARY)
        assert (again.added, again.updated, again.unchanged) == (0, 0, library + 1)
        assert not build(home, embedder).built

        page.write_text(EDITED, encoding="utf-8")
        edit = import_from(home, page)
        assert (edit.added, edit.updated) == (0, 1)
        rebuilt = build(home, embedder)
        assert (rebuilt.built, rebuilt.encoded) == (True, 1)  # only the edited paragraph

        state_of(client).serving.refresh()
        after = ask(client, QUESTION, k=20)
        assert after["index"]["generation"] == rebuilt.manifest.generation
        assert after["passages"][0]["passage_id"] == before["passages"][0]["passage_id"]
        assert "six months" in " ".join(passage["text"] for passage in after["passages"])
        assert outer["passage_id"] not in {passage["passage_id"] for passage in after["passages"]}
        assert "three months" in client.get(outer["permalink"]).text  # what was cited can still be read

        state_of(client).serving.shelf.roll_back()
        state_of(client).serving.refresh()
        back = ask(client, QUESTION)
        assert back["index"] == before["index"]
        assert back["passages"] == before["passages"]


def _check_portal_answer(client: TestClient, answer: dict[str, Any]) -> None:
    # The hashing encoder knows words, not meaning: among the first three is what it can do.
    top = next(p for p in answer["passages"][:3] if p["text"].startswith("A torn meniscus of the knee seldom mends by itself."))
    assert "正规" not in top["text"]
    assert top["flags"] == []
    assert [other["article_id"] for other in top["also_in"]] == [top["source"]["article_id"]]
    source = top["source"]
    assert source["title"] == "Does a torn meniscus of the knee mend by itself?"
    assert (source["publisher"], source["authors"], source["published"]) == ("Marigold Health", ["Dr. Lin Yue"], "2025-12-10")
    assert source["freshness"] == "review date not known"
    article = client.get(f"/v1/articles/{source['article_id']}").json()
    for passage in article["passages"]:
        stored = client.get(f"/v1/passages/{passage['passage_id']}").json()
        assert article["text"][passage["start"] : passage["end"]] == stored["text"]
    assert "View All" not in article["text"]
    assert "Related Articles" not in article["text"]


# ── the real library, with the real encoder ──────────────────────────────────────────────────────────────────────────

PATIENTS = {
    "can a dead hip bone heal by itself": {"avascular-necrosis-of-the-hip"},
    "doc says my bp is 150 over 95, is that bad": {"high-blood-pressure"},
    "how do I get rid of lice in my daughters hair": {"head-lice"},
    "it burns when I pee": {"urinary-tract-infection"},
    "why does my big toe hurt so much at night": {"gout"},
    "is it safe to take ibuprofen with blood thinners": {"blood-thinners", "pain-relievers"},
    "I feel sad all the time and cant get out of bed": {"depression"},
    "what can I do about hot flashes": {"menopause"},
    "one side of my head throbs and light hurts": {"migraine", "headache"},
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve the starter library as `make serve` does, with the settings' defaults."""
    home = tmp_path_factory.mktemp("library") / "home"
    embedder = embedder_named("minilm")
    with ArticleStore.open_store(home) as store:
        import_files(store, find_files([LIBRARY])[0], default_counter(), ImportOptions())
    result: BuildResult = build(home, embedder)
    assert result.manifest.truncated == 0
    with client_for(home, embedder) as client:
        yield client


# Found while the library had 55 articles; among 342, "burning up" finds heartburn. An honest miss, until the ranking is mended.
MISSED = pytest.param(
    "my toddler is burning up, when should I worry",
    {"fever-in-children"},
    marks=pytest.mark.xfail(strict=True, reason="'burning up' is not understood as a fever by encoder or BM25"),
    id="my toddler is burning up, when should I worry",
)


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "expected"), [*(pytest.param(question, found, id=question) for question, found in PATIENTS.items()), MISSED]
)
def test_what_patients_ask_finds_its_article_among_the_first_three(library: TestClient, question: str, expected: set[str]) -> None:
    answer = ask(library, question, k=3)
    found = [passage["source"]["article_id"] for passage in answer["passages"]]
    assert expected & set(found), found
