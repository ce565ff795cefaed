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
    """Columns over the rows of the vector index, in row order."""

    passage_ids: list[PassageId]
    publisher: npt.NDArray[np.str_]
    language: npt.NDArray[np.str_]
    role: npt.NDArray[np.str_]
    reviewed: npt.NDArray[np.datetime64]

    @classmethod
    def read(cls, store: ArticleStore) -> "Rows":
        """Read the columns from a generation's corpus."""
        fields = list(store.served_fields())
        return cls(
            passage_ids=[field.passage_id for field in fields],
            publisher=np.array([field.publisher or "" for field in fields], dtype=np.str_),
            language=np.array([field.language or "" for field in fields], dtype=np.str_),
            role=np.array([field.role or "" for field in fields], dtype=np.str_),
            reviewed=np.array(
                [np.datetime64(field.reviewed) if field.reviewed else _NEVER for field in fields], dtype="datetime64[D]"
            ),
        )

    def allowed(self, filters: Filters) -> Mask:
        """Say which rows pass: (rows,) bool. A passage whose review date is not stated does not pass `reviewed_since`."""
        mask = np.ones(len(self.passage_ids), dtype=np.bool_)
        for column, wanted in (
            (self.publisher, filters.publisher),
            (self.language, filters.language),
            (self.role, filters.role),
        ):
            if wanted:
                mask &= np.isin(column, sorted(wanted))
        if filters.reviewed_since:
            mask &= self.reviewed >= np.datetime64(filters.reviewed_since)
        return mask
