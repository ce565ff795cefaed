"""Tests for corpus.readers.page_text."""

from corpus.readers.page_text import paragraphs_of_pages

BODY = "Gout is a common kind of arthritis that causes\nsudden pain and swelling in one or more of the\njoints."


def test_lines_are_joined_and_a_short_finished_line_ends_its_paragraph() -> None:
    assert paragraphs_of_pages([f"{BODY}\nIt can be treated."]) == [
        "Gout is a common kind of arthritis that causes sudden pain and swelling in one or more of the joints.",
        "It can be treated.",
    ]


def test_a_word_split_at_a_line_end_is_mended_and_a_hyphenated_one_is_kept() -> None:
    assert paragraphs_of_pages(["Treat-\nment and self-\ncare both help\nto keep the\nuric acid low."]) == [
        "Treatment and self-care both help to keep the uric acid low."
    ]


def test_running_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [
        f"Patient leaflet\nText {word} of the page, which ends here.\nVersion 2, page {number}\n{number}"
        for number, word in enumerate(("one", "two", "three"), 1)
    ]
    assert paragraphs_of_pages(pages) == [f"Text {word} of the page, which ends here." for word in ("one", "two", "three")]


def test_a_paragraph_goes_on_over_the_page_end() -> None:
    assert paragraphs_of_pages(["Gout hurts very much because\n1", "the crystals are sharp.\n2"]) == [
        "Gout hurts very much because the crystals are sharp."
    ]


def test_bullets_begin_items_and_their_wrapped_lines_are_joined() -> None:
    page = "Call a doctor if:\n• the pain is bad and does not\ngo away\n• you have a fever"
    assert paragraphs_of_pages([page]) == [
        "Call a doctor if:",
        "- the pain is bad and does not go away",
        "- you have a fever",
    ]


def test_a_heading_stands_alone() -> None:
    assert paragraphs_of_pages([f"Causes\n{BODY}"])[0] == "Causes"
