"""hooks: what outside systems have delivered, once each; and why everything was stopped"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

TRIGGERS = (
    """CREATE TRIGGER hook_delivery_new BEFORE INSERT ON hook_delivery
    WHEN EXISTS (SELECT 1 FROM hook_delivery WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'immutable'); END""",
    "CREATE TRIGGER hook_delivery_ro BEFORE UPDATE ON hook_delivery BEGIN SELECT RAISE(ABORT, 'immutable'); END",
    "CREATE TRIGGER hook_delivery_del BEFORE DELETE ON hook_delivery BEGIN SELECT RAISE(ABORT, 'immutable'); END",
)


def upgrade() -> None:
    op.create_table(
        "hook_delivery",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("incident_id", sa.Integer, sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
    )
    for trigger in TRIGGERS:
        op.execute(trigger)
    op.add_column("halt", sa.Column("reason", sa.Text, nullable=False, server_default=""))
