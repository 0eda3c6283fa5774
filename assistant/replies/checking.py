"""What is a reply held against: which passages, contact points, statements and clocks?"""

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from assistant.errors import AssistantError
from assistant.guards import Draft, Finding, check
from assistant.guards.next_update import RULE as NEXT_UPDATE
from assistant.guards.next_update import kept_promises
from assistant.incidents.desk import Desk
from assistant.incidents.intake import Incidents
from assistant.knowledge.library import Library
from assistant.method import Method
from assistant.personal.contacts import contacts_in
from assistant.records.moments import Clock
from assistant.replies.replies import Proposal

_INTERNAL = re.compile(r"\bjour|\blarm|on-call|\bduty\b", re.IGNORECASE)
_LEGAL = "legal"


class Checking:
    """Asked for every version of every reply, before it is stored."""

    def __init__(
        self,
        incidents: Incidents,
        library: Library,
        method: Method,
        clock: Clock,
        zone: ZoneInfo,
        *,
        company: str = "",
        public_body: bool = False,
        sector: str = "",
    ) -> None:
        self._incidents = incidents
        self._library = library
        self._method = method
        self._clock = clock
        self._zone = zone
        self._company = company
        self._public_body = public_body
        self._sector = sector
        self._contacts: tuple[object, tuple[str, ...]] = (None, ())

    def __call__(self, asked: Proposal) -> Sequence[Finding]:
        return check(self.draft(asked), self._method)

    def draft(self, asked: Proposal) -> Draft:
        """The proposal with everything it may be held against."""
        incident = self._incidents.load(asked.incident_id)
        desk = Desk(self._library, self._method, incident, {})
        grounds = tuple(self._cited(asked.passages))
        statement = desk.statement if desk.statement and desk.statement.citation.key in asked.passages else None
        now = self._clock().astimezone(self._zone)
        return Draft(
            text=asked.text,
            language=asked.language,
            channel=asked.channel,
            level=asked.level,
            category=incident.category,
            post_text=asked.post_text,
            grounds=(*grounds, self._company, *(post.author for post in incident.posts)),
            contacts=self._own_contacts(),
            statement=statement.text if statement else "",
            only_when=tuple(one.text for one in statement.conditions) if statement else (),
            superseded=desk.old_statements,
            computed=self._promises(asked),
            now=now,
            legal_approves=any(_LEGAL in seat.split("/") for seat in asked.required_roles),
            reply_advised=incident.reply_advised,
            sector=self._sector,
            public_body=self._public_body,
        )

    def _promises(self, asked: Proposal) -> tuple[str, ...]:
        """Times promised for the next word, as far ahead as the level allows."""
        limits = self._method.rule(NEXT_UPDATE).limits
        most = limits.get(f"minutes_level_{asked.level}") or self._method.level(asked.level).update_minutes
        return kept_promises(asked.text, self._clock().astimezone(self._zone), most) if most else ()

    def _cited(self, keys: Sequence[str]) -> Iterator[str]:
        for key in keys:
            try:
                yield self._library.resolve(key).text
            except AssistantError:
                continue

    def _own_contacts(self) -> tuple[str, ...]:
        """Contact points in documents in force, remembered until a document changes. Staff's duty numbers are not
        for the public; one that an approved statement gives is let through by the statement."""
        documents = tuple(self._library.documents())
        today = self._library.today()
        if self._contacts[0] != (today, documents):
            current = [one for one in documents if one.status_on(today) == "approved"]
            texts = [line for one in current for line in self._library.text(one.version_id).split("\n")]
            found = [text[slice(*c.span)] for text in texts for c in contacts_in(text) if _is_public(c.kind, text)]
            self._contacts = ((today, documents), tuple(dict.fromkeys(found)))
        return self._contacts[1]


def _is_public(kind: str, line: str) -> bool:
    return kind != "phone" or not _INTERNAL.search(line)
