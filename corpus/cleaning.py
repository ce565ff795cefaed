"""What is mended, dropped or noticed in an article's text; each is a Finding with its rule, nothing vanishes silently."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import ftfy

from corpus.drafts import Draft, DraftBlock, DraftSection
from corpus.models import Finding, Severity
from corpus.scripts import main_script, stray_runs
from corpus.words import content_words

STRAY_SCRIPT = "stray-script"
"""Flag of a passage that holds letters of another writing system."""

# Whole blocks that belong to the web site and not to the article. NFC and case are folded before comparison.
BOILERPLATE: dict[str, re.Pattern[str]] = {
    "boilerplate-related": re.compile(
        r"(related|recommended|popular|more|latest|trending)( (health|to you|for you))? "
        r"(articles?|topics?|posts?|reading|stories|questions|content|links)( for you)?:?"
        r"|you (may|might) also (like|be interested in).*|see also:?|further reading:?"
        # "Read all medicine labels" is advice.
        r"|(view|see|show|read) (all|more)( (about|on|from|in) .{0,30}|( \d+)?( .{0,15})? (articles?|topics?|posts?|stories))?"
        r"|continue reading|learn more( about .{0,40})?|click here.{0,60}"
    ),
    "boilerplate-navigation": re.compile(
        r"(back to|go to|return to) (the )?(top|home|main page)|skip to (main )?content|home|menu|next|previous|search"
        r"|table of contents|on this page|contents|close|load more|top of page|more on: .{3,60}"
    ),
    "boilerplate-share": re.compile(
        r"(share|print|email|e-mail|tweet|pin|save|bookmark|like)( (this|it|page|article|on .{1,20}))*"
        r"|share (on|via) .{1,40}|follow us.{0,40}|facebook|twitter|whatsapp|linkedin|subscribe.{0,60}"
        r"|sign up (for|to) .{1,60}newsletter.{0,20}|was this (page|article|information) helpful\??.{0,20}"
    ),
    "boilerplate-advertisement": re.compile(r"advertisements?|sponsored( content)?|ad|continue reading below"),
    "boilerplate-cookies": re.compile(r".{0,80}\b(uses?|accept( all)?|manage) cookies\b.{0,200}"),
    "boilerplate-copyright": re.compile(r"(copyright|©|\(c\) ?(19|20)\d\d).{0,200}|.{0,80}all rights reserved\.?"),
    "boilerplate-language-switch": re.compile(r"(en )?espa(ñ)?ol|english|français|中文|in spanish"),
    # MedlinePlus closes a summary with the institute that checked it: attribution, not advice.
    "attribution-line": re.compile(
        r"(nih|cdc|fda|ahrq|dhhs|epa|usda|hhs|samhsa)( \(.{1,40}\))?: (national|office|cent(er|re)|institute|division)s?\b.{0,120}"
        r"|centers for disease control and prevention|environmental protection agency|food and drug administration"
        r"|department of (health and human services|veterans affairs|agriculture|homeland security|labor|state|education)"
        r"|agency for healthcare research and quality|federal emergency management agency"
        r"|substance abuse and mental health services administration|federal trade commission"
    ),
}

_BOILERPLATE_MAX_CHARACTERS = 280
# Not the line and page breaks among them: those are white space and part words.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_EXCERPT = 160
MADE_TITLE_WORDS = 12
MANGLED_AT_MOST = 8
MIN_TITLE_WORDS = 2
"""Words besides question and function words that a heading needs to serve as a title; "What is (are)?" has none."""


def clean(draft: Draft) -> tuple[Draft, list[Finding]]:
    """Clean a draft's title, headings and blocks; return the clean draft and everything that was done or noticed.

    Unicode is composed (NFC) and never compatibility-folded: NFKC would turn ½ into 1⁄2 and m² into m2, which changes a dose.
    """
    findings: list[Finding] = []
    title = _mend(draft.title, findings) or _made_title(draft, findings)
    cleaned = [section for part in draft.sections for section in _clean_section(part, title, findings)]
    result = replace(draft, title=title, sections=tuple(cleaned))
    findings += _notice_stray_script(result)
    return result, findings


def _made_title(draft: Draft, findings: list[Finding]) -> str:
    """Make a title for an article that states none: its first heading that names something, else its first words."""
    headings = [section.heading for section in draft.sections if len(content_words(section.heading)) >= MIN_TITLE_WORDS]
    opening = next((block.text for section in draft.sections for block in section.blocks), "")
    words = (headings[0] if headings else opening).split()
    title = " ".join(words[:MADE_TITLE_WORDS]) + ("…" if len(words) > MADE_TITLE_WORDS else "")
    findings.append(
        Finding(
            rule="missing-title",
            text=title,
            severity=Severity.WARNING,
            detail="the article states no title: give it one",
        )
    )
    return title


def excerpt(text: str) -> str:
    """Shorten a text for a report."""
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _clean_section(section: DraftSection, title: str, findings: list[Finding]) -> Iterator[DraftSection]:
    heading = _mend(section.heading, findings)
    if (rule := _boilerplate_rule(heading)) and rule != "attribution-line":
        findings.append(Finding(rule=rule, text=excerpt(heading), detail="heading dropped with what stands under it"))
        findings += [Finding(rule=rule, text=excerpt(block.text), detail="dropped") for block in section.blocks]
        return
    blocks: list[DraftBlock] = []
    for block in section.blocks:
        text = _mend(block.text, findings)
        dropped_by = "empty-block" if not text else _boilerplate_rule(text)
        if not dropped_by and text.casefold() == title.casefold():
            dropped_by = "repeated-title"
        if dropped_by:
            findings.append(Finding(rule=dropped_by, text=excerpt(text), detail="dropped"))
        else:
            blocks.append(replace(block, text=text))
    if blocks:
        yield replace(section, heading=heading, blocks=tuple(blocks))
    elif heading and section.blocks:
        findings.append(Finding(rule="empty-section", text=excerpt(heading), detail="dropped: nothing is left under it"))


def _mend(text: str, findings: list[Finding]) -> str:
    """Mend one text: mojibake, composition, invisible characters, white space; report each change."""
    for rule, mended in _mends(text):
        if rule != "whitespace" or mended.strip() != text.strip():
            findings.append(Finding(rule=rule, text=excerpt(text.strip()), detail="mended"))
        text = mended
    return text


def _mends(text: str) -> Iterator[tuple[str, str]]:
    if not text.isascii():
        # Composed first: a letter and its accent apart hide from the mending of mojibake what they show it together.
        composed = unicodedata.normalize("NFC", text)
        if composed != text:
            yield "unicode-nfc", composed
        text = _fix_encoding(composed)
        if text != composed:
            yield "mojibake", text
    visible = _INVISIBLE.sub("", text)
    if visible != text:
        yield "invisible-characters", visible
    folded = " ".join(visible.split())
    if folded != visible:
        yield "whitespace", folded


def _fix_encoding(text: str) -> str:
    """Mend mojibake until nothing more changes: text that was mangled twice takes two rounds."""
    for _ in range(MANGLED_AT_MOST):
        fixed = unicodedata.normalize("NFC", ftfy.fix_encoding(text))
        if fixed == text:
            break
        text = fixed
    return text


def _boilerplate_rule(text: str) -> str | None:
    if not text or len(text) > _BOILERPLATE_MAX_CHARACTERS:
        return None
    folded = text.casefold().strip(" .»›>→|·•")
    return next((rule for rule, pattern in BOILERPLATE.items() if pattern.fullmatch(folded)), None)


def _notice_stray_script(draft: Draft) -> Iterator[Finding]:
    texts = [
        draft.title,
        *(part for section in draft.sections for part in (section.heading, *(b.text for b in section.blocks))),
    ]
    if all(text.isascii() for text in texts):
        return
    script = main_script("".join(texts))
    for text in texts:
        for start, end in stray_runs(text, script):
            around = text[max(0, start - 30) : end + 30]
            yield Finding(
                rule=STRAY_SCRIPT,
                text=text[start:end],
                severity=Severity.WARNING,
                detail=f"letters of another script in '…{around}…': translate or remove them",
            )
