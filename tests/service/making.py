"""Made articles, published generations, and the app in front of them, in the fewest words."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus.drafts import Draft
from corpus.models import Reference, Source
from index.build import build
from index.embedders.base import Embedder
from index.embedders.hashing import HashingEmbedder
from index.models import GenerationId
from service.app import create_app
from service.settings import Settings
from service.state import State
from tests.corpus.making import draft, item, section
from tests.index.making import fill

SEEK_HEADING = "When to get medical help"

GOUT = draft(
    "Gout",
    section(
        "What is gout?",
        "Gout is a painful arthritis in which crystals of uric acid build up in a joint, often that of the big toe.",
    ),
    section(
        "Treatment",
        "Anti-inflammatory tablets and ice calm an attack of gout. Between attacks, allopurinol lowers the uric acid in the blood.",
    ),
    section(
        SEEK_HEADING,
        "Get medical help the same day if:",
        item("the joint with gout is hot and you have a fever as well"),
        item("an attack of gout has not calmed after three days of treatment"),
    ),
    key="gout",
    source=Source(
        publisher="Joint Care Trust",
        authors=("Dr. Ada Stone", "Ben Reed"),
        url="https://joints.example/gout",
        licence="CC BY 4.0",
        country="GB",
        language="en",
        published=date(2023, 5, 2),
        reviewed=date(2024, 1, 10),
        references=(Reference(id="r1", publisher="Arthritis Board", title="Gout guideline", url="https://board.example/g"),),
    ),
)

FLU = draft(
    "Influenza",
    section(
        "Symptoms of influenza",
        "Influenza is an infection of the nose, throat and lungs by a virus. Fever, cough and aching muscles come suddenly.",
    ),
    section(
        SEEK_HEADING,
        "Call a doctor about influenza if:",
        item("you are short of breath at rest"),
        item("a fever comes back after it had gone"),
    ),
    key="flu",
    source=Source(publisher="Lung House", language="en"),
)

CRISIS = draft(
    "Suicidal thoughts",
    section(
        "How to stay safe",
        "When you want to kill yourself, put distance between you and the means, and tell one person how bad it is right now.",
    ),
    key="suicidal-thoughts",
)

OVERDOSE = draft(
    "Paracetamol",
    section(
        "Taking it",
        "People who want to kill pain take paracetamol tablets; myself I want no more than eight in a day, says the pharmacist.",
    ),
    key="paracetamol",
)


def settings_for(home: Path, **given: Any) -> Settings:
    """Make settings that show every passage and look for a new generation only when told."""
    return Settings(**{"home": home, "minimum_relevance": 0.0, "watch_s": 3600.0, **given})


def publish(home: Path, *drafts: Draft, embedder: Embedder | None = None) -> GenerationId:
    """Store articles and publish them."""
    fill(home, *drafts)
    return build(home, embedder or HashingEmbedder()).manifest.generation


def app_for(home: Path, embedder: Embedder | None = None, **given: Any) -> FastAPI:
    """Make the app with the hashing embedder."""
    return create_app(settings_for(home, **given), embedder or HashingEmbedder())


@contextmanager
def serving(home: Path, embedder: Embedder | None = None, **given: Any) -> Iterator[TestClient]:
    """Serve a data directory; an unhandled error is a 500, as for a real client."""
    with TestClient(app_for(home, embedder, **given), raise_server_exceptions=False) as client:
        yield client


def state_of(client: TestClient) -> State:
    """Reach what stands behind a client."""
    app = client.app
    assert isinstance(app, FastAPI)
    state = app.state.carecite
    assert isinstance(state, State)
    return state


def wait_until(true: Callable[[], bool], *, timeout_s: float = 10.0) -> None:
    """Wait for something that happens in another thread."""
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, f"not true after {timeout_s} s"
        time.sleep(0.01)
