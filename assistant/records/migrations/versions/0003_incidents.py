"""incidents"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

MOMENT = sa.String(27)

TRIGGERS = (
    # a post stays as it was received; only erasing it whole is possible
    "CREATE TRIGGER post_ro BEFORE UPDATE ON post BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    # who judged what, and why, is added to and never changed
    "CREATE TRIGGER assessment_ro BEFORE UPDATE ON assessment BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER assessment_del BEFORE DELETE ON assessment BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER assessment_reason_ro BEFORE UPDATE ON assessment_reason BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER assessment_reason_del BEFORE DELETE ON assessment_reason BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    # an incident is closed once and is never opened again by changing the row
    """CREATE TRIGGER incident_ro BEFORE UPDATE ON incident
    WHEN OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.opened_at <> OLD.opened_at OR NEW.opened_by <> OLD.opened_by
    BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    "CREATE TRIGGER incident_del BEFORE DELETE ON incident BEGIN SELECT RAISE(ABORT, 'immutable'); END",
)


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("closed_reason", sa.Text, nullable=False),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("author", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("posted_at", MOMENT),
        sa.Column("reach", sa.Integer),
        sa.Column("language", sa.String, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("delete_after", MOMENT, nullable=False),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False, index=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id")),
        sa.Column("category", sa.String, nullable=False),
        sa.Column("others", sa.String, nullable=False),
        sa.Column("level", sa.Integer, sa.CheckConstraint("level BETWEEN 1 AND 4"), nullable=False),
        sa.Column("sure", sa.Boolean, nullable=False),
        sa.Column("flags", sa.String, nullable=False),
        sa.Column("approvers", sa.String, nullable=False),
        sa.Column("escalate_to", sa.String, nullable=False),
        sa.Column("reply_mode", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_table(
        "assessment_reason",
        sa.Column("assessment_id", sa.Integer, sa.ForeignKey("assessment.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("sv", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("citation", sa.String),
        sa.Column("level", sa.Integer),
        sa.Column("counted", sa.Boolean, nullable=False),
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
