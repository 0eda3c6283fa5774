"""Which parts is the assistant made of? The only place that puts them together."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from assistant.answers.answer import Answers
from assistant.conversation import Conversations
from assistant.errors import StorageError
from assistant.incidents.intake import Incidents
from assistant.knowledge.gaps import Gaps
from assistant.knowledge.generations import Generations
from assistant.knowledge.library import Library
from assistant.method import Method, load_method
from assistant.people import People
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
    zone = ZoneInfo(settings.timezone)

    def today() -> date:
        return clock().astimezone(zone).date()

    method = load_method(shipped("knowledge", "method"))
    writer = TemplateWriter(load_prompts(shipped("prompts")))
    database = Database.open(settings.database_path)
    try:
        generations = Generations(database, settings.index_folder, clock, method.glossary)
    except StorageError:
        database.close()
        raise
    library = Library(database, generations, clock, today, method.glossary)
    gaps = Gaps(database, clock)
    incidents = Incidents(database, library, method, clock, gaps)
    is_public = settings.profile == "public_body"
    check = Checking(incidents, library, method, clock, zone, public_body=is_public, company=settings.company)
    replies = Replies(database, clock, check, timezone=settings.timezone)
    replies.recover()
    replies.set_single_operator(settings.single_operator)
    return Assistant(
        settings=settings,
        clock=clock,
        zone=zone,
        method=method,
        database=database,
        people=People(database, clock),
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
