"""What is a document, a version of it, a passage and a citation, and where are they stored?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Date, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.language import Language
from assistant.records.database import Base
from assistant.records.moments import Moment

Label = Literal["internal", "public"]
Status = Literal["draft", "approved", "replaced", "expired"]


class DocumentRow(Base):
    """One document of the company; its facts are editable, its versions are not."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String, unique=True)
    title: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    label: Mapped[str] = mapped_column(default="internal")
    status: Mapped[str] = mapped_column(default="approved")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    review_on: Mapped[date | None] = mapped_column(Date)
    facts_edited: Mapped[bool] = mapped_column(default=False)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("document_version.id", use_alter=True))
    removed_at: Mapped[datetime | None] = mapped_column(Moment)


class VersionRow(Base):
    """What one upload held: the bytes' hash and the text that citations are slices of. Never changed."""

    __tablename__ = "document_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]
    kind: Mapped[str]
    size: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    notices: Mapped[str] = mapped_column(Text, default="[]")
    original: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[str] = mapped_column(default="")


class PassageRow(Base):
    """One section, or part of a long one, of one version: `text[start:end]` of its version.

    `heading` is the path as a JSON list; `digest` names what the search index should hold for it.
    """

    __tablename__ = "passage"
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    position: Mapped[int]
    heading: Mapped[str]
    page: Mapped[int | None]
    start: Mapped[int]
    end: Mapped[int]
    language: Mapped[str]
    status: Mapped[str]
    digest: Mapped[str]


@dataclass(frozen=True)
class Document:
    """A document as it stands now, with its current version."""

    id: int
    name: str
    title: str
    owner: str
    label: Label
    status: Status
    valid_from: date | None
    valid_until: date | None
    review_on: date | None
    version_id: int
    version: int
    version_label: str
    kind: str
    sha256: str
    added_at: datetime

    def status_on(self, today: date) -> Status:
        """The status that holds today: a passed `valid_until` means expired whatever the paper says."""
        if self.status == "approved" and self.valid_until is not None and self.valid_until < today:
            return "expired"
        return self.status

    def needs_review(self, today: date) -> bool:
        return self.review_on is not None and self.review_on < today


@dataclass(frozen=True)
class Passage:
    """A stored section of a document's current version; `start` and `end` are offsets in that version's text."""

    id: str
    document: Document
    heading: tuple[str, ...]
    page: int | None
    start: int
    end: int
    text: str
    language: Language
    status: Status

    def status_on(self, today: date) -> Status:
        """The worse of the section's own status and its document's."""
        return self.status if self.status != "approved" else self.document.status_on(today)

    def is_current(self, today: date) -> bool:
        return self.status_on(today) == "approved"

    @property
    def place(self) -> str:
        """The innermost heading, as written in the document."""
        return self.heading[-1] if self.heading else self.document.title


@dataclass(frozen=True)
class Citation:
    """The slice `start:end` (offsets in the version's text) of one passage; the text is cut, never copied in."""

    passage: Passage
    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.passage.start <= self.start < self.end <= self.passage.end:
            raise ValueError("a citation must lie within its passage")

    @property
    def text(self) -> str:
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]

    @property
    def key(self) -> str:
        """Stable address of the slice, `version:start-end`, for links and records."""
        return f"{self.passage.document.version_id}:{self.start}-{self.end}"
