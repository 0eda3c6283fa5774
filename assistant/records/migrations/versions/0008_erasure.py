"""erasure: personal data goes, rows and the chain stay"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

# What may become empty once an erasure of the incident is on record: nothing else of the row may change with it.
BLANKED: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "post": ("OLD.incident_id", {"text": ("''",), "author": ("''",), "url": ("''",)}),
    "incident": ("OLD.id", {"closed_reason": ("''",)}),
    "assessment_reason": (
        "(SELECT a.incident_id FROM assessment a WHERE a.id = OLD.assessment_id)",
        {"sv": ("OLD.sv", "'Raderat.'"), "en": ("OLD.en", "'Erased.'"), "words": ("'[]'",)},
    ),
    "reply": ("(SELECT t.incident_id FROM item t WHERE t.id = OLD.id)", {"post_text": ("''",)}),
    "version": (
        "(SELECT t.incident_id FROM item t WHERE t.id = OLD.item_id)",
        {"envelope": ("x''",), "findings": ("'[]'",)},
    ),
    "decision": (
        "(SELECT t.incident_id FROM version v JOIN item t ON t.id = v.item_id WHERE v.id = OLD.version_id)",
        {"reason": ("OLD.reason", "'–'")},
    ),
    "channel_check": (
        "(SELECT t.incident_id FROM outbox o JOIN version v ON v.id = o.version_id JOIN item t ON t.id = v.item_id"
        " WHERE o.id = OLD.outbox_id)",
        {"link": ("''",)},
    ),
}
COLUMNS = {
    "post": "id incident_id channel posted_at reach language sha256 received_at delete_after",
    "incident": "id channel opened_at opened_by closed_at closed_by",
    "assessment_reason": "assessment_id position about rule citation level counted",
    "reply": "id level at",
    "version": "id item_id number sha writer passages stops reasons at",
    "decision": "id version_id person_id sha verdict mode seat role halts at expires",
    "channel_check": "outbox_id attempt person_id found at",
}
TRIGGERS = (
    """CREATE TRIGGER erasure_new BEFORE INSERT ON erasure BEGIN
  SELECT RAISE(ABORT, 'immutable') WHERE EXISTS (SELECT 1 FROM erasure WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'not entitled') WHERE NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person p
    WHERE p.id = NEW.person_id AND p.active = 1 AND p.kind = 'human' AND (EXISTS (SELECT 1 FROM person_role g
        WHERE g.person_id = p.id AND g.role = 'administrator' AND NEW.at BETWEEN g.valid_from AND g.valid_to)
      OR EXISTS (SELECT 1 FROM delegation d WHERE d.to_id = p.id AND d.role = 'administrator'
        AND NEW.at BETWEEN d.valid_from AND d.valid_to AND d.ended_at IS NULL))); END""",
    # an incident is erased when it is over and nothing of it can still leave, a person when they are out
    """CREATE TRIGGER erasure_of_incident BEFORE INSERT ON erasure WHEN NEW.kind = 'incident' AND (
    NOT EXISTS (SELECT 1 FROM incident i WHERE i.id = NEW.item AND i.closed_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM outbox o JOIN version v ON v.id = o.version_id JOIN item t ON t.id = v.item_id
      WHERE t.incident_id = NEW.item AND o.state IN ('queued', 'sending', 'unknown', 'cleared')))
  BEGIN SELECT RAISE(ABORT, 'not erasable'); END""",
    """CREATE TRIGGER erasure_of_person BEFORE INSERT ON erasure WHEN NEW.kind = 'person'
    AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id = NEW.item AND p.active = 0)
  BEGIN SELECT RAISE(ABORT, 'not erasable'); END""",
    "CREATE TRIGGER erasure_ro BEFORE UPDATE ON erasure BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER erasure_del BEFORE DELETE ON erasure BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    # a post and a reply are blanked, never taken away
    "CREATE TRIGGER post_del BEFORE DELETE ON post BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER reply_del BEFORE DELETE ON reply BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    # nothing is written into what has been erased, and nothing begins its life empty
    """CREATE TRIGGER post_erased BEFORE INSERT ON post
  WHEN EXISTS (SELECT 1 FROM erasure e WHERE e.kind = 'incident' AND e.item = NEW.incident_id)
  BEGIN SELECT RAISE(ABORT, 'erased'); END""",
    """CREATE TRIGGER version_erased BEFORE INSERT ON version WHEN length(NEW.envelope) = 0
  OR EXISTS (SELECT 1 FROM item t JOIN erasure e ON e.kind = 'incident' AND e.item = t.incident_id
    WHERE t.id = NEW.item_id) BEGIN SELECT RAISE(ABORT, 'erased'); END""",
    # an erased person stays nameless and outside
    """CREATE TRIGGER person_erased BEFORE UPDATE ON person
  WHEN EXISTS (SELECT 1 FROM erasure e WHERE e.kind = 'person' AND e.item = OLD.id)
  AND NOT (NEW.active = 0 AND NEW.language = OLD.language AND NEW.email = 'erased-' || OLD.id || '@erased.invalid'
    AND NEW.name IN ('Raderad person ' || OLD.id, 'Erased person ' || OLD.id))
  BEGIN SELECT RAISE(ABORT, 'erased'); END""",
)
GUARDED = {"incident": "(OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.opened_at <> OLD.opened_at"
           " OR NEW.opened_by <> OLD.opened_by) AND "}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, sa.CheckConstraint("kind IN ('incident', 'person')"), nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),  # none: the installation itself
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
    for table, (incident, bodies) in BLANKED.items():
        when = f"{GUARDED.get(table, '')}NOT ({_only_blanked(table, incident, bodies)})"
        op.execute(f"DROP TRIGGER IF EXISTS {table}_ro")
        op.execute(
            f"CREATE TRIGGER {table}_ro BEFORE UPDATE ON {table} WHEN {when} "
            "BEGIN SELECT RAISE(ABORT, 'immutable'); END"
        )


def _only_blanked(table: str, incident: str, bodies: dict[str, tuple[str, ...]]) -> str:
    on_record = f"EXISTS (SELECT 1 FROM erasure e WHERE e.kind = 'incident' AND e.item = {incident})"  # noqa: S608
    emptied = [f"NEW.{body} IN ({', '.join(values)})" for body, values in bodies.items()]
    same = [f"NEW.{column} IS OLD.{column}" for column in COLUMNS[table].split()]
    return " AND ".join((on_record, *emptied, *same))
