"""What do we do now, who does it, by when, and where in our own documents does it say so?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.incidents.card import MOST_STEPS, Card, Line, Step
from assistant.incidents.desk import Asked, Desk
from assistant.incidents.incident import Incident
from assistant.incidents.instructions import instructs
from assistant.incidents.judging import Shelf
from assistant.incidents.steps import Maker, says_the_same
from assistant.language import Language, Said
from assistant.method import Method

SERIOUS = 3
_FIRST_ANSWER = Said(
    "Hur snabbt ska vi ge ett första svar vid nivå {level}?", "How fast is the first reply at level {level}?"
)
_ANSWER_WITHIN = Said("Ge ett första svar inom {minutes} minuter.", "Give a first reply within {minutes} minutes.")
_APPROVE = Said("Få texten godkänd innan den lämnar huset.", "Have the text approved before it leaves the house.")
_SOON = {"pause": 6, "evidence": 8, "classify_alarm": 9}
_LATE = 30


@dataclass(frozen=True)
class _Candidate:
    """A step that may stand on the card; the lowest ranks stay when there is room for seven."""

    rank: int
    step: Step


class Adviser:
    """Builds action cards. The company's own sentences come first; the method fills in where they are silent."""

    def __init__(self, library: Shelf, method: Method) -> None:
        self._library = library
        self._method = method
        self._asked: dict[object, Asked] = {}

    def card(self, incident: Incident, language: Language) -> Card:
        desk = self._desk(incident)
        maker = Maker(self._method, language, incident.opened_at, desk.deputies)
        kept = _without_doubles(_candidates(desk, maker, language))
        now = {id(one) for one in sorted(kept, key=lambda one: one.rank)[:MOST_STEPS]}
        return Card(
            steps=tuple(one.step for one in kept if id(one) in now),
            later=tuple(one.step for one in kept if id(one) not in now),
            call=desk.call,
            not_to_say=tuple(_not_to_say(desk, language)),
            gaps=tuple(gap[language] for gap in _gaps(desk)),
        )

    def gaps(self, incident: Incident) -> list[Said]:
        """What the documents should say about such a matter and do not."""
        return list(_gaps(self._desk(incident)))

    def _desk(self, incident: Incident) -> Desk:
        """Answers of the documents are remembered until a document changes or the day does."""
        state = (self._library.today(), tuple(self._library.documents()))
        if state not in self._asked:
            self._asked = {state: {}}
        return Desk(self._library, self._method, incident, self._asked[state])


def _without_doubles(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Of steps that say the same, the one that ranks first stays, in the place of the first met."""
    kept: list[_Candidate] = []
    for one in candidates:
        same = next((at for at, other in enumerate(kept) if says_the_same(one.step, other.step)), None)
        if same is None:
            kept.append(one)
        elif one.rank < kept[same].rank:
            kept[same] = one
    return kept


def _candidates(desk: Desk, maker: Maker, language: Language) -> Iterator[_Candidate]:
    serious = desk.incident.level >= SERIOUS
    yield from _rule(desk, maker)
    first, *rest = desk.category.first_actions
    if serious:
        yield _Candidate(2, _asked(desk, maker, first.text, first.owner, first.minutes, language))
    told = [one for one in desk.instructions if not one.forbids]
    for number, one in enumerate(told):
        yield _Candidate(
            (4, 7)[number] if number < 2 else 9 + number, maker.quoted(one.citation, desk.category.card_owner)
        )
    if serious:
        yield from _first_hour(desk, maker, language, soon=True)
    yield from _answer(desk, maker, language)
    yield _Candidate(3, _approval(desk, maker, language))
    for number, action in enumerate(rest if serious else (first, *rest)):
        yield _Candidate(11 + number, _asked(desk, maker, action.text, action.owner, action.minutes, language))
    if serious:
        yield from _first_hour(desk, maker, language, soon=False)


def _rule(desk: Desk, maker: Maker) -> Iterator[_Candidate]:
    """The sentence or row that set the level often says whom to alarm; it comes first."""
    rank = 1
    for cited in desk.rules:
        is_section = (cited.start, cited.end) == (cited.passage.start, cited.passage.end)
        names = bool(desk.method.roles_named_in(cited.text))
        if not is_section and (names if " | " in cited.text else instructs(cited.text, desk.method)):
            yield _Candidate(rank, maker.quoted(cited, desk.category.card_owner))
            rank = 10


def _first_hour(desk: Desk, maker: Maker, language: Language, *, soon: bool) -> Iterator[_Candidate]:
    for step in desk.method.first_hour.steps:
        if (step.code in _SOON) == soon and step.code != "first_statement":
            made = _asked(desk, maker, step.text, step.owner, step.minute, language)
            yield _Candidate(_SOON.get(step.code, _LATE), made)


def _answer(desk: Desk, maker: Maker, language: Language) -> Iterator[_Candidate]:
    """Not to answer, and why; or the clock for the first reply and the statement that may be used at once."""
    incident, owner = desk.incident, desk.category.card_owner
    if not incident.reply_advised:
        citation = incident.judged.reply_reason.citation
        said = incident.reply_reason[language]
        yield _Candidate(2, maker.quoted(citation, owner) if citation else maker.proposed(said, owner, None))
        return
    level = desk.method.level(incident.level)
    writer = level.approves[0][0]
    if desk.statement:
        yield _Candidate(5, maker.quoted(desk.statement.usage or desk.statement.citation, writer))
    within = level.first_text.minutes if level.first_text.hours == "any" else None
    question = _FIRST_ANSWER.filled(level=incident.level)
    answer = desk.ask(question.sv) or desk.ask(question.en)
    proposal = _ANSWER_WITHIN.filled(minutes=level.first_text.minutes)[language]
    yield _Candidate(2, maker.quoted(answer, writer, within) if answer else maker.proposed(proposal, writer, within))


def _approval(desk: Desk, maker: Maker, language: Language) -> Step:
    reason, seats = desk.incident.judged.approver_reason, desk.incident.approver_roles
    if reason.citation:
        return maker.quoted(reason.citation)
    return maker.proposed(_APPROVE[language], seats[0].split("/")[0] if seats else "", None)


def _asked(desk: Desk, maker: Maker, text: Said, owner: str, minutes: int | None, language: Language) -> Step:
    """The documents' own sentence for a step of the method, if they have an instruction that says it."""
    answer = desk.ask(text.sv)
    if answer and (" | " in answer.text or instructs(answer.text, desk.method)):
        return maker.quoted(answer, owner, minutes)
    return maker.proposed(text[language], owner, minutes)


def _not_to_say(desk: Desk, language: Language) -> Iterator[Line]:
    for one in desk.instructions:
        if one.forbids:
            yield Line(one.text, one.citation)
    for dont in desk.category.dont:
        yield Line(dont[language])


def _gaps(desk: Desk) -> Iterator[Said]:
    label, incident = desk.category.label, desk.incident
    if incident.category == "none":
        return
    sv, en = label.sv[:1].lower() + label.sv[1:], label.en[:1].lower() + label.en[1:]
    if not any(one.rule == "own" for one in incident.suggested.level_reasons):
        yield Said(f"Vilken nivå gäller vid {sv}?", f"Which level applies to {en}?")
    if incident.judged.approver_reason.citation is None:
        yield Said(f"Vem godkänner svar på nivå {incident.level}?", f"Who approves replies at level {incident.level}?")
    if incident.level >= SERIOUS and not desk.call:
        yield Said(
            f"Vem larmas, och på vilket nummer, vid {sv}?", f"Who is called, and on which number, in case of {en}?"
        )
    if incident.level >= SERIOUS and incident.reply_advised and desk.statement is None:
        yield Said(f"Finns det ett godkänt första besked för {sv}?", f"Is there an approved first statement for {en}?")
    yield from _missing_deputies(desk)


def _missing_deputies(desk: Desk) -> Iterator[Said]:
    for code in dict.fromkeys(code for seat in desk.incident.approver_roles for code in seat.split("/")):
        if code not in desk.deputies:
            role = desk.method.role(code).label
            yield Said(f"Vem är ersättare för {role.sv}?", f"Who is the deputy of the {role.en}?")
