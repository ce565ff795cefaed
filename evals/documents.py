"""From passages to what is judged: passages themselves, or documents, whose score is their best passage's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.models import PassageId
from corpus.store import ArticleStore
from evals.models import DocId, Unit
from index.models import Hit

STEP = 1e-6
"""The least difference between two scores of a run: trec_eval keeps 32-bit floats, and ours lie between 0 and 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHit:
    """One document (or passage, where those are judged) that was found, and where each stage had its best passage."""

    doc_id: DocId
    score: float
    passage_id: PassageId
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageDocuments:
    """Which documents a served passage speaks for: its own, and those of the near-duplicates collapsed into it."""

    of_passage: Mapping[PassageId, tuple[DocId, ...]]
    titles: Mapping[DocId, str]
    openings: Mapping[DocId, PassageId]
    """Each document's first passage."""

    @classmethod
    def read(cls, store: ArticleStore, unit: Unit = Unit.DOCUMENT) -> "PassageDocuments":
        """Read them from a generation's corpus; a document's id is its article's key, a passage's its own."""
        own: dict[PassageId, DocId] = {}
        titles: dict[DocId, str] = {}
        openings: dict[DocId, PassageId] = {}
        for entry in store.entries():
            key = DocId(store.article(entry.id).key)
            for passage in store.passages_of(entry.id):
                own[passage.id] = DocId(passage.id) if unit is Unit.PASSAGE else key
                titles[own[passage.id]] = entry.title
                openings.setdefault(own[passage.id], passage.id)
        documents = {passage: [doc] for passage, doc in own.items()}
        for collapsed, kept in store.collapses():
            del documents[collapsed]
            documents[kept].append(own[collapsed])
        unique = {passage: tuple(dict.fromkeys(docs)) for passage, docs in documents.items()}
        return cls(of_passage=unique, titles=titles, openings=openings)

    def rank(self, hits: Iterable[Hit], k: int, *, deeper: Iterable[Hit] = ()) -> tuple[DocumentHit, ...]:
        """Rank at most k documents by their best passage, ties by document id; scores fall by at least STEP.

        Documents that only `deeper` finds follow in their own order, below all others.
        """
        ordered = self._best(hits)
        above = {doc for doc, _ in ordered}
        least = ordered[-1][1].score if ordered else 1.0
        scores = [hit.score for _, hit in ordered]
        for doc, hit in self._best(deeper):
            if doc not in above:
                ordered.append((doc, hit))
                scores.append(min(least, hit.score))
        ordered, scores = ordered[:k], fall_strictly(scores[:k])
        return tuple(
            DocumentHit(
                doc_id=doc,
                score=score,
                passage_id=hit.passage_id,
                dense_rank=hit.dense_rank,
                lexical_rank=hit.lexical_rank,
            )
            for (doc, hit), score in zip(ordered, scores, strict=True)
        )

    def _best(self, hits: Iterable[Hit]) -> list[tuple[DocId, Hit]]:
        best: dict[DocId, Hit] = {}
        for hit in hits:
            for doc in self.of_passage[hit.passage_id]:
                if doc not in best or hit.score > best[doc].score:
                    best[doc] = hit
        return sorted(best.items(), key=lambda item: (-item[1].score, item[0]))


def fall_strictly(scores: Iterable[float]) -> list[float]:
    """Round falling scores to whole STEPs and lower each that ties, so that every tool reads the same order."""
    lowered: list[int] = []
    for score in scores:
        steps = round(score / STEP)
        lowered.append(min(steps, lowered[-1] - 1) if lowered else steps)
    return [round(steps * STEP, 6) for steps in lowered]
