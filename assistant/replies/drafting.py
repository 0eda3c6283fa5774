"""How does a first draft of a reply come about without a language model, and when is there none?"""

from zoneinfo import ZoneInfo

from assistant.errors import AssistantError
from assistant.incidents.desk import Desk
from assistant.incidents.incident import Incident
from assistant.incidents.intake import Incidents
from assistant.incidents.judging import Shelf
from assistant.knowledge.library import Found
from assistant.knowledge.sentences import units
from assistant.language import Said
from assistant.method import Method
from assistant.people import Person
from assistant.records.moments import Clock
from assistant.replies.composing import compose
from assistant.replies.material import gather
from assistant.replies.replies import Replies
from assistant.replies.reply import Reply

_READ = 6


class ReplyNotAdvised(AssistantError):
    """The advice is not to answer; the text says why."""

    def __init__(self, reason: Said) -> None:
        super().__init__(
            sv=f"Rekommendation: svara inte. {reason.sv}",
            en=f"Recommendation: do not reply. {reason.en}",
        )
        self.reason = reason


class Drafting:
    """One usable draft in the language of the post, from approved statements, cited passages and the method's phrases.

    A sentence that claims something nobody has confirmed is never used; what is missing stays a marked blank.
    """

    def __init__(
        self,
        incidents: Incidents,
        replies: Replies,
        library: Shelf,
        method: Method,
        clock: Clock,
        zone: ZoneInfo,
        company: str = "",
    ) -> None:
        self._incidents = incidents
        self._replies = replies
        self._library = library
        self._method = method
        self._clock = clock
        self._zone = zone
        self._company = company

    def draft_reply(self, incident_id: int, by: Person, *, anyway: bool = False) -> Reply:
        """Raises ReplyNotAdvised unless a reply is advised or the person wants one anyway."""
        incident = self._incidents.load(incident_id)
        if not incident.reply_advised and not anyway:
            raise ReplyNotAdvised(incident.reply_reason)
        desk = Desk(self._library, self._method, incident, {})
        material = gather(desk, self._clock().astimezone(self._zone))
        text = compose(incident, material, self._method, by.name.split()[0] if by.name else "", self._company)
        post = incident.posts[-1]
        return self._replies.new_reply(
            incident_id=incident.id,
            channel=incident.channel,
            account=self._account(incident),
            reply_to=post.url or f"post:{post.id}",
            language=incident.language,
            text=text,
            requested_by=by,
            writer="template",
            passages=[citation.key for citation in material.cited_in(text)],
            required_roles=incident.approver_roles,
            level=incident.level,
            post_text="\n\n".join(one.text for one in incident.posts),
        )

    def _account(self, incident: Incident) -> str:
        """The company's account in the channel as its documents name it, else the company's name."""
        channel = self._method.channel(incident.channel).label
        for found in self._library.search(f"kanal konto {channel.sv} account", _READ):
            named = _account_in(found, {channel.sv.casefold(), channel.en.casefold()})
            if named and found.passage.is_current(self._library.today()):
                return named
        return self._company


def _account_in(found: Found, channel: set[str]) -> str:
    for unit in units(found.passage):
        cells = {head.strip().casefold(): value.strip() for head, _, value in _cells(unit.text)}
        if (cells.get("kanal") or cells.get("channel") or "").casefold() in channel:
            return cells.get("konto") or cells.get("account") or ""
    return ""


def _cells(row: str) -> list[tuple[str, str, str]]:
    return [cell.partition(":") for cell in row.split("|")]
