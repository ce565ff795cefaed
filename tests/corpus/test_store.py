"""The store keeps what it was given, whole or not at all."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.drafts import Draft
from corpus.errors import ArticleNotFound, StoreError
from corpus.ingest import remove_articles
from corpus.models import ArticleId, Passage, PassageId, PassageRole, Reference, Severity, Source
from corpus.store import FILE_NAME, ArticleEntry, ArticleStore, Change
from tests.corpus.making import CLEAN, WORDY, draft, item, put, section, split

FullDisk = Callable[[int], AbstractContextManager[None]]

LONG = "The hip joint carries most of the weight of the body and needs a steady supply of blood."
OTHER = "Doctors look at the joint with an X-ray first and with a scan when that shows nothing."


def gout(*paragraphs: str, key: str = "gout") -> Draft:
    return draft("Gout", section("Care", *(paragraphs or (LONG,))), key=key)


def everything(store: ArticleStore) -> tuple[object, ...]:
    """Read all there is in a store."""
    entries = list(store.entries())
    passages = [store.passages_of(entry.id) for entry in entries]
    return entries, passages, store.collapses(), list(store.findings()), store.corpus_sha256()


# ── put and fetch ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_article_comes_back_as_it_went_in(store: ArticleStore) -> None:
    source = Source(
        publisher="A",
        authors=("Dr. B", "C"),
        url="https://a.example",
        licence="CC BY 4.0",
        country="GB",
        language="en",
        published=date(2025, 12, 10),
        reviewed=date(2026, 1, 2),
        next_review=date(2028, 1, 2),
        notice="No clinician has reviewed it.",
        references=(Reference(id="r1", publisher="NIH", title="Gout", url=None),),
    )
    care = replace(section("Care ½", LONG, "Do:", item("rest"), role=PassageRole.TREATMENT), references=("r1",))
    made = replace(draft("Gout", care, key="gout", source=source), topics=("joints",), also_known_as=("podagra",))
    put(store, made)
    article, passages = split(made)
    assert store.article("gout") == article
    assert store.passages_of(ArticleId("gout")) == passages
    assert store.passage(passages[0].id) == passages[0]
    assert list(store.entries()) == [ArticleEntry(id=ArticleId("gout"), title="Gout", publisher="A", passages=2, origin="made.md")]


def test_a_passage_with_lead_in_and_flags_comes_back_as_it_went_in(store: ArticleStore) -> None:
    made = draft(
        "Hip",
        section("Help", "Get help 正规 if:", *[item(f"number {n} of these {LONG}") for n in range(20)]),
        key="hip",
    )
    put(store, made)
    stored = store.passages_of(ArticleId("hip"))
    assert stored == split(made)[1]
    assert stored[1].lead_in is not None
    assert stored[0].flags == ("stray-script",)


def test_put_tells_added_unchanged_and_updated_apart(store: ArticleStore) -> None:
    assert put(store, gout()) == [Change.ADDED]
    before = everything(store)
    assert put(store, gout()) == [Change.UNCHANGED]
    assert everything(store) == before
    assert put(store, gout(OTHER)) == [Change.UPDATED]
    assert [p.text for p in store.passages_of(ArticleId("gout"))] == [OTHER]
    assert store.counts() == {"articles": 1, "passages": 1, "served": 1}


def test_a_new_review_date_alone_is_an_update(store: ArticleStore) -> None:
    put(store, gout())
    assert put(store, replace(gout(), source=Source(reviewed=date(2026, 1, 1)))) == [Change.UPDATED]


def test_removing_an_article_takes_passages_and_findings_with_it(store: ArticleStore) -> None:
    put(store, gout("Gout", LONG), gout(OTHER, key="other"))
    assert len(list(store.findings())) == 1
    with store.transaction():
        store.remove(ArticleId("gout"))
    assert store.counts() == {"articles": 1, "passages": 1, "served": 1}
    assert list(store.findings()) == []


def test_what_is_not_there_is_said_to_be_not_there(store: ArticleStore) -> None:
    with pytest.raises(ArticleNotFound, match=r"no article 'x' in .*corpus list"):
        store.article("x")
    with pytest.raises(ArticleNotFound, match="no article 'x'"):
        store.remove(ArticleId("x"))
    assert store.passage("x") is None
    assert store.origin(ArticleId("x")) is None
    assert store.kept_for(PassageId("x")) is None


def test_findings_name_article_and_rule_and_can_be_asked_for_by_article(store: ArticleStore) -> None:
    put(store, gout("Gout", LONG), gout(f"正规 {OTHER}", key="other"))
    found = [(f.article_id, f.rule, f.severity) for f in store.findings()]
    assert found == [("gout", "repeated-title", Severity.INFO), ("other", "stray-script", Severity.WARNING)]
    assert [f.rule for f in store.findings({ArticleId("other")})] == ["stray-script"]


# ── near-duplicates ──────────────────────────────────────────────────────────────────────────────────────────────────


def twins(store: ArticleStore) -> tuple[Passage, Passage]:
    """Store the clean and the flagged twin under one subject; return (clean, flagged)."""
    put(store, draft("Hip", section("", CLEAN), key="clean"), draft("Hip", section("", WORDY), key="flagged"))
    return store.passages_of(ArticleId("clean"))[0], store.passages_of(ArticleId("flagged"))[0]


def test_the_clean_twin_is_served_and_both_places_are_kept(store: ArticleStore) -> None:
    clean, flagged = twins(store)
    assert [p.id for p in store.served_passages()] == [clean.id]
    assert store.collapses() == [(flagged.id, clean.id)]
    assert store.kept_for(flagged.id) == clean.id
    assert store.kept_for(clean.id) is None
    assert store.collapsed_into(clean.id) == [flagged]
    assert store.counts() == {"articles": 2, "passages": 2, "served": 1}
    (finding,) = [f for f in store.findings() if f.rule == "near-duplicate"]
    assert (finding.article_id, finding.passage_id) == ("flagged", flagged.id)
    assert finding.detail == f"served as passage {clean.id} in article clean"


def test_twins_within_one_article_collapse(store: ArticleStore) -> None:
    put(store, draft("Hip", section("", CLEAN, WORDY), key="hip"))
    assert [p.text for p in store.served_passages()] == [CLEAN]
    assert [f.detail.endswith("in the same article") for f in store.findings() if f.rule == "near-duplicate"] == [True]


def test_a_flagged_passage_without_a_twin_is_served_with_its_flag(store: ArticleStore) -> None:
    put(store, draft("Hip", section("", WORDY), key="hip"))
    assert [p.flags for p in store.served_passages()] == [("stray-script",)]


def test_when_the_kept_twin_is_removed_the_other_stands_for_itself(store: ArticleStore) -> None:
    _, flagged = twins(store)
    remove_articles(store, ["clean"])
    assert list(store.served_passages()) == [flagged]
    assert store.collapses() == []


def test_three_twins_of_which_the_kept_one_goes_collapse_anew(store: ArticleStore) -> None:
    clean, flagged = twins(store)
    put(store, draft("Hip", section("", CLEAN.replace("seldom", "rarely")), key="third"))
    assert len(list(store.served_passages())) == 1
    remove_articles(store, [store.passage(next(store.served_passages()).id).article_id])  # type: ignore[union-attr]
    assert len(list(store.served_passages())) == 1
    assert flagged.id in dict(store.collapses())
    assert clean.id not in dict(store.collapses())


def test_when_an_edit_takes_the_likeness_away_both_are_served(store: ArticleStore) -> None:
    twins(store)
    put(store, draft("Hip", section("", OTHER), key="clean"))
    assert store.counts()["served"] == 2


def test_a_twin_that_is_imported_later_collapses_as_if_imported_together(store: ArticleStore, tmp_path: Path) -> None:
    twins(store)
    with ArticleStore.open_store(tmp_path / "other") as other:
        put(other, draft("Hip", section("", WORDY), key="flagged"))
        put(other, draft("Hip", section("", CLEAN), key="clean"))
        assert other.collapses() == store.collapses()
        assert other.corpus_sha256() == store.corpus_sha256()


def test_same_text_finds_the_word_for_word_twins_under_other_subjects(store: ArticleStore) -> None:
    put(
        store,
        draft("Gaucher disease", section("", LONG), key="a"),
        draft("Fabry disease", section("", LONG.upper()), key="b"),
    )
    (first,) = store.passages_of(ArticleId("a"))
    assert store.collapses() == []
    assert [p.article_id for p in store.same_text(first)] == ["b"]


# ── what an index is built from ──────────────────────────────────────────────────────────────────────────────────────


def test_served_passages_and_served_fields_come_in_the_order_of_ids(store: ArticleStore) -> None:
    source = Source(publisher="A", language="en", reviewed=date(2026, 1, 2))
    put(store, replace(gout(LONG, OTHER), source=source), draft("Flu", section("Symptoms", "Fever. " * 20), key="flu"))
    ids = [p.id for p in store.served_passages()]
    assert ids == sorted(ids)
    assert len(ids) == 3
    fields = {f.passage_id: (f.publisher, f.language, f.role, f.reviewed) for f in store.served_fields()}
    assert list(fields) == ids
    (flu,) = store.passages_of(ArticleId("flu"))
    assert fields.pop(flu.id) == (None, None, "symptoms", None)
    assert set(fields.values()) == {("A", "en", None, "2026-01-02")}


def test_the_corpus_hash_changes_with_content_and_not_with_order(store: ArticleStore, tmp_path: Path) -> None:
    put(store, gout(), gout(OTHER, key="other"))
    before = store.corpus_sha256()
    with ArticleStore.open_store(tmp_path / "reversed") as other:
        put(other, gout(OTHER, key="other"), gout())
        assert other.corpus_sha256() == before
    put(store, gout(f"{LONG} And more."))
    assert store.corpus_sha256() != before


def test_a_snapshot_is_the_same_store_read_only(store: ArticleStore, tmp_path: Path) -> None:
    twins(store)
    before = everything(store)
    store.snapshot(tmp_path / "copy.sqlite")
    with ArticleStore.open_snapshot(tmp_path / "copy.sqlite") as copy:
        assert everything(copy) == before
        with pytest.raises(StoreError, match="readonly"):
            put(copy, gout())
        put(store, gout())
        assert everything(copy) == before


@pytest.mark.parametrize("name", ["a#b", "a?b", "50%20", "a b"])
def test_a_snapshot_opens_whatever_its_folder_is_called(store: ArticleStore, tmp_path: Path, name: str) -> None:
    put(store, gout())
    folder = tmp_path / name
    folder.mkdir()
    store.snapshot(folder / "copy.sqlite")
    with ArticleStore.open_snapshot(folder / "copy.sqlite") as copy:
        assert copy.counts()["articles"] == 1


def test_a_snapshot_never_overwrites_a_file(store: ArticleStore, tmp_path: Path) -> None:
    taken = tmp_path / "copy.sqlite"
    taken.write_text("mine")
    with pytest.raises(StoreError, match=r"copy\.sqlite: cannot write the corpus copy"):
        store.snapshot(taken)
    assert taken.read_text() == "mine"


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_exception_inside_a_transaction_leaves_the_store_as_it_was(store: ArticleStore) -> None:
    twins(store)
    before = everything(store)

    def remove_and_fail() -> None:
        with store.transaction():
            store.remove(ArticleId("clean"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        remove_and_fail()
    assert everything(store) == before


def test_a_full_disk_is_a_store_error_and_leaves_the_store_as_it_was(store: ArticleStore, full_disk: FullDisk) -> None:
    put(store, gout())
    before = everything(store)
    big = [gout(f"{LONG} {number} " * 40, key=f"k{number}") for number in range(50)]
    with (
        full_disk(store.path.stat().st_size),
        pytest.raises(StoreError, match=r"corpus\.sqlite: nothing was changed.*free space"),
    ):
        put(store, *big)
    assert everything(store) == before
    assert put(store, *big) == [Change.ADDED] * 50


def test_a_full_disk_while_copying_is_a_store_error(store: ArticleStore, tmp_path: Path, full_disk: FullDisk) -> None:
    put(store, gout())
    with full_disk(4096), pytest.raises(StoreError, match="free space"):
        store.snapshot(tmp_path / "copy.sqlite")


def test_a_home_that_cannot_be_made_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot open the article store .*check --home"):
        ArticleStore.open_store(tmp_path / "file" / "home")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_home_is_a_store_error(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot open the article store"):
        ArticleStore.open_store(tmp_path)


def test_a_file_that_is_no_store_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database " * 500)
    with pytest.raises(StoreError, match="cannot open the article store"):
        ArticleStore.open_store(tmp_path)
    with pytest.raises(StoreError, match="cannot open the corpus"):
        ArticleStore.open_snapshot(tmp_path / FILE_NAME)
    with pytest.raises(StoreError, match="cannot open the corpus"):
        ArticleStore.open_snapshot(tmp_path / "missing.sqlite")


def test_a_store_of_another_format_is_refused(tmp_path: Path) -> None:
    ArticleStore.open_store(tmp_path).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    with connection:
        connection.execute("UPDATE about SET value = '99' WHERE name = 'format'")
    connection.close()
    with pytest.raises(StoreError, match="store format 99, this version reads 1; import the articles anew"):
        ArticleStore.open_store(tmp_path)
