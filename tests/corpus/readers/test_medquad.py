"""Tests for corpus.readers.medquad."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.drafts import Draft, DraftSection, Reject
from corpus.errors import ReadError
from corpus.models import PassageRole, Source
from corpus.readers.base import Reader
from corpus.readers.medquad import MedquadReader

Save = Callable[[str, str | bytes], Path]
Outline = Callable[[tuple[DraftSection, ...]], list[str]]
OnlyDraft = Callable[[Reader, Path], Draft]

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<Document id="0000001" source="NIDDK" url="http://www.niddk.nih.gov/acromegaly">
<Focus>Acromegaly</Focus>
<FocusAnnotations><UMLS><CUIs><CUI>C0001206</CUI></CUIs></UMLS>
<Synonyms><Synonym>Somatotropin excess</Synonym><Synonym> Giantism </Synonym></Synonyms></FocusAnnotations>
<QAPairs>
<QAPair pid="1"><Question qid="1-1" qtype="information">What is (are) Acromegaly ?</Question>
<Answer>Acromegaly is a hormonal disorder.

It is treatable in most patients.</Answer></QAPair>
<QAPair pid="2"><Question qid="1-2" qtype="susceptibility">Who is at risk for Acromegaly? ?</Question>
<Answer>Risks include - age  - sex  - race.</Answer></QAPair>
<QAPair pid="3"><Question qid="1-3" qtype="exams and tests">How to diagnose Acromegaly ?</Question>
<Answer></Answer></QAPair>
<QAPair pid="4"><Question qid="1-4" qtype="treatment">what are the treatments for Acromegaly ?</Question>
<Answer>Surgery is done first.</Answer></QAPair>
</QAPairs></Document>"""


def test_a_document_is_an_article_and_its_questions_are_sections(save: Save, only_draft: OnlyDraft, outline: Outline) -> None:
    draft = only_draft(MedquadReader(), save("a.xml", DOCUMENT))
    assert (draft.key, draft.title) == ("NIDDK_0000001", "Acromegaly")
    assert draft.also_known_as == ("Somatotropin excess", "Giantism")
    assert draft.source == Source(
        publisher="National Institute of Diabetes and Digestive and Kidney Diseases (NIDDK)",
        url="http://www.niddk.nih.gov/acromegaly",
        licence="CC BY 4.0 (MedQuAD)",
        country="US",
        language="en",
    )
    assert outline(draft.sections) == [
        "# What is (are) Acromegaly?",
        "Acromegaly is a hormonal disorder.",
        "It is treatable in most patients.",
        "# Who is at risk for Acromegaly?",
        "Risks include",
        "* age",
        "* sex",
        "* race.",
        "# What are the treatments for Acromegaly?",
        "Surgery is done first.",
    ]
    assert [section.role for section in draft.sections] == [PassageRole.OVERVIEW, None, PassageRole.TREATMENT]


def test_a_document_without_an_answer_is_rejected(save: Save) -> None:
    path = save("a.xml", '<Document id="1" source="NIDDK"><Focus>Gout</Focus><QAPairs></QAPairs></Document>')
    reason = "the document has no paragraphs: its publisher withheld the answer to every question"
    assert list(MedquadReader().read(path)) == [Reject(path=path, reason=reason, withheld=True)]


def test_a_document_without_a_topic_keeps_its_answers_and_states_no_title(save: Save, only_draft: OnlyDraft) -> None:
    path = save("a.xml", DOCUMENT.replace("<Focus>Acromegaly</Focus>", "<Focus></Focus>"))
    assert only_draft(MedquadReader(), path).title == ""


def test_xml_without_a_document_is_refused(save: Save) -> None:
    with pytest.raises(ReadError, match="no MedQuAD <Document>"):
        list(MedquadReader().read(save("a.xml", "<other/>")))


def test_the_older_root_name_is_understood(shared_data: Path, only_draft: OnlyDraft) -> None:
    draft = only_draft(MedquadReader(), shared_data / "medquad_xml/9_CDC_QA/0000397.xml")
    assert (draft.key, draft.title) == ("CDC_0000397", "Parasites - Taeniasis")


def test_headings_within_an_answer_are_joined_to_its_question(shared_data: Path, only_draft: OnlyDraft) -> None:
    draft = only_draft(MedquadReader(), shared_data / "medquad_xml/8_NHLBI_QA_XML/0000001.xml")
    question = "What is (are) Alpha-1 Antitrypsin Deficiency?"
    assert [section.heading for section in draft.sections][:3] == [
        question,
        f"{question} Overview",
        f"{question} Outlook",
    ]


def test_all_five_subsets_are_read_but_for_six_documents_whose_answers_are_withheld(shared_data: Path) -> None:
    paths = sorted(shared_data.glob("medquad_xml/*/*.xml"))
    found = [record for path in paths for record in MedquadReader().read(path)]
    assert (len(paths), len(found)) == (468, 468)
    assert sum(isinstance(record, Reject) for record in found) == 6


def test_a_part_that_repeats_the_id_of_the_whole_is_told_apart_by_its_file_name(save: Save, only_draft: OnlyDraft) -> None:
    assert only_draft(MedquadReader(), save("0000001_2.xml", DOCUMENT)).key == "NIDDK_0000001_2"
    assert only_draft(MedquadReader(), save("other.xml", DOCUMENT)).key == "NIDDK_0000001"
