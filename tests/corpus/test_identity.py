"""Ids stay the same when the same thing is read again, and change with its own content only."""

import hashlib
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from corpus.identity import article_id, article_key, passage_id, sha256_of, slug
from corpus.models import ArticleId, Source
from tests.corpus.making import draft, section, split

PARAGRAPHS = (
    "The hip joint carries most of the weight of the body and needs a steady supply of blood all day.",
    "Doctors look at the hip with an X-ray first, and with magnetic resonance imaging when that shows nothing yet.",
    "Crutches take the load off the joint for some weeks while the bone is watched by the hospital team.",
)


def test_sha256_of_hashes_the_utf8_bytes() -> None:
    assert sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of("½") == hashlib.sha256(b"\xc2\xbd").hexdigest()


def test_a_slug_is_lower_case_ascii_without_accents_and_at_most_48_characters() -> None:
    assert slug("Ménière’s disease: what is it?") == "menieres-disease-what-is-it"
    assert slug("疼痛") == ""
    assert slug("x" * 60) == "x" * 48


def test_a_url_safe_key_of_the_publisher_is_the_id_itself() -> None:
    assert article_id(draft("Gout", key="gout")) == "gout"


def test_an_unsafe_key_becomes_title_and_hash() -> None:
    made = draft("Gout", key="topics/gout?v=1")
    assert article_id(made) == f"gout-{sha256_of('topics/gout?v=1')[:10]}"


def test_without_key_the_url_is_the_identity_and_without_that_publisher_and_title() -> None:
    assert article_key(draft("Gout", source=Source(url="https://a.example/gout"))) == "https://a.example/gout"
    assert article_key(draft("Gout", source=Source(publisher="A"))) == "A|Gout"
    assert article_key(draft("Gout")) == "|Gout"


def test_two_publishers_may_use_one_title() -> None:
    ids = {article_id(draft("Gout", source=Source(publisher=name))) for name in ("A", "B")}
    assert len(ids) == 2


def test_a_title_without_latin_letters_still_gets_an_id() -> None:
    assert article_id(draft("痛风", key="痛风")) == sha256_of("痛风")[:16]


@given(title=st.text(max_size=80), key=st.none() | st.text(max_size=100), url=st.none() | st.text(max_size=40))
def test_every_article_id_is_safe_in_a_url_and_the_same_each_time(title: str, key: str | None, url: str | None) -> None:
    made = draft(title, key=key, source=Source(url=url))
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", article_id(made))
    assert article_id(made) == article_id(replace(made))


def test_a_passage_id_depends_on_article_text_and_occurrence_only() -> None:
    expected = hashlib.sha256(b"gout\x00Rest.\x000").hexdigest()[:16]
    assert passage_id(ArticleId("gout"), "Rest.", 0) == expected
    assert len({passage_id(ArticleId("gout"), "Rest.", n) for n in (0, 1)}) == 2
    assert passage_id(ArticleId("flu"), "Rest.", 0) != expected


def test_reading_the_same_article_twice_gives_the_same_ids() -> None:
    made = draft("Hip", section("Overview", *PARAGRAPHS), key="hip")
    assert [p.id for p in split(made)[1]] == [p.id for p in split(replace(made))[1]]


def test_editing_one_paragraph_changes_only_its_own_passage_id() -> None:
    before = split(draft("Hip", section("Overview", *PARAGRAPHS), key="hip"))[1]
    edited = (PARAGRAPHS[0], PARAGRAPHS[1] + " A scan is painless.", PARAGRAPHS[2])
    after = split(draft("Hip", section("Overview", *edited), key="hip"))[1]
    assert [a.id == b.id for a, b in zip(before, after, strict=True)] == [True, False, True]


def test_the_same_words_twice_in_one_article_get_two_ids() -> None:
    passages = split(draft("Hip", section("A", PARAGRAPHS[0]), section("B", PARAGRAPHS[0]), key="hip"))[1]
    assert [p.text for p in passages] == [PARAGRAPHS[0]] * 2
    assert passages[0].id != passages[1].id
