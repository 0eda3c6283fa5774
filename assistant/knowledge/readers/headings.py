"""Does a line of plain text look like a heading, and how deep does its number say it stands?"""

import re

_NUMBER = re.compile(
    r"(?:§{1,2}\s*(?P<para>\d+(?:\.\d+)*)|(?P<dots>\d{1,2}(?:\.\d{1,2})*\.?)"
    r"|(?:Avsnitt|Kapitel|Kap\.|Del|Bilaga|Section|Chapter|Part|Appendix)\s+(?P<word>[\dA-Z]+))[.:)]?\s+(?=\S)"
)
_CLAUSE = re.compile(r"(\d+) §\s")
_BULLET = re.compile(r"(?:[•●○▪■◦·‣⁃∙*\uf0b7\uf0a7\uf06f\u2013\u2014-]|o(?= ))\s+(?=\S)")
_STEP = re.compile(r"(?:\d{1,2}[.)]|[a-zåäö][.)]|\([a-z\d]{1,2}\))\s+(?=\S)")
_KEY_VALUE = re.compile(r"[A-ZÅÄÖ][\w/ -]{1,38}: \S")
LONGEST_HEADING = 100


def number_depth(line: str) -> int:
    """1 for "4. Svarstider" and "§ 4 Svarstider", 2 for "4.1 …", 0 for a line without such a number."""
    match = _NUMBER.match(line)
    if not match:
        return 1 if _CLAUSE.match(line) else 0
    number = match["para"] or match["dots"] or ""
    if match["dots"] and "." not in number and not line[match.end()].isupper():
        return 0
    return len([part for part in number.split(".") if part]) or 1


def could_be_heading(line: str) -> bool:
    """Short, starting like a heading and not ending like a sentence."""
    if not 2 <= len(line) <= LONGEST_HEADING or line[-1] in ".,;:!" or is_item(line):
        return False
    start = line.lstrip("§ ")[:1]
    return (start.isupper() or start.isdigit()) and any(char.isalpha() for char in line)


def is_bulleted(line: str) -> bool:
    return bool(_BULLET.match(line))


def is_item(line: str) -> bool:
    """A bullet, or a lower-case or bracketed enumerator; a plain "1." may be a heading as well."""
    return is_bulleted(line) or bool(re.match(r"(?:[a-zåäö]\)|\([a-z\d]{1,2}\)|\d{1,2}\))\s", line))


def is_step(line: str) -> bool:
    """A numbered or lettered line, as in a list of steps."""
    return bool(_STEP.match(line))


def without_bullet(line: str) -> str:
    match = _BULLET.match(line)
    return line[match.end() :] if match else line


def is_key_value(line: str) -> bool:
    """ "Giltig från: 2026-02-03": a line that stands for itself."""
    return bool(_KEY_VALUE.match(line))
