"""A small dataset in BEIR layout, the shared real data where they are, and the command line with its errors."""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

# As carecite.py does, before torch or FAISS is loaded: threads that spin while they wait make encoding three times slower beside other load.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# No deadline: a test machine is shared, and a slow moment is no failure.
settings.register_profile("evals", deadline=None)
settings.load_profile("evals")

DOCUMENTS = {
    "gout": ("Gout", "Gout is a painful arthritis of the big toe caused by uric acid crystals in the joint."),
    "flu": ("Flu", "Influenza brings fever, cough and aching muscles, and most people get better within two weeks."),
    "asthma": (
        "Asthma",
        "Asthma narrows the airways; an inhaler opens them and a peak flow meter shows how well you breathe.",
    ),
    "migraine": ("Migraine", "A migraine is a throbbing headache, often with nausea and a dislike of bright light."),
    "copy": (
        "Flu again",
        "Influenza brings fever, cough and aching muscles, and most people get better within two weeks.",
    ),
}
QUERIES = {
    "q1": "why does my big toe hurt so much, uric acid?",
    "q2": "how long does influenza fever last",
    "q3": "lottery numbers",
}
QRELS = {"q1": {"gout": 1, "flu": 0}, "q2": {"flu": 1, "copy": 1}, "q3": {"asthma": 0}}


def write_json_lines(path: Path, records: list[dict[str, object]]) -> Path:
    """Write one JSON object a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def write_dataset(
    folder: Path,
    documents: Mapping[str, tuple[str, str]] = DOCUMENTS,
    queries: Mapping[str, str] = QUERIES,
    qrels: Mapping[str, Mapping[str, int]] = QRELS,
) -> Path:
    """Write a dataset in BEIR layout."""
    records = [{"_id": doc, "title": title, "text": text} for doc, (title, text) in documents.items()]
    write_json_lines(folder / "corpus.jsonl", [dict(record) for record in records])
    write_json_lines(folder / "queries.jsonl", [{"_id": query, "text": text} for query, text in queries.items()])
    lines = [f"{query}\t{doc}\t{grade}" for query, grades in qrels.items() for doc, grade in grades.items()]
    (folder / "qrels").mkdir(exist_ok=True)
    (folder / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *lines, ""]), encoding="utf-8")
    return folder


@pytest.fixture
def dataset_folder(tmp_path: Path) -> Path:
    """A dataset of five documents, two of them the same text, and three judged questions."""
    return write_dataset(tmp_path / "small")


@pytest.fixture
def make_dataset() -> Callable[..., Path]:
    """`write_dataset`, for tests that bend one of its parts."""
    return write_dataset


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data for development; tests that need it are skipped where it is not."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("CARECITE_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip("the shared data are not beside the project; set CARECITE_SHARED_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def library_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory where the starter library is indexed with the real encoder: half a minute, once for all tests."""
    from evals.datasets import load_dataset
    from evals.prepare import prepare_corpus
    from index.embedders import embedder_named

    home = tmp_path_factory.mktemp("library")
    prepare_corpus(load_dataset("library"), home, embedder_named("minilm"))
    return home
