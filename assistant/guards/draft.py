"""What does a guard look at, and what does it say about a text?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assistant.language import Language, Said
from assistant.method import Method
from assistant.method.rules import Condition, Severity

_RECALL = re.compile(r"\båterkall\w+|\brecall\w*", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A remark about `text[start:end]`: `stop` bars approval, `reason` asks the approver why, `note` only shows."""

    rule: str
    level: Severity
    start: int
    end: int
    quoted: str
    message: Said
    cure: Said


@dataclass(frozen=True)
class Draft:
    """One outgoing text and everything it may be held against.

    grounds: texts of cited slices, approved statements and confirmed facts. contacts: contact points (numbers,
    addresses, pages) that stand in the company's documents. statement: the approved statement the text builds on;
    only_when: the company's sentences on when that statement may be used. superseded: statements that are replaced
    or expired. computed: deadlines the system itself worked out, as written in the text. earlier: other replies in
    the same thread. now: local time with zone.
    """

    text: str
    language: Language
    channel: str
    level: int
    category: str
    post_text: str
    grounds: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    statement: str = ""
    only_when: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()
    computed: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    now: datetime | None = None
    legal_approves: bool = False
    reply_advised: bool = True
    sector: str = ""
    public_body: bool = False

    @property
    def everything(self) -> tuple[int, int]:
        return (0, len(self.text))

    @property
    def is_recall_notice(self) -> bool:
        """Whether the text, the statement behind it or the post it answers is about a recall."""
        return bool(_RECALL.search("\n".join((self.text, self.statement))))

    def conditions(self, method: Method) -> frozenset[Condition]:
        """What holds for this draft of the conditions that change a rule's severity."""
        confidential = {sector.code for sector in method.rules.confidential_sectors}
        held: dict[Condition, bool] = {
            "no_legal_approver": not self.legal_approves,
            "confidential_sector": self.sector in confidential,
            "level_2_up": self.level >= 2,
            "recall_notice": self.is_recall_notice,
        }
        return frozenset(condition for condition, holds in held.items() if holds)


Guard = Callable[[Draft, Method], Iterator[Finding]]


def remark(draft: Draft, method: Method, rule: str, span: tuple[int, int], message: Said, *extra: Condition) -> Finding:
    """A finding with the rule's own cure, as severe as the rule is under the conditions that hold now."""
    found = method.rule(rule)
    severity = found.severity_in(draft.conditions(method) | set(extra))
    return finding(draft, rule, severity, span, message, found.cure)


def finding(draft: Draft, rule: str, level: Severity, span: tuple[int, int], message: Said, cure: Said) -> Finding:
    start, end = span
    return Finding(rule, level, start, end, draft.text[start:end], message, cure)
