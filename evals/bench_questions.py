"""Questions to measure speed with: made from a library's own titles and headings, and some as patients write them."""

from collections.abc import Sequence
from typing import TypeVar

from corpus.store import ArticleStore

PATIENT_LIKE = (
    "my 2 year old has had a fever since last night and wont drink anything, what should i do",
    "can a dead hip bone heal by itself",
    "is it safe to take ibuprofen together with blood pressure tablets?",
    "what foods should I avoid if my cholesterol is high",
    "tingling in both feet at night diabetes",
    "I have been feeling really low since the baby was born and cry every day. Is this normal and when does it stop?",
    "how long is a cold sore contagious",
    "my mother is 78 and has started to forget names, does she have dementia",
    "lower back pain getting worse when sitting",
    "antibiotics for a sore throat yes or no",
    "Hello doctor, for three weeks I had a dry cough that gets worse when I lie down. I do not smoke and I have no "
    "fever. I take ramipril for my blood pressure. Could the medicine be the reason, and should I stop taking it?",
    "side effects statins muscle pain",
)

Item = TypeVar("Item")

_FORMS = ("What is {}?", "{}", "What are the symptoms of {}?", "How is {} treated?", "can i get {} from stress")


def bench_questions(store: ArticleStore, count: int) -> tuple[str, ...]:
    """Make at least the patient-like questions and as many from evenly spread articles as fill `count`."""
    entries = list(store.entries())
    wanted = max(0, count - len(PATIENT_LIKE))
    made = []
    for at, entry in enumerate(evenly(entries, wanted)):
        headings = [section.heading for section in store.article(entry.id).sections if section.heading]
        form = _FORMS[at % len(_FORMS)]
        made.append(f"{entry.title}: {headings[at % len(headings)]}" if at % 2 and headings else form.format(entry.title))
    return (*PATIENT_LIKE, *made)


def evenly(items: Sequence[Item], count: int) -> list[Item]:
    """Take at most `count` items, evenly spread over all."""
    if count <= 0:
        return []
    if count >= len(items):
        return list(items)
    return [items[at * len(items) // count] for at in range(count)]
