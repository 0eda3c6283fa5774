"""What does a conversation look like: what was asked, the cited answer, the card, the plan's progress?"""

from collections.abc import Sequence

from assistant.answers.answer import Answer, Sentence
from assistant.conversation import Turn
from assistant.knowledge.documents import Passage
from assistant.language import decimal
from assistant.web.action_card import action_card
from assistant.web.escape import EMPTY, Html, join, tag
from assistant.web.exact import visible
from assistant.web.incident_view import advice
from assistant.web.parts import level_tag
from assistant.web.sources import Sources, excerpt, standing, where
from assistant.web.view import View
from assistant.writing.masking import mask


def conversation(view: View, number: int | None, turns: Sequence[Turn], sources: Sources, pending: str = "") -> Html:
    """All turns in order. The newest answer's citations fill `sources`; older answers get theirs when reopened."""
    if not turns and not pending:
        return _empty(view)
    shown = [_turn(view, turn, sources) for turn in turns]
    waiting = tag("article", _asked(view, pending), class_="kp-turn") if pending else None
    return tag("div", shown, waiting, class_="kp-talk", data_address=view.url("chat", c=number) if number else None)


def done_line(view: View, answer: Answer, sources: int, documents: int) -> Html:
    """What the answer rests on and how long it took."""
    words = view.words
    seconds = decimal(max(answer.seconds, 0.1), view.language)
    if answer.abstained:
        return tag("p", words("ask.searched", seconds=seconds), role="status", class_="kp-progress-line")
    said = words(
        "ask.done",
        passages=words.count("ask.passages", sources),
        documents=words.count("ask.documents", documents),
        seconds=seconds,
    )
    return tag("p", "✓ ", said, role="status", class_="kp-progress-line")


def steps(lines: Sequence[tuple[str, str]]) -> Html:
    """Progress, one line each with ✓ ● ○; only the current one is read out."""
    signs = {"done": "✓", "now": "●", "later": "○"}
    items = [
        tag(
            "li",
            tag("span", signs[state], aria_hidden="true"),
            " ",
            text,
            class_=f"kp-{state}",
            role="status" if state == "now" else None,
        )
        for state, text in lines
    ]
    return tag("ul", items, class_="kp-steps") if items else EMPTY


def sources_column(view: View, sources: Sources) -> Html:
    """The cards, or what the column is for."""
    words = view.words
    close = tag(
        "button", words("sources.close"), type="button", class_="kp-press kp-sheet-close", data_close_sheet=True
    )
    head = tag("div", tag("h2", words("sources.title")), close, class_="kp-sheet-head")
    return join(head, sources.cards() if len(sources) else tag("p", words("sources.none"), class_="kp-quiet-text"))


def _empty(view: View) -> Html:
    words = view.words
    if not view.assistant.library.documents():
        link = tag("a", words("ask.add_documents"), href=view.url("knowledge"))
        return tag("div", tag("p", words("ask.no_documents"), " ", link), class_="kp-empty")
    examples = [
        tag(
            "li",
            tag(
                "button",
                words(f"ask.example_{n}"),
                type="button",
                class_="kp-press",
                data_fill="kp-composer",
                data_words=words(f"ask.example_{n}"),
            ),
        )
        for n in (1, 2, 3)
    ]
    return tag(
        "div",
        tag("p", tag("strong", words("ask.empty"))),
        tag("p", words("ask.empty_means")),
        tag("ul", examples, class_="kp-examples"),
        class_="kp-empty",
    )


def _turn(view: View, turn: Turn, sources: Sources) -> Html:
    shown = {"question": _answered, "incident": _incident, "reply": _reply, "plan": _plan}[turn.kind](
        view, turn, sources
    )
    said = "\n".join(part for part in (turn.message, _post(view, turn)) if part)
    return tag(
        "article",
        _asked(view, said or view.words("privacy.erased")),
        tag("div", shown, class_="kp-answer"),
        class_="kp-turn",
    )


def _post(view: View, turn: Turn) -> str:
    """The post that was pasted; it is kept with its incident only."""
    if turn.item is None or turn.kind not in ("incident", "reply"):
        return ""
    number = turn.item if turn.kind == "incident" else view.assistant.replies.load(turn.item).incident_id
    posts = view.assistant.incidents.load(number).posts
    return mask(posts[0].text, view.language).text if posts else ""


def _asked(view: View, message: str) -> Html:
    return tag("div", tag("h2", view.words("ask.you"), class_="kp-sr"), tag("p", visible(message)), class_="kp-asked")


def _answered(view: View, turn: Turn, sources: Sources) -> Html:
    answer = turn.answer
    if answer is None:
        return tag("p", view.words("ask.lost"))
    label = tag("p", tag("span", view.words("ask.by_template"), class_="kp-tag kp-blu"))
    sentences = [_sentence(sentence, answer, sources) for sentence in answer.sentences]
    return join(
        tag("h2", view.words("ask.answer"), class_="kp-sr"),
        label,
        tag("div", sentences, lang=answer.language),
        _silent(view, answer),
    )


def _sentence(sentence: Sentence, answer: Answer, sources: Sources) -> Html:
    if sentence.kind == "courtesy":
        return tag("p", sentence.text)
    language = sentence.citations[0].passage.language if sentence.citations else answer.language
    chips = sources.chips(sentence.citations)
    return tag("blockquote", tag("span", sentence.text, lang=language), " ", chips, class_="kp-quote")


def _silent(view: View, answer: Answer) -> Html:
    """When the documents are silent: what stands nearest, and that the question is kept."""
    if not answer.abstained:
        return EMPTY
    words = view.words
    kept = tag("p", words("ask.gap_noted"), " ", tag("a", words("ask.gap_list"), href=view.url("knowledge", "gaps")))
    if not answer.nearest:
        return kept
    return join(
        kept,
        tag("h3", words("ask.nearest")),
        tag("ul", [_near(view, one) for one in answer.nearest], class_="kp-nearest"),
    )


def _near(view: View, passage: Passage) -> Html:
    place = f"{passage.document.version_id}:{passage.start}-{passage.end}"
    link = tag("a", passage.document.title, href=view.url("knowledge", "place", doc=passage.document.id, at=place))
    return tag(
        "li",
        link,
        where(view, passage),
        standing(view, passage),
        tag("blockquote", excerpt(passage, ()), lang=passage.language),
    )


def _incident(view: View, turn: Turn, sources: Sources) -> Html:
    if turn.item is None:
        return tag("p", view.words("ask.paste_post"))
    incident = view.assistant.incidents.load(turn.item)
    card = view.assistant.incidents.card(incident.id, view.language)
    category = view.assistant.method.category(incident.category).label[view.language]
    link = tag("a", view.words("ask.open_incident"), href=view.url("incidents", id=incident.id), class_="kp-button")
    return join(
        tag(
            "p",
            view.words("ask.registered", n=incident.id),
            " ",
            level_tag(view, incident.level),
            " ",
            tag("strong", category),
        ),
        advice(view, incident, sources),
        action_card(view, incident, card, sources),
        tag("p", link),
    )


def _reply(view: View, turn: Turn, sources: Sources) -> Html:
    if turn.item is None:
        return tag("p", view.words("ask.paste_post_for_reply"))
    reply = view.assistant.replies.load(turn.item)
    link = tag("a", view.words("ask.open_draft"), href=view.url("incidents", id=reply.incident_id), class_="kp-button")
    return join(
        tag("p", tag("span", view.words("incidents.draft_note"), class_="kp-tag kp-amb")),
        tag("blockquote", reply.text, class_="kp-exact", lang=reply.language),
        tag("p", link),
    )


def _plan(view: View, turn: Turn, sources: Sources) -> Html:
    plan = view.assistant.plans.plan(turn.item) if turn.item else None
    if plan is None:
        return tag("p", view.words("ask.plan_lost"))
    words = view.words
    return join(
        tag("p", tag("strong", words("ask.plan_ready" if plan.finished else "ask.plan_stopped", version=plan.version))),
        tag(
            "p",
            words("plan.summary", done=len(plan.drafted), total=len(plan.sections)),
            " ",
            words.count("home.open_questions", len(plan.open_questions)),
        ),
        tag(
            "p",
            tag("a", words("ask.open_plan"), href=view.url("plan", id=plan.id), class_="kp-button kp-primary"),
            " ",
            tag(
                "a",
                words("plan.download"),
                href=f"/export/plan.docx?plan={plan.id}&language={view.language}",
                download=True,
                class_="kp-button",
            ),
        ),
    )
