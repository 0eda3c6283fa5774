"""What can be shown afterwards about who approved which bytes, and how they left?"""

from dataclasses import dataclass

from assistant.records.audit import AuditHead
from assistant.records.moments import moment_text
from assistant.replies.reply import Decision, Reply


@dataclass(frozen=True)
class Receipt:
    """`head` pins the log up to now: whoever keeps it can tell if the log is changed, cut or rewritten."""

    reply: Reply
    head: AuditHead

    @property
    def approvals(self) -> tuple[Decision, ...]:
        version = self.reply.version
        return tuple(made for made in self.reply.decisions if (made.version, made.verdict) == (version, "approve"))

    def as_dict(self) -> dict[str, object]:
        """Plain values for export; the text itself is not in it, its hash is."""
        sent = self.reply.delivery
        return {
            "reply": self.reply.id,
            "incident": self.reply.incident_id,
            "version": self.reply.version,
            "sha256": self.reply.sha,
            "channel": self.reply.channel,
            "account": self.reply.account,
            "reply_to": self.reply.reply_to,
            "writer": self.reply.writer,
            "authors": [person.name for person in self.reply.authors],
            "approvals": [_approval(made) for made in self.approvals],
            "self_approved": self.reply.self_approved,
            "state": self.reply.state,
            "attempt": sent.attempt if sent else 0,
            "taken_by": sent.taken_by.name if sent and sent.taken_by else "",
            "confirmed_by": sent.checked_by.name if sent and sent.checked_by else "",
            "link": sent.link if sent else "",
            "log_head": str(self.head),
        }


def _approval(made: Decision) -> dict[str, str]:
    return {"person": made.person.name, "role": made.role, "reason": made.reason, "at": moment_text(made.at)}
