"""Letters of another writing system that strayed into a text, told from those that are there on purpose."""

import pytest

from corpus.scripts import main_script, script_of, stray_runs


@pytest.mark.parametrize(
    ("character", "script"),
    [
        ("a", "LATIN"),
        ("é", "LATIN"),
        ("\uff21", "LATIN"),  # full-width A
        ("正", "CJK"),
        ("の", "CJK"),
        ("한", "CJK"),
        ("\u0430", "CYRILLIC"),  # looks like a Latin a
        ("β", "GREEK"),
        ("5", None),
        (" ", None),
        ("½", None),
    ],
)
def test_a_letter_has_the_script_of_its_unicode_name(character: str, script: str | None) -> None:
    assert script_of(character) == script


def test_the_main_script_is_that_of_most_letters() -> None:
    assert main_script("a reputable 正规 hospital") == "LATIN"
    assert main_script("膝关节 MRI 检查报告") == "CJK"
    assert main_script("37.5 (!)") is None


def strays(text: str, script: str | None = None) -> list[str]:
    return [text[a:b] for a, b in stray_runs(text, script or main_script(text))]


def test_chinese_inside_an_english_sentence_is_stray() -> None:
    assert strays("evaluation at a department of a正规 hospital is essential.") == ["正规"]


def test_each_run_is_found_with_its_offsets() -> None:
    assert stray_runs("a正规b疼c", "LATIN") == [(1, 3), (4, 5)]


def test_a_cyrillic_letter_that_looks_latin_is_stray() -> None:
    assert strays("take \u0430spirin with food") == ["\u0430"]


@pytest.mark.parametrize(
    "text",
    [
        "a β-blocker lowers TNF-α",
        "500 \u00b5g or 500 \u03bcg a day",  # micro sign and Greek mu
        "the Δψ of the membrane",
        "a fever above 37 ºC",
        "la 1ª dosis y la 2ª",
        "5 mℓ of syrup, 10ⁿ cells",
        "the oﬃce is open",  # a ligature
    ],
)
def test_symbols_of_science_and_typography_are_not_stray(text: str) -> None:
    assert strays(text) == []


def test_a_greek_word_is_stray_although_greek_symbols_are_not() -> None:
    assert strays("the word νόσος means disease") == ["νόσος"]


@pytest.mark.parametrize(
    "text",
    [
        "acupuncture (针灸) is old",
        "the condition is called “坐骨神经痛” there",
        'also known as "катаракта" there',
        "qi [气] is a notion",
    ],
)
def test_a_gloss_in_brackets_or_quotation_marks_is_deliberate(text: str) -> None:
    assert strays(text) == []


def test_a_bracket_that_closed_before_excuses_nothing() -> None:
    assert strays("the scan (an MRI) at a 正规 hospital (or clinic)") == ["正规"]


def test_latin_words_inside_another_script_are_left_alone() -> None:
    assert strays("患者应进行MRI检查，每天服用一片ibuprofen，饭后服用，并补充vitamin D。") == []


@pytest.mark.parametrize("text", ["コーヒーを飲む人々は眠れない", "ｺｰﾋｰを飲むと眠れない"])
def test_the_marks_of_japanese_writing_belong_to_it(text: str) -> None:
    assert strays(text) == []


def test_a_text_without_letters_has_no_stray_ones() -> None:
    assert stray_runs("正规", None) == []
    assert stray_runs("plain ascii", "CJK") == []
