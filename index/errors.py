"""What can go wrong with an index. Every message says what, where, and the command that mends it.

SearchError
├── EmbedderError        the encoder cannot be loaded, or its weights are not the published ones
├── GenerationBroken     a generation's files are missing, edited, or do not belong together
├── NoGeneration         nothing has been published, or no generation has that name
└── BuildFailed          a build could not be finished; the published generation is untouched
"""


class SearchError(Exception):
    """The root of everything that can go wrong with an index."""

    exit_code = 1


class EmbedderError(SearchError):
    """The encoder cannot be loaded, or its weights are not the published ones."""


class GenerationBroken(SearchError):
    """A generation's files are missing, edited, or do not belong together; `problems` lists each."""

    def __init__(self, message: str, problems: tuple[str, ...] = ()) -> None:
        self.problems = problems
        super().__init__(message)


class NoGeneration(SearchError):
    """Nothing has been published, or no generation has that name."""


class BuildFailed(SearchError):
    """A build could not be finished; the published generation is untouched."""
