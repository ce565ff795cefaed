"""One rater before one pool: where things stand, what comes next, and every judgement put down."""

import hashlib
from dataclasses import dataclass

from evals.judge_errors import NotInPoolError
from evals.judge_log import JudgementLog, Mark, Pair
from evals.judge_pool import Pool
from evals.judge_texts import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A document on a question's page; both count from 1."""

    question: int
    document: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """So many are judged, of so many."""

    judged: int
    of: int


class Session:
    """A rater's pools and judgements."""

    def __init__(self, pools: tuple[Pool, ...], log: JudgementLog) -> None:
        self.pools = pools
        self.rater, self.dataset = log.judged.rater, log.judged.dataset
        self._log = log
        self._places: dict[Pair, Place] = {}
        self._shown: dict[Pair, str] = {}
        for number, pool in enumerate(pools, start=1):
            for at, document in enumerate(pool.documents, start=1):
                pair = pool.query_id, document.id
                self._places[pair] = Place(question=number, document=at)
                self._shown[pair] = shown_hash(pool.question, document)

    def grade(self, pair: Pair) -> int | None:
        """Return the grade that stands, None where there is none or the words have changed since it was given."""
        mark = self._log.judged.marks.get(pair)
        return mark.grade if mark and mark.shown == self._shown[pair] else None

    def grades(self, question: int) -> list[int | None]:
        """List the grades of a question's documents, in the order shown."""
        pool = self.pools[question - 1]
        return [self.grade((pool.query_id, document.id)) for document in pool.documents]

    def changed(self) -> int:
        """Count judgements that count no longer, because the question or the document has other words now."""
        marks = self._log.judged.marks
        return sum(1 for pair, shown in self._shown.items() if pair in marks and marks[pair].shown != shown)

    def progress(self, question: int | None = None) -> Progress:
        """Say how far the rater is, with one question or with all."""
        numbers = [question] if question else range(1, len(self.pools) + 1)
        grades = [grade for number in numbers for grade in self.grades(number)]
        return Progress(judged=sum(grade is not None for grade in grades), of=len(grades))

    def judge(self, pair: Pair, grade: int) -> Place:
        """Save a grade and say where it is. Raises NotInPoolError, JudgementsError."""
        place = self._places.get(pair)
        if place is None:
            raise NotInPoolError("this page was made by an earlier session: load it again")
        self._log.put(pair, Mark(grade=grade, shown=self._shown[pair]))
        return place

    def undo(self) -> tuple[bool, Place | None]:
        """Take back the latest judgement: whether there was one, and where it is if it is in this pool."""
        pair = self._log.undo()
        return pair is not None, self._places.get(pair) if pair else None

    def next_document(self, place: Place) -> Place | None:
        """Find the next document of the same question without a grade, from the top again at the end; None when all have one."""
        grades = self.grades(place.question)
        order = [*range(place.document, len(grades)), *range(place.document)]
        return next((Place(question=place.question, document=at + 1) for at in order if grades[at] is None), None)

    def next_question(self, after: int = 0) -> int | None:
        """Find the next question that lacks a grade, from the first again at the end; None when every one is done."""
        order = [*range(after + 1, len(self.pools) + 1), *range(1, min(after, len(self.pools)) + 1)]
        return next((number for number in order if None in self.grades(number)), None)


def shown_hash(question: str, document: Document) -> str:
    """Hash what a rater reads. 16 hexadecimal digits tell two versions of one document apart."""
    return hashlib.sha256("\0".join((question, document.title, document.text)).encode()).hexdigest()[:16]
