"""The disclaimer beside every answer: its wording and its version; the same words in every region."""

# Raise the version whenever a word changes: readers of the API compare it, and a golden file holds the wording.
DISCLAIMER_VERSION = "1"

DISCLAIMER_TEXT = (
    "This is general information, not a diagnosis. It supports the care of a health professional and does not replace "
    "it. The passages are published text: nobody has assessed you. Each one names its publisher and, where known, the "
    "date it was last reviewed. Nobody is watching this page. If symptoms are severe or get worse, get medical help "
    "now or call your local emergency number."
)
