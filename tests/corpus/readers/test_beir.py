"""Tests for corpus.readers.beir."""

import json
from collections.abc import Callable
from pathlib import Path

from corpus.drafts import Draft, DraftSection, Reject
from corpus.models import Source
from corpus.readers.base import Reader
from corpus.readers.beir import BeirReader

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]


def test_a_document_is_an_article(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    record = {
        "_id": "d1",
        "title": "Fever",
        "text": "Fever is common.\nTreatment may include: - Rest. - Fluids.",
        "metadata": {"url": "\nhttps://a.org", "source": "CDC", "qtype": "symptoms"},
    }
    draft = only_draft(BeirReader(), save("corpus.jsonl", json.dumps(record)))
    assert (draft.key, draft.title) == ("d1", "Fever")
    assert draft.source == Source(publisher="CDC", url="https://a.org")
    assert outline(draft.sections) == ["Fever is common.", "Treatment may include:", "* Rest.", "* Fluids."]


def test_the_first_words_stand_in_for_a_missing_title(save: Save, only_draft: OnlyDraft) -> None:
    words = " ".join(f"word{number}" for number in range(14))
    draft = only_draft(BeirReader(), save("corpus.jsonl", json.dumps({"_id": "d1", "title": "", "text": words})))
    assert draft.title == " ".join(words.split()[:12]) + " …"


def test_a_title_alone_is_the_text_too(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(BeirReader(), save("corpus.jsonl", '{"_id": "d1", "title": "Rest when ill.", "text": ""}'))
    assert (draft.title, outline(draft.sections)) == ("Rest when ill.", ["Rest when ill."])


def test_documents_with_nothing_or_a_used_id_are_rejected(save: Save) -> None:
    records = [
        {"_id": "d1", "title": "a", "text": "b"},
        {"_id": "d2", "title": "", "text": " "},
        {"_id": "d1", "title": "c", "text": "d"},
        {"_id": "d3", "title": "e", "text": None},
    ]
    found = list(BeirReader().read(save("corpus.jsonl", "\n".join(map(json.dumps, records)))))
    assert [(record.line, record.reason) for record in found if isinstance(record, Reject)] == [
        (2, "the document has neither title nor text; leave it out"),
        (3, "the id 'd1' was used on line 1; give each record its own"),
        (4, "'text' must be text (put it in quotes)"),
    ]


def test_a_file_of_queries_is_not_recognised() -> None:
    assert not BeirReader().sniff(Path("queries.jsonl"), b'{"_id": "q1", "text": "How long does a cold last?"}')


def test_the_covid_corpus_is_read_whole(shared_data: Path) -> None:
    drafts = [record for record in BeirReader().read(shared_data / "covid_faq/corpus.jsonl") if isinstance(record, Draft)]
    assert len(drafts) == 213
    assert (drafts[0].key, drafts[0].title) == ("F000", "What is a novel coronavirus?")
    assert drafts[0].source.url == "https://www.cdc.gov/coronavirus/2019-ncov/faq.html"
