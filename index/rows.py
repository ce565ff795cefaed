"""What each row of a generation is: its passage and the fields that filters look at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.models import PassageId
from corpus.store import ArticleStore
from index.models import Filters, Mask

_NEVER = np.datetime64("0001-01-01")


@dataclass(frozen=True, slots=True)
class Rows:
    """The passages of the vector index in row order, and columns over the places where each stands.

    A passage that near-duplicates collapsed into stands in several places; a filter passes it if it passes one of them.
    """

    passage_ids: list[PassageId]
    row: npt.NDArray[np.int64]
    """(places,) int64: the row of each place."""
    publisher: npt.NDArray[np.str_]
    language: npt.NDArray[np.str_]
    role: npt.NDArray[np.str_]
    reviewed: npt.NDArray[np.datetime64]

    @classmethod
    def read(cls, store: ArticleStore) -> "Rows":
        """Read the columns from a generation's corpus."""
        fields = list(store.served_fields())
        passage_ids = list(dict.fromkeys(field.passage_id for field in fields))
        row_of = {passage_id: row for row, passage_id in enumerate(passage_ids)}
        return cls(
            passage_ids=passage_ids,
            row=np.array([row_of[field.passage_id] for field in fields], dtype=np.int64),
            publisher=np.array([field.publisher or "" for field in fields], dtype=np.str_),
            language=np.array([field.language or "" for field in fields], dtype=np.str_),
            role=np.array([field.role or "" for field in fields], dtype=np.str_),
            reviewed=np.array(
                [np.datetime64(field.reviewed) if field.reviewed else _NEVER for field in fields], dtype="datetime64[D]"
            ),
        )

    def allowed(self, filters: Filters) -> Mask:
        """Say which rows pass: (rows,) bool. A passage whose review date is not stated does not pass `reviewed_since`."""
        places = np.ones(len(self.row), dtype=np.bool_)
        for column, wanted in (
            (self.publisher, filters.publisher),
            (self.language, filters.language),
            (self.role, filters.role),
        ):
            if wanted:
                places &= np.isin(column, sorted(wanted))
        if filters.reviewed_since:
            places &= self.reviewed >= np.datetime64(filters.reviewed_since)
        mask = np.zeros(len(self.passage_ids), dtype=np.bool_)
        mask[self.row[places]] = True
        return mask
