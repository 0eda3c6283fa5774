"""The rules of the gate told a second time, in Python and from the raw tables, for tests to hold the first against."""

import sqlite3
from collections import Counter

from assistant.approvals.envelope import sha_of


def may_leave(db: sqlite3.Connection, version_id: int, at: str) -> list[str]:
    """Empty if the version may be published at `at`; else the names of the rules that are broken."""
    item, number, sealed, sha, stops, reasons = db.execute(
        "SELECT item_id, number, envelope, sha, stops, reasons FROM version WHERE id=?", (version_id,)
    ).fetchone()
    versions = db.execute("SELECT id, number FROM version WHERE item_id=? ORDER BY number", (item,)).fetchall()
    released = {row[0] for row in db.execute("SELECT version_id FROM outbox")}
    floor = max((n for id_, n in versions if id_ in released and n < number), default=0)
    authors = {
        person
        for id_, n in versions
        if floor < n <= number
        for (person,) in db.execute("SELECT person_id FROM version_author WHERE version_id=?", (id_,))
    }
    active = {row[0] for row in db.execute("SELECT id FROM person WHERE active=1 AND kind='human'")}
    holds = _holds(db, at, active)
    needed: dict[int, set[str]] = {}
    for seat, role in db.execute("SELECT seat, role FROM version_seat WHERE version_id=?", (version_id,)):
        needed.setdefault(seat, set()).add(role)
    halts = [row[0] for row in db.execute("SELECT id FROM halt")]
    lifts = Counter(row[0] for row in db.execute("SELECT halt_id FROM halt_lift"))
    made = db.execute(
        "SELECT person_id, sha, verdict, mode, seat, role, reason, halts, expires FROM decision WHERE version_id=?",
        (version_id,),
    ).fetchall()
    good = {}
    for person, hash_, verdict, mode, seat, role, reason, stops_seen, expires in made:
        fits = (person, role) in holds and person in active and person not in authors and role in needed.get(seat, ())
        told = not reasons or reason.strip()
        counts = expires > at and stops_seen == len(halts) and hash_ == sha
        if fits and told and counts and (verdict, mode) == ("approve", "four_eyes"):
            good[seat] = person
    closed = db.execute(
        "SELECT 1 FROM item JOIN incident ON incident.id=incident_id WHERE item.id=? AND closed_at IS NOT NULL", (item,)
    ).fetchone()
    rules = {
        "bytes changed": sha_of(sealed) == sha,
        "never submitted": db.execute("SELECT 1 FROM submission WHERE version_id=?", (version_id,)).fetchone(),
        "written by nobody": bool(authors),
        "not newest": number == versions[-1][1],
        "a seat is empty": set(good) == set(needed) and bool(needed),
        "one person twice": len(set(good.values())) == len(good),
        "rejected": all(verdict == "approve" for _, _, verdict, *_ in made),
        "stopped": all(lifts[halt] >= 2 for halt in halts),
        "stop finding": stops == 0,
        "incident closed": not closed,
    }
    return [broken for broken, kept in rules.items() if not kept]


def _holds(db: sqlite3.Connection, at: str, active: set[int]) -> set[tuple[int, str]]:
    """Who holds which role at `at`: directly, or lent by somebody active who holds it directly at that very moment."""
    own = set(db.execute("SELECT person_id, role FROM person_role WHERE valid_from<=? AND valid_to>=?", (at, at)))
    lent = db.execute(
        "SELECT from_id, to_id, role FROM delegation WHERE valid_from<=? AND valid_to>=? AND ended_at IS NULL", (at, at)
    )
    return own | {(to, role) for giver, to, role in lent if giver in active and (giver, role) in own}
