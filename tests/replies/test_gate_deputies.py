"""When roles are held in pieces, lent and lent again, is a text free to leave exactly while every seat is held?"""

import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from oracle import may_leave

from assistant.approvals.envelope import Envelope

SEALED = Envelope("reply:1", "Hej", "x", "@k", "p", "sv")
AUTHOR, CM, LEGAL, DEPUTY_CM, DEPUTY_LEGAL, OTHER = range(1, 7)
MINUTES, FIRST = 20, "2026-11-23T07:00:00.000000Z"
PIECE = st.tuples(st.integers(0, MINUTES), st.integers(0, MINUTES)).map(sorted)
FOR_CM = (CM, DEPUTY_CM, "cm")
LENT = st.tuples(
    st.sampled_from([FOR_CM, (LEGAL, DEPUTY_LEGAL, "legal"), (OTHER, DEPUTY_CM, "cm")]),
    PIECE,
    st.sampled_from([False, False, True]),
)


seen: Counter[object] = Counter()


def test_a_text_may_leave_exactly_while_every_seat_is_held(stage: sqlite3.Connection):
    seen.clear()
    compare(stage)
    assert seen[True] > 50 and seen[False] > 50 and seen["in pieces"], f"proved too little: {seen}"


@pytest.fixture(scope="module")
def stage(migrated_file: Path) -> sqlite3.Connection:
    """One text with two seats, both filled by deputies while they could be; in memory."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    with sqlite3.connect(migrated_file) as file:
        file.backup(db)
    people = [(number, f"p{number}", f"p{number}", "sv", "human", 1) for number in range(AUTHOR, OTHER + 1)]
    db.executemany("INSERT INTO person (id, name, email, language, kind, active) VALUES (?, ?, ?, ?, ?, ?)", people)
    db.executemany("INSERT INTO person_role VALUES (?, ?, '', '9999')", [(CM, "cm"), (LEGAL, "legal"), (OTHER, "cm")])
    db.execute("INSERT INTO incident (id, channel, opened_at, opened_by, closed_reason) VALUES (1, 'x', '', 1, '')")
    db.execute("INSERT INTO item VALUES (1, 'reply', 1)")
    db.execute(
        "INSERT INTO version (id, item_id, number, envelope, sha, writer, passages, findings, stops, reasons, at)"
        " VALUES (1, 1, 1, ?, ?, 'template', '[]', '[]', 0, 0, '')",
        (SEALED.sealed, SEALED.sha),
    )
    db.execute("INSERT INTO version_author VALUES (1, ?)", (AUTHOR,))
    db.executemany("INSERT INTO version_seat VALUES (1, ?, ?)", [(0, "cm"), (1, "legal")])
    db.execute("INSERT INTO submission VALUES (1, ?, '')", (AUTHOR,))
    for giver, deputy, role, seat in ((CM, DEPUTY_CM, "cm", 0), (LEGAL, DEPUTY_LEGAL, "legal", 1)):
        lend(db, giver, deputy, role, "", FIRST, None)
        db.execute(
            "INSERT INTO decision"
            " (version_id, person_id, sha, verdict, mode, seat, role, reason, halts, at, expires)"
            " VALUES (1, ?, ?, 'approve', 'four_eyes', ?, ?, '', 0, ?, '9999')",
            (deputy, SEALED.sha, seat, role, FIRST),
        )
    return db


@given(
    lent=st.lists(LENT, min_size=3, max_size=10),
    held=st.fixed_dictionaries(dict.fromkeys((CM, LEGAL, OTHER), PIECE)),
    own=st.none() | PIECE,
    covered=st.sampled_from([True, True, False]),
    gone=st.sampled_from([None] * 8 + [CM, LEGAL, OTHER, DEPUTY_CM]),
)
@example(
    lent=[(FOR_CM, (1, 5), 0), (FOR_CM, (4, 8), 0), (FOR_CM, (12, 15), 0)], held={}, own=None, covered=1, gone=None
)
@settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False)
def compare(stage: sqlite3.Connection, lent, held, own, covered, gone):
    stage.execute("BEGIN")
    whole_night = ((LEGAL, DEPUTY_LEGAL, "legal"), (0, MINUTES), False)
    for (giver, deputy, role), (start, end), ended in [whole_night, *lent] if covered else lent:
        if start < end:
            lend(stage, giver, deputy, role, minute(start), minute(end), ended and minute(MINUTES))
    for who, (start, end) in held.items():
        times = (minute(start), minute(end), who)
        stage.execute("UPDATE person_role SET valid_from=?, valid_to=? WHERE person_id=?", times)
    if own:
        stage.execute("INSERT INTO person_role VALUES (?, 'cm', ?, ?)", (DEPUTY_CM, *map(minute, own)))
    stage.execute("UPDATE person SET active=0 WHERE id=?", (gone,))
    wanted = [not may_leave(stage, 1, minute(now)) for now in range(MINUTES + 1)]
    found = [is_eligible(stage, minute(now)) for now in range(MINUTES + 1)]
    stage.execute("ROLLBACK")
    assert found == wanted
    seen.update(found)
    seen["in pieces"] += "10" in "".join(str(int(free)) for free in found).strip("0")


def is_eligible(db: sqlite3.Connection, at: str) -> bool:
    query = "SELECT 1 FROM eligible WHERE version_id=1 AND ? BETWEEN valid_from AND valid_to AND ? < expires"
    return db.execute(query, (at, at)).fetchone() is not None


def minute(number: int) -> str:
    return f"2026-11-23T08:{number:02}:00.000000Z"


def lend(db: sqlite3.Connection, giver: int, deputy: int, role: str, start: str, end: str, ended: str | None) -> None:
    db.execute(
        "INSERT INTO delegation (role, from_id, to_id, valid_from, valid_to, made_by, made_at, ended_at)"
        " VALUES (?, ?, ?, ?, ?, ?, '', ?)",
        (role, giver, deputy, start, end, giver, ended or None),
    )
