"""How does a post become an incident, and how does a person take over from the rules?"""

import hashlib
from datetime import datetime, timedelta

from pydantic import AwareDatetime, BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.errors import AssistantError
from assistant.incidents import deliveries
from assistant.incidents import incident as incidents
from assistant.incidents.advice import Adviser
from assistant.incidents.card import Card
from assistant.incidents.deliveries import Delivery
from assistant.incidents.incident import Incident, IncidentRow, Judged, PostRow
from assistant.incidents.judging import Judge, by_person
from assistant.incidents.reading import Post
from assistant.knowledge.documents import Citation
from assistant.knowledge.gaps import Gaps
from assistant.knowledge.library import Library
from assistant.knowledge.words import language_of
from assistant.language import Language
from assistant.method import Method
from assistant.people import Person, require_in
from assistant.records import audit
from assistant.records.database import Database
from assistant.records.durable import durable_step
from assistant.records.moments import Clock

LONGEST_POST = 65_000
_LONGEST_FIELD = 2_000
_KEEP = timedelta(days=90)
_KEEP_EVIDENCE = timedelta(days=365)


class PostInput(BaseModel):
    """A post as somebody pastes it. Text is stored verbatim; the link is stored and never opened."""

    model_config = ConfigDict(frozen=True)

    text: str
    channel: str
    author: str = ""
    url: str = ""
    posted_at: AwareDatetime | None = None
    reach: int | None = None


class Incidents:
    """The incidents of the house. Nothing is published from here; the rules propose and a person decides."""

    def __init__(self, database: Database, library: Library, method: Method, clock: Clock, gaps: Gaps) -> None:
        self._database = database
        self._library = library
        self._method = method
        self._clock = clock
        self._judge = Judge(library, method)
        self._gaps = gaps
        self._adviser = Adviser(library, method)

    def register(self, post: PostInput, by: Person) -> Incident:
        """Open an incident with its first post; raises AssistantError for an empty or unusable post."""
        return self._register(post, by, None)[0]

    def register_once(self, post: PostInput, by: Person, delivery: Delivery) -> tuple[Incident, bool]:
        """As `register`; a delivery that has come before gives the incident it became, and False.

        Raises DeliveryChanged when it came with other contents.
        """
        with self._database.reading() as session:
            require_in(session, by.id, "write", self._clock())
            known = deliveries.incident_of(session, delivery)
            if known is not None:
                return self._load(session, known), False
        return self._register(post, by, delivery)

    def add_post(self, incident_id: int, post: PostInput, by: Person) -> Incident:
        """One more post in the same matter. The rules judge anew; a person's decision stands beside it."""
        self._check(post)
        before = self.load(incident_id)
        judged = self._judge.judge([*(_seen(one) for one in before.posts), _seen(post)])
        with self._database.writing() as session:
            at = self._clock()
            require_in(session, by.id, "write", at)
            self._open(session, incident_id)
            self._add(session, incident_id, post, judged, at)
            incidents.store(session, incident_id, judged, at, None)
            self._note(session, by, "incident.post_added", incident_id, at, judged)
            return self._load(session, incident_id)

    def decide(self, incident_id: int, level: int, category: str, reason: str, by: Person) -> Incident:
        """Confirm or change category and level. A change needs a reason; approvers and advice follow."""
        before = self.load(incident_id)
        changed = (category, level) != (before.suggested.category, before.suggested.level)
        if changed and not reason.strip():
            raise AssistantError(
                sv="Skriv varför du ändrar nivån eller kategorin.",
                en="Write why you change the level or the category.",
            )
        judged = self._judge.decided([_seen(one) for one in before.posts], category, level, by_person(reason))
        with self._database.writing() as session:
            at = self._clock()
            require_in(session, by.id, "write", at)
            self._open(session, incident_id)
            incidents.store(session, incident_id, judged, at, by.id)
            action = "incident.level_changed" if changed else "incident.level_confirmed"
            self._note(session, by, action, incident_id, at, judged)
            return self._load(session, incident_id)

    def close(self, incident_id: int, reason: str, by: Person) -> Incident:
        """End the matter; replies that have not left can then no longer leave."""
        with self._database.writing() as session:
            at = self._clock()
            require_in(session, by.id, "write", at)
            row = self._open(session, incident_id)
            row.closed_at, row.closed_by, row.closed_reason = at, by.id, reason.strip()
            session.flush()
            audit.record(session, at=at, actor=by.actor, action="incident.closed", item=f"incident:{incident_id}")
            return self._load(session, incident_id)

    def load(self, incident_id: int) -> Incident:
        """Raises AssistantError when there is no such incident."""
        with self._database.reading() as session:
            return self._load(session, incident_id)

    def open_incidents(self) -> list[Incident]:
        """Those not closed, the most serious first, then the oldest."""
        with self._database.reading() as session:
            rows = session.scalars(select(IncidentRow).where(IncidentRow.closed_at.is_(None)))
            found = [incidents.load(session, row, self._resolve) for row in rows]
        return sorted(found, key=lambda one: (-one.level, one.opened_at))

    def listed(self, after: int = 0, limit: int = 50, *, open_only: bool = False) -> list[Incident]:
        """By number, those after `after`; the last one's number leads to the next page."""
        query = select(IncidentRow).where(IncidentRow.id > after).order_by(IncidentRow.id).limit(limit)
        if open_only:
            query = query.where(IncidentRow.closed_at.is_(None))
        with self._database.reading() as session:
            return [incidents.load(session, row, self._resolve) for row in list(session.scalars(query))]

    def open_numbers(self) -> list[int]:
        """The numbers of those not closed, oldest first; quick, for what every page asks all the time."""
        with self._database.reading() as session:
            query = select(IncidentRow.id).where(IncidentRow.closed_at.is_(None)).order_by(IncidentRow.id)
            return list(session.scalars(query))

    def card(self, incident_id: int, language: Language = "sv") -> Card:
        """What to do now, cited, with what the documents do not say."""
        return self._adviser.card(self.load(incident_id), language)

    def _register(self, post: PostInput, by: Person, delivery: Delivery | None) -> tuple[Incident, bool]:
        self._check(post)
        judged = self._judge.judge([_seen(post)])
        with self._database.writing() as session:
            at = self._clock()
            require_in(session, by.id, "write", at)
            known = deliveries.incident_of(session, delivery) if delivery else None
            if known is not None:  # two came at once, and the other was first
                return self._load(session, known), False
            row = IncidentRow(channel=post.channel, opened_at=at, opened_by=by.id)
            session.add(row)
            session.flush()
            self._add(session, row.id, post, judged, at)
            incidents.store(session, row.id, judged, at, None)
            if delivery:
                deliveries.store(session, delivery, row.id, at)
            self._note(session, by, "incident.opened", row.id, at, judged)
            durable_step("incident.opened")
            opened = self._load(session, row.id)
        self._note_gaps(opened, by)
        return opened, True

    def _check(self, post: PostInput) -> None:
        self._method.channel(post.channel)
        if not post.text.strip():
            raise AssistantError(sv="Klistra in inläggets text.", en="Paste the text of the post.")
        if len(post.text) > LONGEST_POST or max(len(post.author), len(post.url)) > _LONGEST_FIELD:
            raise AssistantError(
                sv=f"Texten är för lång. Högst {LONGEST_POST} tecken.",
                en=f"The text is too long. At most {LONGEST_POST} characters.",
            )
        if any("\ud800" <= letter <= "\udfff" for letter in post.text + post.author + post.url):
            raise AssistantError(
                sv="Texten innehåller tecken som inte går att lagra. Kopiera den på nytt.",
                en="The text holds characters that cannot be stored. Copy it again.",
            )

    def _add(self, session: Session, incident_id: int, post: PostInput, judged: Judged, at: datetime) -> None:
        evidence = judged.reply_mode in ("no_reply_hide_report", "no_reply_escalate")
        session.add(
            PostRow(
                incident_id=incident_id,
                text=post.text,
                author=post.author,
                channel=post.channel,
                url=post.url,
                posted_at=post.posted_at,
                reach=post.reach,
                language=language_of(post.text),
                sha256=hashlib.sha256(post.text.encode("utf-8")).hexdigest(),
                received_at=at,
                delete_after=at + (_KEEP_EVIDENCE if evidence else _KEEP),
            )
        )

    def _note_gaps(self, incident: Incident, by: Person) -> None:
        """What the documents do not say in such a matter is asked once per category, and counts up."""
        for gap in self._adviser.gaps(incident):
            self._gaps.note(gap[by.language], by.language, "incident", incident.category)

    def _load(self, session: Session, incident_id: int) -> Incident:
        return incidents.load(session, _existing(session, incident_id), self._resolve)

    def _open(self, session: Session, incident_id: int) -> IncidentRow:
        row = _existing(session, incident_id)
        if row.closed_at is not None:
            raise AssistantError(
                sv="Händelsen är avslutad. Registrera en ny om något mer har hänt.",
                en="The incident is closed. Register a new one if something more has happened.",
            )
        return row

    def _resolve(self, key: str) -> Citation | None:
        try:
            return self._library.resolve(key)
        except AssistantError:
            return None

    def _note(self, session: Session, by: Person, action: str, incident_id: int, at: datetime, judged: Judged) -> None:
        facts: dict[str, str | int] = {"category": judged.category, "level": judged.level}
        audit.record(session, at=at, actor=by.actor, action=action, item=f"incident:{incident_id}", data=facts)


def _existing(session: Session, incident_id: int) -> IncidentRow:
    row = session.get(IncidentRow, incident_id)
    if row is None:
        raise AssistantError(
            sv=f"Det finns ingen händelse med nummer {incident_id}.",
            en=f"There is no incident with number {incident_id}.",
        )
    return row


def _seen(post: PostInput | incidents.StoredPost) -> Post:
    return Post(post.text, post.author, post.reach or 0)
