"""Drafts and stored articles in the fewest words."""

from corpus.drafts import Draft, DraftBlock, DraftSection
from corpus.ingest import prepare
from corpus.models import Article, ArticleId, BlockKind, Passage, PassageRole, Source
from corpus.store import ArticleStore, Change
from corpus.tokens import TokenCounter, WordCounter

NO_SOURCE = Source()

# The two paragraphs of the portal article, in our own words but as close to each other as those.
CLEAN = (
    "A broken hip in an older person seldom heals without an operation. The main trouble is that the blood supply "
    "of the bone is interrupted, which lets bone tissue die. Pain in the groin and a leg that looks shorter are the "
    "usual first signs, and a visit to the bone or joint clinic of a good hospital is needed soon."
)
WORDY = CLEAN.replace("bone tissue", "bone cells").replace("a good", "a正规")


def item(text: str) -> DraftBlock:
    """Make a list item."""
    return DraftBlock(text=text, kind=BlockKind.LIST_ITEM)


def section(heading: str, *blocks: str | DraftBlock, role: PassageRole | None = None) -> DraftSection:
    """Make a section; a plain text is a paragraph."""
    made = tuple(DraftBlock(text=block) if isinstance(block, str) else block for block in blocks)
    return DraftSection(heading=heading, blocks=made, role=role)


def draft(title: str, *sections: DraftSection, key: str | None = None, source: Source = NO_SOURCE) -> Draft:
    """Make a draft."""
    return Draft(title=title, sections=sections, source=source, key=key)


def split(made: Draft, counter: TokenCounter | None = None) -> tuple[Article, list[Passage]]:
    """Prepare a draft: the article and its passages."""
    article, passages, _ = prepare(made, counter or WordCounter())
    return article, passages


def put(store: ArticleStore, *drafts: Draft, counter: TokenCounter | None = None) -> list[Change]:
    """Store drafts and collapse their near-duplicates in one transaction, as an import does."""
    changes: list[Change] = []
    changed: set[ArticleId] = set()
    with store.transaction():
        for made in drafts:
            article, passages, findings = prepare(made, counter or WordCounter())
            changes.append(store.put(article, passages, findings, origin="made.md"))
            changed.add(article.id)
        store.collapse_duplicates(changed)
    return changes
