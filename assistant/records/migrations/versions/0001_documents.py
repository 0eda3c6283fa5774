"""documents, their versions and passages, the index generations, and questions without an answer"""

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE document (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, owner TEXT NOT NULL,
  label TEXT NOT NULL CHECK (label IN ('internal','public')),
  status TEXT NOT NULL CHECK (status IN ('draft','approved','replaced','expired')),
  valid_from DATE, valid_until DATE, review_on DATE, facts_edited BOOLEAN NOT NULL,
  version_id INTEGER REFERENCES document_version(id), removed_at TEXT);
CREATE TABLE document_version (
  id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES document(id), number INTEGER NOT NULL,
  label TEXT NOT NULL, sha256 TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, text TEXT NOT NULL,
  notices TEXT NOT NULL, original BLOB NOT NULL, added_at TEXT NOT NULL, added_by TEXT NOT NULL,
  UNIQUE (document_id, number));
CREATE TABLE passage (
  version_id INTEGER NOT NULL REFERENCES document_version(id), id TEXT NOT NULL, position INTEGER NOT NULL,
  heading TEXT NOT NULL, page INTEGER, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
  language TEXT NOT NULL CHECK (language IN ('sv','en')),
  status TEXT NOT NULL CHECK (status IN ('draft','approved','replaced','expired')), digest TEXT NOT NULL,
  PRIMARY KEY (version_id, id));
CREATE INDEX passage_id ON passage(id);
CREATE TABLE index_generation (
  id INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('building','active')), made_at TEXT NOT NULL);
CREATE TABLE indexed (
  generation INTEGER NOT NULL REFERENCES index_generation(id) ON DELETE CASCADE, passage_id TEXT NOT NULL,
  digest TEXT NOT NULL, PRIMARY KEY (generation, passage_id)) WITHOUT ROWID;
CREATE TABLE gap (
  id INTEGER PRIMARY KEY, question TEXT NOT NULL, language TEXT NOT NULL, source TEXT NOT NULL,
  item TEXT NOT NULL, times INTEGER NOT NULL, first_at TEXT NOT NULL, last_at TEXT NOT NULL,
  closed_at TEXT, closed_by TEXT NOT NULL, UNIQUE (question, source, item));
CREATE TRIGGER document_version_fixed BEFORE UPDATE ON document_version
BEGIN SELECT RAISE(ABORT, 'a stored version is never changed'); END;
CREATE TRIGGER document_version_new BEFORE INSERT ON document_version
WHEN EXISTS (SELECT 1 FROM document_version WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a stored version is never changed'); END;
"""


def upgrade() -> None:
    for statement in ("\n" + TABLES.strip()).split("\nCREATE ")[1:]:
        op.execute("CREATE " + statement)
