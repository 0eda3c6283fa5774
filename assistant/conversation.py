"""Which of the three jobs does a message ask for, and where were we in the conversation?"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.answers.answer import Answer, Sentence
from assistant.errors import AssistantError
from assistant.knowledge.documents import Citation
from assistant.knowledge.library import Library
from assistant.people import Person
from assistant.records.database import Base, Database
from assistant.records.moments import Clock, Moment

Kind = Literal["question", "plan", "incident", "reply"]
Waiting = Literal["incident", "reply"]
_KINDS: Final[Mapping[str, Kind]] = {"question": "question", "plan": "plan", "incident": "incident", "reply": "reply"}

_PLAN: Final = re.compile(
    r"^(?:(?:kan|skulle) (?:du|ni) |please |(?:can|could) you )?"
    r"(?:(?:ett |a )?(?:nytt |första |new |first )?(?:utkast|draft)(?: till| of| for)?"
    r"|göra?|skapa|skriva?|ta fram|upprätta|börja(?: på| med)?|hjälp (?:mig|oss)(?: att)? \w+"
    r"|make|write|create|prepare|start|help (?:me|us)(?: to)? \w+)\b"
    r"(?: (?:ett|a|the|en|our|vår|min|my|nytt|första|new|first|utkast|draft|till|of|for)){0,5}"
    r" (?:kris(?:kommunikations|hanterings)?plan(?:en)?|plan(?:en)?|crisis(?: communications?| management)? plan"
    r"|social media crisis plan)\b(?!\w)",
    re.IGNORECASE,
)
_INCIDENT: Final = (
    r"vad (?:gör|ska) (?:vi|jag|man)(?: göra)? nu|what (?:do|should) (?:we|i) do now|what now"
    r"|(?:någon|(?:en )?(?:kund|följare|besökare|journalist|person)) "
    r"(?:skriver|skrev|har skrivit|lade ut|har lagt ut|kommenterar|påstår)"
    r"|(?:someone|somebody|a (?:customer|follower|visitor|journalist|person)) "
    r"(?:writes|wrote|has written|posted|has posted|comments|claims)"
)
_REPLY: Final = (
    r"svarsförslag|(?:föreslå|skriv|gör) (?:ett )?svar(?:sutkast)?|(?:hur|vad) (?:ska|bör) vi svara|vad svarar vi"
    r"|(?:suggest|draft|write) (?:a |the )?reply|(?:how|what) (?:do|should) we (?:reply|answer|respond)"
)
_ON_POST: Final = r"^(?:{lead})(?P<tail>[^\n:\"”“»?!.]{{0,80}})(?P<cut>[\n:\"”“»?!.]+|$)(?P<body>.*)$"
_JOBS: Final[Mapping[Waiting, re.Pattern[str]]] = {
    "incident": re.compile(_ON_POST.format(lead=_INCIDENT), re.IGNORECASE | re.DOTALL),
    "reply": re.compile(_ON_POST.format(lead=_REPLY), re.IGNORECASE | re.DOTALL),
}


@dataclass(frozen=True)
class Job:
    """`text` is the question or the pasted post, empty when the post is still to come; `lead` stood before it."""

    kind: Kind
    text: str
    lead: str = ""


def route(message: str, waiting: Waiting | None = None) -> Job:
    """Plain rules in order: a request for the plan, a post after a lead-in, else a question.

    When the assistant has just asked for a post, the next message is that post, unless it is a new request.
    """
    said = message.strip()
    if _PLAN.match(said):
        return Job("plan", said)
    for kind, pattern in _JOBS.items():
        job = _on_post(kind, pattern.match(said))
        if job:
            return job
    return Job(waiting, said) if waiting and said else Job("question", said)


def _on_post(kind: Waiting, found: re.Match[str] | None) -> Job | None:
    """A lead-in alone asks for the post; a lead-in that runs on without a break is an ordinary question."""
    if found is None:
        return None
    body = found["body"].strip(' \n\t"”“»')
    lead = found.string[: found.start("body")].strip()
    if not body and found["tail"].strip():
        return None
    return Job(kind, body, lead)


class ConversationRow(Base):
    """One person's conversation; others cannot open it."""

    __tablename__ = "conversation"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(Moment)


class TurnRow(Base):
    """What was asked and what came of it. Posts are kept with their incident only, answers as addresses."""

    __tablename__ = "conversation_turn"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    item: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Turn:
    """`item` is the incident, reply or plan that came of it; None while the assistant waits for the post."""

    kind: Kind
    message: str
    at: datetime
    item: int | None = None
    answer: Answer | None = None


class Conversations:
    """Kept on the server, so that a reload or another device loses nothing."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def start(self, by: Person) -> int:
        with self._database.writing() as session:
            row = ConversationRow(person_id=by.id, started_at=self._clock())
            session.add(row)
            session.flush()
            return row.id

    def turns(self, conversation_id: int | None, by: Person) -> list[Turn]:
        """In order; empty when there is no such conversation of this person's."""
        statement = select(TurnRow).where(TurnRow.conversation_id == conversation_id).order_by(TurnRow.id)
        with self._database.reading() as session:
            if not _owns(session, conversation_id, by):
                return []
            return [self._turn(row) for row in session.scalars(statement)]

    def has_asked(self, by: Person) -> bool:
        """Has this person ever begun a conversation?"""
        query = select(ConversationRow.id).where(ConversationRow.person_id == by.id).limit(1)
        with self._database.reading() as session:
            return session.scalar(query) is not None

    def owns(self, conversation_id: int | None, by: Person) -> bool:
        with self._database.reading() as session:
            return _owns(session, conversation_id, by)

    def add(
        self, conversation_id: int, by: Person, job: Job, item: int | None = None, answer: Answer | None = None
    ) -> Turn:
        """Remember one turn. Raises AssistantError for somebody else's conversation."""
        message = job.lead if job.kind in ("incident", "reply") else job.text
        with self._database.writing() as session:
            if not _owns(session, conversation_id, by):
                raise _not_yours()
            row = TurnRow(
                conversation_id=conversation_id,
                at=self._clock(),
                kind=job.kind,
                message=message,
                item=item,
                answer=_as_json(answer) if answer else "",
            )
            session.add(row)
        return Turn(job.kind, message, row.at, item, answer)

    def _turn(self, row: TurnRow) -> Turn:
        answer = self._from_json(row) if row.answer else None
        return Turn(_KINDS[row.kind], row.message, row.at, row.item, answer)

    def _from_json(self, row: TurnRow) -> Answer:
        stored = json.loads(row.answer)
        nearest = (self._library.passage(passage_id) for passage_id in stored["nearest"])
        return Answer(
            question=row.message,
            language=stored["language"],
            sentences=tuple(
                Sentence(one["text"], one["kind"], self._citations(one["keys"])) for one in stored["sentences"]
            ),
            abstained=stored["abstained"],
            conflict=stored["conflict"],
            nearest=tuple(passage for passage in nearest if passage),
            outdated=self._citations(stored["outdated"]),
            writer=stored["writer"],
            degraded=None,
            seconds=stored["seconds"],
        )

    def _citations(self, keys: Sequence[str]) -> tuple[Citation, ...]:
        return tuple(self._library.resolve(key) for key in keys)


def waiting_for(turns: Sequence[Turn]) -> Waiting | None:
    """Did the assistant just ask for a post?"""
    if not turns or turns[-1].item is not None:
        return None
    kind = turns[-1].kind
    return kind if kind in ("incident", "reply") else None


def _as_json(answer: Answer) -> str:
    return json.dumps(
        {
            "language": answer.language,
            "sentences": [
                {"text": one.text, "kind": one.kind, "keys": [citation.key for citation in one.citations]}
                for one in answer.sentences
            ],
            "abstained": answer.abstained,
            "conflict": answer.conflict,
            "nearest": [passage.id for passage in answer.nearest],
            "outdated": [citation.key for citation in answer.outdated],
            "writer": answer.writer,
            "seconds": answer.seconds,
        },
        ensure_ascii=False,
    )


def _owns(session: Session, conversation_id: int | None, by: Person) -> bool:
    row = session.get(ConversationRow, conversation_id) if conversation_id else None
    return row is not None and row.person_id == by.id


def _not_yours() -> AssistantError:
    return AssistantError(
        sv="Samtalet finns inte eller är någon annans. Börja ett nytt.",
        en="There is no such conversation, or it is somebody else's. Start a new one.",
    )
