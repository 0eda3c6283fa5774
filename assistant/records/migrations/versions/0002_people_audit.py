"""people_audit"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.String(27)

TRIGGERS = (
    # a person stays what it was created as: no service account may be turned into a human
    """CREATE TRIGGER person_new BEFORE INSERT ON person
    WHEN EXISTS (SELECT 1 FROM person WHERE id = NEW.id OR email = NEW.email)
    BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    """CREATE TRIGGER person_ro BEFORE UPDATE ON person WHEN NEW.id <> OLD.id OR NEW.kind <> OLD.kind
    BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    "CREATE TRIGGER person_del BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    # service accounts write drafts; they never hold a role that approves
    """CREATE TRIGGER role_new BEFORE INSERT ON person_role WHEN NEW.role NOT IN ('reader', 'writer')
      AND NOT EXISTS (SELECT 1 FROM person WHERE id = NEW.person_id AND kind = 'human')
    BEGIN SELECT RAISE(ABORT, 'services cannot approve'); END""",
    """CREATE TRIGGER role_ro BEFORE UPDATE ON person_role
    WHEN NEW.person_id <> OLD.person_id OR NEW.role <> OLD.role
    BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    # the log only grows, one number at a time
    """CREATE TRIGGER audit_new BEFORE INSERT ON audit
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)
    BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    "CREATE TRIGGER audit_ro BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER audit_del BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'immutable'); END",
)


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("email", sa.String, nullable=False, unique=True),
        sa.Column("language", sa.String, sa.CheckConstraint("language IN ('sv', 'en')"), nullable=False),
        sa.Column("kind", sa.String, sa.CheckConstraint("kind IN ('human', 'service')"), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
    )
    op.create_table(
        "person_role",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("role", sa.String, primary_key=True),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_to", MOMENT, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("item", sa.String, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
