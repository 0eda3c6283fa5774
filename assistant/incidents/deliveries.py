"""Has an outside system already delivered this, and which incident did it become?"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.errors import AssistantError
from assistant.records.database import Base
from assistant.records.moments import Moment


class DeliveryRow(Base):
    """One delivery that became an incident: hashes only. Never changed, never removed."""

    __tablename__ = "hook_delivery"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    received_at: Mapped[datetime] = mapped_column(Moment)


class DeliveryChanged(AssistantError):
    """The same delivery number came again with other contents; nothing has changed."""


@dataclass(frozen=True)
class Delivery:
    """What the sender says is one delivery. `id` and `sha256` are hashes: nothing the sender wrote is kept."""

    id: str
    sha256: str

    @classmethod
    def of(cls, sender: str, number: str, body: bytes) -> "Delivery":
        """`number` is the sender's own, any text at all; another sender's same number is another delivery."""
        named = hashlib.sha256(f"{sender}\n{number}".encode("utf-8", "surrogatepass"))
        return cls(named.hexdigest(), hashlib.sha256(body).hexdigest())


def incident_of(session: Session, delivery: Delivery) -> int | None:
    """The incident it became; None the first time. Raises DeliveryChanged."""
    row = session.get(DeliveryRow, delivery.id)
    if row is not None and row.sha256 != delivery.sha256:
        raise DeliveryChanged(
            sv="Samma leveransnummer har redan kommit med annat innehåll. Skicka ändringen med ett nytt nummer.",
            en="The same delivery number has already come with other contents. Send the change with a new number.",
        )
    return row.incident_id if row else None


def store(session: Session, delivery: Delivery, incident_id: int, at: datetime) -> None:
    session.add(DeliveryRow(id=delivery.id, sha256=delivery.sha256, incident_id=incident_id, received_at=at))
    session.flush()
