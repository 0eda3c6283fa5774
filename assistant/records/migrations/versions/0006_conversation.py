"""conversations: what each person asked, and what came of it"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.String(27)


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
    )
    op.create_table(
        "conversation_turn",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("conversation_id", sa.Integer, sa.ForeignKey("conversation.id"), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String, sa.CheckConstraint("kind IN ('question', 'plan', 'incident', 'reply')"), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("item", sa.Integer, nullable=True),
        sa.Column("answer", sa.Text, nullable=False),
    )
