"""A clean draft laid out as one text in which every block has its place."""

from dataclasses import replace

from corpus.articles import assemble
from corpus.models import BlockKind, PassageRole, Source
from tests.corpus.making import draft, item, section


def test_headings_and_paragraphs_are_parted_by_an_empty_line_and_items_stand_one_to_a_line() -> None:
    article = assemble(
        draft("Gout", section("", "Gout hurts."), section("Care", "Do this:", item("rest"), item("drink"), "Then wait."))
    )
    assert article.text == "Gout hurts.\n\nCare\n\nDo this:\n- rest\n- drink\n\nThen wait."


def test_each_block_slices_back_to_its_text_with_the_mark_of_an_item() -> None:
    article = assemble(draft("Gout", section("Care", "Do this:", item("rest"))))
    (part,) = article.sections
    assert [article.text[block.start : block.end] for block in part.blocks] == ["Do this:", "- rest"]
    assert [block.kind for block in part.blocks] == [BlockKind.PARAGRAPH, BlockKind.LIST_ITEM]


def test_a_list_that_opens_a_section_stands_below_an_empty_line() -> None:
    assert assemble(draft("Gout", section("Care", item("rest"), item("ice")))).text == "Care\n\n- rest\n- ice"


def test_an_article_carries_over_what_the_draft_says() -> None:
    source = Source(publisher="A", language="en")
    part = replace(section("Care", "Rest.", role=PassageRole.TREATMENT), references=("r1",))
    made = replace(draft("Gout", part, key="gout", source=source), topics=("joints",), also_known_as=("podagra",))
    article = assemble(made)
    assert (article.id, article.key, article.title) == ("gout", "gout", "Gout")
    assert (article.source, article.topics, article.also_known_as) == (source, ("joints",), ("podagra",))
    assert (article.sections[0].role, article.sections[0].references) == (PassageRole.TREATMENT, ("r1",))


def test_a_draft_without_sections_is_an_empty_text() -> None:
    assert assemble(draft("Gout")).text == ""
