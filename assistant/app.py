"""Which parts is the assistant made of? The only place that puts them together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from assistant.answers.answer import Answers
from assistant.conversation import Conversations
from assistant.errors import StorageError
from assistant.incidents.intake import Incidents
from assistant.knowledge.gaps import Gaps
from assistant.knowledge.generations import Generations
from assistant.knowledge.library import Library
from assistant.method import Method, load_method
from assistant.people import (
    Delegations,
    Invitations,
    OutsideIdentities,
    Passwords,
    People,
    Preferences,
    Sessions,
    Tokens,
    secret_in,
)
from assistant.plan.plans import Plans
from assistant.prompts import load_prompts
from assistant.records.audit import Audit
from assistant.records.database import Database
from assistant.records.moments import Clock, utc_now
from assistant.replies.checking import Checking
from assistant.replies.drafting import Drafting
from assistant.replies.replies import Replies
from assistant.settings import Settings
from assistant.shipping import shipped
from assistant.writing.template_writer import TemplateWriter


@dataclass(frozen=True)
class Assistant:
    """Everything the pages and the command line may ask for."""

    settings: Settings
    clock: Clock
    zone: ZoneInfo
    method: Method
    database: Database
    people: People
    sessions: Sessions
    passwords: Passwords
    invitations: Invitations
    delegations: Delegations
    tokens: Tokens
    outside: OutsideIdentities
    preferences: Preferences
    audit: Audit
    library: Library
    gaps: Gaps
    answers: Answers
    plans: Plans
    incidents: Incidents
    replies: Replies
    drafting: Drafting
    conversations: Conversations

    def close(self) -> None:
        self.library.close()
        self.database.close()


def build(settings: Settings, clock: Clock = utc_now) -> Assistant:
    """Open the data folder and wire the parts. Raises StorageError when the folder is taken or damaged."""
    method = load_method(shipped("knowledge", "method"))
    database = Database.open(settings.database_path)
    try:
        passwords = Passwords(database, clock, secret_in(settings.data))
        generations = Generations(database, settings.index_folder, clock, method.glossary)
    except StorageError:
        database.close()
        raise
    return _wired(settings, clock, method, database, passwords, generations)


def _wired(
    settings: Settings,
    clock: Clock,
    method: Method,
    database: Database,
    passwords: Passwords,
    generations: Generations,
) -> Assistant:
    zone, people = ZoneInfo(settings.timezone), People(database, clock)
    library = Library(database, generations, clock, _today(clock, zone), method.glossary)
    gaps = Gaps(database, clock)
    writer = TemplateWriter(load_prompts(shipped("prompts")))
    incidents = Incidents(database, library, method, clock, gaps)
    replies = _replies(settings, database, clock, method, library, incidents)
    return Assistant(
        settings=settings,
        clock=clock,
        zone=zone,
        method=method,
        database=database,
        people=people,
        sessions=_sessions(settings, database, clock),
        passwords=passwords,
        invitations=Invitations(database, clock),
        delegations=Delegations(database, clock),
        tokens=Tokens(database, clock),
        outside=OutsideIdentities(database, clock, people),
        preferences=Preferences(database),
        audit=Audit(database),
        library=library,
        gaps=gaps,
        answers=Answers(library, gaps, writer),
        plans=Plans(database, library, method, clock, writer, settings.company),
        incidents=incidents,
        replies=replies,
        drafting=Drafting(incidents, replies, library, method, clock, zone, settings.company),
        conversations=Conversations(database, library, clock),
    )


def _today(clock: Clock, zone: ZoneInfo) -> Callable[[], date]:
    return lambda: clock().astimezone(zone).date()


def _sessions(settings: Settings, database: Database, clock: Clock) -> Sessions:
    idle, absolute = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
    return Sessions(database, clock, idle, absolute)


def _replies(
    settings: Settings, database: Database, clock: Clock, method: Method, library: Library, incidents: Incidents
) -> Replies:
    zone, is_public = ZoneInfo(settings.timezone), settings.profile == "public_body"
    check = Checking(incidents, library, method, clock, zone, public_body=is_public, company=settings.company)
    replies = Replies(database, clock, check, timezone=settings.timezone)
    replies.recover()
    replies.set_single_operator(settings.single_operator)
    return replies
