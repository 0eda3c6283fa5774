"""erasure: personal data goes, rows and the chain stay"""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
