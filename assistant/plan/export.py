"""What does the plan look like as a Word file that can be printed, sent round and kept offline?"""

from assistant.plan import words
from assistant.plan.paper import WARNING, Cell, Paper, source_mark
from assistant.plan.plan import Part, Plan, Section
from assistant.plan.section_page import questions_mark, section_mark, write_section
from assistant.plan.sources import Sources

_OVERVIEW_WIDTHS = (8.5, 3.5, 2.2, 2.8)
_QUESTION_WIDTHS = (1.6, 4.4, 2.6, 3.6, 4.8)
_SOURCE_WIDTHS = (1.2, 5.6, 5.2, 1.2, 1.8, 2.2)


def as_word_file(plan: Plan, cover: str) -> bytes:
    """A .docx of the whole plan; `cover` is the text that says how the draft was made."""
    sources = Sources(plan.sections)
    paper = Paper(plan.language, f"{words.TITLE[plan.language]} – {plan.company}", plan.company)
    _write_cover(paper, plan, cover)
    _write_overview(paper, plan)
    for part in plan.parts:
        _write_part(paper, part, [section for section in plan.drafted if section.part == part.number], sources)
    _write_questions(paper, plan)
    _write_sources(paper, sources)
    stamp = words.NOT_APPROVED[plan.language]
    paper.footer(f"{plan.company} – {stamp} – {words.VERSION[plan.language]} {plan.version}", words.PAGE_OF)
    return paper.as_bytes()


def _write_cover(paper: Paper, plan: Plan, cover: str) -> None:
    language = plan.language
    paper.line(plan.company, bold=True)
    paper.heading(words.TITLE[language], 0)
    paper.stamp(words.NOT_APPROVED[language])
    if not plan.finished:
        done, total = len(plan.drafted), len(plan.sections)
        paper.line(words.UNFINISHED.filled(done=done, total=total)[language], WARNING, bold=True)
    paper.line(f"{words.VERSION[language]}: {plan.version}")
    paper.line(f"{words.DATE[language]}: {plan.created_at:%Y-%m-%d}")
    paper.line(f"{words.REQUESTED_BY[language]}: {plan.created_by}")
    paper.heading(words.HOW_MADE[language], 2)
    for paragraph in cover.split("\n\n"):
        paper.line(paragraph)
    paper.page_break()


def _write_overview(paper: Paper, plan: Plan) -> None:
    paper.heading(words.OVERVIEW[plan.language], 1)
    rows = [
        (
            Cell(f"{section.id} {section.title}", link=section_mark(section) if section in plan.drafted else ""),
            Cell(words.SECTION_STATUS[section.status][plan.language]),
            Cell(str(len(section.statements))),
            Cell(str(len(section.open_questions))),
        )
        for section in plan.sections
    ]
    paper.table((words.SECTION, words.STATUS, words.EXCERPTS, words.OPEN_QUESTIONS), rows, _OVERVIEW_WIDTHS)
    paper.page_break()


def _write_part(paper: Paper, part: Part, sections: list[Section], sources: Sources) -> None:
    if not sections:
        return
    paper.heading(f"{part.number} {part.title}" if part.number else part.title, 1)
    for section in sections:
        write_section(paper, section, sources)


def _write_questions(paper: Paper, plan: Plan) -> None:
    if not plan.open_questions:
        return
    paper.page_break()
    paper.heading(words.OPEN_QUESTIONS[plan.language], 1)
    rows = []
    for section in plan.drafted:
        for position, question in enumerate(section.open_questions):
            rows.append(
                (
                    Cell(section.id, mark="" if position else questions_mark(section)),
                    Cell(question.text),
                    Cell(question.whom),
                    Cell(question.why),
                    Cell(question.practice or words.NONE[plan.language]),
                )
            )
    paper.table((words.SECTION, words.QUESTION, words.WHOM, words.WHY, words.PRACTICE), rows, _QUESTION_WIDTHS)


def _write_sources(paper: Paper, sources: Sources) -> None:
    paper.heading(words.SOURCES[paper.language], 1)
    heads = (words.NUMBER, words.DOCUMENT, words.SECTION, words.PAGE, words.VERSION, words.VALID_FROM)
    none = words.NONE[paper.language]
    rows = []
    for number, citation in sources:
        passage, document = citation.passage, citation.passage.document
        rows.append(
            (
                Cell(str(number), mark=source_mark(number)),
                Cell(f"{document.title} ({document.name})"),
                Cell(passage.place),
                Cell(str(passage.page) if passage.page is not None else none),
                Cell(document.version_label or str(document.version)),
                Cell(document.valid_from.isoformat() if document.valid_from else none),
            )
        )
    paper.table(heads, rows, _SOURCE_WIDTHS)
