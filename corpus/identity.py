"""Ids that stay the same when the same thing is read again, and change when its content does."""

import hashlib
import re
import unicodedata

from corpus.drafts import Draft
from corpus.models import ArticleId, PassageId, Sha256

_SAFE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_SLUG_LENGTH = 48


def sha256_of(text: str) -> Sha256:
    """Hash a text's UTF-8 bytes."""
    return Sha256(hashlib.sha256(text.encode()).hexdigest())


def slug(text: str) -> str:
    """Make a short lower-case ASCII name for a title; may be empty for a title without Latin letters."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-")


def article_key(draft: Draft) -> str:
    """Name what makes this article itself: the publisher's id, else its URL, else publisher and title."""
    if draft.key:
        return draft.key
    if draft.source.url:
        return draft.source.url
    return f"{draft.source.publisher or ''}|{draft.title}"


def article_id(draft: Draft) -> ArticleId:
    """Make an article's id from its key; a key that is safe in a URL is the id itself."""
    key = article_key(draft)
    if draft.key and _SAFE_KEY.fullmatch(draft.key):
        return ArticleId(draft.key)
    name = slug(draft.title)
    return ArticleId(f"{name}-{sha256_of(key)[:10]}" if name else sha256_of(key)[:16])


def passage_id(article: ArticleId, text: str, occurrence: int) -> PassageId:
    """Make a passage's id from its own words, so that an edit elsewhere in the article leaves it alone.

    `occurrence` counts earlier passages of the same article with the very same text.
    """
    return PassageId(hashlib.sha256(f"{article}\0{text}\0{occurrence}".encode()).hexdigest()[:16])
