"""What pydantic finds wrong with a record, in words that say how to mend it."""

from pydantic import BaseModel, ValidationError

ADVICE = {
    "missing": "is missing",
    "string_too_short": "is empty; fill it in",
    "string_type": "must be text (put it in quotes)",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "date_from_datetime_parsing": "must be a date written YYYY-MM-DD",
    "date_parsing": "must be a date written YYYY-MM-DD",
    "date_type": "must be a date written YYYY-MM-DD",
    "date_from_datetime_inexact": "must be a date written YYYY-MM-DD, without a time",
}


def explain(error: ValidationError, shape: type[BaseModel]) -> str:
    """Return every problem in one line: which key, what is wrong, what it must be."""
    known = ", ".join(sorted(field.alias or name for name, field in shape.model_fields.items()))
    problems = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            problems.append(f"the key '{key}' is unknown; known are {known}")
        else:
            problems.append(f"'{key}' {ADVICE.get(problem['type'], problem['msg'])}" if key else problem["msg"])
    return "; ".join(problems)
