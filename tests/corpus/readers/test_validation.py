"""Tests for corpus.readers.validation."""

from datetime import date

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.readers.validation import explain


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(alias="_id", min_length=1)
    day: date | None = None
    names: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "'_id' is missing"),
        ({"_id": ""}, "'_id' is empty; fill it in"),
        ({"_id": 7}, "'_id' must be text (put it in quotes)"),
        ({"_id": "a", "names": "b"}, "'names' must be a list"),
        ({"_id": "a", "names": ["b", 1]}, "'names.1' must be text (put it in quotes)"),
        ({"_id": "a", "day": "03/04/2025"}, "'day' must be a date written YYYY-MM-DD"),
        ({"_id": "a", "dya": 1}, "the key 'dya' is unknown; known are _id, day, names"),
        ({"dya": 1}, "'_id' is missing; the key 'dya' is unknown; known are _id, day, names"),
    ],
)
def test_every_problem_says_which_key_and_what_it_must_be(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Shape.model_validate(fields)
    assert explain(caught.value, Shape) == words
