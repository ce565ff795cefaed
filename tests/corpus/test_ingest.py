"""Files into the store: all of an import, or nothing of it."""

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ArticleNotFound, ImportRefused, ReadError, UnknownFormat
from corpus.ingest import ImportOptions, ImportReport, find_files, import_files, remove_articles
from corpus.models import Article, ArticleId, Passage
from corpus.store import ArticleStore
from corpus.tokens import WordCounter, default_counter
from tests.corpus.making import CLEAN, WORDY
from tests.shared_data import shared_data

BODY = "Gout is a kind of arthritis that comes in attacks, mostly at night and mostly in one joint at a time."


def markdown(folder: Path, name: str, *, title: str = "Gout", body: str = BODY, slug: str | None = None) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntitle: {title}\nslug: {slug or path.stem}\n---\n{body}\n", encoding="utf-8")
    return path


def jsonl(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def line(name: str, *paragraphs: str) -> str:
    return json.dumps({"id": name, "title": name.title(), "sections": [{"heading": "", "paragraphs": list(paragraphs)}]})


def run(store: ArticleStore, *paths: Path, keep_going: bool = False, format_name: str = "auto") -> ImportReport:
    files, _ = find_files(paths)
    return import_files(store, files, WordCounter(), ImportOptions(format=format_name, keep_going=keep_going))


# ── which files ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_walked_in_order_of_name_and_what_is_no_article_is_passed_over(tmp_path: Path) -> None:
    names = [
        "b.md",
        "a/z.md",
        "a/README.md",
        "LICENSE.txt",
        ".git/x.md",
        ".hidden.md",
        "photo.jpg",
        "licence-apache.txt",
    ]
    for name in names:
        markdown(tmp_path, name)
    files, passed_over = find_files([tmp_path])
    assert [str(path.relative_to(tmp_path)) for path in files] == ["a/z.md", "b.md"]
    assert len(passed_over) == 6


def test_an_article_whose_name_begins_like_a_licence_is_read(tmp_path: Path) -> None:
    for name in ("noticeable-hair-loss.md", "licensed-medicines.md", "noticing-memory-loss.md"):
        markdown(tmp_path, name)
    assert find_files([tmp_path])[1] == []


def test_a_file_that_is_named_is_always_read(tmp_path: Path) -> None:
    readme = markdown(tmp_path, "README.md")
    assert find_files([readme]) == ([readme], [])


def test_a_path_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere\.md: no such file or folder; check the path"):
        find_files([tmp_path / "nowhere.md"])


# ── added, updated, unchanged ────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_twice_changes_nothing(store: ArticleStore, tmp_path: Path) -> None:
    path = markdown(tmp_path, "gout.md")
    first, second = run(store, path), run(store, path)
    assert (first.added, first.updated, first.unchanged, first.articles, first.passages) == (1, 0, 0, 1, 1)
    assert (second.added, second.updated, second.unchanged, second.articles, second.passages) == (0, 0, 1, 1, 1)
    assert run(store, path, path).unchanged == 2


def test_an_edited_file_updates_its_article(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "gout.md"))
    report = run(store, markdown(tmp_path, "gout.md", body=BODY.replace("night", "dawn")))
    assert (report.added, report.updated) == (0, 1)
    assert "dawn" in store.article("gout").text


def test_findings_are_those_of_the_articles_that_changed(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "old.md", title="Old", body=f"{BODY}\n\nView All"))
    report = run(store, tmp_path / "old.md", markdown(tmp_path, "new.md", title="New", body=f"{BODY}\n\nShare this page"))
    assert [(f.article_id, f.rule) for f in report.findings] == [("new", "boilerplate-share")]


def test_the_origin_of_an_article_is_the_name_of_its_file(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "sub/gout.md"))
    assert store.origin(ArticleId("gout")) == "gout.md"


# ── rejects ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_bad_line_refuses_the_import_and_leaves_the_store_as_it_was(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "gout.md"))
    before = store.corpus_sha256()
    path = jsonl(tmp_path, "all.jsonl", line("flu", BODY), "{broken", line("cold", BODY))
    with pytest.raises(ImportRefused, match=r"all\.jsonl, line 2: .*nothing was imported.*--keep-going") as refused:
        run(store, path)
    assert [(reject.path, reject.line) for reject in refused.value.rejected] == [(path, 2)]
    assert store.corpus_sha256() == before


def test_with_keep_going_the_rest_is_imported_and_the_bad_line_listed(store: ArticleStore, tmp_path: Path) -> None:
    path = jsonl(tmp_path, "all.jsonl", line("flu", BODY), "{broken", line("cold", BODY))
    report = run(store, path, keep_going=True)
    assert [reject.line for reject in report.rejected] == [2]
    assert [entry.id for entry in store.entries()] == ["cold", "flu"]
    assert report.added == 2


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.md", b"", "empty"),
        ("binary.txt", b"\x00\x01\x02PNG" * 50, "binary"),
        ("blank.txt", b" \n\n ", "white space"),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected_with_its_reason(
    store: ArticleStore, tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    markdown(tmp_path, "good.md")
    report = run(store, tmp_path, keep_going=True)
    ((path, said),) = [(reject.path.name, reject.reason) for reject in report.rejected]
    assert path == name
    assert reason in said
    assert report.added == 1


def test_an_article_of_boilerplate_only_is_rejected_by_name(store: ArticleStore, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="article 'Gout' has no paragraphs; only site boilerplate or nothing was left"):
        run(store, markdown(tmp_path, "gout.md", body="View All"))
    assert store.counts()["articles"] == 0


def test_two_files_with_one_id_and_different_texts_are_rejected_naming_both(store: ArticleStore, tmp_path: Path) -> None:
    markdown(tmp_path, "a.md", slug="gout")
    markdown(tmp_path, "b.md", slug="gout", body=BODY + " It hurts.")
    with pytest.raises(ImportRefused, match=r"b\.md: a second article has the id 'gout' \(the first is from .*a\.md\)"):
        run(store, tmp_path)
    assert store.counts()["articles"] == 0


def test_two_copies_of_one_file_are_one_article(store: ArticleStore, tmp_path: Path) -> None:
    markdown(tmp_path, "a.md", slug="gout")
    markdown(tmp_path, "b.md", slug="gout")
    report = run(store, tmp_path)
    assert (report.added, report.unchanged, report.articles) == (1, 1, 1)


def test_an_unknown_format_is_refused_and_the_known_ones_are_listed(store: ArticleStore, tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"there is no format 'docx'; choose one of .*markdown"):
        run(store, markdown(tmp_path, "gout.md"), format_name="docx")


def test_an_import_that_is_interrupted_leaves_the_store_as_it_was(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "gout.md"))
    before = store.corpus_sha256()

    def interrupt(path: Path) -> None:
        if path.name == "flu.md":
            raise KeyboardInterrupt

    files = [markdown(tmp_path, name, title=name) for name in ("cold.md", "flu.md")]
    with pytest.raises(KeyboardInterrupt):
        import_files(store, files, WordCounter(), ImportOptions(), interrupt)
    assert store.corpus_sha256() == before


# ── removal ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_articles_are_removed_all_or_none(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "gout.md"), markdown(tmp_path, "flu.md", title="Flu"))
    with pytest.raises(ArticleNotFound, match="'typo'"):
        remove_articles(store, ["gout", "typo"])
    assert store.counts()["articles"] == 2
    remove_articles(store, ["gout", "flu"])
    assert store.counts() == {"articles": 0, "passages": 0, "served": 0}


def test_removing_the_kept_twin_lets_the_other_stand(store: ArticleStore, tmp_path: Path) -> None:
    run(store, markdown(tmp_path, "clean.md", body=CLEAN), markdown(tmp_path, "stray.md", body=WORDY))
    assert [p.article_id for p in store.served_passages()] == ["clean"]
    remove_articles(store, ["clean"])
    assert [p.article_id for p in store.served_passages()] == ["stray"]


# ── the portal article, end to end ───────────────────────────────────────────────────────────────────────────────────


Portal = tuple[ArticleStore, Article, list[Passage], ImportReport]


@pytest.fixture
def portal(store: ArticleStore) -> Portal:
    files, _ = find_files([shared_data("portal")])
    report = import_files(store, files, default_counter(), ImportOptions())
    (entry,) = store.entries()
    return store, store.article(entry.id), store.passages_of(entry.id), report


@pytest.mark.model
def test_the_portal_article_states_its_source(portal: Portal) -> None:
    _, article, _, _ = portal
    assert article.title == "Can avascular necrosis of the femoral head heal on its own?"
    assert article.source.publisher == "Cainiu Health"
    assert article.source.authors == ("Dr. Chen Jian",)
    assert article.source.published == date(2025, 12, 10)
    assert article.source.reviewed is None


@pytest.mark.model
def test_the_clean_introduction_of_the_portal_article_is_served_for_its_stray_twin(portal: Portal) -> None:
    store, _, passages, _ = portal
    introduction, first, *rest = passages
    assert introduction.text.startswith("Avascular necrosis of the femoral head cannot heal on its own. Its core pathology")
    assert first.text.startswith("Femoral head necrosis cannot heal on its own. The core pathology")
    assert (introduction.flags, first.flags) == ((), ("stray-script",))
    assert store.collapses() == [(first.id, introduction.id)]
    assert {p.id for p in store.served_passages()} == {introduction.id, *(p.id for p in rest)}


@pytest.mark.model
def test_each_change_to_the_portal_article_has_its_rule(portal: Portal) -> None:
    _, _, _, report = portal
    found = {(finding.rule, finding.text) for finding in report.findings if finding.rule != "near-duplicate"}
    assert found == {
        ("boilerplate-related", "Related Articles"),
        ("boilerplate-related", "View All"),
        ("stray-script", "正规"),
    }
    assert [finding.rule for finding in report.findings].count("near-duplicate") == 1


@pytest.mark.model
def test_every_passage_of_the_portal_article_slices_back_to_its_text(portal: Portal) -> None:
    _, article, passages, _ = portal
    assert len(passages) == 5
    assert all(article.text[p.start : p.end] == p.text for p in passages)
    source = shared_data("portal").glob("*.txt")
    saved = next(iter(source)).read_text(encoding="utf-8")
    assert all(p.text in saved for p in passages)
