"""A report as HTML, Markdown and JSON."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from evals.errors import RunFolderError
from evals.plots import curve
from evals.report import Report, Section, Table, as_html, as_json, as_markdown, write_report

PLOT = curve([(0, 0), (1, 1)], title="Curve", description="Up", x_label="x", y_label="y")
REPORT = Report(
    title="A <b> report",
    lead=("Read this & that.",),
    sections=(
        Section(
            heading="First",
            text=("Some text.",),
            plots=(PLOT,),
            tables=(Table(caption="Values", header=("name", "value"), rows=(("a|b", "<1>"), ("two\nlines", "2"))),),
        ),
        Section(heading="Second"),
    ),
)


class Page(HTMLParser):
    """Collects tags and attributes, and checks that tags close in order."""

    VOID = frozenset({"meta", "link", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture
def page() -> Page:
    """The report, parsed."""
    parsed = Page()
    parsed.feed(as_html(REPORT))
    parsed.close()
    return parsed


def test_the_page_is_well_formed(page: Page) -> None:
    assert page.open == []


def test_the_page_needs_no_network_and_runs_nothing(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form"}
    links = [attributes["href"] or "" for tag, attributes in page.tags if tag == "a"]
    assert all(link.startswith("#") for link in links)
    assert "http" not in as_html(REPORT).replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in as_html(REPORT)


def test_the_page_can_be_used_without_seeing_it(page: Page) -> None:
    attributes = [found for _, found in page.tags]
    assert ("html", {"lang": "en"}) in page.tags
    assert [tag for tag, _ in page.tags if tag in {"main", "nav", "h1", "caption"}] == ["main", "h1", "nav", "caption"]
    assert sum(1 for tag, found in page.tags if tag == "th" and found["scope"] in {"row", "col"}) == 4
    ids = {found["id"] for found in attributes if "id" in found}
    wanted = {name for found in attributes for name in (found.get("aria-labelledby") or "").split()}
    assert wanted <= ids
    assert {(found["href"] or "")[1:] for tag, found in page.tags if tag == "a"} <= ids


def test_text_is_escaped_and_plots_are_not() -> None:
    html = as_html(REPORT)
    assert "<h1>A &lt;b&gt; report</h1>" in html
    assert "<td>&lt;1&gt;</td>" in html
    assert PLOT in html


def test_markdown_says_the_same() -> None:
    assert as_markdown(REPORT).splitlines() == [
        "# A <b> report",
        "",
        "Read this & that.",
        "",
        "## First",
        "",
        "Some text.",
        "",
        "**Values**",
        "",
        "| name | value |",
        "| --- | --- |",
        "| a\\|b | <1> |",
        "| two lines | 2 |",
        "",
        "## Second",
    ]


def test_json_says_the_same() -> None:
    value = json.loads(as_json(REPORT))
    assert value["sections"][0]["tables"][0]["rows"][1] == {"name": "two\nlines", "value": "2"}


def test_three_files_are_written(tmp_path: Path) -> None:
    write_report(tmp_path / "new", "page", REPORT)
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"page.html", "page.md", "page.json"}
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match="cannot be written"):
        write_report(tmp_path / "file", "page", REPORT)
