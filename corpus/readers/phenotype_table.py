"""The table of signs and symptoms that stands run together in GARD's answers, taken apart into rows.

In the source it has two columns: the sign, and the share of patients or `-` where none is known.
"""

import re

HEADER = "Signs and Symptoms Approximate number of patients (when available) "
FOOTER = "The Human Phenotype Ontology (HPO) has collected"

ROW = re.compile(r"(?P<sign>\S.*?) (?:(?P<share>\d+(?:\.\d+)?%)|-)(?: |$)")


def split_table(text: str) -> tuple[str, tuple[str, ...], str] | None:
    """Return the text before the table, its rows (`Short stature 90%`, `Cataract`) and the text after it, or None."""
    before, header, rest = text.partition(HEADER)
    table, footer, after = rest.partition(FOOTER)
    rows = list(ROW.finditer(table))
    if not header or not rows:
        return None
    remains = table[rows[-1].end() :].strip()
    cells = tuple(" ".join(filter(None, (row["sign"], row["share"]))) for row in rows)
    return f"{before}{HEADER}".strip(), cells, f"{remains} {footer}{after}".strip()
