"""What lies on the table when an incident is advised on: the matter in words and the sections that bear on it?"""

from functools import cached_property

from assistant.incidents.calling import Needed, deputies, numbers_to_call
from assistant.incidents.card import Line
from assistant.incidents.incident import Incident
from assistant.incidents.instructions import (
    Instruction,
    Subject,
    all_of,
    instructions_after,
    instructions_in,
    is_history,
    on_the_matter,
)
from assistant.incidents.judging import Shelf
from assistant.incidents.own_rules import matter
from assistant.incidents.reading import Post
from assistant.incidents.triage import Assessment, assess
from assistant.incidents.vocabulary import keys, shared, weight
from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.evidence import find_evidence
from assistant.knowledge.library import Found
from assistant.language import Said
from assistant.method import Method
from assistant.statements.finding import Statement, find_statement, old_statements

LEAST_WORTH = 2.0
EVERYDAY = "none"
_READ = 14
_STRONG = 0.7
_SECTIONS = 3
_TELLING_LENGTH = 6
_POST_START = 400


class Desk:
    """Everything is looked up once, when it is first needed; the documents stay as they are meanwhile."""

    def __init__(self, library: Shelf, method: Method, incident: Incident, asked: "Asked") -> None:
        self.library, self.method, self.incident, self._asked = library, method, incident, asked
        self.category = method.category(incident.category)

    @cached_property
    def matter(self) -> str:
        """What is claimed, in the method's words; the category's name where nothing specific is claimed."""
        return matter(self._assessment, self.method) or _both(self.category.label)

    @property
    def is_fraud(self) -> bool:
        """Whether somebody uses the company's name to cheat people: then readers need a warning."""
        return any(made.claim.safety for made in self._assessment.reading.made)

    @property
    def rules(self) -> list[Citation]:
        """Where the documents set the level for what has happened, the one that decided first."""
        reasons = self.incident.suggested.level_reasons
        return [one.citation for one in reasons if one.rule == "own" and one.citation]

    @cached_property
    def sections(self) -> list[Passage]:
        """Sections about this kind of matter; one that as a whole set the level leads. None in everyday matters."""
        if self.category.code == EVERYDAY:
            return []
        subject = Subject(self.matter, self._kind, self.library.rarity)
        about = on_the_matter(self._found, subject, self.is_current)
        return list({one.id: one for one in (*self._ruling, *about)}.values())[:_SECTIONS]

    @cached_property
    def instructions(self) -> list[Instruction]:
        """What the documents tell somebody to do: after the rule that set the level, then section by section."""
        after = [
            one for cited in self.rules if " | " not in cited.text for one in instructions_after(cited, self.method)
        ]
        whole = [one for section in self._ruling for one in all_of(section, self.method)]
        told = [one for section in self.sections for one in instructions_in(section, self.method)]
        return list({one.citation.key: one for one in (*after, *whole, *told)}.values())

    @cached_property
    def statement(self) -> Statement | None:
        """The approved statement for the matter in the language of the latest post."""
        return find_statement(
            self._statement_hits, self._worth_as_statement, self.incident.language, self.library.today(), LEAST_WORTH
        )

    @cached_property
    def old_statements(self) -> tuple[str, ...]:
        """Replaced and expired statements on such matters: their words may not live on."""
        return old_statements([hit.passage for hit in self._statement_hits], self.library.today())

    @cached_property
    def call(self) -> tuple[Line, ...]:
        hits = [*self._search(f"telefon jour larma {self.matter}"), *self._search("journummer on-call phone numbers")]
        actions = [_both(step.text) for step in self.category.first_actions]
        rules = [one.text for one in self.rules]
        named = {role.code for text in (*actions, *rules) for role in self.method.roles_named_in(text)}
        functions = {also.role for also in self.category.also_signs}
        needed = Needed(self.matter, self.incident.level, {*named, *functions, self.category.card_owner})
        return numbers_to_call(hits, needed, self.method, self.library.rarity, self.is_current)

    @cached_property
    def deputies(self) -> dict[str, tuple[str, Citation]]:
        return deputies(self._search("ersättare deputy"), self.method, self.is_current)

    def ask(self, question: str) -> Citation | None:
        """The sentence that answers best, if it answers well and is a rule and not history."""
        if question not in self._asked:
            quotes = find_evidence(self.library, question, today=self.library.today()).quotes
            told = (one.citation for one in quotes if one.score >= _STRONG and not is_history(one.citation.passage))
            self._asked[question] = next(told, None)
        return self._asked[question]

    def worth(self, text: str) -> float:
        """How far a text speaks of the matter."""
        return weight(shared(keys(text), keys(self.matter)), self.library.rarity)

    def _worth_as_statement(self, passage: Passage, text: str) -> float:
        """A statement in the very document whose section rules on the matter needs no words of its own to fit."""
        same = any(passage.document.id == ruling.document.id for ruling in self._ruling)
        return self.worth(text) + (LEAST_WORTH if same else 0.0)

    def is_current(self, passage: Passage) -> bool:
        return passage.is_current(self.library.today())

    @cached_property
    def _assessment(self) -> Assessment:
        posts = [Post(one.text, one.author, one.reach or 0) for one in self.incident.posts]
        return assess(posts, self.method, self.method.claims)

    @cached_property
    def _found(self) -> list[Found]:
        """Sections that bear on the matter, each once, the best first."""
        posts = self.incident.posts[-1].text[:_POST_START] if self.incident.posts else ""
        queries = [self.matter, _both(self.category.label), posts]
        hits = [hit for query in queries if query.strip() for hit in self._search(query)]
        return list({hit.passage.id: hit for hit in hits}.values())

    @cached_property
    def _statement_hits(self) -> list[Found]:
        return [*self._search(f"godkända budskap approved statement {self.matter}"), *self._found]

    @property
    def _ruling(self) -> list[Passage]:
        return [one.passage for one in self.rules if (one.start, one.end) == (one.passage.start, one.passage.end)]

    @property
    def _kind(self) -> str:
        """Where nothing specific is claimed, also the longer words that the method knows such matters by."""
        if self.matter != _both(self.category.label):
            return self.matter
        signs = [sign.rstrip("*") for sign in self.category.signals.all if len(sign) > _TELLING_LENGTH]
        return " ".join((self.matter, *signs))

    def _search(self, query: str) -> list[Found]:
        return self.library.search(query, _READ)


Asked = dict[str, Citation | None]


def _both(text: Said) -> str:
    return f"{text.sv} {text.en}"
