"""replies_gate: what may leave the house, decided in the database and not in a page"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.String(27)

# An approval that counts, apart from the hour. Used when deciding, when queueing and when sending.
STANDING = """CREATE VIEW standing AS
SELECT d.id AS decision_id, d.version_id, d.seat, d.mode, d.expires, g.valid_from, g.valid_to
FROM decision d
JOIN version v ON v.id = d.version_id AND v.sha = d.sha
JOIN submission s ON s.version_id = v.id
JOIN person p ON p.id = d.person_id AND p.active = 1 AND p.kind = 'human'
JOIN version_seat r ON r.version_id = v.id AND r.seat = d.seat AND r.role = d.role
JOIN person_role g ON g.person_id = d.person_id AND g.role = d.role
WHERE d.verdict = 'approve'
  AND NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)
  AND NOT EXISTS (SELECT 1 FROM decision x WHERE x.version_id = v.id AND x.verdict <> 'approve')
  AND NOT EXISTS (SELECT 1 FROM halt h
    WHERE (SELECT count(*) FROM halt_lift l WHERE l.halt_id = h.id) < 2)
  AND d.halts = (SELECT count(*) FROM halt)
  AND NOT EXISTS (SELECT 1 FROM item t JOIN incident i ON i.id = t.incident_id
    WHERE t.id = v.item_id AND i.closed_at IS NOT NULL)
  AND v.stops = 0
  AND (v.reasons = 0 OR trim(d.reason) <> '')
  AND EXISTS (SELECT 1 FROM version_author a WHERE a.version_id = v.id)
  AND (d.mode = 'self') = EXISTS (SELECT 1 FROM writer a WHERE a.version_id = v.id AND a.person_id = d.person_id)
  AND (d.mode = 'four_eyes' OR EXISTS (SELECT 1 FROM switch w WHERE w.name = 'single_operator' AND w.value = 1))"""

# Everyone who touched the text since the last version that every required role approved.
WRITER = """CREATE VIEW writer AS
SELECT v.id AS version_id, a.person_id, w.number
FROM version v
JOIN version w ON w.item_id = v.item_id AND w.number <= v.number
JOIN version_author a ON a.version_id = w.id
WHERE w.number > coalesce((SELECT max(x.number) FROM version x JOIN outbox o ON o.version_id = x.id
  WHERE x.item_id = v.item_id AND x.number < v.number), 0)"""

# The one definition of "may be published now": every seat is filled. A lone operator fills them all.
ELIGIBLE = """CREATE VIEW eligible AS
SELECT s.version_id, max(s.valid_from) AS valid_from, min(s.valid_to) AS valid_to, min(s.expires) AS expires
FROM standing s GROUP BY s.version_id
HAVING count(DISTINCT s.seat) = (SELECT count(DISTINCT r.seat) FROM version_seat r WHERE r.version_id = s.version_id)
  OR max(s.mode = 'self') = 1"""

DECISION = """CREATE TRIGGER decision_ok AFTER INSERT ON decision BEGIN
  SELECT RAISE(ABORT, 'stale or changed') WHERE NOT EXISTS (SELECT 1 FROM version v
    JOIN submission s ON s.version_id = v.id WHERE v.id = NEW.version_id AND v.sha = NEW.sha
    AND NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number));
  SELECT RAISE(ABORT, 'already decided') WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.version_id = NEW.version_id)
    OR EXISTS (SELECT 1 FROM decision d
      WHERE d.version_id = NEW.version_id AND d.verdict <> 'approve' AND d.id <> NEW.id);
  SELECT RAISE(ABORT, 'not entitled') WHERE NEW.verdict <> 'approve' AND NOT EXISTS (SELECT 1 FROM person p
    JOIN person_role g ON g.person_id = p.id JOIN version_seat r ON r.role = g.role
    WHERE p.id = NEW.person_id AND p.active = 1 AND p.kind = 'human' AND r.version_id = NEW.version_id
    AND NEW.at BETWEEN g.valid_from AND g.valid_to);
  SELECT RAISE(ABORT, 'not eligible') WHERE NEW.verdict = 'approve' AND NOT EXISTS (SELECT 1 FROM standing s
    WHERE s.decision_id = NEW.id AND NEW.at BETWEEN s.valid_from AND s.valid_to AND NEW.at < s.expires); END"""

OUTBOX = (
    """CREATE TRIGGER outbox_new BEFORE INSERT ON outbox BEGIN
  SELECT RAISE(ABORT, 'immutable') WHERE EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id OR version_id = NEW.version_id);
  SELECT RAISE(ABORT, 'not eligible') WHERE NEW.state <> 'queued' OR NEW.attempt <> 0
    OR NOT EXISTS (SELECT 1 FROM eligible e WHERE e.version_id = NEW.version_id
      AND NEW.at BETWEEN e.valid_from AND e.valid_to AND NEW.at < e.expires); END""",
    """CREATE TRIGGER outbox_send BEFORE UPDATE ON outbox WHEN NEW.state = 'sending' BEGIN
  SELECT RAISE(ABORT, 'bad transition') WHERE OLD.state NOT IN ('queued', 'cleared') OR NEW.attempt <> OLD.attempt + 1;
  SELECT RAISE(ABORT, 'not eligible') WHERE NOT EXISTS (SELECT 1 FROM eligible e
    WHERE e.version_id = OLD.version_id AND NEW.at BETWEEN e.valid_from AND e.valid_to AND NEW.at < e.expires); END""",
    """CREATE TRIGGER outbox_state BEFORE UPDATE ON outbox WHEN NEW.id <> OLD.id OR NEW.version_id <> OLD.version_id
  OR (NEW.state <> 'sending' AND (NEW.attempt <> OLD.attempt OR NOT (
       (OLD.state = 'sending' AND NEW.state IN ('sent', 'unknown', 'failed'))
    OR (OLD.state = 'unknown' AND NEW.state IN ('sent', 'cleared') AND EXISTS (SELECT 1 FROM channel_check k
         JOIN person p ON p.id = k.person_id AND p.kind = 'human' AND p.active = 1
         WHERE k.outbox_id = OLD.id AND k.attempt = OLD.attempt AND k.found = (NEW.state = 'sent')))
    OR (OLD.state IN ('queued', 'cleared', 'failed') AND NEW.state = 'stopped'))))
  BEGIN SELECT RAISE(ABORT, 'bad transition'); END""",
)

GUARDS = (
    """CREATE TRIGGER item_new BEFORE INSERT ON item WHEN EXISTS (SELECT 1 FROM item WHERE id = NEW.id)
  OR (NEW.incident_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM incident WHERE id = NEW.incident_id))
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER version_new BEFORE INSERT ON version WHEN EXISTS (SELECT 1 FROM version WHERE id = NEW.id)
  OR NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM version WHERE item_id = NEW.item_id)
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    # what is on its way out, or was turned down, gets no further version
    """CREATE TRIGGER version_closed BEFORE INSERT ON version
  WHEN EXISTS (SELECT 1 FROM version v JOIN outbox o ON o.version_id = v.id
      WHERE v.item_id = NEW.item_id AND o.state IN ('sending', 'unknown', 'sent'))
    OR EXISTS (SELECT 1 FROM version v JOIN decision d ON d.version_id = v.id
      WHERE v.item_id = NEW.item_id AND d.verdict = 'reject')
  BEGIN SELECT RAISE(ABORT, 'closed'); END""",
    """CREATE TRIGGER version_findings BEFORE INSERT ON version
  WHEN NEW.stops <> (SELECT count(*) FROM json_each(NEW.findings) f WHERE json_extract(f.value, '$.level') = 'stop')
    OR NEW.reasons <> (SELECT count(*) FROM json_each(NEW.findings) f WHERE json_extract(f.value, '$.level') = 'reason')
  BEGIN SELECT RAISE(ABORT, 'findings miscounted'); END""",
    """CREATE TRIGGER version_author_new BEFORE INSERT ON version_author
  WHEN EXISTS (SELECT 1 FROM submission WHERE version_id = NEW.version_id)
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER version_seat_new BEFORE INSERT ON version_seat
  WHEN EXISTS (SELECT 1 FROM submission WHERE version_id = NEW.version_id)
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER submission_new BEFORE INSERT ON submission
  WHEN EXISTS (SELECT 1 FROM submission WHERE version_id = NEW.version_id)
    OR EXISTS (SELECT 1 FROM version v JOIN version n ON n.item_id = v.item_id AND n.number > v.number
      WHERE v.id = NEW.version_id)
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER decision_new BEFORE INSERT ON decision
  WHEN EXISTS (SELECT 1 FROM decision d WHERE d.id = NEW.id
    OR (d.version_id = NEW.version_id AND (d.person_id = NEW.person_id OR d.seat = NEW.seat)))
  BEGIN SELECT RAISE(ABORT, 'already decided'); END""",
    """CREATE TRIGGER handover_new BEFORE INSERT ON handover
  WHEN EXISTS (SELECT 1 FROM handover WHERE outbox_id = NEW.outbox_id AND attempt = NEW.attempt)
    OR NOT EXISTS (SELECT 1 FROM outbox WHERE id = NEW.outbox_id AND attempt = NEW.attempt AND state = 'sending')
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER channel_check_new BEFORE INSERT ON channel_check
  WHEN EXISTS (SELECT 1 FROM channel_check WHERE outbox_id = NEW.outbox_id AND attempt = NEW.attempt)
    OR NOT EXISTS (SELECT 1 FROM outbox
      WHERE id = NEW.outbox_id AND attempt = NEW.attempt AND state IN ('sending', 'unknown'))
    OR NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'human' AND active = 1)
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER halt_new BEFORE INSERT ON halt WHEN EXISTS (SELECT 1 FROM halt WHERE id = NEW.id)
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    # only a person who may approve something may help to lift a stop
    """CREATE TRIGGER halt_lift_new BEFORE INSERT ON halt_lift
  WHEN EXISTS (SELECT 1 FROM halt_lift WHERE halt_id = NEW.halt_id AND person_id = NEW.person_id)
    OR NOT EXISTS (SELECT 1 FROM person p JOIN person_role g ON g.person_id = p.id
      WHERE p.id = NEW.person_id AND p.kind = 'human' AND p.active = 1
      AND g.role NOT IN ('reader', 'writer', 'administrator') AND NEW.at BETWEEN g.valid_from AND g.valid_to)
  BEGIN SELECT RAISE(ABORT, 'not entitled'); END""",
)

IMMUTABLE = (
    "item",
    "version",
    "version_author",
    "version_seat",
    "submission",
    "decision",
    "handover",
    "channel_check",
    "halt",
    "halt_lift",
)


def upgrade() -> None:
    _texts()
    _decisions()
    _delivery()
    for statement in (WRITER, STANDING, ELIGIBLE, DECISION, *OUTBOX, *GUARDS):
        op.execute(statement)
    for table in IMMUTABLE:
        op.execute(f"CREATE TRIGGER {table}_ro BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'immutable'); END")
    for table in (*IMMUTABLE, "outbox"):
        op.execute(f"CREATE TRIGGER {table}_del BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'immutable'); END")


def _texts() -> None:
    op.create_table(
        "item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("incident_id", sa.Integer, index=True),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer, sa.ForeignKey("item.id"), primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("post_text", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("item.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("envelope", sa.LargeBinary, sa.CheckConstraint("typeof(envelope) = 'blob'"), nullable=False),
        sa.Column("sha", sa.String(64), nullable=False),
        sa.Column("writer", sa.String, nullable=False),
        sa.Column("passages", sa.Text, nullable=False),
        sa.Column("findings", sa.Text, nullable=False),
        sa.Column("stops", sa.Integer, nullable=False),
        sa.Column("reasons", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("item_id", "number"),
    )
    op.create_table("version_author", _version(primary_key=True), _person(primary_key=True))
    op.create_table(
        "version_seat",
        _version(primary_key=True),
        sa.Column("seat", sa.Integer, primary_key=True),
        sa.Column("role", sa.String, primary_key=True),
    )
    op.create_table("submission", _version(primary_key=True), _person(), sa.Column("at", MOMENT, nullable=False))


def _decisions() -> None:
    op.create_table(
        "switch",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Boolean, nullable=False),
    )
    op.create_table("halt", sa.Column("id", sa.Integer, primary_key=True), _person(), sa.Column("at", MOMENT, nullable=False))
    op.create_table(
        "halt_lift",
        sa.Column("halt_id", sa.Integer, sa.ForeignKey("halt.id"), primary_key=True),
        _person(primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, primary_key=True),
        _version(),
        _person(),
        sa.Column("sha", sa.String(64), nullable=False),
        sa.Column(
            "verdict", sa.String, sa.CheckConstraint("verdict IN ('approve', 'reject', 'send_back')"), nullable=False
        ),
        sa.Column("mode", sa.String, sa.CheckConstraint("mode IN ('four_eyes', 'self')"), nullable=False),
        sa.Column("seat", sa.Integer),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("halts", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.UniqueConstraint("version_id", "person_id"),
        sa.UniqueConstraint("version_id", "seat"),
    )


def _delivery() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_id", sa.Integer, sa.ForeignKey("version.id"), nullable=False, unique=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table("handover", _outbox(), _attempt(), _person(), sa.Column("at", MOMENT, nullable=False))
    op.create_table(
        "channel_check",
        _outbox(),
        _attempt(),
        _person(),
        sa.Column("found", sa.Boolean, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def _version(primary_key: bool = False) -> sa.Column[int]:
    return sa.Column("version_id", sa.Integer, sa.ForeignKey("version.id"), nullable=False, primary_key=primary_key)


def _person(primary_key: bool = False) -> sa.Column[int]:
    return sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, primary_key=primary_key)


def _outbox() -> sa.Column[int]:
    return sa.Column("outbox_id", sa.Integer, sa.ForeignKey("outbox.id"), primary_key=True)


def _attempt() -> sa.Column[int]:
    return sa.Column("attempt", sa.Integer, primary_key=True)
