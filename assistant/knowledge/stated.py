"""What does a document say of itself: title, owner, validity, label, status, version?"""

import re
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.documents import Label, Status
from assistant.knowledge.readers.parsed import Block, Parsed

_HEAD_BLOCKS = 30
_HEAD_CHARACTERS = 1500
_DATE = r"(\d{4}-\d{2}-\d{2})"
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari january", "februari february", "mars march", "april", "maj may", "juni june", "juli july",
         "augusti august", "september", "oktober october", "november", "december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_VERSION = re.compile(r"(?:^|[|·;,])\s*\W{0,3}version\W{1,8}(\d+(?:\.\d+)*)\b", re.I | re.M)
_LOOSE_VERSION = re.compile(r"\bv(?:ersion)?\.?\s*(\d+(?:\.\d+)*)\b", re.I)
_FIELD = r"(?:^|[|·;,.])\s*\W{0,3}"
_VALID = r"(?:gäller|giltig|giltigt|valid)"
_FROM = (
    _FIELD + r"(?:gäller|giltig|giltigt|valid|in force|effective)"
    r"[^\n|]{0,12}?(?:från|fr\.?\s*o\.?\s*m\.?|from|since)[^\d\n]{0,12}"
)
_UNTIL = _FIELD + _VALID + r"[^\n|]{0,30}?(?:till(?: och med)?|t\.?\s*o\.?\s*m\.?|until|to|through)[^\d\n]{0,12}"
_ENDED = _FIELD + r"[^\n|]{0,40}(?:utgången|utgånget|utgick|upphörde|upphört|expired|ceased)[^\d\n]{0,40}"
_REVIEW = (
    _FIELD + r"(?:granskas|ses över|revideras|nästa (?:granskning|översyn)|reviewed|review|next review)"
    r"[^\d\n|]{0,30}"
)
_OWNER = re.compile(
    r"(?:^|[|·;,])\s*(?:dokumentägare|ägare|ansvarig(?! utgivare)|document owner|owner)"
    r"\s*(?::|\||\bär\b|\bis\b)\s*([^|·;,.\n]{2,60})",
    re.I | re.M,
)
_PUBLIC = re.compile(
    r"(?:klass\w*|label|classification|publicity|märkning)[^\n|]{0,20}[:|]\s*(?:offentlig|öppen|public)", re.I
)
_STATUS_WORDS: tuple[tuple[Status, re.Pattern[str]], ...] = (
    ("expired", re.compile(r"\b(utgången|utgånget|har upphört|upphörd|expired|no longer valid)\b", re.I)),
    ("replaced", re.compile(r"(?:status\s*[:|]\s*|^\W*)(ersatt|replaced|superseded)\b", re.I | re.M)),
    ("draft", re.compile(r"status\s*[:|]\s*(utkast|draft)\b", re.I)),
)


@dataclass(frozen=True)
class Stated:
    """Facts read from the document; None or an empty string where it says nothing."""

    title: str
    owner: str
    version: str
    label: Label
    status: Status
    valid_from: date | None
    valid_until: date | None
    review_on: date | None


def stated_facts(parsed: Parsed, name: str) -> Stated:
    """Read from the head of the document only; `name` is the last resort for the title."""
    head = _head(parsed.blocks)
    return Stated(
        title=_title(parsed, name),
        owner=_owner(head),
        version=_first(_VERSION, head) or _first(_LOOSE_VERSION, _title(parsed, name)),
        label="public" if _PUBLIC.search(head) else "internal",
        status=_status(head),
        valid_from=_dated(_FROM, head),
        valid_until=_dated(_UNTIL, head) or _dated(_ENDED, head),
        review_on=_dated(_REVIEW, head),
    )


def _head(blocks: tuple[Block, ...]) -> str:
    """What stands before the first section under the title, and page headers: there documents introduce themselves."""
    lines: list[str] = []
    introduced = False
    for block in blocks[:_HEAD_BLOCKS]:
        if block.kind == "heading" and introduced:
            break
        introduced = introduced or block.kind not in ("heading", "header")
        lines.append(block.text)
    lines += [block.text for block in blocks if block.kind == "header" and block.text not in lines]
    return "\n".join(lines)[:_HEAD_CHARACTERS]


def _title(parsed: Parsed, name: str) -> str:
    first = next((block.text for block in parsed.blocks if block.kind == "heading"), "")
    return (parsed.title or first or name.rsplit("/", 1)[-1].rsplit(".", 1)[0])[:200]


def _owner(head: str) -> str:
    found = _OWNER.search(head)
    return found[1].strip().rstrip(".") if found else ""


def _first(pattern: re.Pattern[str], head: str) -> str:
    found = pattern.search(head)
    return found[1] if found else ""


def _status(head: str) -> Status:
    return next((status for status, pattern in _STATUS_WORDS if pattern.search(head)), "approved")


def _dated(lead: str, head: str) -> date | None:
    exact = re.search(lead + _DATE, head, re.I | re.M)
    if exact:
        try:
            return date.fromisoformat(exact[1])
        except ValueError:
            return None
    month = re.search(lead + r"?\b(" + "|".join(_MONTHS) + r")\s+(\d{4})", head, re.I | re.M)
    return date(int(month[2]), _MONTHS[month[1].lower()], 1) if month else None
