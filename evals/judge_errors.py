"""What can go wrong with judging.

EvalError
├── JudgeCallError    the command was called wrongly: a rater's name, a port that is taken, something left out
├── JudgementsError   judgements cannot be read or written, are in use, or belong to another dataset
└── NotInPoolError    a page asks for a document that this session does not show
"""

from evals.errors import EvalError


class JudgeCallError(EvalError):
    """The command was called wrongly: a rater's name, a port that is taken, something left out."""

    exit_code = 2


class JudgementsError(EvalError):
    """Judgements cannot be read or written, are in use, or belong to another dataset."""


class NotInPoolError(EvalError):
    """A page asks for a document that this session does not show: it was made by an earlier one."""
