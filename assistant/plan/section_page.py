"""How does one section of the plan look on paper: statements, tables, risks, and what is missing?"""

from collections.abc import Sequence
from itertools import groupby

from assistant.language import Language, Said
from assistant.plan import words
from assistant.plan.paper import Cell, Paper
from assistant.plan.plan import Remark, Risk, Section, Statement
from assistant.plan.sources import Sources

_RISK_WIDTHS = (3.5, 2.9, 2.3, 2.2, 1.3, 1.9, 2.9)
_TEXT_WIDTH, _SOURCE_WIDTH = 15.6, 1.4
_NARROW, _WIDE = 8, 40


def write_section(paper: Paper, section: Section, sources: Sources) -> None:
    language = paper.language
    paper.heading(f"{section.id} {section.title}", 2, section_mark(section))
    paper.line(section.lead)
    for field in dict.fromkeys(statement.field for statement in section.statements):
        paper.heading(field, 3)
        _write_field(paper, [one for one in section.statements if one.field == field], sources)
    if section.risks:
        paper.heading(words.RISK_TABLE[language], 3)
        _write_risks(paper, section.risks, sources)
    _write_remarks(paper, words.CONFLICTS[language], section.conflicts, sources)
    _write_remarks(paper, words.OUTDATED[language], section.outdated, None)
    if section.open_questions:
        fields = dict.fromkeys(question.field for question in section.open_questions)
        paper.links(words.MISSING_HERE[language], [(field, questions_mark(section)) for field in fields])


def _write_field(paper: Paper, statements: Sequence[Statement], sources: Sources) -> None:
    """Sentences as a list; rows that stand together in their document as a table."""
    for columns, group in groupby(statements, key=table_columns):
        if columns:
            _write_rows(paper, columns, list(group), sources)
        else:
            for statement in group:
                _write_statement(paper, statement, sources)


def _write_rows(paper: Paper, columns: Sequence[str], statements: Sequence[Statement], sources: Sources) -> None:
    rows = [
        (
            *(Cell(value) for _, value in row_cells(statement.text)),
            Cell(_staleness(paper.language, statement), sources=sources.numbers(statement.citations)),
        )
        for statement in statements
    ]
    heads = (*(Said(column, column) for column in columns), words.SOURCE)
    paper.table(heads, rows, (*_widths(columns, statements), _SOURCE_WIDTH))


def _widths(columns: Sequence[str], statements: Sequence[Statement]) -> list[float]:
    """Centimetres per column, by its longest text."""
    texts = zip(columns, *([value for _, value in row_cells(one.text)] for one in statements), strict=True)
    longest = [min(max(*map(len, column), _NARROW), _WIDE) for column in texts]
    return [_TEXT_WIDTH * length / sum(longest) for length in longest]


def _write_statement(paper: Paper, statement: Statement, sources: Sources) -> None:
    spoken = statement.citations[0].passage.language if statement.citations else paper.language
    before = f"{words.PROPOSAL[paper.language]}: " if statement.kind == "proposal" else ""
    numbers = sources.numbers(statement.citations)
    paper.item(before + statement.text, spoken, numbers, _staleness(paper.language, statement))


def _staleness(language: Language, statement: Statement) -> str:
    return words.STALE[language] if statement.stale else ""


def _write_risks(paper: Paper, risks: tuple[Risk, ...], sources: Sources) -> None:
    heads = (words.RISK, words.CATEGORY, words.LIKELIHOOD, words.IMPACT, words.SCORE, words.BAND, words.SIGNALS)
    rows = [
        (
            _risk_cell(paper.language, risk, sources),
            Cell(risk.category),
            Cell(str(risk.likelihood)),
            Cell(str(risk.impact)),
            Cell(str(risk.score)),
            Cell(risk.band),
            Cell(risk.signals),
        )
        for risk in risks
    ]
    paper.table(heads, rows, _RISK_WIDTHS)


def _risk_cell(language: Language, risk: Risk, sources: Sources) -> Cell:
    numbers = sources.numbers(risk.happened)
    note = f" – {words.HAPPENED[language].lower()}" if numbers else ""
    return Cell(f"{risk.event}{note}", sources=numbers)


def _write_remarks(paper: Paper, title: str, remarks: tuple[Remark, ...], sources: Sources | None) -> None:
    if not remarks:
        return
    paper.heading(title, 3)
    for remark in remarks:
        numbers = sources.numbers(remark.citations) if sources else ()
        paper.item(f"{remark.field}: {remark.text}", paper.language, numbers)


def table_columns(statement: Statement) -> tuple[str, ...]:
    """The column names of a statement that is a table row; empty when it is a sentence."""
    cells = row_cells(statement.text)
    return tuple(name for name, _ in cells) if len(cells) > 1 and all(name for name, _ in cells) else ()


def row_cells(text: str) -> list[tuple[str, str]]:
    """`Minut: 5 | Roll: Jour` as names and values; a cell without a name has an empty one."""
    cells = [cell.partition(": ") for cell in text.split(" | ")]
    return [(name.strip(), value.strip()) if mark else ("", name.strip()) for name, mark, value in cells]


def section_mark(section: Section) -> str:
    return f"section_{section.id}"


def questions_mark(section: Section) -> str:
    return f"questions_{section.id}"
