"""Tests for corpus.readers.jsonl."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from corpus.drafts import Draft, DraftSection, Reject
from corpus.models import Source
from corpus.readers.base import Reader
from corpus.readers.jsonl import JsonlReader

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]

ARTICLE = {"id": "x_1", "title": "Gout", "sections": [{"heading": "", "paragraphs": ["What is gout?", "It hurts."]}]}


def lines(*records: object) -> str:
    return "\n".join(json.dumps(record) for record in records)


def test_every_field_is_read(save: Save, only_draft: OnlyDraft) -> None:
    fields = {
        "source": "NLM",
        "url": "https://a.org/x",
        "license": "CC0",
        "authors": ["Ann Lee"],
        "language": "en",
        "country": "US",
        "published": "2024-05-01",
        "reviewed": "2024-06-01",
        "next_review": "2027-06-01",
        "notice": "Draft.",
        "topics": ["joints"],
        "also_known_as": ["podagra"],
    }
    draft = only_draft(JsonlReader(), save("a.jsonl", lines(ARTICLE | fields)))
    assert (draft.key, draft.title, draft.topics, draft.also_known_as) == ("x_1", "Gout", ("joints",), ("podagra",))
    assert draft.source == Source(
        publisher="NLM",
        authors=("Ann Lee",),
        url="https://a.org/x",
        licence="CC0",
        country="US",
        language="en",
        published=date(2024, 5, 1),
        reviewed=date(2024, 6, 1),
        next_review=date(2027, 6, 1),
        notice="Draft.",
    )


def test_headings_and_lists_among_the_paragraphs_are_found(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    record = {
        "id": "x_1",
        "title": "Gout",
        "sections": [
            {"heading": "", "paragraphs": ["What is gout?", "Flares often include:", "Swelling", "Redness"]},
            {
                "heading": "What are the treatments for Gout?",
                "paragraphs": ["Medicines include - colchicine - steroids"],
            },
        ],
    }
    assert outline(only_draft(JsonlReader(), save("a.jsonl", lines(record))).sections) == [
        "# What is gout?",
        "Flares often include:",
        "* Swelling",
        "* Redness",
        "# What are the treatments for Gout?",
        "Medicines include",
        "* colchicine",
        "* steroids",
    ]


def test_bad_records_are_rejected_with_line_and_reason_and_the_good_ones_come(save: Save) -> None:
    path = save(
        "a.jsonl",
        lines(
            ARTICLE,
            {"id": "x_2", "sections": []},
            ARTICLE | {"id": "x_3", "sections": [{"heading": "Causes", "paragraphs": [" "]}]},
            ARTICLE | {"id": "x_4", "publised": "2024-01-01"},
            ARTICLE | {"id": "x_5", "published": "03/04/2025"},
            ARTICLE | {"id": "x_6", "sections": [{"heading": "", "paragraphs": "text"}]},
            ARTICLE | {"id": "x_7"},
        ),
    )
    found = list(JsonlReader().read(path))
    assert [record.key for record in found if isinstance(record, Draft)] == ["x_1", "x_7"]
    rejects = [record for record in found if isinstance(record, Reject)]
    assert [(reject.path, reject.line) for reject in rejects] == [(path, line) for line in (2, 3, 4, 5, 6)]
    reasons = [reject.reason for reject in rejects]
    assert reasons[0] == "'title' is missing"
    assert reasons[1] == "the article has no paragraphs; add its text or leave it out"
    assert reasons[2].startswith("the key 'publised' is unknown; known are also_known_as, authors,")
    assert reasons[3] == "'published' must be a date written YYYY-MM-DD"
    assert reasons[4] == "'sections.0.paragraphs' must be a list"


def test_medlineplus_2024_is_read_whole(shared_data: Path, outline: Outline) -> None:
    drafts = list(JsonlReader().read(shared_data / "articles/medlineplus2024_articles.jsonl"))
    assert len(drafts) == 1_023
    gout = next(draft for draft in drafts if isinstance(draft, Draft) and draft.key == "mplus_264")
    text = outline(gout.sections)
    start = text.index("Many people develop gout. You are more likely to get it if you:")
    assert text[start - 1] == "# Who is more likely to develop gout?"
    assert text[start + 1 : start + 6] == [
        "* Are male.",
        "* Are older; it usually develops in middle age.",
        "* Have obesity.",
        "* Have certain health conditions, such as:",
        "* Heart failure",
    ]
    assert text[-1] == "NIH: National Institute of Arthritis and Musculoskeletal and Skin Diseases"


def test_medquad_is_read_whole_with_three_articles_that_state_no_title(shared_data: Path) -> None:
    found = list(JsonlReader().read(shared_data / "articles/medquad_articles.jsonl"))
    drafts = [record for record in found if isinstance(record, Draft)]
    assert (len(found), len(drafts)) == (5_486, 5_486)
    assert sum(not draft.title for draft in drafts) == 3
    assert not any(
        section.heading and not section.blocks for record in found if isinstance(record, Draft) for section in record.sections
    )
