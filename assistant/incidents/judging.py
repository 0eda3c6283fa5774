"""What follows from what people write: category, level, who approves, whom to tell, answer or not?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from assistant.incidents.approvers import Approvers, approvers
from assistant.incidents.incident import Judged
from assistant.incidents.own_rules import matter, with_own_rules
from assistant.incidents.reading import Post
from assistant.incidents.reason import Reason
from assistant.incidents.replying import reply_advice
from assistant.incidents.triage import Assessment, assess
from assistant.knowledge.documents import Document, Passage
from assistant.knowledge.evidence import Searchable
from assistant.language import Said
from assistant.method import Method

_LOWEST_ALARM = 2


class Shelf(Searchable, Protocol):
    """What judging needs of the library."""

    def today(self) -> date: ...

    def documents(self) -> list[Document]: ...


@dataclass(frozen=True)
class Judge:
    """The rules: the company's own documents first, then the method's. A person always has the last word."""

    library: Shelf
    method: Method

    def judge(self, posts: Sequence[Post]) -> Judged:
        default = assess(posts, self.method, self.method.claims)
        return self._judged(with_own_rules(default, posts, self.library, self.method, self._is_current), posts)

    def decided(self, posts: Sequence[Post], category: str, level: int, reason: Reason) -> Judged:
        """What follows from a category and a level that a person has set."""
        suggested = assess(posts, self.method, self.method.claims)
        self.method.category(category), self.method.level(level)
        own = replace(suggested, category=category, level=level, reasons=(reason,), sure=True)
        return self._judged(own, posts)

    def _judged(self, assessment: Assessment, posts: Sequence[Post]) -> Judged:
        happened = matter(assessment, self.method)
        who = approvers(assessment.level, assessment.category, self.library, self.method, self._is_current, happened)
        advice = reply_advice(assessment, posts, self.library, self.method, self.library.today())
        return Judged(
            category=assessment.category,
            others=assessment.others,
            level=assessment.level,
            sure=assessment.sure,
            flags=assessment.flags,
            approvers=who.seats,
            escalate_to=self._escalate_to(assessment),
            reply_mode=advice.mode,
            level_reasons=assessment.reasons,
            approver_reason=_approver_reason(who),
            reply_reason=advice.reason,
        )

    def _escalate_to(self, assessment: Assessment) -> tuple[str, ...]:
        """Roles to tell at once: those the own rule names, the category's functions, those the level informs."""
        if assessment.level < _LOWEST_ALARM:
            return ()
        category = self.method.category(assessment.category)
        cited = [one.citation.text for one in assessment.reasons if one.citation]
        named = [role.code for text in cited for role in self.method.roles_named_in(text)]
        functions = [also.role for also in category.also_signs]
        informs = [code for code in self.method.level(assessment.level).informs if code != "function_head"]
        return tuple(dict.fromkeys([*named, *functions, *category.coordinate_with, *informs]))

    def _is_current(self, passage: Passage) -> bool:
        return passage.is_current(self.library.today())


def _approver_reason(who: Approvers) -> Reason:
    return Reason(who.text, "own" if who.citation else "method", who.citation)


def by_person(reason: str) -> Reason:
    """A person's own words on the level; who it was stands beside it, by number."""
    if not reason.strip():
        return Reason(Said("Bekräftat av en person.", "Confirmed by a person."), "person")
    return Reason(Said(reason.strip(), reason.strip()), "person")
