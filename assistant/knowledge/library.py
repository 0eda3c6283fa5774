"""Which passages bear on a question, and how do documents come, change and go?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.documents import Passage
from assistant.knowledge.generations import Generations, Rebuilt
from assistant.knowledge.intake import Intake, Progress, Upload
from assistant.knowledge.stored import StoredDocuments
from assistant.language import Said
from assistant.method.glossary import Glossary
from assistant.records.database import Database
from assistant.records.moments import Clock

_OVERFETCH = 3


@dataclass(frozen=True)
class Found:
    """A passage that bears on a question; `score` orders, `share` is 0 to 1 (see `search.Hit`)."""

    passage: Passage
    score: float
    share: float


class Library(StoredDocuments):
    """The company's documents. SQL is the truth; the search indexes are caches that follow it."""

    def __init__(
        self,
        database: Database,
        generations: Generations,
        clock: Clock,
        today: Callable[[], date],
        glossary: Glossary,
    ) -> None:
        super().__init__(database)
        self.glossary = glossary
        self._generations = generations
        self._intake = Intake(database, generations, clock)
        self.today = today

    @property
    def degraded(self) -> Said | None:
        """Why search is poorer than it should be right now; None when all is well."""
        return self._generations.degraded

    def search(self, query: str, k: int = 10) -> list[Found]:
        """The `k` best passages in force, then up to a third as many expired, replaced or draft ones."""
        hits = self._generations.search(query, k * _OVERFETCH)
        passages = self.passages_by_id([hit.id for hit in hits])
        found = [Found(passages[hit.id], hit.score, hit.share) for hit in hits if hit.id in passages]
        today = self.today()
        current = [one for one in found if one.passage.is_current(today)]
        others = [one for one in found if not one.passage.is_current(today)]
        return current[:k] + others[: max(1, k // 3)]

    def rarity(self, stem: str) -> float | None:
        """How telling a word stem is among these documents (idf); None when none of them holds it."""
        return self._generations.rarity(stem)

    def add(self, uploads: Sequence[Upload], by: str) -> Iterator[Progress]:
        """Take in files one by one; a refused file leaves nothing behind and the others go on."""
        return self._intake.add(uploads, by)

    def remove(self, document_id: int, by: str) -> None:
        """No longer searched or cited; the versions stay, so that old citations still open."""
        self._intake.remove(document_id, by)

    def restore(self, document_id: int, by: str) -> None:
        """Undo `remove`."""
        self._intake.restore(document_id, by)

    def edit_facts(self, document_id: int, by: str, **facts: str | date | None) -> None:
        """Correct title, owner, label, status, valid_from, valid_until or review_on by hand."""
        self._intake.edit_facts(document_id, by, facts)

    def agrees(self) -> bool:
        """Whether the search holds exactly the passages that the database says."""
        return self._generations.agrees()

    def reindex(self) -> Iterator[Rebuilt]:
        """Build the search anew beside the old one, then swap."""
        return self._generations.rebuild()

    def close(self) -> None:
        self._generations.close()
