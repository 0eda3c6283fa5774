"""Who may write, edit, submit, decide, copy and confirm a reply, and in which order?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.approvals import decisions, halts, refusals, versions
from assistant.approvals.decisions import Ruling, Verdict
from assistant.approvals.envelope import Envelope, check_text
from assistant.approvals.refusals import refusal
from assistant.approvals.versions import Contents, VersionRow
from assistant.errors import AssistantError
from assistant.guards.draft import Finding
from assistant.language import Language, Said
from assistant.people import Permission, Person, actor, require_in
from assistant.records import audit
from assistant.records.database import Database
from assistant.records.moments import Clock
from assistant.replies import delivery, reply
from assistant.replies.delivery import OutboxRow
from assistant.replies.receipt import Receipt
from assistant.replies.reply import Reply, ReplyRow, Writer

EDIT_FIRST = Said("Ändra texten innan du skickar den igen.", "Change the text before you send it again.")
REJECTED = Said("Svaret är avslaget. Skriv ett nytt svar.", "The reply is rejected. Write a new reply.")
_DONE = {"approve": "approved", "reject": "rejected", "send_back": "sent_back"}


@dataclass(frozen=True)
class Proposal:
    """What the guards are asked about before a version is stored."""

    incident_id: int
    text: str
    language: Language
    channel: str
    level: int
    post_text: str
    passages: tuple[str, ...]
    required_roles: tuple[str, ...]


Check = Callable[[Proposal], Sequence[Finding]]
Facts = Mapping[str, str | int]
_Acting = tuple[Session, Person, datetime]


class Replies:
    """Every step is one transaction with its audit event; a refused step changes nothing but the log."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        check: Check,
        *,
        timezone: str = "Europe/Stockholm",
        approval_lasts: timedelta = timedelta(minutes=60),
    ) -> None:
        self._database = database
        self._clock = clock
        self._check = check
        self._zone = ZoneInfo(timezone)
        self._lasts = approval_lasts

    def new_reply(
        self,
        *,
        incident_id: int,
        channel: str,
        account: str,
        reply_to: str,
        language: Language,
        text: str,
        requested_by: Person,
        writer: Writer,
        passages: Sequence[str],
        required_roles: Sequence[str],
        level: int,
        post_text: str,
        session: Session | None = None,
    ) -> Reply:
        """A first version, in the caller's transaction if a session is given. Whoever asked for it is its author."""
        check_text(text)
        if not required_roles:
            raise AssistantError(
                sv="Nivån har ingen som godkänner. Ange godkännare för nivån i metoden.",
                en="The level has nobody who approves. Name the level's approvers in the method.",
            )
        roles = tuple(required_roles)
        asked = Proposal(incident_id, text, language, channel, level, post_text, tuple(passages), roles)
        findings = self._check(asked)
        with self._acting(requested_by, "write", "reply.drafted", "reply", session) as (active, person, at):
            item_id = versions.new_item(active, "reply", incident_id)
            active.add(ReplyRow(id=item_id, level=level, post_text=post_text, at=at))
            active.flush()
            envelope = Envelope(f"reply:{item_id}", text, channel, account, reply_to, language)
            contents = Contents(envelope, person.id, roles, findings, asked.passages, writer)
            version = versions.add_version(active, item_id, contents, at)
            self._note(active, person.actor, "reply.drafted", version, at, {"writer": writer})
            return reply.load(active, item_id, at, self._zone)

    def edit(self, reply_id: int, base_version: int, text: str, by: Person) -> Reply:
        """A new version by one more author; every decision about earlier versions is void."""
        check_text(text)
        now = self.load(reply_id)
        asked = Proposal(
            now.incident_id, text, now.language, now.channel, now.level, now.post_text, now.passages, now.required_roles
        )
        findings = self._check(asked)
        with self._acting(by, "write", "reply.edited", f"reply:{reply_id}") as (session, person, at):
            before = self._newest(session, reply_id, base_version)
            self._open_for_edit(session, reply_id, at)
            for row in delivery.stop_waiting(session, at, reply_id):
                self._note_delivery(session, person.actor, "reply.stopped", row, at)
            envelope = Envelope.read(before.envelope).with_text(text)
            contents = Contents(envelope, person.id, now.required_roles, findings, now.passages, before.writer)
            version = versions.add_version(session, reply_id, contents, at)
            self._note(session, person.actor, "reply.edited", version, at)
            return reply.load(session, reply_id, at, self._zone)

    def submit(self, reply_id: int, version: int, by: Person) -> Reply:
        """Send the newest version for approval; sending it twice is the same as once."""
        with self._acting(by, "write", "reply.submitted", f"reply:{reply_id}") as (session, person, at):
            row = self._newest(session, reply_id, version)
            state = reply.load(session, reply_id, at, self._zone).state
            if state == "draft":
                if versions.is_submitted(session, row.id):
                    raise refusal(EDIT_FIRST)
                versions.submit(session, row, person.id, at)
                self._note(session, person.actor, "reply.submitted", row, at)
            return reply.load(session, reply_id, at, self._zone)

    def decide(self, reply_id: int, version: int, sha: str, verdict: Verdict, reason: str, by: Person) -> Reply:
        """Decide about exactly the bytes displayed; the last approval also queues them, in one transaction."""
        action = f"reply.{_DONE[verdict]}"
        with self._acting(by, "approve", action, f"reply:{reply_id}") as (session, person, at):
            row = self._newest(session, reply_id, version)
            ruling = Ruling(version, sha, verdict, reason)
            made = decisions.decide(session, row, ruling, person, at, self._lasts, self._zone)
            facts: Facts = {"decision": made.id, "role": made.role, "mode": made.mode}
            self._note(session, person.actor, action, row, at, facts)
            if decisions.is_eligible(session, row.id, at):
                self._note_delivery(session, person.actor, "reply.released", delivery.queue(session, row, at), at)
            return reply.load(session, reply_id, at, self._zone)

    def copy_text(self, reply_id: int, by: Person, channel: str = "clipboard") -> str:
        """Exactly the approved text, after checking everything again; the attempt is stored before it leaves."""
        with self._acting(by, "write", "reply.copied", f"reply:{reply_id}") as (session, person, at):
            row = self._newest(session, reply_id)
            outgoing = delivery.begin_attempt(session, row, person, at, self._zone)
            self._note(session, person.actor, "reply.copied", row, at, {"attempt": outgoing.attempt})
        return delivery.hand_over(outgoing, channel).text

    def confirm_sent(self, reply_id: int, by: Person, link: str) -> Reply:
        """A person says that the copied text is published, with a link to it where the channel has one."""
        return self._checked(reply_id, by, "reply.sent", found=True, link=link)

    def not_sent(self, reply_id: int, by: Person) -> Reply:
        """A person says that it did not go out; while the approval lasts it may be copied again."""
        return self._checked(reply_id, by, "reply.not_sent", found=False)

    def stop_all(self, by: Person, reason: str = "") -> None:
        """From this transaction on nothing is approved or released; what was waiting to leave never will."""
        with self._acting(by, "approve", "halt.set", "halt") as (session, person, at):
            halts.stop_all(session, person, at, reason.strip())
            for row in delivery.stop_waiting(session, at):
                self._note_delivery(session, person.actor, "reply.stopped", row, at)

    def lift_stop(self, by: Person) -> bool:
        """One of two different people lifts the stop; True when it is over."""
        with self._acting(by, "approve", "halt.lifted", "halt") as (session, person, at):
            return halts.lift(session, person, at)

    def is_stopped(self) -> bool:
        with self._database.reading() as session:
            return halts.is_halted(session)

    def stops(self) -> list[halts.Halt]:
        with self._database.reading() as session:
            return halts.stops(session)

    def recover(self) -> int:
        """At start: attempts that were under way become `unknown`; returns how many."""
        with self._database.writing() as session:
            at = self._clock()
            rows = delivery.forget_attempts(session, at)
            for row in rows:
                self._note_delivery(session, actor(None), "reply.unknown", row, at)
            return len(rows)

    def set_single_operator(self, on: bool) -> None:
        """Follow the installation's setting; a change is logged."""
        with self._database.writing() as session:
            if decisions.set_single_operator(session, on):
                audit.record(
                    session,
                    at=self._clock(),
                    actor=actor(None),
                    action="single_operator.on" if on else "single_operator.off",
                    item="settings",
                )

    def load(self, reply_id: int) -> Reply:
        with self._database.reading() as session:
            return reply.load(session, reply_id, self._clock(), self._zone)

    def awaiting_approval(self) -> list[Reply]:
        return self._several(reply.in_review)

    def sent_back(self) -> list[Reply]:
        """Drafts that an approver wants changed and nobody has changed since."""
        return self._several(reply.sent_back)

    def awaiting_delivery(self) -> list[Reply]:
        return self._several(reply.in_delivery)

    def numbered(self, after: int, limit: int) -> list[Reply]:
        """By number, those after `after`."""
        return self._several(lambda session: reply.numbers(session, after, limit))

    def of_incident(self, incident_id: int) -> list[Reply]:
        return self._several(lambda session: reply.of_incident(session, incident_id))

    def receipt(self, reply_id: int) -> Receipt:
        """Who approved which bytes and how they left, with the head of the log as it is now."""
        with self._database.reading() as session:
            return Receipt(reply.load(session, reply_id, self._clock(), self._zone), audit.head(session))

    def _checked(self, reply_id: int, by: Person, action: str, *, found: bool, link: str = "") -> Reply:
        with self._acting(by, "write", action, f"reply:{reply_id}") as (session, person, at):
            row = self._newest(session, reply_id)
            outbox = delivery.finish_attempt(session, row, person, at, found=found, link=link)
            self._note(session, person.actor, action, row, at, {"attempt": outbox.attempt})
            return reply.load(session, reply_id, at, self._zone)

    def _several(self, ids: Callable[[Session], list[int]]) -> list[Reply]:
        with self._database.reading() as session:
            at = self._clock()
            return [reply.load(session, reply_id, at, self._zone) for reply_id in ids(session)]

    @contextmanager
    def _acting(
        self, by: Person, permission: Permission, action: str, item: str, session: Session | None = None
    ) -> Iterator[_Acting]:
        """One transaction by a person read anew inside it; the log is told of every refusal."""
        noted = audit.refusals_recorded(self._database, self._clock, by.actor, action, item)
        with (
            nullcontext() if session else noted,
            nullcontext(session) if session else self._database.writing() as active,
        ):
            at = self._clock()
            try:
                yield active, require_in(active, by.id, permission, at), at
                active.flush()
            except IntegrityError as error:
                undecided = refusals.NOT_STORED if permission == "approve" else refusals.NOTHING_SAVED
                raise refusal(undecided) from error

    def _newest(self, session: Session, reply_id: int, number: int | None = None) -> VersionRow:
        """The newest version; if a page names another one, its text has changed since."""
        row = versions.newest(session, reply_id)
        if row is None or not row.envelope:
            raise refusal(reply.ERASED if row else reply.UNKNOWN_REPLY)
        if number is not None and row.number != number:
            raise refusal(refusals.CHANGED)
        return row

    def _open_for_edit(self, session: Session, reply_id: int, at: datetime) -> None:
        state = reply.load(session, reply_id, at, self._zone).state
        closed = {
            "rejected": REJECTED,
            "sent": delivery.ALREADY_SENT,
            "sending": delivery.UNCLEAR,
            "unknown": delivery.UNCLEAR,
        }.get(state)
        if closed:
            raise refusal(closed)

    def _note(
        self,
        session: Session,
        who: str,
        action: str,
        version: VersionRow,
        at: datetime,
        facts: Facts | None = None,
    ) -> None:
        data = {"version": version.number, "sha": version.sha, **(facts or {})}
        audit.record(session, at=at, actor=who, action=action, item=f"reply:{version.item_id}", data=data)

    def _note_delivery(self, session: Session, who: str, action: str, row: OutboxRow, at: datetime) -> None:
        version = session.get_one(VersionRow, row.version_id)
        self._note(session, who, action, version, at, {"delivery": row.id, "attempt": row.attempt})
