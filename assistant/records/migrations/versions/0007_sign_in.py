"""sign_in: passwords, one-time links, sessions, single sign-on, deputies and tokens for machines"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.String(27)


def _once(table: str, moment: str, fixed: tuple[str, ...]) -> str:
    """The trigger that lets `moment` be written once and the `fixed` columns never."""
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in fixed)
    return (
        f"CREATE TRIGGER {table}_ro BEFORE UPDATE ON {table} WHEN {changed}"
        f" OR (OLD.{moment} IS NOT NULL AND NEW.{moment} IS NOT OLD.{moment})"
        " BEGIN SELECT RAISE(ABORT, 'immutable'); END"
    )


# Every role a person holds, directly or as deputy. A deputy holds it while the delegation runs, the giver is active
# and the giver holds the role directly: there are no deputies of deputies. One that was ended counts at no hour.
ROLE_HELD = """CREATE VIEW role_held AS
SELECT person_id, role, valid_from, valid_to, 1 AS direct FROM person_role
UNION ALL
SELECT d.to_id, d.role, max(d.valid_from, g.valid_from), min(d.valid_to, g.valid_to), 0
FROM delegation d
JOIN person p ON p.id = d.from_id AND p.active = 1 AND p.kind = 'human'
JOIN person_role g ON g.person_id = d.from_id AND g.role = d.role
WHERE d.ended_at IS NULL AND max(d.valid_from, g.valid_from) <= min(d.valid_to, g.valid_to)"""

# An approval that counts, apart from the hour: one row for each time the person holds the role it was given under.
STANDING = """CREATE VIEW standing AS
SELECT d.id AS decision_id, d.version_id, d.seat, d.mode, d.expires, g.valid_from, g.valid_to
FROM decision d
JOIN version v ON v.id = d.version_id AND v.sha = d.sha
JOIN submission s ON s.version_id = v.id
JOIN person p ON p.id = d.person_id AND p.active = 1 AND p.kind = 'human'
JOIN version_seat r ON r.version_id = v.id AND r.seat = d.seat AND r.role = d.role
JOIN role_held g ON g.person_id = d.person_id AND g.role = d.role
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

# What each seat gives from each moment on at which some role begins to be held: the longest time from there.
STANDING_FROM = """CREATE VIEW standing_from AS
SELECT s.version_id, b.valid_from, s.seat, s.mode, s.expires, max(s.valid_to) AS valid_to
FROM (SELECT DISTINCT version_id, valid_from FROM standing) b
JOIN standing s ON s.version_id = b.version_id AND b.valid_from BETWEEN s.valid_from AND s.valid_to
GROUP BY s.version_id, b.valid_from, s.seat"""

# The one definition of "may be published now": every seat is filled. A lone operator fills them all.
ELIGIBLE = """CREATE VIEW eligible AS
SELECT s.version_id, s.valid_from, min(s.valid_to) AS valid_to, min(s.expires) AS expires
FROM standing_from s GROUP BY s.version_id, s.valid_from
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
    JOIN role_held g ON g.person_id = p.id JOIN version_seat r ON r.role = g.role
    WHERE p.id = NEW.person_id AND p.active = 1 AND p.kind = 'human' AND r.version_id = NEW.version_id
    AND NEW.at BETWEEN g.valid_from AND g.valid_to);
  SELECT RAISE(ABORT, 'not eligible') WHERE NEW.verdict = 'approve' AND NOT EXISTS (SELECT 1 FROM standing s
    WHERE s.decision_id = NEW.id AND NEW.at BETWEEN s.valid_from AND s.valid_to AND NEW.at < s.expires); END"""

# only a person who may approve something may help to lift a stop
HALT_LIFT = """CREATE TRIGGER halt_lift_new BEFORE INSERT ON halt_lift
  WHEN EXISTS (SELECT 1 FROM halt_lift WHERE halt_id = NEW.halt_id AND person_id = NEW.person_id)
    OR NOT EXISTS (SELECT 1 FROM person p JOIN role_held g ON g.person_id = p.id
      WHERE p.id = NEW.person_id AND p.kind = 'human' AND p.active = 1
      AND g.role NOT IN ('reader', 'writer', 'administrator') AND NEW.at BETWEEN g.valid_from AND g.valid_to)
  BEGIN SELECT RAISE(ABORT, 'not entitled'); END"""

GUARDS = (
    # people sign in and stand in for each other; machines do neither
    """CREATE TRIGGER password_new BEFORE INSERT ON password
  WHEN NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'human')
  BEGIN SELECT RAISE(ABORT, 'humans only'); END""",
    """CREATE TRIGGER password_ro BEFORE UPDATE ON password WHEN NEW.person_id <> OLD.person_id
  BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER session_new BEFORE INSERT ON session
  WHEN EXISTS (SELECT 1 FROM session WHERE id = NEW.id OR hash = NEW.hash)
    OR NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'human' AND active = 1)
  BEGIN SELECT RAISE(ABORT, 'humans only'); END""",
    """CREATE TRIGGER outside_identity_new BEFORE INSERT ON outside_identity
  WHEN EXISTS (SELECT 1 FROM outside_identity WHERE issuer = NEW.issuer AND subject = NEW.subject)
    OR NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'human')
  BEGIN SELECT RAISE(ABORT, 'humans only'); END""",
    "CREATE TRIGGER outside_identity_ro BEFORE UPDATE ON outside_identity BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    """CREATE TRIGGER invitation_new BEFORE INSERT ON invitation
  WHEN EXISTS (SELECT 1 FROM invitation WHERE id = NEW.id OR hash = NEW.hash)
    OR (NEW.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'human'))
  BEGIN SELECT RAISE(ABORT, 'humans only'); END""",
    """CREATE TRIGGER delegation_new BEFORE INSERT ON delegation
  WHEN EXISTS (SELECT 1 FROM delegation WHERE id = NEW.id)
    OR (SELECT count(*) FROM person WHERE id IN (NEW.from_id, NEW.to_id) AND kind = 'human' AND active = 1) <> 2
  BEGIN SELECT RAISE(ABORT, 'humans only'); END""",
    """CREATE TRIGGER api_token_new BEFORE INSERT ON api_token
  WHEN EXISTS (SELECT 1 FROM api_token WHERE id = NEW.id OR hash = NEW.hash)
    OR NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'service')
  BEGIN SELECT RAISE(ABORT, 'services only'); END""",
    # what has ended, been used or been revoked stays so, and nothing else about it is ever rewritten
    _once("session", "ended_at", ("id", "hash", "person_id", "how", "started_at")),
    _once("invitation", "used_at", ("id", "hash", "person_id", "made_at", "expires")),
    _once("delegation", "ended_at", ("id", "role", "from_id", "to_id", "valid_from", "valid_to", "made_by", "made_at")),
    _once("api_token", "revoked_at", ("id", "hash", "person_id", "scope", "made_by", "made_at", "expires")),
)
# kept for good, or until the person they belong to is out and may be erased
KEPT = {"delegation": "1", "api_token": "1"} | dict.fromkeys(
    ("invitation", "session", "outside_identity"),
    "NOT EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id AND active = 0)",
)



def upgrade() -> None:
    _tables()
    for name in ("decision_ok", "halt_lift_new"):
        op.execute(f"DROP TRIGGER {name}")
    for name in ("eligible", "standing"):
        op.execute(f"DROP VIEW {name}")
    for statement in (ROLE_HELD, STANDING, STANDING_FROM, ELIGIBLE, DECISION, HALT_LIFT, *GUARDS):
        op.execute(statement)
    for table, when in KEPT.items():
        abort = "BEGIN SELECT RAISE(ABORT, 'immutable'); END"
        op.execute(f"CREATE TRIGGER {table}_del BEFORE DELETE ON {table} WHEN {when} {abort}")
    op.create_index("audit_item", "audit", ["item", "at"])  # is this refusal already in the log?


def _tables() -> None:
    op.create_table(
        "password",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
    )
    # who tried, as keyed hashes: neither addresses nor e-mail addresses are kept
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account", sa.String(64), nullable=False, index=True),
        sa.Column("origin", sa.String(64), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),  # none: the first administrator
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("how", sa.String, sa.CheckConstraint("how IN ('password', 'link', 'sso')"), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "outside_identity",
        sa.Column("issuer", sa.String, primary_key=True),
        sa.Column("subject", sa.String, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("from_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("to_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_to", MOMENT, nullable=False),
        sa.Column("made_by", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.CheckConstraint("from_id <> to_id AND valid_from < valid_to"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),  # a service account
        sa.Column("scope", sa.String, sa.CheckConstraint("scope IN ('read', 'write')"), nullable=False),
        sa.Column("made_by", sa.Integer, sa.ForeignKey("person.id")),  # none: the installation itself
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("used_at", MOMENT),
    )
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("shortcuts", sa.Boolean, nullable=False),
    )
