"""Tests for corpus.readers.phenotype_table."""

from corpus.readers.phenotype_table import split_table

BEFORE = (
    "You can use the MedlinePlus Medical Dictionary to look up the definitions for these medical terms. "
    "Signs and Symptoms Approximate number of patients (when available)"
)


def test_the_rows_are_parted_at_their_shares_and_a_dash_for_an_unknown_share_is_dropped() -> None:
    rows = "Cognitive impairment 90% Short stature 7.5% 1-5 toe syndactyly - Anxiety (with pheochromocytoma) - "
    after = "The Human Phenotype Ontology (HPO) has collected information on how often a sign occurs."
    assert split_table(f"{BEFORE} {rows}{after}") == (
        BEFORE,
        ("Cognitive impairment 90%", "Short stature 7.5%", "1-5 toe syndactyly", "Anxiety (with pheochromocytoma)"),
        after,
    )


def test_a_text_without_the_table_head_has_no_table() -> None:
    assert split_table("Short stature 90% Cataract -") is None


def test_a_table_head_without_rows_is_no_table() -> None:
    assert split_table(f"{BEFORE} nothing here") is None
