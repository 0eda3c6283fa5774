"""Should this be answered at all, and in which way?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.incidents.reading import Post
from assistant.incidents.reason import Reason
from assistant.incidents.triage import Assessment
from assistant.knowledge.evidence import Searchable, find_evidence
from assistant.language import Said
from assistant.method import Method
from assistant.method.categories import ReplyMode

_SPREADS = "misinformation"
_NOT = re.compile(
    r"\b(?:svara[rs]? inte|inte svara|besvaras inte|svara aldrig|(?:do not|don't|never) (?:reply|answer|respond))", re.I
)


@dataclass(frozen=True)
class ReplyAdvice:
    """A mode of the method and why; every `no_reply_…` mode means: do not answer."""

    mode: ReplyMode
    reason: Reason


def reply_advice(
    assessment: Assessment, posts: Sequence[Post], library: Searchable, method: Method, today: date
) -> ReplyAdvice:
    """The category's mode, but a rumour that few have seen is watched. The company's own rule is cited."""
    category = method.category(assessment.category)
    mode: ReplyMode = category.reply_mode
    rule = f"category:{category.code}"
    if _is_small_rumour(assessment, posts, method):
        mode, rule = "no_reply_monitor", "small_reach"
    if not mode.startswith("no_reply"):
        label = next(one.label for one in method.categories.reply_modes if one.code == mode)
        return ReplyAdvice(mode, Reason(label, rule))
    return ReplyAdvice(mode, _own_reason(category.label, library, today) or Reason(category.no_reply_when, rule))


def _is_small_rumour(assessment: Assessment, posts: Sequence[Post], method: Method) -> bool:
    if assessment.category != _SPREADS or any(made.claim.safety for made in assessment.reading.made):
        return False
    return max((post.reach for post in posts), default=0) < (method.level(1).reach_below or 0)


def _own_reason(label: Said, library: Searchable, today: date) -> Reason | None:
    """A sentence of the company's that says not to answer such things."""
    for question in (f"När svarar vi inte på {label.sv}?", f"When do we not reply to {label.en}?"):
        for quote in find_evidence(library, question, today=today).quotes:
            if _NOT.search(quote.citation.text):
                text = Said("Era dokument säger att ni inte ska svara.", "Your documents say not to reply.")
                return Reason(text, "own", quote.citation)
    return None
