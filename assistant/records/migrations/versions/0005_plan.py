"""the crisis plan and its drafted sections"""

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE plan (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL UNIQUE,
  language TEXT NOT NULL CHECK (language IN ('sv','en')), company TEXT NOT NULL, industry TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('drafting','finished','stopped')),
  writer TEXT NOT NULL CHECK (writer IN ('template','model')),
  created_at TEXT NOT NULL, created_by INTEGER NOT NULL REFERENCES person(id));
CREATE TABLE plan_section (
  plan_id INTEGER NOT NULL REFERENCES plan(id), code TEXT NOT NULL, position INTEGER NOT NULL,
  content TEXT NOT NULL, drafted_at TEXT NOT NULL, PRIMARY KEY (plan_id, code));
"""


def upgrade() -> None:
    for statement in ("\n" + TABLES.strip()).split("\nCREATE ")[1:]:
        op.execute("CREATE " + statement)
