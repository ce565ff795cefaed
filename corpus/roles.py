"""What a passage is about, read from its heading and, for advice to seek care, from its first words."""

import re

from corpus.models import PassageRole

# Order matters: the first pattern that matches a heading wins. "When to get help" outranks all, because it is what a
# worried reader must not miss.
_HEADINGS: tuple[tuple[PassageRole, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (
            PassageRole.SEEK_CARE,
            r"\bwhen (to|should (i|you|we)) (get|seek|see|call|contact|go)\b|\b(seek|get) (medical )?(help|care|attention)\b"
            r"|\bwhen to (worry|call)|\bdanger signs\b|\bred flags?\b|\bemergency (warning|signs|symptoms)\b",
        ),
        (
            PassageRole.SELF_CARE,
            r"\bself[- ]?care\b|\bwhat (you|i) can do\b|\bcan i do\b|\bat home\b|\bliving with\b|\blook(ing)? after\b|\bcoping\b"
            r"|\bhow (can|do) i (manage|cope|live)\b|\blifestyle\b|\bhelp(ing)? yourself\b",
        ),
        (PassageRole.PREVENTION, r"\bprevent(ion|ed|ing)?\b|\bavoid(ing)?\b|\breduce (my|your|the) risk\b|\bprotect\b"),
        (
            PassageRole.TREATMENT,
            r"\btreat(ed|ing|ments?)?\b|\bmedic(ines?|ations?)\b|\bsurgery\b|\btherap(y|ies)\b|\bcures?d?\b",
        ),
        (PassageRole.DIAGNOSIS, r"\bdiagnos(is|ed|e|ing)\b|\btests?\b|\bexams?\b|\bscreening\b|\bfind out\b"),
        (PassageRole.SYMPTOMS, r"\bsymptoms?\b|\bsigns?\b|\bfeels? like\b|\bwarning\b"),
        (
            PassageRole.OUTLOOK,
            r"\boutlook\b|\bprognosis\b|\bget better\b|\bheal\b|\brecover(y|ing)?\b|\bcomplications?\b|\bhow long\b"
            r"|\blife expectancy\b|\b(other )?problems can\b",
        ),
        (
            PassageRole.CAUSES,
            r"\bcaus(e|es|ed)\b|\brisk\b|\bwhy\b|\bwho (gets|is)\b|\bmore likely\b|\binherit(ed|ance)\b|\bgenetic changes\b|\bspread\b",
        ),
        (
            PassageRole.OVERVIEW,
            r"\bwhat (is|are)\b|\boverview\b|\babout\b|\bintroduction\b|\bsummary\b|\bkey (points|facts)\b|\bwhat it is\b",
        ),
    )
)
_SEEK_CARE_TEXT = re.compile(
    r"(if .{3,120}?, )?(please )?(call|phone|ring|dial|see|contact|go to|visit|get|seek)\b.{0,40}?"
    r"\b(911|999|112|ambulance|emergency|doctor|health care (provider|professional)|hospital|medical (help|care|attention))\b"
    r".{0,60}?\b(if|when|immediately|right away|at once|straight away)\b",
    re.IGNORECASE,
)


def role_of(heading: str, text: str, *, marked: PassageRole | None, opens_article: bool) -> PassageRole | None:
    """Say what a passage is about, or None where nothing tells.

    `marked` is the publisher's own mark, which wins over the heading; `opens_article` is true for text before any heading.
    """
    by_heading = next((role for role, pattern in _HEADINGS if pattern.search(heading)), None) if heading else None
    if by_heading is PassageRole.SEEK_CARE or _SEEK_CARE_TEXT.match(text):
        return PassageRole.SEEK_CARE
    if marked or by_heading:
        return marked or by_heading
    return PassageRole.OVERVIEW if opens_article else None
