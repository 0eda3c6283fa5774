"""hooks: what outside systems have delivered, once each"""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    pass
