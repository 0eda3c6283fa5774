"""What do the documents say to each field of the plan?"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from assistant.knowledge.documents import Citation, Passage
from assistant.knowledge.evidence import find_evidence
from assistant.knowledge.library import Library
from assistant.knowledge.sentences import units
from assistant.language import Language
from assistant.method.outline import Field, FieldType, Outline, Section
from assistant.plan.profiles import Place, Profiles
from assistant.plan.slices import belonging, is_history, is_row, may_stand, speaks_of

_ASKED_FOR, _ASKED_FOR_MANY = 4, 6
_MANY: frozenset[FieldType] = frozenset({"list", "table"})
_KEPT: dict[bool, tuple[int, float]] = {True: (12, 0.6), False: (4, 0.8)}
_WORTH = 0.65
_ALSO_HERE = 0.75
_ANSWER = 0.4
_UNHEARD = 0.85
_UNSAID = 0.7
_ROW_IN_TABLE = 1.2
_SEARCHED = 40
_NAMED, _NAMED_OUTDATED = 0.6, 0.9


@dataclass(frozen=True)
class Candidate:
    """A sentence that may stand under a field. `score` joins how well it answers and how well it fits, 0 to 1.2;
    `best_answer`: nothing answers one of the field's own questions better, or it stands under the field's own name."""

    citation: Citation
    score: float
    best_answer: bool


@dataclass
class Heard:
    """What was heard on one field, before sentences are given to the field they fit best."""

    candidates: dict[str, Candidate] = field(default_factory=dict)
    outdated: dict[int, Citation] = field(default_factory=dict)


class Gathering:
    """Asks every field's questions; reviews of past incidents and what documents say of themselves are left out."""

    def __init__(self, library: Library, outline: Outline, language: Language) -> None:
        self._library = library
        self._language = language
        self._today = library.today()
        self._profiles = Profiles(outline)
        self._rules = {one.id for one in library.documents() if not is_history(one)}
        self._heard: dict[Place, Heard] = defaultdict(Heard)
        for place, citation in self._named_by_expired(outline):
            self._heard[place].outdated.setdefault(citation.passage.document.id, citation)

    def ask(self, section: Section) -> None:
        self._look_for_headings(section)
        for one in section.fields:
            for question in one.ask[self._language]:
                self._listen(section, one, question)

    def considered(self, section: Section, one: Field) -> list[Citation]:
        """What answers the field well, wherever in the plan it ends up."""
        return [c.citation for c in self._heard[section.id, one.key].candidates.values() if c.score >= _WORTH]

    def outdated(self, section: Section, one: Field) -> list[Citation]:
        """Expired and replaced slices that speak to the field, one per document."""
        return list(self._heard[section.id, one.key].outdated.values())

    def settled(self, section: Section) -> Mapping[str, list[Citation]]:
        """Per field of the section: the sentences that belong to it, best document first, in reading order."""
        best = self._best_places()
        return {one.key: self._chosen(section, one, best) for one in section.fields}

    def _listen(self, section: Section, one: Field, question: str) -> None:
        """Sentences that answer the question."""
        heard = self._heard[section.id, one.key]
        evidence = find_evidence(
            self._library,
            question,
            today=self._today,
            language=self._language,
            limit=_ASKED_FOR_MANY if one.type in _MANY else _ASKED_FOR,
            documents=self._rules,
        )
        for quote in evidence.outdated:
            if self._profiles.fit(quote.citation).get((section.id, one.key), 0.0) >= _WORTH:
                heard.outdated.setdefault(quote.citation.passage.document.id, quote.citation)
        for rank, quote in enumerate(evidence.quotes):
            if speaks_of(question, self._language, quote.citation):
                answers = min(quote.score, 1.0) * (_UNHEARD if evidence.missing else 1.0)
                best = not rank and quote.score >= 1 and not evidence.missing
                self._consider(section, one, quote.citation, answers, best)

    def _look_for_headings(self, section: Section) -> None:
        """Passages whose own heading names a field or the section."""
        asked = " ".join(map(self._named, section.fields))
        for found in self._library.search(f"{section.title[self._language]} {asked}", _SEARCHED):
            if found.passage.document.id in self._rules and found.passage.is_current(self._today):
                for one in section.fields:
                    share = self._profiles.named_by(found.passage, section, one)
                    if share >= _NAMED:
                        self._take_passage(section, one, found.passage, share)

    def _named(self, one: Field) -> str:
        return " ".join((one.label[self._language], *one.ask[self._language]))

    def _take_passage(self, section: Section, one: Field, passage: Passage, share: float) -> None:
        named = self._named(one)
        for piece in units(passage):
            citation = Citation(passage, piece.start, piece.end)
            says_it = is_row(citation) or speaks_of(named, self._language, citation)
            self._consider(section, one, citation, share if says_it else share * _UNSAID, best_answer=share > 1)

    def _consider(
        self, section: Section, one: Field, citation: Citation, answers: float, best_answer: bool = False
    ) -> None:
        if not may_stand(one, citation):
            return
        candidates = self._heard[section.id, one.key].candidates
        fits = self._profiles.fit(citation).get((section.id, one.key), 0.0)
        score = answers * fits * (_ROW_IN_TABLE if one.type == "table" and is_row(citation) else 1.0)
        held = candidates.get(citation.key, Candidate(citation, 0.0, False))
        candidates[citation.key] = Candidate(citation, max(score, held.score), best_answer or held.best_answer)

    def _named_by_expired(self, outline: Outline) -> Iterator[tuple[Place, Citation]]:
        """Expired passages, each at the field that its heading names and its text fits best."""
        for passage in _expired_passages(self._library, self._rules):
            citation = Citation(passage, passage.start, passage.end)
            fits = self._profiles.fit(citation)
            named = [
                (fits.get((section.id, one.key), 0.0), (section.id, one.key))
                for section, one in outline.every_field()
                if self._profiles.named_by(passage, section, one) >= _NAMED_OUTDATED
            ]
            if named:
                yield max(named)[1], citation

    def _best_places(self) -> dict[str, tuple[float, Place]]:
        best: dict[str, tuple[float, Place]] = {}
        for place, heard in self._heard.items():
            for key, candidate in heard.candidates.items():
                if key not in best or candidate.score > best[key][0]:
                    best[key] = (candidate.score, place)
        return best

    def _chosen(self, section: Section, one: Field, best: Mapping[str, tuple[float, Place]]) -> list[Citation]:
        ranked = sorted(self._own(section, one, best), key=lambda c: -c.score)
        spoken = [c for c in ranked if c.citation.passage.language == self._language] or ranked
        most, share = _KEPT[one.type in _MANY]
        kept = [c.citation for c in spoken if c.score >= share * min(spoken[0].score, 1.0)][:most]
        return _in_reading_order([*kept, *belonging(kept)] if one.type in _MANY else kept)

    def _own(self, section: Section, one: Field, best: Mapping[str, tuple[float, Place]]) -> list[Candidate]:
        """Sentences that fit no field better; a field without any may share those that fit it nearly as well."""
        heard = list(self._heard[section.id, one.key].candidates.values())
        worthy = [c for c in heard if c.score >= _WORTH]
        own = [c for c in worthy if best[c.citation.key][1] == (section.id, one.key)]
        shared = [c for c in worthy if c.score >= _ALSO_HERE * best[c.citation.key][0]]
        return own or shared or [c for c in heard if c.best_answer and c.score >= _ANSWER]


def _expired_passages(library: Library, documents: Collection[int]) -> Iterator[Passage]:
    today = library.today()
    for document in library.documents():
        if document.id in documents and document.status_on(today) in ("expired", "replaced"):
            yield from library.passages(document.id)


def _in_reading_order(citations: list[Citation]) -> list[Citation]:
    """Documents and passages in the order of their best slice, slices of a passage as they stand in it."""
    passages = list(dict.fromkeys(one.passage.id for one in citations))
    unique = {one.key: one for one in citations}
    return sorted(unique.values(), key=lambda one: (passages.index(one.passage.id), one.start))
