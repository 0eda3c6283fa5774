"""Which sections and fields does a plan have, what is searched for, and who is asked when documents are silent?"""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field as Bound

from assistant.method.wording import Entry, Text, Words

FieldType = Literal["text", "list", "table", "role", "date", "number", "url", "phone"]
PartNumber = Literal[0, 1, 2, 3, 4]


class Part(Entry):
    """One of the parts of the plan; 0 is the document's own data."""

    number: PartNumber
    label: Text


class Column(Entry):
    """A column of a table field."""

    key: str
    label: Text


class Field(Entry):
    """One piece of a section. `ask` are search questions; `practice` is a proposal, never a finding."""

    key: str
    label: Text
    type: FieldType
    min: int = Bound(ge=0)
    check: Text
    columns: tuple[Column, ...] = ()
    ask: Words
    whom: str
    why: Text
    practice: Text | None = None


class Section(Entry):
    """One section of the plan."""

    id: str
    part: PartNumber
    required: Literal["must", "should"]
    title: Text
    purpose: Text
    sources: tuple[str, ...] = Bound(min_length=1)
    fields: tuple[Field, ...] = Bound(min_length=1)

    @property
    def is_must(self) -> bool:
        return self.required == "must"


class CompletenessBand(Entry):
    """From which percentage the plan is called what."""

    code: str
    from_percent: int
    label: Text


class CriticalGap(Entry):
    """A section, or one field of it, without which the plan is not ready for decision."""

    section: str
    field: str | None = None
    only_if: Literal["customer_data"] | None = None


class Outline(Entry):
    """The file outline.yaml."""

    parts: tuple[Part, ...]
    bands: tuple[CompletenessBand, ...]
    ready_note: Text
    critical_gaps: tuple[CriticalGap, ...]
    sections: tuple[Section, ...]

    def every_field(self) -> Iterator[tuple[Section, Field]]:
        return ((section, field) for section in self.sections for field in section.fields)
