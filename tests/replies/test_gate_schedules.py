"""Two thousand random evenings without the service: does the gate itself ever let a wrong text out?"""

import random
import sqlite3
from collections import Counter
from pathlib import Path

from oracle import may_leave

from assistant.approvals.envelope import Envelope

RUNS, STEPS = 2000, 60
SEALED = Envelope("reply:1", "Hej", "x", "@k", "p", "sv")
CAST = (
    "(1, 'a', 'a', 'sv', 'human', 1), (2, 'b', 'b', 'sv', 'human', 1), (3, 'c', 'c', 'sv', 'human', 1),"
    "(4, 'd', 'd', 'sv', 'human', 1), (5, 'r', 'r', 'sv', 'service', 1)"
)
HELD = ((1, "cm"), (2, "cm"), (3, "legal"), (4, "legal"), (4, "cm"), (1, "reader"))
FAR = "9999"


class Evening:
    """One random schedule of raw statements; `sent` counts rows that reached `sending`."""

    def __init__(self, db: sqlite3.Connection, dice: random.Random, sent: Counter[str]) -> None:
        self.db, self.dice, self.sent, self.minute = db, dice, sent, 0
        self.acts = {
            self.forward: 40, self.version: 3, self.submit: 3, self.decide: 16, self.queue: 5, self.move: 8,
            self.send: 5, self.check: 6, self.halt: 1, self.lift: 4, self.person: 2, self.role: 2,
            self.clock: 3, self.close: 0.2, self.lend: 6, self.take_back: 1,
        }  # fmt: skip

    def run(self) -> None:
        names, weights = list(self.acts), list(self.acts.values())
        self.version()
        for act in self.dice.choices(names, weights, k=STEPS):
            before = self.under_way()
            try:
                act()
            except sqlite3.IntegrityError:
                self.sent["refused"] += 1
            self.check_what_left(before)

    def forward(self) -> None:
        """The next sensible step, so that the evening has something to lose."""
        for step in (self.submit, self.decide, self.queue, self.send, self.check, self.move):
            changes = self.db.total_changes
            try:
                step()
            except sqlite3.IntegrityError:
                continue
            if self.db.total_changes > changes:
                return

    @property
    def at(self) -> str:
        return f"2026-11-23T{8 + self.minute // 60:02}:{self.minute % 60:02}:00.000000Z"

    def under_way(self) -> dict[int, tuple[int, str, int]]:
        return {row[0]: row[1:] for row in self.db.execute("SELECT id, version_id, state, attempt FROM outbox")}

    def check_what_left(self, before: dict[int, tuple[int, str, int]]) -> None:
        for id_, (version, state, attempt) in self.under_way().items():
            if state == "sending" and before.get(id_) != (version, state, attempt):
                self.sent["sending"] += 1
                self.sent[f"attempt {attempt}"] += 1
                self.sent["by a deputy"] += self.decided_by_a_deputy(version)
                assert may_leave(self.db, version, self.at) == []
                assert id_ in before and before[id_][1] in ("queued", "cleared"), "it skipped the queue"
                cleared = self.db.execute(
                    "SELECT count(*) FROM channel_check WHERE outbox_id=? AND found=0", (id_,)
                ).fetchone()[0]
                assert cleared == attempt - 1, "it left again although nobody said that it had not gone out"

    def decided_by_a_deputy(self, version: int) -> bool:
        found = self.db.execute(
            "SELECT 1 FROM decision d WHERE d.version_id=? AND NOT EXISTS"
            " (SELECT 1 FROM person_role g WHERE g.person_id=d.person_id AND g.role=d.role)",
            (version,),
        )
        return found.fetchone() is not None

    def anybody(self) -> int:
        return self.dice.randint(1, 5)

    def newest(self) -> int:
        last = self.db.execute("SELECT max(id) FROM version").fetchone()[0] or 0
        return last - (self.dice.random() < 0.1)

    def version(self) -> None:
        number = (self.db.execute("SELECT max(number) FROM version").fetchone()[0] or 0) + 1
        level = self.dice.choice(["", "", "", "", "reason", "stop"])
        findings = f'[{{"level":"{level}"}}]' if level else "[]"
        row = (number, SEALED.sealed, SEALED.sha, findings, level == "stop", level == "reason")
        self.db.execute(
            "INSERT INTO version (item_id, number, envelope, sha, writer, passages, findings, stops, reasons, at)"
            " VALUES (1, ?, ?, ?, 'template', '[]', ?, ?, ?, '')",
            row,
        )
        version = self.db.execute("SELECT max(id) FROM version").fetchone()[0]
        if self.dice.random() < 0.95:
            self.db.execute("INSERT INTO version_author VALUES (?, ?)", (version, self.dice.choice([1, 1, 1, 2, 3])))
        for seat, role in self.dice.choice(
            [[(0, "cm")], [(0, "cm")], [(0, "cm"), (1, "legal")], [(0, "cm"), (0, "legal")]]
        ):
            self.db.execute("INSERT INTO version_seat VALUES (?, ?, ?)", (version, seat, role))

    def submit(self) -> None:
        self.db.execute("INSERT INTO submission VALUES (?, 1, '')", (self.newest(),))

    def decide(self) -> None:
        lent = self.db.execute("SELECT to_id, role FROM delegation ORDER BY id DESC LIMIT 1").fetchall()
        person, role = self.dice.choice([*HELD, *lent]) if self.dice.random() < 0.9 else (self.anybody(), "cm")
        halts = self.db.execute("SELECT count(*) FROM halt").fetchone()[0] - (self.dice.random() < 0.1)
        verdict = self.dice.choices(["approve", "reject", "send_back"], [20, 1, 1])[0]
        seat = (
            None
            if verdict != "approve" and self.dice.random() < 0.5
            else int(role == "legal" and self.dice.random() < 0.7)
        )
        self.db.execute(
            "INSERT INTO decision (version_id, person_id, sha, verdict, mode, seat, role, reason, halts, at, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.newest(), person, SEALED.sha if self.dice.random() < 0.95 else "0", verdict,
                "self" if self.dice.random() < 0.03 else "four_eyes", seat, role, self.dice.choice(["", "Ja", "Ja"]),
                halts, self.at, self._later(self.dice.choice([0, 10, 60, 60, 60])),
            ),
        )  # fmt: skip

    def queue(self) -> None:
        state, attempt = self.dice.choices(
            [("queued", 0), ("sending", 0), ("queued", 1), ("cleared", 1)], [20, 1, 1, 1]
        )[0]
        row = (self.newest(), state, attempt, self.at)
        self.db.execute("INSERT INTO outbox (version_id, state, attempt, at) VALUES (?, ?, ?, ?)", row)

    def send(self) -> None:
        more = self.dice.choices([1, 0, 2], [20, 1, 1])[0]
        self.db.execute("UPDATE outbox SET state='sending', attempt=attempt+?, at=?", (more, self.at))

    def move(self) -> None:
        states = ["queued", "sending", "sent", "unknown", "unknown", "failed", "cleared", "cleared", "stopped"]
        picked = "(SELECT id FROM outbox ORDER BY id DESC LIMIT 1)"
        self.db.execute(f"UPDATE outbox SET state=?, at=? WHERE id={picked}", (self.dice.choice(states), self.at))

    def check(self) -> None:
        self.db.execute(
            "INSERT INTO channel_check SELECT id, attempt, ?, ?, '', '' FROM outbox ORDER BY id DESC LIMIT 1",
            (self.anybody(), self.dice.random() < 0.2),
        )

    def halt(self) -> None:
        self.db.execute("INSERT INTO halt (person_id, at) VALUES (1, ?)", (self.at,))

    def lift(self) -> None:
        self.db.execute("INSERT INTO halt_lift SELECT id, ?, ? FROM halt", (self.anybody(), self.at))

    def person(self) -> None:
        self.db.execute("UPDATE person SET active=? WHERE id=?", (self.dice.random() < 0.7, self.anybody()))

    def role(self) -> None:
        start, end = self.dice.choice([("", FAR), ("", FAR), ("", self.at), (self._later(5), FAR)])
        row = (self.anybody(), self.dice.choice(["cm", "legal"]), start, end)
        self.db.execute("INSERT OR REPLACE INTO person_role VALUES (?, ?, ?, ?)", row)

    def lend(self) -> None:
        """Somebody stands in: often for a role that is held, now and then for one that is lent itself, or too late."""
        giver, role, deputy = self.dice.choice([(2, "cm", 3), (4, "cm", 3), (3, "legal", 2), (4, "legal", 2)])
        start, end = self.dice.choice([("", FAR), ("", FAR), ("", self._later(5)), (self._later(5), FAR)])
        self.db.execute(
            "INSERT INTO delegation (role, from_id, to_id, valid_from, valid_to, made_by, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                role, giver if self.dice.random() < 0.8 else self.anybody(),
                deputy if self.dice.random() < 0.8 else self.anybody(), start, end, giver, self.at,
            ),
        )  # fmt: skip

    def take_back(self) -> None:
        self.db.execute("UPDATE delegation SET ended_at=? WHERE ended_at IS NULL", (self.at,))

    def clock(self) -> None:
        self.minute += self.dice.choice([1, 5, 30])

    def close(self) -> None:
        self.db.execute("UPDATE incident SET closed_at=? WHERE closed_at IS NULL", (self.at,))

    def _later(self, minutes: int) -> str:
        self.minute += minutes
        moment = self.at
        self.minute -= minutes
        return moment


def test_no_random_schedule_gets_a_wrong_text_past_the_gate(migrated_file: Path):
    sent: Counter[str] = Counter()
    db = stage(migrated_file)
    for seed in range(RUNS):
        db.execute("BEGIN")
        Evening(db, random.Random(seed), sent).run()
        db.execute("ROLLBACK")
    assert sent["sending"] > 500 and sent["attempt 2"] > 100 and sent["refused"] > RUNS, f"proved too little: {sent}"
    assert sent["by a deputy"] > 20, f"proved too little: {sent}"


def stage(migrated_file: Path) -> sqlite3.Connection:
    """Five people, one incident, one reply without a version; in memory, with the application's pragmas."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    with sqlite3.connect(migrated_file) as file:
        file.backup(db)
    for pragma in ("foreign_keys", "recursive_triggers"):
        db.execute(f"PRAGMA {pragma}=ON")
    db.execute(f"INSERT INTO person (id, name, email, language, kind, active) VALUES {CAST}")
    db.executemany("INSERT INTO person_role VALUES (?, ?, '', '9999')", HELD)
    db.execute("INSERT INTO incident (id, channel, opened_at, opened_by, closed_reason) VALUES (1, 'x', '', 1, '')")
    db.execute("INSERT INTO item VALUES (1, 'reply', 1)")
    return db
