"""From an Article to its Passages: paragraphs as they stand, lists with their lead-in, nothing the encoder would cut off."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from corpus.cleaning import STRAY_SCRIPT
from corpus.identity import passage_id
from corpus.models import Article, Block, BlockKind, Passage, PassageId, Section
from corpus.roles import role_of
from corpus.scripts import main_script, stray_runs
from corpus.sentences import split_sentences
from corpus.tokens import TokenCounter
from corpus.words import content_words

SPECIAL_TOKENS = 2
MAX_CONTEXT_TOKENS = 64
"""A longer title and heading would leave too little of the encoder for the passage itself."""

SHORT_WORDS = 12
"""A paragraph this short ("Both often are fatal.") cannot be understood alone: it goes with what follows it.

A paragraph's passage then depends only on itself and, if it is short, on its neighbour, so an edit stays local.
"""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Neighbouring blocks that belong together: paragraphs, or a lead-in and its list."""

    blocks: tuple[Block, ...]

    @property
    def start(self) -> int:
        return self.blocks[0].start

    @property
    def end(self) -> int:
        return self.blocks[-1].end


@dataclass(frozen=True, slots=True)
class _Slice:
    start: int
    end: int
    lead_in: tuple[int, int] | None = None


def split_article(article: Article, counter: TokenCounter) -> list[Passage]:
    """Split an article into passages in reading order; each fits `counter.limit` together with its context."""
    script = main_script(article.text)
    occurrences: dict[str, int] = {}
    passages: list[Passage] = []
    for at, section in enumerate(article.sections):
        base = _cut(context_of(article.title, section.heading), MAX_CONTEXT_TOKENS, counter)
        for piece in _slices(article.text, section, base, counter):
            text = article.text[piece.start : piece.end]
            occurrence = occurrences[text] = occurrences.get(text, -1) + 1
            role = role_of(section.heading, text, marked=section.role, opens_article=at == 0 and not section.heading)
            lead_in = article.text[slice(*piece.lead_in)] if piece.lead_in else ""
            passages.append(
                Passage(
                    id=passage_id(article.id, text, occurrence),
                    article_id=article.id,
                    start=piece.start,
                    end=piece.end,
                    text=text,
                    heading=section.heading,
                    role=role,
                    context=f"{base} {lead_in}".strip(),
                    lead_in=piece.lead_in,
                    flags=(STRAY_SCRIPT,) if stray_runs(text, script) else (),
                )
            )
    return _with_unique_ids(passages)


def context_of(title: str, heading: str) -> str:
    """Join title and heading as they are embedded; a heading that already names the whole title stands alone."""
    if not heading or heading.casefold() == title.casefold():
        return title
    if (named := content_words(title)) and named <= content_words(heading):
        return heading
    return f"{title} {heading}" if title.endswith((".", "?", "!")) else f"{title}. {heading}"


def _cut(context: str, budget: int, counter: TokenCounter) -> str:
    """Cut a context after the last word that fits the budget."""
    if counter.count([context])[0] <= budget:
        return context
    spans = _words(context, 0, len(context), budget, counter)
    filled = accumulate(counter.count([context[a:b] for a, b in spans]))
    return context[: max((end for (_, end), tokens in zip(spans, filled, strict=True) if tokens <= budget), default=0)]


def _with_unique_ids(passages: list[Passage]) -> list[Passage]:
    seen: set[PassageId] = set()
    for passage in passages:
        if passage.id in seen:
            raise ValueError(f"two passages of article {passage.article_id} share the id {passage.id}")
        seen.add(passage.id)
    return passages


def _slices(text: str, section: Section, context: str, counter: TokenCounter) -> Iterator[_Slice]:
    units = list(_units(text, section.blocks))
    context_tokens, *unit_tokens = counter.count([context, *(text[unit.start : unit.end] for unit in units)])
    budget = counter.limit - SPECIAL_TOKENS - context_tokens
    for unit, tokens in zip(units, unit_tokens, strict=True):
        if tokens <= budget:
            yield _Slice(unit.start, unit.end)
        else:
            yield from _split_unit(text, unit, budget, counter)


def _units(text: str, blocks: Sequence[Block]) -> Iterator[_Unit]:
    group: list[Block] = []
    for block in blocks:
        is_item = block.kind is BlockKind.LIST_ITEM
        if group and not is_item and not _wants_more(text, group):
            yield _Unit(tuple(group))
            group = []
        group.append(block)
    if group:
        yield _Unit(tuple(group))


def _wants_more(text: str, group: list[Block]) -> bool:
    """Say whether the paragraph after this group still belongs to it."""
    last = group[-1]
    if last.kind is BlockKind.LIST_ITEM:
        return False
    return text[last.start : last.end].endswith(":") or len(text[group[0].start : last.end].split()) <= SHORT_WORDS


def _split_unit(text: str, unit: _Unit, budget: int, counter: TokenCounter) -> Iterator[_Slice]:
    """Split what is too long: a list between its items, each later part carrying the lead-in as context; prose at sentences."""
    prose = [block for block in unit.blocks if block.kind is BlockKind.PARAGRAPH]
    items = [block for block in unit.blocks if block.kind is BlockKind.LIST_ITEM]
    if not items:
        yield from (_Slice(a, b) for a, b in _pack(text, _sentences(text, unit.start, unit.end, budget, counter), budget, counter))
        return
    opening = [span for block in prose for span in _sentences(text, block.start, block.end, budget, counter)]
    lead_in = opening[-1] if opening else None
    kept = counter.count([text[slice(*lead_in)]])[0] if lead_in else 0
    if kept > budget // 2:
        lead_in, kept = None, 0
    pieces = [span for block in items for span in _sentences(text, block.start, block.end, budget - kept, counter, whole=True)]
    for a, b in _pack(text, [*opening, *pieces], budget - kept, counter):
        starts_in_list = bool(lead_in) and a > lead_in[0] if lead_in else False
        yield _Slice(a, b, lead_in if starts_in_list else None)


def _sentences(
    text: str, start: int, end: int, budget: int, counter: TokenCounter, *, whole: bool = False
) -> list[tuple[int, int]]:
    """Spans of at most `budget` tokens: the whole stretch if it fits and `whole`, else its sentences, else groups of words."""
    if whole and counter.count([text[start:end]])[0] <= budget:
        return [(start, end)]
    spans = [(start + a, start + b) for a, b in split_sentences(text[start:end])]
    sizes = counter.count([text[a:b] for a, b in spans])
    result: list[tuple[int, int]] = []
    for (a, b), size in zip(spans, sizes, strict=True):
        result += [(a, b)] if size <= budget else _pack(text, _words(text, a, b, budget, counter), budget, counter)
    return result


def _words(text: str, start: int, end: int, budget: int, counter: TokenCounter) -> list[tuple[int, int]]:
    spans = [(start + match.start(), start + match.end()) for match in re.finditer(r"\S+", text[start:end])]
    sizes = counter.count([text[a:b] for a, b in spans])
    result: list[tuple[int, int]] = []
    for (a, b), size in zip(spans, sizes, strict=True):
        # Scripts without spaces, or one endless "word": a character is never more than a few tokens.
        step = max(1, budget // 4)
        result += [(a, b)] if size <= budget else [(at, min(at + step, b)) for at in range(a, b, step)]
    return result


def _pack(text: str, spans: list[tuple[int, int]], budget: int, counter: TokenCounter) -> list[tuple[int, int]]:
    """Join neighbouring spans into the fewest runs of at most `budget` tokens, of about equal length."""
    sizes = counter.count([text[a:b] for a, b in spans])
    total = sum(sizes)
    runs = max(1, -(-total // budget))
    target = min(budget, -(-total // runs) + max(sizes, default=0) // 2)
    packed: list[tuple[int, int]] = []
    filled = 0
    for (a, b), size in zip(spans, sizes, strict=True):
        if packed and filled + size <= target:
            packed[-1] = (packed[-1][0], b)
            filled += size
        else:
            packed.append((a, b))
            filled = size
    return packed
