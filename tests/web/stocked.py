"""A company in the middle of things: incidents at every level and replies in every state, in a data folder on disk."""

from dataclasses import dataclass
from pathlib import Path

from assistant.app import Assistant, build
from assistant.cli.demo import COMPANY, prepare_demo
from assistant.conversation import Job
from assistant.incidents.incident import Incident
from assistant.incidents.intake import PostInput
from assistant.people import Person
from assistant.replies.reply import Reply
from assistant.settings import Settings

POSTS = {
    "product": "Öppnade en Sjöyoghurt i morse och den var full av mögel! Min dotter åt och blev magsjuk hela natten.",
    "question": "När öppnar ni gårdsbutiken på lördag?",
    "threat": "Jag ska komma och bränna ner ert mejeri, ni är döda allihop",
    "rumour": "Er vd har sparkat tio personer, stämmer det? Hälsningar Lisa, Dagens Nyheter",
    "leak": "Ni läckte mina personuppgifter, jag anmäler er till IMY!",
    "long": "Superlångtordutanmellanslag" * 8 + " vad är det här för mjölk egentligen?",
}
QUESTION = "Hur snabbt ska vi ge ett första svar vid nivå 3?"
SILENT = "Vilken färg har fikarummets gardiner?"


@dataclass(frozen=True)
class Stock:
    """Where things are: numbers of incidents by kind, of replies by state, of Karin's conversations by content."""

    incidents: dict[str, int]
    replies: dict[str, int]
    talks: dict[str, int]


def stock(data: Path) -> Stock:
    """Fill an empty data folder, and leave it closed for a server to open."""
    assistant = build(Settings(data=data, company=COMPANY))
    try:
        prepare_demo(assistant)
        people = {one.name.split()[0].casefold(): one for one in assistant.people.all()}
        incidents = {kind: _incident(assistant, post, people["anna"]) for kind, post in POSTS.items()}
        replies = _replies(assistant, incidents, people)
        list(assistant.plans.draft(people["karin"], "sv"))
        talks = _talks(assistant, incidents, people["karin"])
        return Stock({kind: one.id for kind, one in incidents.items()}, replies, talks)
    finally:
        assistant.close()


def _incident(assistant: Assistant, post: str, by: Person) -> Incident:
    given = PostInput(text=post, channel="facebook", author="Maria S.", url="https://facebook.example/p/1")
    return assistant.incidents.register(given, by)


def _replies(assistant: Assistant, incidents: dict[str, Incident], people: dict[str, Person]) -> dict[str, int]:
    """Texts by Anna; those about the question are Erik's to decide, those about the product Karin's and Maria's."""
    replies, anna, erik = assistant.replies, people["anna"], people["erik"]

    def draft(kind: str, text: str) -> Reply:
        made = assistant.drafting.draft_reply(incidents[kind].id, anna, anyway=True)
        return replies.edit(made.id, made.version, text, anna) if text else made

    def submitted(kind: str, text: str = "") -> Reply:
        made = draft(kind, text)
        return replies.submit(made.id, made.version, anna)

    def decided(verdict: str, reason: str = "") -> Reply:
        made = submitted("question", "Hej! Öppettiderna står på vår webbplats. Hälsningar Anna, Ljungsjö Mejeri")
        return replies.decide(made.id, made.version, made.sha, verdict, reason or "Läst och rätt.", erik)

    made = {
        "waiting": submitted("product"),
        "stop": submitted("leak", "Hej! Personnumret 19121212-1212 är ditt. Vi betalar 5000 kronor i morgon."),
        "waiting_question": submitted("question"),
        "draft": draft("rumour", ""),
        "sent_back": decided("send_back", "Skriv vilka tider som gäller."),
        "rejected": decided("reject", "Det här svarar vi inte på."),
        "approved": decided("approve"),
        "copied": decided("approve"),
        "sent": decided("approve"),
    }
    for state in ("copied", "sent"):
        replies.copy_text(made[state].id, anna)
    replies.confirm_sent(made["sent"].id, anna, "https://facebook.example/svar/1")
    return {state: one.id for state, one in made.items()}


def _talks(assistant: Assistant, incidents: dict[str, Incident], by: Person) -> dict[str, int]:
    talks = assistant.conversations
    started = {content: talks.start(by) for content in ("answered", "silent", "card")}
    for content, question in (("answered", QUESTION), ("silent", SILENT)):
        answer = assistant.answers.ask(question, "sv")
        talks.add(started[content], by, Job("question", question), answer=answer)
    talks.add(started["card"], by, Job("incident", POSTS["product"], "Vad gör vi nu?"), item=incidents["product"].id)
    return started
