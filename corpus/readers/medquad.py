"""MedQuAD XML: questions and answers about one topic, made from the web pages of US health institutes."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from corpus.drafts import Draft, DraftSection, Reject
from corpus.errors import ReadError
from corpus.models import PassageRole, Source
from corpus.readers.structure import sections_from
from corpus.readers.xml_files import elements, root_element, text_of

PUBLISHERS = {
    "CancerGov": "National Cancer Institute (NCI)",
    "GARD": "Genetic and Rare Diseases Information Center (GARD)",
    "GHR": "Genetics Home Reference, US National Library of Medicine",
    "MPlus_Health_Topics": "MedlinePlus, US National Library of Medicine",
    "MPlusHealthTopics": "MedlinePlus, US National Library of Medicine",
    "NIDDK": "National Institute of Diabetes and Digestive and Kidney Diseases (NIDDK)",
    "NINDS": "National Institute of Neurological Disorders and Stroke (NINDS)",
    "NIHSeniorHealth": "NIHSeniorHealth, National Institute on Aging",
    "NHLBI": "National Heart, Lung, and Blood Institute (NHLBI)",
    "CDC": "Centers for Disease Control and Prevention (CDC)",
}
"""The institutes behind MedQuAD's short source names, as its paper lists them (Ben Abacha 2019, table 1)."""

ROLES = {
    "information": PassageRole.OVERVIEW,
    "symptoms": PassageRole.SYMPTOMS,
    "causes": PassageRole.CAUSES,
    "inheritance": PassageRole.CAUSES,
    "genetic changes": PassageRole.CAUSES,
    "exams and tests": PassageRole.DIAGNOSIS,
    "treatment": PassageRole.TREATMENT,
    "prevention": PassageRole.PREVENTION,
    "outlook": PassageRole.OUTLOOK,
    "complications": PassageRole.OUTLOOK,
}
"""The kinds that are one of our roles; `susceptibility`, `considerations`, `stages` and others are left open."""

ROOTS = frozenset({"Document", "DiseaseFile"})
"""One CDC file has the older root name."""

LICENCE = "CC BY 4.0 (MedQuAD)"


class MedquadReader:
    """Reads one MedQuAD file: the topic is the article, each question a section."""

    name = "medquad"
    suffixes = frozenset({".xml"})

    def sniff(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the content decides
        """Say whether the root is a MedQuAD document with a focus."""
        return root_element(head) in ROOTS and b"<Focus" in head

    def read(self, path: Path) -> Iterator[Draft | Reject]:
        """Yield the document, or a Reject where no question has an answer (MedQuAD withholds some for copyright)."""
        seen_any = False
        for document in elements(path, ROOTS):
            seen_any = True
            yield _draft(path, document)
        if not seen_any:
            raise ReadError(path, "it holds no MedQuAD <Document>; choose another format with --format")


def _draft(path: Path, document: Element) -> Draft | Reject:
    title = " ".join(text_of(document.find("Focus")).split())
    sections = tuple(section for pair in document.iter("QAPair") for section in _sections(pair))
    if not sections:
        reason = "the document has no paragraphs: its publisher withheld the answer to every question"
        return Reject(path=path, reason=reason, withheld=True)
    source = document.get("source") or ""
    number = document.get("id") or document.get("fid") or path.stem
    # MedQuAD gave ten parts of two articles the id of the whole (0000013_2_1.xml says 0000013_2): the file's name tells them apart.
    number = path.stem if path.stem.startswith(f"{number}_") else number
    return Draft(
        title=title,
        sections=sections,
        key=f"{source}_{number}" if source else number,
        also_known_as=_synonyms(document),
        source=Source(
            publisher=PUBLISHERS.get(source, source) or None,
            url=document.get("url") or None,
            licence=LICENCE,
            country="US",
            language="en",
        ),
    )


def _sections(pair: Element) -> tuple[DraftSection, ...]:
    question = pair.find("Question")
    role = ROLES.get(question.get("qtype", "")) if question is not None else None
    answer = text_of(pair.find("Answer"))
    return sections_from([answer], heading=_tidy_question(text_of(question)), role=role)


def _tidy_question(text: str) -> str:
    """Return `What is (are) X ?` without the space, and `... X? ?` with one mark; its words stay as they are."""
    question = re.sub(r"[\s?]*\?$", "?", " ".join(text.split()))
    return question[:1].upper() + question[1:]


def _synonyms(document: Element) -> tuple[str, ...]:
    names = (" ".join(text_of(synonym).split()) for synonym in document.iter("Synonym"))
    return tuple(dict.fromkeys(name for name in names if name))
