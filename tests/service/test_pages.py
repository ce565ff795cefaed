"""The pages: they work without script, say things in the right order, and show words as words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus.models import Reference, Source
from service.safety.disclaimer import DISCLAIMER_TEXT
from service.safety.models import RegionCode
from tests.corpus.making import CLEAN, WORDY, draft, section
from tests.service.making import CRISIS, FLU, GOUT, publish, serving, state_of
from tests.service.page import Element, Page

ADVICE = (
    "wear wide shoes while the attack lasts and rest the foot on a pillow at night",
    "put a bag of frozen peas in a cloth on it for twenty minutes and then take it off",
    "drink water through the day, because dry blood makes new crystals of acid likely",
    "leave out beer, offal and anchovies, which the body turns into the acid of crystals",
    "keep a diary of attacks, so that your nurse can see whether the tablets are working",
)
QUESTION = "My gout attack: big toe and crushing chest pain"  # fires a care card and finds passages

# So much about the toe that the advice on when to get help is not among the first five passages.
LONG_GOUT = replace(
    GOUT,
    sections=(
        *GOUT.sections[:2],
        section("Living with gout", *(f"Gout of the big toe, advice {at}: {words}." for at, words in enumerate(ADVICE))),
        *GOUT.sections[2:],
    ),
)


def ask(client: TestClient, question: str, **form: str) -> Page:
    response = client.post("/", data={"question": question, **form})
    assert response.status_code == 200
    return Page(response.text)


@pytest.fixture
def answered(long_client: TestClient) -> Page:
    """Show a page with a care card, passages and seek-care advice."""
    return ask(long_client, QUESTION, region="uk")


@pytest.fixture(scope="module")
def long_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serve an article whose advice on when to get help stands apart from the passages."""
    home = tmp_path_factory.mktemp("long") / "home"
    publish(home, LONG_GOUT, FLU)
    with serving(home) as client:
        yield client


# ── without script ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_page_asks_by_a_plain_form_and_says_what_happens_to_the_question(shared_client: TestClient) -> None:
    page = Page(shared_client.get("/").text)
    form = page.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/")
    assert page.one("textarea").attributes["name"] == "question"
    assert page.one("textarea").words == ""
    assert page.one("button").attributes["type"] == "submit"
    assert "not stored and not sent to anyone else" in page.words()
    assert DISCLAIMER_TEXT in page.words()


@pytest.mark.parametrize("path", ["/", "permalink"])
def test_no_page_holds_a_script_or_anything_from_another_host(long_client: TestClient, path: str, answered: Page) -> None:
    html = long_client.get("/" if path == "/" else _permalinks(answered)[0].attributes["href"]).text
    for page in (Page(html), answered):
        assert not page.all("script")
        assert not [name for element in page.elements for name in element.attributes if name.startswith("on") or name == "style"]
        fetched = [
            e.attributes.get("href", e.attributes.get("src", "")) for e in page.elements if e.tag in ("link", "img", "iframe")
        ]
        assert fetched == ["/style.css", "/icon.svg"]


def test_the_style_sheet_and_the_icon_are_there_and_fetch_nothing(shared_client: TestClient) -> None:
    for path, kind in (("/style.css", "text/css"), ("/icon.svg", "image/svg+xml"), ("/favicon.ico", "image/svg+xml")):
        response = shared_client.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith(kind)
        assert "url(" not in response.text
        assert "@import" not in response.text


def test_the_form_gets_the_passages_of_the_api(long_client: TestClient, answered: Page) -> None:
    api = long_client.post("/v1/query", json={"question": QUESTION, "region": "uk"}).json()
    assert [link.attributes["href"] for link in _permalinks(answered)] == [p["permalink"] for p in api["passages"]]
    assert [" ".join(e.words.split()) for e in answered.all("h3")] == [
        f"{p['source']['title']} {p['heading']}" for p in api["passages"]
    ]


# ── order and content ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_things_in_the_order_of_the_safety_rules(answered: Page) -> None:
    order = [
        "Call 999 now if any of these is happening:",
        "that may answer you",
        "crystals of uric acid",
        "Joint Care Trust",
        "Get medical help the same day if:",
        DISCLAIMER_TEXT,
    ]
    places = [answered.words().index(words) for words in order]
    assert places == sorted(places)


def test_each_passage_stands_with_publisher_authors_date_review_country_and_link(answered: Page) -> None:
    byline = next(" ".join(e.words.split()) for e in answered.all("p", class_="byline"))
    assert byline.startswith("Joint Care Trust · Dr. Ada Stone, Ben Reed · published 2 May 2023 · last reviewed 2024-01-10")
    assert "written for GB: phone numbers may differ where you are" in byline
    outside = answered.all("a", href="https://joints.example/gout")
    assert outside
    assert all("noreferrer" in link.attributes["rel"] for link in outside)


def test_the_answering_sentence_is_marked_and_only_it(shared_client: TestClient) -> None:
    page = ask(shared_client, "Does allopurinol lower uric acid?")
    assert page.all("mark")[0].words == "Between attacks, allopurinol lowers the uric acid in the blood."


def test_a_list_is_a_list_with_its_lead_in_before_it(answered: Page) -> None:
    seek = answered.one("section", class_="seek")
    assert [e.words for e in answered.all("li") if e.inside[-3:] == ("section", "div", "ul") and e.words in seek.words] == [
        "the joint with gout is hot and you have a fever as well",
        "an attack of gout has not calmed after three days of treatment",
    ]
    assert next(e.words for e in answered.all("p") if e.words in seek.words) == "Get medical help the same day if:"
    assert "- the joint" not in answered.words()


def test_an_emergency_card_is_readable_without_colour_and_links_only_to_the_phone(answered: Page) -> None:
    card = answered.one("section", class_="care")
    assert "Immediate action required:" in card.words
    start, end = answered.html.index('<section class="care'), answered.html.index("</section>")
    assert re.findall(r'href="([^"]*)"', answered.html[start:end]) == ["tel:999"]


def test_the_chosen_country_stays_chosen_and_its_numbers_are_shown(shared_client: TestClient) -> None:
    page = ask(shared_client, QUESTION, region="us")
    assert [option.attributes["value"] for option in page.all("option", selected="")] == ["us"]
    assert page.all("a", href="tel:911")


def test_every_region_can_be_chosen(shared_client: TestClient) -> None:
    page = Page(shared_client.get("/").text)
    assert {option.attributes["value"] for option in page.all("option")} == set(RegionCode)


def test_the_operators_country_is_chosen_at_first_and_stands_in_for_a_form_without_one(home: Path) -> None:
    publish(home, GOUT)
    with serving(home, region="uk") as client:
        assert Page(client.get("/").text).one("option", selected="").attributes["value"] == "uk"
        assert ask(client, QUESTION).all("a", href="tel:999")


@pytest.mark.parametrize("region", ["atlantis", "", "UK'><script>"])
def test_a_region_that_does_not_exist_is_taken_as_unknown(shared_client: TestClient, region: str) -> None:
    page = ask(shared_client, QUESTION, region=region)
    assert page.one("option", selected="").attributes["value"] in ("unknown", "uk")
    assert not page.all("script")


# ── nothing to show ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("question", ["", "   ", "\n"])
def test_an_empty_question_is_asked_for_kindly(shared_client: TestClient, question: str) -> None:
    assert "Please write your question first." in ask(shared_client, question).words()


def test_a_form_without_its_fields_is_an_empty_question(shared_client: TestClient) -> None:
    response = shared_client.post("/")
    assert response.status_code == 200
    assert "Please write your question first." in response.text


def test_a_very_long_letter_is_answered_and_told_that_it_was_cut(shared_client: TestClient) -> None:
    page = ask(shared_client, "gout " * 500)
    assert "only its first 2000 characters were searched" in page.words()
    assert page.one("ol", class_="passages")


def test_an_emergency_at_the_end_of_a_very_long_letter_is_seen(shared_client: TestClient) -> None:
    assert (
        "Immediate action required:" in ask(shared_client, "my gout hurts. " * 200 + "now crushing chest pain and sweating").words()
    )


def test_without_an_index_the_card_and_the_disclaimer_stand(home: Path) -> None:
    with serving(home) as client:
        words = ask(client, "crushing chest pain", region="uk").words()
    assert "Call 999 now" in words
    assert "The search is not working just now" in words
    assert DISCLAIMER_TEXT in words


@pytest.mark.parametrize(
    ("question", "heading"),
    [("12 ?", "We could not read that"), ("xqzt wvvk", "We could not read that")],
)
def test_no_answer_says_why_and_what_to_do_next(home: Path, question: str, heading: str) -> None:
    publish(home, GOUT)
    with serving(home, minimum_relevance=1.0) as client:
        page = ask(client, question)
    assert heading in [e.words for e in page.all("h2")]
    assert not page.all("ol", class_="passages")


@pytest.mark.parametrize("question", ["I want to kill myself", "crushing chest pain and sweating", "xqzt wvvk chest pain"])
def test_nobody_in_danger_is_told_that_this_is_no_health_question(home: Path, question: str) -> None:
    """Under a care card the page never says "not a health question" or "we could not read that"."""
    publish(home, FLU)
    with serving(home, minimum_relevance=1.0) as client:
        page = ask(client, question)
    assert page.one("section", class_="care")
    assert "does not look like a health question" not in page.words()
    assert "could not read" not in page.words()


# ── words are words ──────────────────────────────────────────────────────────────────────────────────────────────────

EVIL = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture
def evil_home(home: Path) -> Path:
    """Publish an article that holds markup wherever an article can hold words."""
    made = draft(
        f"Title {EVIL}",
        section(f"Heading {EVIL}", f"Gout crystals are written as {EVIL} in this paragraph of the article."),
        section(f"When to get medical help {EVIL}", f"Get medical help at once if {EVIL} appears on your skin or in your mouth."),
        key="evil",
        source=Source(
            publisher=f"Publisher {EVIL}",
            authors=(f"Author {EVIL}",),
            url="javascript:alert(1)",
            country=EVIL,
            notice=f"Notice {EVIL}",
            references=(
                Reference(id="1", publisher=EVIL, title=EVIL, url='https://x.example/"onmouseover="alert(1)'),
                Reference(id="2", publisher="P", title="T", url="JavaScript:alert(2)"),
            ),
        ),
    )
    publish(home, made)
    return home


def test_markup_in_an_article_or_a_question_is_shown_as_words(evil_home: Path) -> None:
    with serving(evil_home) as client:
        answer = ask(client, f"gout crystals {EVIL}")
        whole = Page(client.get(_permalinks(answer)[0].attributes["href"]).text)
    assert EVIL in answer.one("textarea").words
    for page in (answer, whole):
        assert EVIL in page.words()
        assert not page.all("script")
        assert not page.all("img")
        assert not [name for element in page.elements for name in element.attributes if name.startswith("on")]


def test_only_web_addresses_become_links(evil_home: Path) -> None:
    with serving(evil_home) as client:
        answer = ask(client, "gout crystals")
        whole = Page(client.get(_permalinks(answer)[0].attributes["href"]).text)
    links = [e.attributes["href"] for page in (answer, whole) for e in page.all("a")]
    assert not [link for link in links if not link.startswith(("/", "#", "https://"))]


# ── headers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_page_forbids_scripts_framing_referrers_and_caching(long_client: TestClient, answered: Page) -> None:
    link = _permalinks(answered)[0].attributes["href"]
    pages = [
        long_client.get("/"),
        long_client.post("/", data={"question": "gout"}),
        long_client.get(link),
        long_client.get("/g/a/p/b"),
    ]
    for response in pages:
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["referrer-policy"] == "no-referrer"
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-content-type-options"] == "nosniff"


# ── for everyone ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _pages(client: TestClient) -> list[Page]:
    answer = ask(client, QUESTION, region="uk")
    return [Page(client.get("/").text), answer, Page(client.get(_permalinks(answer)[0].attributes["href"]).text), ask(client, "?")]


def test_every_page_has_a_language_a_title_one_main_and_one_first_heading(shared_client: TestClient) -> None:
    for page in _pages(shared_client):
        assert page.one("html").attributes["lang"] == "en"
        assert page.one("title").words.endswith("carecite")
        assert page.one("h1").words.strip()
        assert page.one("main").attributes["id"] == "main"
        assert page.one("a", class_="skip").attributes["href"] == "#main"


def test_every_field_has_a_label_and_no_id_is_used_twice(shared_client: TestClient) -> None:
    for page in _pages(shared_client):
        ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
        assert len(ids) == len(set(ids))
        fields = {e.attributes["id"] for e in page.elements if e.tag in ("textarea", "select", "input")}
        assert fields == {label.attributes["for"] for label in page.all("label")}
        for e in page.elements:
            assert set(e.attributes.get("aria-labelledby", "").split()) <= set(ids)


def test_no_heading_stands_in_a_label(shared_client: TestClient) -> None:
    """A label may hold phrasing content only; inside one, a heading is lost to some screen readers."""
    for page in _pages(shared_client):
        assert not [e for e in page.elements if re.fullmatch("h[1-6]", e.tag) and "label" in e.inside]


def test_a_passage_in_another_language_says_so_to_a_screen_reader(home: Path) -> None:
    text = "Gicht ist eine schmerzhafte Entzündung, bei der sich Kristalle der Harnsäure in einem Gelenk ablagern."
    publish(home, draft("Gicht", section("Was ist Gicht", text), key="gicht", source=Source(language="de")), GOUT)
    with serving(home) as client:
        page = ask(client, "Gicht")
        whole = Page(client.get(_permalinks(page)[0].attributes["href"]).text)
    assert any(text in e.words for e in page.elements if e.attributes.get("lang") == "de")
    assert any(text in e.words for e in whole.elements if e.attributes.get("lang") == "de")
    assert whole.one("html").attributes["lang"] == "en"


# ── permalinks ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _permalinks(page: Page) -> list[Element]:
    return [e for e in page.all("a") if e.attributes["href"].startswith("/g/")]


def test_a_permalink_shows_the_passage_in_its_article(shared_client: TestClient) -> None:
    link = _permalinks(ask(shared_client, "Does allopurinol lower uric acid?"))[0].attributes["href"]
    page = Page(shared_client.get(link).text)
    assert page.one("h1").words == "Gout"
    cited = page.one("div", id="cited")
    assert " ".join(cited.words.split()) == (
        "Anti-inflammatory tablets and ice calm an attack of gout. Between attacks, allopurinol lowers the uric acid in the blood."
    )
    assert [e.words for e in page.all("h2")] == ["What is gout?", "Treatment", "When to get medical help", "References"]
    assert page.words().count("allopurinol") == 1
    assert DISCLAIMER_TEXT in page.words()


def test_a_permalink_outlives_newer_generations(home: Path) -> None:
    old = publish(home, GOUT)
    with serving(home) as client:
        link = _permalinks(ask(client, "Does allopurinol lower uric acid?"))[0].attributes["href"]
        changed = draft(
            "Gout", section("Treatment", "Everything about gout and allopurinol was written anew in this edition."), key="gout"
        )
        new = publish(home, changed)
        state_of(client).serving.refresh()
        assert client.get("/readyz").json()["generation"] == new
        page = Page(client.get(link).text)
    assert f"/g/{old}/p/" in link
    assert "Between attacks, allopurinol lowers" in page.one("div", id="cited").words
    assert f"index {old}" in page.words()


def test_a_permalink_of_a_deleted_generation_shows_the_same_words_from_the_current_one_and_says_so(home: Path) -> None:
    publish(home, GOUT)
    with serving(home) as client:
        link = _permalinks(ask(client, "gout"))[0].attributes["href"]
        page = Page(client.get(re.sub("/g/[^/]+/", "/g/20200101T000000-00000000/", link)).text)
    assert "no longer kept. These are the same words, from the current one." in page.words()


@pytest.mark.parametrize("path", ["/g/20200101T000000-00000000/p/0123456789abcdef", "/g/%2e%2e/p/x", "/g/a/p/<script>"])
@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "empty"])
def test_a_permalink_that_leads_nowhere_gets_a_kind_page(home: Path, path: str, indexed: bool) -> None:
    if indexed:
        publish(home, GOUT)
    with serving(home) as client:
        response = client.get(path)
    assert response.status_code == 404
    page = Page(response.text)
    assert page.one("h1").words == "This passage is no longer kept here"
    assert page.all("a", href="/")
    assert not page.all("script")


def test_a_section_without_paragraphs_does_not_break_the_page(home: Path) -> None:
    told = section("What is gout?", "Gout is made of uric acid crystals in a joint of the foot.")
    made = draft("Gout", section("Only a heading"), told, key="g")
    publish(home, made)
    with serving(home) as client:
        link = _permalinks(ask(client, "gout crystals"))[0].attributes["href"]
        response = client.get(link)
    assert response.status_code == 200
    assert "uric acid crystals" in Page(response.text).one("div", id="cited").words


def test_a_passage_with_words_of_another_script_carries_a_notice(home: Path) -> None:
    publish(home, draft("Broken hip", section("Healing", WORDY), key="hip"))
    with serving(home) as client:
        assert "not translated by its publisher" in ask(client, "broken hip").words()
    publish(home, draft("Broken hip", section("Healing", CLEAN), key="hip"))
    with serving(home) as client:
        assert "not translated by its publisher" not in ask(client, "broken hip").words()


def test_in_a_crisis_the_page_shows_support_and_nothing_else(home: Path) -> None:
    publish(home, CRISIS, GOUT, FLU)
    with serving(home) as client:
        page = ask(client, "I want to kill myself", region="uk")
    assert page.one("section", class_="care").words.index("116 123") > 0
    assert [e.words.split()[0] for e in page.all("h3")] == ["Suicidal"]
