"""What does the card "what do we do now?" look like: at most seven cited steps, whom to call, what not to say?"""

from collections.abc import Sequence

from assistant.incidents.card import Card, Line, Step
from assistant.incidents.incident import Incident
from assistant.web.approval_view import role_name
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.sources import Sources
from assistant.web.view import View


def action_card(view: View, incident: Incident, card: Card, sources: Sources) -> Html:
    """Steps in order with role, time and source; what no document says is said to be missing."""
    words = view.words
    return tag(
        "section",
        tag("h3", words("incidents.card")),
        tag("ol", [_step(view, one, sources) for one in card.steps], class_="kp-card-steps"),
        _lines(words("incidents.call"), card.call, sources),
        _lines(words("incidents.not_to_say"), card.not_to_say, sources),
        _later(view, card, sources),
        _gaps(view, card),
        class_="kp-action-card",
        aria_label=words("incidents.number", n=incident.id),
    )


def _step(view: View, step: Step, sources: Sources) -> Html:
    words = view.words
    facts = [
        role_name(view, step.role) if step.role else None,
        words("incidents.deputy", role=step.deputy) if step.deputy else None,
        join(words("incidents.due"), " ", words.time(step.due)) if step.due else None,
        words(f"incidents.source_{step.source}"),
    ]
    said = [fact for fact in facts if fact]
    line = join(*(join(" · " if n else "", fact) for n, fact in enumerate(said)))
    text = tag("strong", step.text, lang=step.language, class_="kp-pre")
    return tag("li", text, " ", sources.chips(step.citations), tag("div", line, class_="kp-small"))


def _later(view: View, card: Card, sources: Sources) -> Html:
    if not card.later:
        return EMPTY
    steps = tag("ol", [_step(view, one, sources) for one in card.later], class_="kp-card-steps")
    return tag("details", tag("summary", view.words("incidents.later")), steps)


def _lines(title: str, lines: Sequence[Line], sources: Sources) -> Html:
    if not lines:
        return EMPTY
    items = [tag("li", line.text, " ", sources.chips([line.citation]) if line.citation else None) for line in lines]
    return tag("div", tag("h4", title), tag("ul", items))


def _gaps(view: View, card: Card) -> Html:
    if not card.gaps:
        return EMPTY
    gaps = tag("ul", [tag("li", gap) for gap in card.gaps])
    return tag("div", tag("h4", view.words("incidents.gaps")), gaps, class_="kp-note kp-note-warn")
