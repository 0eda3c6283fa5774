"""What is stored of a drafted section: words in both languages, and addresses of slices instead of copies?"""

from dataclasses import dataclass

from pydantic import TypeAdapter

from assistant.language import Said
from assistant.plan.plan import StatementKind


@dataclass(frozen=True)
class DraftedStatement:
    """`text` is the slice as it stood when drafted, kept to notice when it no longer stands; `keys` address it."""

    field: str
    label: Said
    text: str
    keys: tuple[str, ...]
    kind: StatementKind


@dataclass(frozen=True)
class DraftedQuestion:
    field: str
    label: Said
    text: Said
    whom: str
    whom_label: Said
    why: Said
    practice: Said | None


@dataclass(frozen=True)
class DraftedRemark:
    field: str
    label: Said
    text: Said
    keys: tuple[str, ...]


@dataclass(frozen=True)
class DraftedRisk:
    code: str
    event: Said
    category: str
    category_label: Said
    likelihood: int
    impact: int
    score: int
    band: Said
    signals: Said
    happened: tuple[str, ...]


@dataclass(frozen=True)
class DraftedSection:
    """One section, whole: it is stored in one row or not at all. `prompts` are fingerprints of what framed it."""

    id: str
    part: int
    title: Said
    lead: Said
    statements: tuple[DraftedStatement, ...]
    questions: tuple[DraftedQuestion, ...]
    conflicts: tuple[DraftedRemark, ...]
    outdated: tuple[DraftedRemark, ...]
    risks: tuple[DraftedRisk, ...]
    prompts: tuple[str, ...]


_SECTION = TypeAdapter(DraftedSection)


def as_json(section: DraftedSection) -> str:
    return _SECTION.dump_json(section).decode()


def from_json(content: str) -> DraftedSection:
    return _SECTION.validate_json(content)
