"""What does the drafted plan look like: its sections by part, one section in full, and what is missing?"""

from collections.abc import Iterator
from itertools import groupby

from assistant.plan.plan import OpenQuestion, Plan, Remark, Risk, Section, Statement
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.sources import Sources
from assistant.web.view import View

_TONES = {"not_started": "kp-quiet", "details_missing": "kp-amb", "draft": "kp-blu"}
_RISK_COLUMNS = ("event", "score", "signals", "happened")


def summary(view: View, plan: Plan) -> Html:
    """How far the draft has come, who asked for it, and that nobody has approved it."""
    words = view.words
    facts = words("plan.made", version=plan.version, who=plan.created_by)
    ready = words("plan.summary", done=len(plan.drafted), total=len(plan.sections))
    missing = words.count("home.open_questions", len(plan.open_questions))
    return join(
        tag(
            "p",
            tag("span", words("plan.not_approved"), class_="kp-tag kp-amb"),
            " ",
            facts,
            " · ",
            words.time(plan.created_at),
        ),
        tag("p", ready, " ", missing),
        tag("p", words("plan.unfinished"), class_="kp-note kp-note-warn") if not plan.finished else None,
    )


def contents(view: View, plan: Plan, chosen: str) -> Html:
    """The sections as a list per part; each opens beside the list."""
    words = view.words
    parts = groupby(plan.sections, key=lambda section: section.part)
    lists = [
        join(
            tag("h3", words(f"plan.part_{part}")),
            tag("ul", [_entry(view, one, chosen) for one in sections], class_="kp-picks"),
        )
        for part, sections in parts
    ]
    return join(tag("h2", words("plan.contents")), lists)


def section(view: View, chosen: Section, sources: Sources) -> Html:
    """One section: cited statements, what the documents do not say, disagreements and outdated sources."""
    words = view.words
    return join(
        tag("h2", f"{chosen.id} {chosen.title}", id="section", tabindex="-1"),
        tag(
            "p",
            _status(view, chosen),
            " ",
            tag("span", words("plan.stale"), class_="kp-tag kp-red") if chosen.stale else None,
        ),
        tag("p", chosen.lead) if chosen.lead else None,
        tag("dl", list(_fields(view, chosen.statements, sources)), class_="kp-statements")
        if chosen.statements
        else None,
        _risks(view, chosen.risks, sources),
        _remarks(words("plan.conflicts"), chosen.conflicts, sources),
        _remarks(words("plan.outdated"), chosen.outdated, sources),
        _questions(view, chosen.open_questions),
    )


def _entry(view: View, one: Section, chosen: str) -> Html:
    button = tag(
        "button",
        tag("span", f"{one.id} {one.title}"),
        _status(view, one),
        type="button",
        class_="kp-pick",
        data_ev="pick",
        data_value=one.id,
        data_url=view.url("plan", section=one.id),
        aria_current="true" if one.id == chosen else None,
    )
    return tag("li", button)


def _status(view: View, one: Section) -> Html:
    return tag("span", view.words(f"plan.status_{one.status}"), class_=f"kp-tag {_TONES[one.status]}")


def _fields(view: View, statements: tuple[Statement, ...], sources: Sources) -> Iterator[Html]:
    """Each field's name once, then everything the documents say to it."""
    for field, said in groupby(statements, key=lambda one: one.field):
        yield join(tag("dt", field), [_statement(view, one, sources) for one in said])


def _statement(view: View, one: Statement, sources: Sources) -> Html:
    kind = tag("span", view.words("plan.proposal"), class_="kp-tag kp-amb") if one.kind == "proposal" else None
    stale = tag("span", view.words("plan.stale"), class_="kp-tag kp-red") if one.stale else None
    language = one.citations[0].passage.language if one.citations else view.language
    return tag(
        "dd", kind, stale, tag("span", one.text, lang=language, class_="kp-pre"), " ", sources.chips(one.citations)
    )


def _risks(view: View, risks: tuple[Risk, ...], sources: Sources) -> Html:
    if not risks:
        return EMPTY
    words = view.words
    head = tag("tr", [tag("th", words(f"plan.risk_{column}"), scope="col") for column in _RISK_COLUMNS])
    rows = [_risk(view, risk, sources) for risk in risks]
    caption = tag("caption", words("plan.risks"))
    return tag("table", caption, tag("thead", head), tag("tbody", rows), class_="kp-table")


def _risk(view: View, risk: Risk, sources: Sources) -> Html:
    worked_out = f"{risk.likelihood} × {risk.impact} = {risk.score}"
    cells = (
        join(risk.event, tag("span", risk.category, class_="kp-small")),
        join(worked_out, tag("span", risk.band, class_="kp-small")),
        risk.signals,
        sources.chips(risk.happened) or "–",
    )
    named = zip(_RISK_COLUMNS, cells, strict=True)
    return tag("tr", [tag("td", cell, data_l=view.words(f"plan.risk_{column}")) for column, cell in named])


def _remarks(title: str, remarks: tuple[Remark, ...], sources: Sources) -> Html:
    if not remarks:
        return EMPTY
    items = [
        tag("li", tag("strong", remark.field, ": "), remark.text, " ", sources.chips(remark.citations))
        for remark in remarks
    ]
    return tag("section", tag("h3", title), tag("ul", items), class_="kp-note kp-note-warn")


def _questions(view: View, questions: tuple[OpenQuestion, ...]) -> Html:
    if not questions:
        return EMPTY
    words = view.words
    items = [
        tag(
            "li",
            tag("strong", question.text),
            tag("p", words("plan.ask", whom=question.whom), " ", question.why),
            tag("p", question.practice, class_="kp-small") if question.practice else None,
            class_="kp-missing",
        )
        for question in questions
    ]
    return join(tag("h3", words.count("plan.missing", len(questions))), tag("ul", items, class_="kp-list"))
