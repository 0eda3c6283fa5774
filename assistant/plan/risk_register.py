"""What does the risk register of a first draft hold: industry, own incidents, proposed risks, open questions?"""

from collections.abc import Iterator

from assistant.knowledge.documents import Citation
from assistant.knowledge.library import Library
from assistant.language import Said
from assistant.method.method import Method
from assistant.method.outline import Field, Section
from assistant.plan import words
from assistant.plan.drafted import DraftedQuestion, DraftedRisk, DraftedStatement
from assistant.plan.industry import Shown, industry_shown
from assistant.plan.risks import happened_risks, past_incidents, proposed_risks
from assistant.plan.slices import is_history
from assistant.plan.wording import Wording

_SECTION, _FIELD = "A4", "risks"


class RiskRegister:
    """Belongs to one section of the outline and is silent about all others. Names no owner, sets no date."""

    def __init__(self, library: Library, method: Method, wording: Wording, industry: str) -> None:
        self._library = library
        self._method = method
        self._wording = wording
        self._given = industry
        self._found: tuple[Shown | None, list[Citation]] | None = None

    def belongs_to(self, section: Section) -> bool:
        return section.id == _SECTION

    def answers(self, section: Section, field: Field) -> bool:
        """Whether the register itself fills the field, so that it is no open question."""
        return self.belongs_to(section) and field.key == _FIELD

    def lead(self) -> Said:
        if not self._industry:
            return self._wording.said("plan_risks_any")
        label = next(one.label for one in self._method.risks.industries if one.code == self._industry)
        return self._wording.said("plan_risks", industry=Said(label.sv.lower(), label.en.lower()))

    def statements(self, section: Section) -> Iterator[DraftedStatement]:
        if not self.belongs_to(section):
            return
        if self._shown and not self._given:
            yield _cited("industry", words.INDUSTRY, self._shown.citation)
        for citation in self._incidents:
            yield _cited(_FIELD, words.PAST_INCIDENTS, citation)

    def questions(self, section: Section) -> Iterator[DraftedQuestion]:
        if not self.belongs_to(section):
            return
        field = next(one for one in section.fields if one.key == _FIELD)
        asked = [] if self._industry else ["plan_industry"]
        for task in (*asked, "plan_risk_owner"):
            yield self._wording.question(self._method, field, self._wording.said(task))

    def risks(self, section: Section) -> tuple[DraftedRisk, ...]:
        if not self.belongs_to(section):
            return ()
        happened = happened_risks(self._method, self._industry, self._incidents)
        return proposed_risks(self._method, self._industry, happened)

    @property
    def _industry(self) -> str:
        return self._given or (self._shown.industry.code if self._shown else "")

    @property
    def _shown(self) -> Shown | None:
        return self._read()[0]

    @property
    def _incidents(self) -> list[Citation]:
        return self._read()[1]

    def _read(self) -> tuple[Shown | None, list[Citation]]:
        if self._found is None:
            rules = {one.id for one in self._library.documents() if not is_history(one)}
            shown = None if self._given else industry_shown(self._library, self._method.risks, rules)
            self._found = shown, past_incidents(self._library)
        return self._found


def _cited(key: str, label: Said, citation: Citation) -> DraftedStatement:
    return DraftedStatement(key, label, citation.text, (citation.key,), "policy")
