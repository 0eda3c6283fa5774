"""Which numbers, addresses and pages does a text give, and how is one written so that two spellings are equal?"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.personal.plain import Plain, plain

ContactKind = Literal["email", "page", "phone"]

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,24}(?![\w-])")
_ENDINGS = (
    "se|com|net|org|nu|eu|io|fi|no|dk|uk|de|fr|nl|co|us|info|biz|app|dev|link|site|online|shop|store|xyz|top|club|"
    "live|page|me|ly|gl|gd|gg|be|ch|at|to|tv|cc|ai|is|it|es|pl|ru|cn|example|test|invalid|aero|gov|edu|int"
)
PAGE = re.compile(
    r"(?<![\w@.-])(?:https?://|www\.)[^\s<>\"']+"
    rf"|(?<![\w@.-])(?:[\w-]+\.)+(?:{_ENDINGS})(?::\d+)?(?![\w-]|\.\w)(?:/[^\s<>\"']*)?",
    re.IGNORECASE,
)
_STEP = r"(?:\d|[ -]{1,2}\d|[ -]?\(0\)[ -]?\d)"
PHONE = re.compile(
    r"(?<![\w/.,+-])(?<!\d:)"
    rf"(?:(?:\+|0){_STEP}{{6,15}}|(?:\((?:\+|0)\d{{1,3}}\)[ -]{{0,2}}|0\d{{1,3}} ?/ ?){_STEP}{{5,13}})(?![\d-]|\.\d)"
)
_TAIL = ".,;:!?)]}\"'"


@dataclass(frozen=True)
class Contact:
    """A contact point: `value` is the form that is compared, `span` its place in the original text."""

    kind: ContactKind
    value: str
    span: tuple[int, int]


def contacts_in(text: str) -> tuple[Contact, ...]:
    """E-mail addresses, pages and phone numbers, in the order they stand."""
    folded = plain(text)
    return tuple(sorted(_found(folded), key=lambda contact: contact.span))


def values_of(texts: Iterable[str]) -> frozenset[str]:
    """Every contact point in the texts, in the form that is compared."""
    return frozenset(contact.value for text in texts for contact in contacts_in(text))


def host_of(page: str) -> str:
    """`https://www.Shop.example/x?y` → `shop.example`."""
    bare = re.sub(r"^[a-z]+://", "", page.lower()).split("/")[0].split("?")[0].split("#")[0]
    return bare.rsplit("@", 1)[-1].split(":")[0].removeprefix("www.")


def phone_value(number: str) -> str:
    """Digits only, the Swedish country code written as a leading zero: `+46 (0)70-174` → `070174`."""
    digits = re.sub(r"\(0\)|\D", "", number)
    for lead in ("0046", "46"):
        if digits.startswith(lead) and (number.lstrip().startswith("+") or lead == "0046"):
            return "0" + digits[len(lead) :]
    return digits


def _found(folded: Plain) -> Iterator[Contact]:
    emails = list(EMAIL.finditer(folded.text))
    for match in emails:
        yield Contact("email", match.group().lower(), folded.span(match))
    for match in PAGE.finditer(folded.text):
        if not any(e.start() <= match.start() < e.end() for e in emails):
            yield _page(folded, match)
    for match in PHONE.finditer(folded.text):
        yield Contact("phone", phone_value(match.group()), folded.span(match))


def _page(folded: Plain, match: re.Match[str]) -> Contact:
    written = match.group().rstrip(_TAIL)
    start = folded.starts[match.start()]
    end = folded.ends[match.start() + len(written) - 1]
    value = re.sub(r"^https?://", "", written.lower()).removeprefix("www.").rstrip("/")
    return Contact("page", value, (start, end))
