"""If a bug or a script goes past the service with raw SQL, does the database still refuse, and is each guard needed?

Every attack is tried twice: on the schema as it is, where it must fail, and on a copy without the guard it aims
at, where it must succeed. Where two guards cover each other, either one alone must still hold.
"""

# ruff: noqa: E501 - one attack, one line

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from assistant.records.database import Database

NOW, SOON, LATE = "2026-11-23T08:00:00.000000Z", "2026-11-23T08:30:00.000000Z", "2026-11-23T09:00:00.000000Z"
FAR = "9999-12-31T23:59:59.999999Z"

Cut = tuple[str, str | None, str]
"""A guard made weaker: name of the trigger or view, the words taken out (None: all of it), what stands there then."""


@dataclass(frozen=True)
class Attack:
    name: str
    cuts: tuple[Cut, ...]
    sql: Callable[[SimpleNamespace], Iterable[str]]
    recursive: bool = True
    keys: bool = True


def decide(version, person, role, seat="0", verdict="approve", mode="four_eyes", reason="ok", sha=None, **more) -> str:
    hash_ = sha if sha is not None else f"(SELECT sha FROM version WHERE id = {version})"
    values = [version, person.id, hash_, verdict, mode, seat, role, reason, more.get("halts", 0)]
    written = ", ".join(str(value) if value in (version, person.id, hash_, seat) else f"'{value}'" for value in values)
    return (
        "INSERT INTO decision (version_id, person_id, sha, verdict, mode, seat, role, reason, halts, at, expires)"
        f" VALUES ({written}, '{more.get('at', NOW)}', '{more.get('expires', LATE)}')"
    )


def queue(version, state="queued", attempt=0, at=NOW) -> str:
    return f"INSERT INTO outbox (version_id, state, attempt, at) VALUES ({version}, '{state}', {attempt}, '{at}')"


def move(version, state, attempt="attempt", at=NOW) -> str:
    return f"UPDATE outbox SET state = '{state}', attempt = {attempt}, at = '{at}' WHERE version_id = {version}"


def send(version, at=NOW) -> str:
    return move(version, "sending", "attempt + 1", at)


def new_version(item, number=2, findings="[]", stops=0, reasons=0) -> str:
    return (
        "INSERT INTO version (item_id, number, envelope, sha, writer, passages, findings, stops, reasons, at)"
        f" VALUES ({item}, {number}, x'7b7d', 'ab', 'template', '[]', '{findings}', {stops}, {reasons}, '{NOW}')"
    )


def halt(s) -> str:
    return f"INSERT INTO halt (id, person_id, at) VALUES (1, {s.erik.id}, '{NOW}')"


def lift(person, at=NOW) -> str:
    return f"INSERT INTO halt_lift VALUES (1, {person.id}, '{at}')"


def lend(giver, deputy, role, start=NOW, end=FAR) -> str:
    return (
        "INSERT INTO delegation (role, from_id, to_id, valid_from, valid_to, made_by, made_at)"
        f" VALUES ('{role}', {giver.id}, {deputy.id}, '{start}', '{end}', {giver.id}, '{NOW}')"
    )


def check(version, found, person, attempt="attempt") -> str:
    return (
        f"INSERT INTO channel_check SELECT id, {attempt}, {person.id}, {found}, '', '{NOW}'"
        f" FROM outbox WHERE version_id = {version}"
    )


def erase(kind, item, person="NULL") -> str:
    return f"INSERT INTO erasure (id, kind, item, person_id, at, reason) VALUES (1, '{kind}', {item}, {person}, '{NOW}', '')"


def over(s) -> list[str]:
    """An incident of its own that is closed, with a text that was never sent."""
    return [
        f"INSERT INTO incident (id, channel, opened_at, opened_by, closed_reason) VALUES (900, 'facebook', '{NOW}', {s.anna.id}, '')",
        "INSERT INTO item VALUES (901, 'reply', 900)",
        new_version(901, 1),
        f"UPDATE incident SET closed_at = '{NOW}' WHERE id = 900",
    ]


CM = "community_manager"
TABLES = (
    "item", "version", "version_author", "version_seat", "submission", "decision", "handover", "channel_check",
    "halt", "halt_lift", "audit",
)  # fmt: skip
ATTACKS = [
    # who may approve, and what
    Attack(
        "approve one's own text",
        (("standing", "AND (d.mode = 'self') = EXISTS (SELECT 1 FROM writer a WHERE a.version_id = v.id AND a.person_id = d.person_id)", ""),),
        lambda s: [decide(s.review, s.anna, CM)],
    ),
    Attack(
        "approve as self without the setting",
        (("standing", "AND (d.mode = 'four_eyes' OR EXISTS (SELECT 1 FROM switch w WHERE w.name = 'single_operator' AND w.value = 1))", ""),),
        lambda s: [decide(s.review, s.anna, CM, mode="self")],
    ),
    Attack(
        "fill every seat alone by claiming to be the author",
        (("standing", "AND (d.mode = 'self') = EXISTS (SELECT 1 FROM writer a WHERE a.version_id = v.id AND a.person_id = d.person_id)", ""),),
        lambda s: [
            "INSERT INTO switch VALUES ('single_operator', 1)",
            decide(s.fresh_two, s.karin, "comms_director", mode="self"),
            queue(s.fresh_two),
        ],
    ),
    Attack(
        "approve a later version of one's own text",
        (("writer", "w.number <= v.number", "w.number = v.number"),),
        lambda s: [decide(s.edited, s.anna, CM)],
    ),
    Attack(
        "approve a text without any author",
        (("standing", "AND EXISTS (SELECT 1 FROM version_author a WHERE a.version_id = v.id)", ""),),
        lambda s: [
            f"INSERT INTO item VALUES (900, 'reply', {s.incident})",
            new_version(900, 1),
            f"INSERT INTO version_seat SELECT id, 0, '{CM}' FROM version WHERE item_id = 900",
            f"INSERT INTO submission SELECT id, {s.anna.id}, '{NOW}' FROM version WHERE item_id = 900",
            decide("(SELECT id FROM version WHERE item_id = 900)", s.erik, CM, sha="'ab'"),
        ],
    ),
    Attack(
        "approve a text with a stop finding",
        (("standing", "AND v.stops = 0", ""),),
        lambda s: [decide(s.stop, s.erik, CM)],
    ),
    Attack(
        "approve without the reason a finding wants",
        (("standing", "AND (v.reasons = 0 OR trim(d.reason) <> '')", ""),),
        lambda s: [decide(s.reason, s.erik, CM, reason="  ")],
    ),
    Attack(
        "hide a stop finding from the count",
        (("version_findings", "NEW.stops <>", "0 <> 0 * "),),
        lambda s: [new_version(s.draft, findings='[{"level":"stop"}]')],
    ),
    Attack(
        "hide a reason finding from the count",
        (("version_findings", "NEW.reasons <>", "0 <> 0 * "),),
        lambda s: [new_version(s.draft, findings='[{"level":"reason"}]')],
    ),
    Attack(
        "approve under a role that is not required",
        (("standing", "AND r.role = d.role", ""),),
        lambda s: [decide(s.review, s.maria, "quality_manager")],
    ),
    Attack(
        "approve for a seat that does not exist",
        (("standing", "AND r.seat = d.seat", ""),),
        lambda s: [decide(s.review, s.erik, CM, seat="99")],
    ),
    Attack(
        "approve under a role one does not hold",
        (("standing", "AND g.role = d.role", ""),),
        lambda s: [decide(s.review, s.olle, CM)],
    ),
    Attack(
        "approve under a role that has ended",
        (("decision_ok", "NEW.at BETWEEN s.valid_from AND s.valid_to AND ", ""),),
        lambda s: [f"UPDATE person_role SET valid_to = '2026-11-23T07' WHERE person_id = {s.erik.id}", decide(s.review, s.erik, CM)],
    ),
    Attack(
        "approve with a date already passed",
        (("decision_ok", "AND NEW.at < s.expires", ""),),
        lambda s: [decide(s.review, s.erik, CM, expires=NOW)],
    ),
    Attack(
        "approve as a deactivated person",
        (("standing", "AND p.active = 1", ""),),
        lambda s: [f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", decide(s.review, s.erik, CM)],
    ),
    Attack(
        "approve as a service account",
        (("role_new", None, ""), ("standing", "AND p.kind = 'human'", "")),
        lambda s: [f"INSERT INTO person_role VALUES ({s.robot.id}, '{CM}', '{NOW}', '{FAR}')", decide(s.review, s.robot, CM)],
    ),
    Attack(
        "turn a service's role into an approver's",
        (("role_ro", None, ""),),
        lambda s: [f"UPDATE person_role SET role = '{CM}' WHERE person_id = {s.robot.id}"],
    ),
    Attack(
        "turn a service account into a human",
        (("person_ro", None, ""),),
        lambda s: [f"UPDATE person SET kind = 'human' WHERE id = {s.robot.id}"],
    ),
    Attack(
        "overwrite a service account with a human",
        (("person_new", None, ""),),
        lambda s: [f"INSERT OR REPLACE INTO person VALUES ({s.robot.id}, 'x', 'x@x', 'sv', 'human', 1)"],
        recursive=False,
        keys=False,
    ),
    Attack("delete a person", (("person_del", None, ""),), lambda s: [f"DELETE FROM person WHERE id = {s.nils.id}"], keys=False),
    # which bytes
    Attack(
        "approve other bytes than those stored",
        (("decision_ok", "AND v.sha = NEW.sha", ""), ("standing", "AND v.sha = d.sha", "")),
        lambda s: [decide(s.review, s.erik, CM, sha="'00'")],
    ),
    Attack(
        "reject other bytes than those stored",
        (("decision_ok", "AND v.sha = NEW.sha", ""),),
        lambda s: [decide(s.review, s.erik, CM, seat="NULL", verdict="reject", sha="'00'")],
    ),
    Attack(
        "approve a draft nobody sent for approval",
        (("decision_ok", "JOIN submission s ON s.version_id = v.id WHERE", "WHERE"), ("standing", "JOIN submission s ON s.version_id = v.id", "")),
        lambda s: [decide(s.draft_version, s.erik, CM)],
    ),
    Attack(
        "approve a version after a newer one",
        (
            ("decision_ok", "AND NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)", ""),
            ("standing", "AND NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)", ""),
        ),
        lambda s: [decide(s.stale, s.sara, CM)],
    ),
    Attack(
        "reject a version after a newer one",
        (("decision_ok", "AND NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)", ""),),
        lambda s: [decide(s.stale, s.sara, CM, seat="NULL", verdict="reject")],
    ),
    # once each
    *(
        Attack(
            f"replace a decision by the same {same}",
            (("decision_new", cut, "0"),),
            lambda s, sql=sql: [
                f"INSERT INTO person_role VALUES ({s.erik.id}, 'comms_director', '{NOW}', '{FAR}')",
                sql(s).replace("INSERT", "INSERT OR REPLACE", 1),
            ],
            recursive=False,
        )
        for same, cut, sql in (
            ("seat", "d.seat = NEW.seat", lambda s: decide(s.two, s.erik, "comms_director")),
            ("person", "d.person_id = NEW.person_id", lambda s: decide(s.two, s.karin, "comms_director", "NULL", "reject")),
            ("number", "d.id = NEW.id", lambda s: decide(s.review, s.erik, CM).replace("(version_id", "(id, version_id").replace("VALUES (", f"VALUES ((SELECT id FROM decision WHERE version_id = {s.two}), ")),
        )
    ),
    Attack(
        "reject what is already on its way out",
        (("decision_ok", "EXISTS (SELECT 1 FROM outbox o WHERE o.version_id = NEW.version_id)", "0"),),
        lambda s: [decide(s.queued, s.sara, CM, seat="NULL", verdict="reject")],
    ),
    Attack(
        "decide about what is already rejected",
        (("decision_ok", "OR EXISTS (SELECT 1 FROM decision d WHERE d.version_id = NEW.version_id AND d.verdict <> 'approve' AND d.id <> NEW.id)", ""),),
        lambda s: [decide(s.rejected, s.sara, CM, seat="NULL", verdict="send_back")],
    ),
    *(
        Attack(
            f"reject {why}",
            (("decision_ok", cut, with_),),
            lambda s, prepare=prepare, who=who: [
                *prepare(s),
                decide(s.review, getattr(s, who), CM, seat="NULL", verdict="reject"),
            ],
        )
        for why, who, cut, with_, prepare in (
            ("without a required role", "olle", "JOIN version_seat r ON r.role = g.role", "JOIN version_seat r", lambda s: []),
            ("as a deactivated person", "erik", "AND p.active = 1", "", lambda s: [f"UPDATE person SET active = 0 WHERE id = {s.erik.id}"]),
            ("under a role that has ended", "erik", "AND NEW.at BETWEEN g.valid_from AND g.valid_to", "", lambda s: [f"UPDATE person_role SET valid_to = '2026' WHERE person_id = {s.erik.id}"]),
        )
    ),
    Attack(
        "reject as a service account",
        (("role_new", None, ""), ("decision_ok", "AND p.kind = 'human'", "")),
        lambda s: [
            f"INSERT INTO person_role VALUES ({s.robot.id}, '{CM}', '{NOW}', '{FAR}')",
            decide(s.review, s.robot, CM, seat="NULL", verdict="reject"),
        ],
    ),
    # into the outbox
    Attack(
        "queue with one of two approvals",
        (("eligible", "= (SELECT count(DISTINCT r.seat) FROM version_seat r WHERE r.version_id = s.version_id)", ">= 1"),),
        lambda s: [queue(s.two)],
    ),
    Attack(
        "queue what was sent back",
        (("standing", "WHERE d.verdict = 'approve'", "WHERE 1"), ("standing", "AND NOT EXISTS (SELECT 1 FROM decision x WHERE x.version_id = v.id AND x.verdict <> 'approve')", "")),
        lambda s: [decide(s.review, s.erik, CM, verdict="send_back"), queue(s.review)],
    ),
    Attack(
        "queue after a late rejection",
        (("standing", "AND NOT EXISTS (SELECT 1 FROM decision x WHERE x.version_id = v.id AND x.verdict <> 'approve')", ""),),
        lambda s: [
            decide(s.two, s.eva, "legal", seat="1"),
            f"INSERT INTO person_role VALUES ({s.erik.id}, 'legal', '{NOW}', '{FAR}')",
            decide(s.two, s.erik, "legal", seat="NULL", verdict="reject"),
            queue(s.two),
        ],
    ),
    Attack("queue unapproved", (("outbox_new", "OR NOT EXISTS (SELECT 1 FROM eligible e WHERE e.version_id = NEW.version_id AND NEW.at BETWEEN e.valid_from AND e.valid_to AND NEW.at < e.expires)", ""),), lambda s: [queue(s.review)]),
    Attack("queue as already sent", (("outbox_new", "NEW.state <> 'queued' OR", ""),), lambda s: [decide(s.review, s.erik, CM), queue(s.review, "sent")]),
    Attack("queue with a used attempt", (("outbox_new", "NEW.attempt <> 0 OR", ""),), lambda s: [decide(s.review, s.erik, CM), queue(s.review, attempt=3)]),
    Attack("queue after the approval expired", (("outbox_new", "AND NEW.at < e.expires", ""),), lambda s: [decide(s.review, s.erik, CM), queue(s.review, at=LATE)]),
    Attack(
        "queue outside the approver's time in the role",
        (("outbox_new", "AND NEW.at BETWEEN e.valid_from AND e.valid_to", ""),),
        lambda s: [decide(s.review, s.erik, CM), f"UPDATE person_role SET valid_to = '{NOW}' WHERE person_id = {s.erik.id}", queue(s.review, at=SOON)],
    ),
    Attack(
        "put a sent reply back in the queue",
        (("outbox_new", "SELECT RAISE(ABORT, 'immutable') WHERE EXISTS (SELECT 1 FROM outbox WHERE id = NEW.id OR version_id = NEW.version_id);", ""),),
        lambda s: [queue(s.sent).replace("INSERT", "INSERT OR REPLACE", 1)],
        recursive=False,
        keys=False,
    ),
    Attack("delete what has been sent", (("outbox_del", None, ""),), lambda s: [f"DELETE FROM outbox WHERE version_id = {s.sent}"], keys=False),
    # out of the house
    Attack("send what is stopped", (("outbox_send", "OLD.state NOT IN ('queued', 'cleared') OR", ""),), lambda s: [move(s.queued, "stopped"), send(s.queued)]),
    Attack("send again under way", (("outbox_send", "OLD.state NOT IN ('queued', 'cleared') OR", ""),), lambda s: [send(s.sending)]),
    Attack("send without counting the attempt", (("outbox_send", "OR NEW.attempt <> OLD.attempt + 1", ""),), lambda s: [move(s.queued, "sending")]),
    Attack("send what is no longer eligible", (("outbox_send", "SELECT RAISE(ABORT, 'not eligible') WHERE NOT EXISTS (SELECT 1 FROM eligible e WHERE e.version_id = OLD.version_id AND NEW.at BETWEEN e.valid_from AND e.valid_to AND NEW.at < e.expires);", ""),), lambda s: [f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", send(s.queued)]),
    Attack("send after the approval expired", (("outbox_send", "AND NEW.at < e.expires", ""),), lambda s: [send(s.queued, LATE)]),
    Attack("send on the longest of two approvals", (("eligible", "min(s.expires)", "max(s.expires)"),), lambda s: [decide(s.two, s.eva, "legal", seat="1", expires="2026-11-23T10"), queue(s.two), send(s.two, LATE)]),
    Attack("send after the approver's role ended", (("eligible", "min(s.valid_to)", f"'{FAR}'"),), lambda s: [f"UPDATE person_role SET valid_to = '{NOW}' WHERE person_id = {s.erik.id}", send(s.queued, SOON)]),
    Attack("send before the approver's role began", (("eligible", "s.valid_from, min(s.valid_to)", "'' AS valid_from, min(s.valid_to)"),), lambda s: [f"UPDATE person_role SET valid_from = '{SOON}' WHERE person_id = {s.erik.id}", send(s.queued)]),
    Attack(
        "send on two approvals of which one's role has not begun",
        (("standing_from", "b.valid_from BETWEEN s.valid_from AND s.valid_to", "b.valid_from <= s.valid_to"),),
        lambda s: [
            decide(s.two, s.eva, "legal", seat="1"),
            queue(s.two),
            f"UPDATE person_role SET valid_from = '{SOON}' WHERE person_id = {s.eva.id}",
            send(s.two),
        ],
    ),
    # deputies
    *(
        Attack(
            f"approve as a deputy {why}",
            (("role_held", cut, instead),),
            lambda s, prepare=prepare: [*prepare(s), decide(s.review, s.olle, CM)],
        )
        for why, cut, instead, prepare in (
            ("of somebody deactivated", "AND p.active = 1", "", lambda s: [lend(s.erik, s.olle, CM), f"UPDATE person SET active = 0 WHERE id = {s.erik.id}"]),
            ("of somebody who never held the role", "AND g.role = d.role", "", lambda s: [lend(s.maria, s.olle, CM)]),
            ("of somebody who lost the role", "JOIN person_role g ON", "JOIN (SELECT from_id AS person_id, role, valid_from, valid_to FROM delegation) g ON", lambda s: [lend(s.erik, s.olle, CM), f"DELETE FROM person_role WHERE person_id = {s.erik.id}"]),
            ("of a deputy", "JOIN person_role g ON", "JOIN (SELECT to_id AS person_id, role, valid_from, valid_to FROM delegation) g ON", lambda s: [lend(s.erik, s.nils, CM), lend(s.nils, s.olle, CM)]),
            ("whose time has not come", "max(d.valid_from, g.valid_from), min", "g.valid_from, min", lambda s: [lend(s.erik, s.olle, CM, SOON)]),
            ("whose time is over", "min(d.valid_to, g.valid_to), 0", "g.valid_to, 0", lambda s: [f"UPDATE person_role SET valid_from = '2026-11-23T06' WHERE person_id = {s.erik.id}", lend(s.erik, s.olle, CM, "2026-11-23T06", "2026-11-23T07")]),
            ("before the role began", "max(d.valid_from, g.valid_from), min", "d.valid_from, min", lambda s: [lend(s.erik, s.olle, CM), f"UPDATE person_role SET valid_from = '{SOON}' WHERE person_id = {s.erik.id}"]),
            ("after the role ended", "min(d.valid_to, g.valid_to), 0", "d.valid_to, 0", lambda s: [f"UPDATE person_role SET valid_from = '2026-11-23T06', valid_to = '2026-11-23T07' WHERE person_id = {s.erik.id}", lend(s.erik, s.olle, CM, "2026-11-23T06")]),
            ("once that has ended", "d.ended_at IS NULL AND", "", lambda s: [lend(s.erik, s.olle, CM), f"UPDATE delegation SET ended_at = '{NOW}'"]),
            ("who has ended in the future", "d.ended_at IS NULL AND", "", lambda s: [lend(s.erik, s.olle, CM), f"UPDATE delegation SET ended_at = '{FAR}'"]),
        )
    ),
    Attack(
        "approve one's own text as a deputy",
        (("standing", "AND (d.mode = 'self') = EXISTS (SELECT 1 FROM writer a WHERE a.version_id = v.id AND a.person_id = d.person_id)", ""),),
        lambda s: [lend(s.eva, s.anna, "legal"), decide(s.fresh_two, s.anna, "legal", seat="1")],
    ),
    Attack(
        "fill a second seat as a deputy",
        (("decision_new", "d.person_id = NEW.person_id", "0"),),
        lambda s: [lend(s.eva, s.karin, "legal"), decide(s.two, s.karin, "legal", seat="1").replace("INSERT", "INSERT OR REPLACE", 1)],
        recursive=False,
    ),
    Attack(
        "send what a deputy approved after the giver was deactivated",
        (("role_held", "AND p.active = 1", ""),),
        lambda s: [lend(s.erik, s.olle, CM), decide(s.review, s.olle, CM), queue(s.review), f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", send(s.review)],
    ),
    Attack(
        "send what a deputy approved after it was taken back",
        (("role_held", "d.ended_at IS NULL AND", ""),),
        lambda s: [lend(s.erik, s.olle, CM), decide(s.review, s.olle, CM), queue(s.review), f"UPDATE delegation SET ended_at = '{NOW}'", send(s.review)],
    ),
    Attack(
        "reject as a deputy whose role has ended",
        (("decision_ok", "AND NEW.at BETWEEN g.valid_from AND g.valid_to", ""),),
        lambda s: [f"UPDATE person_role SET valid_from = '2026-11-23T06' WHERE person_id = {s.erik.id}", lend(s.erik, s.olle, CM, "2026-11-23T06", "2026-11-23T07"), decide(s.review, s.olle, CM, seat="NULL", verdict="reject")],
    ),
    *(
        Attack(
            f"make a deputy of {whom}",
            (("delegation_new", cut, instead),),
            lambda s, who=who, prepare=prepare: [*prepare(s), lend(s.erik, getattr(s, who), CM)],
        )
        for whom, who, cut, instead, prepare in (
            ("a service account", "robot", "AND kind = 'human'", "", lambda s: []),
            ("somebody deactivated", "olle", "AND active = 1", "", lambda s: [f"UPDATE person SET active = 0 WHERE id = {s.olle.id}"]),
        )
    ),
    Attack("lend a service account's role", (("delegation_new", "AND kind = 'human'", ""),), lambda s: [lend(s.robot, s.olle, "writer")]),
    Attack("overwrite a delegation", (("delegation_new", "EXISTS (SELECT 1 FROM delegation WHERE id = NEW.id) OR", ""),), lambda s: [lend(s.erik, s.olle, CM), lend(s.erik, s.nils, CM).replace("INSERT", "INSERT OR REPLACE").replace("(role", "(id, role").replace("VALUES (", "VALUES (1, ")], recursive=False),
    *(
        Attack(f"change the {column} of a delegation", (("delegation_ro", f"NEW.{column} IS NOT OLD.{column}", "0"),), lambda s, column=column, value=value: [lend(s.erik, s.olle, CM), f"UPDATE delegation SET {column} = '{value}'"])
        for column, value in {"id": 7, "role": "legal", "from_id": 5, "to_id": 3, "valid_from": "2026", "valid_to": FAR[:-1], "made_by": 3, "made_at": SOON}.items()
    ),
    Attack("take up an ended delegation", (("delegation_ro", "OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT OLD.ended_at)", ""),), lambda s: [lend(s.erik, s.olle, CM), f"UPDATE delegation SET ended_at = '{NOW}'", "UPDATE delegation SET ended_at = NULL"]),
    Attack("delete from delegation", (("delegation_del", None, ""),), lambda s: [lend(s.erik, s.olle, CM), "DELETE FROM delegation"]),
    Attack(
        "lift a stop as a deputy of somebody deactivated",
        (("role_held", "AND p.active = 1", ""),),
        lambda s: [halt(s), lend(s.erik, s.olle, CM), f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", lift(s.olle)],
    ),
    Attack("send outside the time in the role", (("outbox_send", "AND NEW.at BETWEEN e.valid_from AND e.valid_to", ""),), lambda s: [f"UPDATE person_role SET valid_to = '{NOW}' WHERE person_id = {s.erik.id}", send(s.queued, SOON)]),
    Attack("send an approval by someone deactivated", (("standing", "AND p.active = 1", ""),), lambda s: [f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", send(s.queued)]),
    Attack("send an approval by someone who lost the role", (("standing", "AND g.role = d.role", ""),), lambda s: [f"INSERT INTO person_role VALUES ({s.erik.id}, 'reader', '{NOW}', '{FAR}')", f"DELETE FROM person_role WHERE person_id = {s.erik.id} AND role = '{CM}'", send(s.queued)]),
    Attack("send a version after an edit", (("standing", "AND NOT EXISTS (SELECT 1 FROM version n WHERE n.item_id = v.item_id AND n.number > v.number)", ""),), lambda s: [new_version(s.queued_item), send(s.queued)]),
    Attack("send for a closed incident", (("standing", "AND NOT EXISTS (SELECT 1 FROM item t JOIN incident i ON i.id = t.incident_id WHERE t.id = v.item_id AND i.closed_at IS NOT NULL)", ""),), lambda s: [f"UPDATE incident SET closed_at = '{NOW}'", send(s.queued)]),
    Attack("send a self-approval after the setting went off", (("standing", "AND (d.mode = 'four_eyes' OR EXISTS (SELECT 1 FROM switch w WHERE w.name = 'single_operator' AND w.value = 1))", ""),), lambda s: ["INSERT INTO switch VALUES ('single_operator', 1)", decide(s.review, s.anna, CM, mode="self"), queue(s.review), "UPDATE switch SET value = 0", send(s.review)]),
    # stop all
    Attack("approve while everything is stopped", (("standing", "AND NOT EXISTS (SELECT 1 FROM halt h WHERE (SELECT count(*) FROM halt_lift l WHERE l.halt_id = h.id) < 2)", ""),), lambda s: [halt(s), decide(s.review, s.erik, CM, halts=1)]),
    Attack("send what was approved before the stop", (("standing", "AND d.halts = (SELECT count(*) FROM halt)", ""),), lambda s: [halt(s), lift(s.erik), lift(s.karin), send(s.queued)]),
    Attack("lift a stop alone", (("standing", "< 2)", "< 1)"),), lambda s: [halt(s), lift(s.erik), decide(s.review, s.erik, CM, halts=1)]),
    Attack("lift a stop as a reader", (("halt_lift_new", "AND g.role NOT IN ('reader', 'writer', 'administrator')", ""),), lambda s: [halt(s), lift(s.olle)]),
    Attack("overwrite a lift", (("halt_lift_new", "EXISTS (SELECT 1 FROM halt_lift WHERE halt_id = NEW.halt_id AND person_id = NEW.person_id) OR", ""),), lambda s: [halt(s), lift(s.erik), lift(s.erik, SOON).replace("INSERT", "INSERT OR REPLACE")], recursive=False),
    Attack("lift a stop as a service", (("halt_lift_new", None, ""),), lambda s: [halt(s), lift(s.robot)]),
    Attack("lift a stop when deactivated", (("halt_lift_new", "AND p.active = 1", ""),), lambda s: [halt(s), f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", lift(s.erik)]),
    Attack("lift a stop under a role that has ended", (("halt_lift_new", "AND NEW.at BETWEEN g.valid_from AND g.valid_to", ""),), lambda s: [halt(s), f"UPDATE person_role SET valid_to = '{NOW}' WHERE person_id = {s.erik.id}", lift(s.erik, SOON)]),
    Attack("overwrite a stop", (("halt_new", None, ""),), lambda s: [halt(s), halt(s).replace("INSERT", "INSERT OR REPLACE")], recursive=False),
    # what happened
    *(
        Attack(f"move {start} to {end}", (("outbox_state", None, ""),), lambda s, start=start, end=end: [move(getattr(s, start), end)])
        for start, ends in {
            "queued": ("sent", "unknown", "failed", "cleared", "queued"),
            "sending": ("queued", "cleared", "stopped"),
            "unknown": ("sent", "cleared", "queued", "failed", "stopped"),
            "cleared": ("sent", "queued", "unknown"),
            "sent": ("queued", "cleared", "unknown", "failed", "stopped", "sent"),
        }.items()
        for end in ends
    ),
    Attack("clear on a check that found it", (("outbox_state", "AND k.found = (NEW.state = 'sent')", ""),), lambda s: [check(s.unknown, 1, s.erik), move(s.unknown, "cleared")]),
    Attack("clear on the check of an earlier attempt", (("outbox_state", "AND k.attempt = OLD.attempt", ""),), lambda s: [send(s.cleared), move(s.cleared, "unknown"), move(s.cleared, "cleared")]),
    Attack("clear on a check by someone deactivated", (("outbox_state", "AND p.active = 1", ""),), lambda s: [check(s.unknown, 0, s.erik), f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", move(s.unknown, "cleared")]),
    Attack("clear on a check by a service", (("channel_check_new", "kind = 'human' AND", ""), ("outbox_state", "AND p.kind = 'human'", "")), lambda s: [check(s.unknown, 0, s.robot), move(s.unknown, "cleared")]),
    Attack("give a sent text another attempt", (("outbox_state", "NEW.attempt <> OLD.attempt OR", ""),), lambda s: [move(s.sending, "sent", "attempt + 1")]),
    Attack("point an outbox row at another version", (("outbox_state", "OR NEW.version_id <> OLD.version_id", ""),), lambda s: [f"UPDATE outbox SET state = 'sending', attempt = attempt + 1, version_id = {s.review} WHERE version_id = {s.queued}"]),
    Attack("renumber an outbox row", (("outbox_state", "NEW.id <> OLD.id OR", ""),), lambda s: [f"UPDATE outbox SET state = 'sending', attempt = attempt + 1, id = 900 WHERE version_id = {s.queued}"]),
    Attack("check an attempt that never was", (("channel_check_new", "AND attempt = NEW.attempt AND state IN", "AND state IN"),), lambda s: [check(s.unknown, 0, s.erik, 7)]),
    Attack("check what was never sent", (("channel_check_new", "AND state IN ('sending', 'unknown')", ""),), lambda s: [check(s.queued, 1, s.erik)]),
    Attack("check when deactivated", (("channel_check_new", "AND active = 1", ""),), lambda s: [f"UPDATE person SET active = 0 WHERE id = {s.erik.id}", check(s.unknown, 0, s.erik)]),
    Attack("overwrite a check", (("channel_check_new", "EXISTS (SELECT 1 FROM channel_check WHERE outbox_id = NEW.outbox_id AND attempt = NEW.attempt) OR NOT", "NOT"),), lambda s: [check(s.unknown, 0, s.erik), check(s.unknown, 1, s.anna).replace("INSERT", "INSERT OR REPLACE")], recursive=False),
    Attack("overwrite a handover", (("handover_new", "EXISTS (SELECT 1 FROM handover WHERE outbox_id = NEW.outbox_id AND attempt = NEW.attempt) OR NOT", "NOT"),), lambda s: [f"INSERT OR REPLACE INTO handover SELECT id, 1, {s.erik.id}, '{NOW}' FROM outbox WHERE version_id = {s.sending}"], recursive=False),
    Attack("invent a handover", (("handover_new", "OR NOT EXISTS (SELECT 1 FROM outbox WHERE id = NEW.outbox_id AND attempt = NEW.attempt AND state = 'sending')", ""),), lambda s: [f"INSERT INTO handover SELECT id, 5, {s.erik.id}, '{NOW}' FROM outbox WHERE version_id = {s.sent}"]),
    # what is written stays
    Attack("overwrite a version", (("version_new", "EXISTS (SELECT 1 FROM version WHERE id = NEW.id) OR", ""), ("version_new", "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM version WHERE item_id = NEW.item_id)", "0")), lambda s: [f"INSERT OR REPLACE INTO version SELECT id, item_id, number, x'00', sha, writer, passages, findings, stops, reasons, at FROM version WHERE id = {s.queued}"], recursive=False, keys=False),
    Attack("skip a version number", (("version_new", None, ""),), lambda s: [new_version(s.draft, 7)]),
    Attack("edit what is under way", (("version_closed", "'sending', ", ""),), lambda s: [new_version(s.sending_item)]),
    Attack("edit what is unclear", (("version_closed", "'unknown', ", ""),), lambda s: [new_version(s.unknown_item)]),
    Attack("edit what is sent", (("version_closed", ", 'sent'", ""),), lambda s: [new_version(s.sent_item)]),
    Attack("edit what is rejected", (("version_closed", "d.verdict = 'reject'", "0"),), lambda s: [new_version(s.rejected_item)]),
    Attack("move an item to another incident", (("item_ro", None, ""),), lambda s: [f"UPDATE item SET incident_id = NULL WHERE id = {s.queued_item}"]),
    Attack("overwrite an item", (("item_new", "EXISTS (SELECT 1 FROM item WHERE id = NEW.id) OR", ""),), lambda s: [f"INSERT OR REPLACE INTO item VALUES ({s.queued_item}, 'reply', NULL)"], recursive=False, keys=False),
    Attack("invent an incident", (("item_new", "OR (NEW.incident_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM incident WHERE id = NEW.incident_id))", ""),), lambda s: ["INSERT INTO item VALUES (900, 'reply', 4711)"]),
    Attack("add an author after submission", (("version_author_new", None, ""),), lambda s: [f"INSERT INTO version_author VALUES ({s.review}, {s.erik.id})"]),
    Attack("add a seat after submission", (("version_seat_new", None, ""),), lambda s: [f"INSERT INTO version_seat VALUES ({s.review}, 0, 'quality_manager')"]),
    Attack("overwrite a submission", (("submission_new", "EXISTS (SELECT 1 FROM submission WHERE version_id = NEW.version_id) OR", ""),), lambda s: [f"INSERT OR REPLACE INTO submission VALUES ({s.review}, {s.erik.id}, '{NOW}')"], recursive=False),
    Attack("submit a stale version", (("submission_new", "OR EXISTS (SELECT 1 FROM version v JOIN version n ON n.item_id = v.item_id AND n.number > v.number WHERE v.id = NEW.version_id)", ""),), lambda s: [f"INSERT INTO submission VALUES ({s.stale_draft}, {s.anna.id}, '{NOW}')"]),
    Attack("overwrite the log", (("audit_new", None, ""),), lambda s: ["INSERT OR REPLACE INTO audit SELECT number, at, 'x', action, item, data, hash FROM audit WHERE number = 3"], recursive=False),
    *(
        Attack(f"change a row of {table}", ((f"{table}_ro", None, ""),), lambda s, table=table, column=column: [f"UPDATE {table} SET {column} = {column}"])
        for table, column in {
            "item": "kind", "version": "envelope", "version_author": "person_id", "version_seat": "role",
            "submission": "at", "decision": "reason", "handover": "person_id", "channel_check": "found", "audit": "data",
        }.items()
    ),
    *(
        Attack(f"delete from {table}", ((f"{table}_del", None, ""),), lambda s, table=table: [f"DELETE FROM {table}"], keys=False)
        for table in TABLES if not table.startswith("halt")
    ),
    # what may be emptied, and by whom
    Attack("begin a text empty", (("version_erased", None, ""),), lambda s: [new_version(s.draft).replace("x'7b7d'", "x''")]),
    Attack(
        "write on in what is erased",
        (("version_erased", None, ""),),
        lambda s: [*over(s), erase("incident", 900), new_version(901, 2)],
    ),
    Attack(
        "empty a text that nobody has erased",
        (("version_ro", "EXISTS (SELECT 1 FROM erasure e WHERE e.kind = 'incident' AND e.item = (SELECT t.incident_id FROM item t WHERE t.id = OLD.item_id))", "1"),),
        lambda s: ["UPDATE version SET envelope = x'', findings = '[]'"],
    ),
    Attack(
        "change the hash while emptying",
        (("version_ro", "NEW.sha IS OLD.sha", "1"),),
        lambda s: [*over(s), erase("incident", 900), "UPDATE version SET envelope = x'', findings = '[]', sha = 'cd' WHERE item_id = 901"],
    ),
    Attack(
        "put other words in place of the erased ones",
        (("version_ro", "NEW.envelope IN (x'')", "1"),),
        lambda s: [*over(s), erase("incident", 900), "UPDATE version SET envelope = x'7b', findings = '[]' WHERE item_id = 901"],
    ),
    Attack(
        "erase a text on its way out",
        (("erasure_of_incident", None, ""),),
        lambda s: [f"UPDATE incident SET closed_at = '{NOW}' WHERE id = {s.incident}", erase("incident", s.incident)],
    ),
    Attack(
        "erase an incident that goes on",
        (("erasure_of_incident", None, ""),),
        lambda s: [over(s)[0], erase("incident", 900)],
    ),
    Attack("erase an active person", (("erasure_of_person", None, ""),), lambda s: [erase("person", s.olle.id)]),
    Attack(
        "erase without being an administrator",
        (("erasure_new", None, ""),),
        lambda s: [*over(s), erase("incident", 900, s.erik.id)],
    ),
    Attack("change the record of an erasure", (("erasure_ro", None, ""),), lambda s: [*over(s), erase("incident", 900), "UPDATE erasure SET at = at"]),
    Attack("take away the record of an erasure", (("erasure_del", None, ""),), lambda s: [*over(s), erase("incident", 900), "DELETE FROM erasure"]),
    Attack(
        "let an erased person in again",
        (("person_erased", None, ""),),
        lambda s: [
            f"UPDATE person SET active = 0 WHERE id = {s.olle.id}",
            erase("person", s.olle.id),
            f"UPDATE person SET active = 1 WHERE id = {s.olle.id}",
        ],
    ),
    Attack("change a stop", (("halt_ro", None, ""),), lambda s: [halt(s), "UPDATE halt SET at = at"]),
    Attack("delete a stop", (("halt_del", None, ""),), lambda s: [halt(s), "DELETE FROM halt"]),
    Attack("change a lift", (("halt_lift_ro", None, ""),), lambda s: [halt(s), lift(s.erik), f"UPDATE halt_lift SET person_id = {s.karin.id}"]),
    Attack("delete a lift", (("halt_lift_del", None, ""),), lambda s: [halt(s), lift(s.erik), "DELETE FROM halt_lift"]),
]  # fmt: skip
NAMES = [attack.name for attack in ATTACKS]


@pytest.fixture(scope="module")
def scenes() -> dict[str, object]:
    """The database of the scene below, made by the first test that asks and kept as bytes."""
    return {}


@pytest.fixture
def scene(scenes, request) -> SimpleNamespace:
    if not scenes:
        scenes["ids"] = _play(request.getfixturevalue)
        database: Database = request.getfixturevalue("database")
        database.close()
        with closing(sqlite3.connect(database.path, isolation_level=None)) as file:
            file.execute("PRAGMA journal_mode=DELETE")
            scenes["bytes"] = file.serialize()
    return SimpleNamespace(**vars(scenes["ids"]), bytes=scenes["bytes"])


def _play(fixture) -> SimpleNamespace:
    """One reply in every state, each by its version's id; `…_item` is the item's."""
    replies, cast, people = fixture("replies"), fixture("cast"), fixture("people")
    draft, in_review, approved = fixture("draft"), fixture("in_review"), fixture("approved")
    people.grant(cast.sara.id, CM)
    robot = people.add("Inflöde", "robot@ljungsjo.example", ["writer"], kind="service")
    two = in_review(roles=["comms_director", "legal"])
    replies.decide(two.id, 1, two.sha, "approve", "", cast.karin)
    under_way = {name: approved() for name in ("sending", "unknown", "cleared", "sent")}
    for reply in under_way.values():
        replies.copy_text(reply.id, cast.anna)
    replies.confirm_sent(under_way["sent"].id, cast.anna, "")
    replies.not_sent(under_way["cleared"].id, cast.anna)
    rejected = in_review()
    replies.decide(rejected.id, 1, rejected.sha, "reject", "Nej", cast.erik)
    edited = in_review()
    replies.edit(edited.id, 1, "Ny text", cast.erik)
    replies.submit(edited.id, 2, cast.erik)
    stale_draft = draft()
    replies.edit(stale_draft.id, 1, "Ny text", cast.anna)
    plain = draft()
    made = {
        "review": in_review(), "stop": in_review("[stop]"), "reason": in_review("[reason]"), "queued": approved(),
        "fresh_two": in_review(roles=["comms_director", "legal"]), "two": two, "rejected": rejected, **under_way,
    }  # fmt: skip
    with closing(sqlite3.connect(fixture("database").path, isolation_level=None)) as file:
        version = dict(file.execute("SELECT item_id, max(id) FROM version GROUP BY item_id").fetchall())
        first = dict(file.execute("SELECT item_id, min(id) FROM version GROUP BY item_id").fetchall())
        file.execute(f"UPDATE outbox SET state = 'unknown' WHERE version_id = {version[under_way['unknown'].id]}")
    return SimpleNamespace(
        **vars(cast),
        robot=robot,
        incident=two.incident_id,
        draft=plain.id,
        draft_version=version[plain.id],
        edited=version[edited.id],
        stale=first[edited.id],
        stale_draft=first[stale_draft.id],
        **{name: version[reply.id] for name, reply in made.items()},
        **{f"{name}_item": reply.id for name, reply in made.items()},
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_the_database_refuses_to(attack: Attack, scene: SimpleNamespace):
    assert not _succeeds(attack, scene, ())


@pytest.mark.parametrize("attack", ATTACKS, ids=NAMES)
def test_without_its_guard_one_could(attack: Attack, scene: SimpleNamespace):
    assert _succeeds(attack, scene, attack.cuts), "the guard removed is not the one that stopped this"
    if len(attack.cuts) > 1:
        for lone in attack.cuts:
            assert not _succeeds(attack, scene, (lone,)), "two guards should each hold alone"


def test_every_trigger_and_view_of_the_gate_is_attacked(scene: SimpleNamespace):
    tables = {f"'{name}'" for name in (*TABLES, "outbox", "person", "person_role", "delegation", "erasure")}
    built = _opened(scene).execute(
        f"SELECT name FROM sqlite_master WHERE type = 'view' OR (type = 'trigger' AND tbl_name IN ({','.join(tables)}))"
    )
    assert {name for (name,) in built} == {name for attack in ATTACKS for name, _, _ in attack.cuts}


def _succeeds(attack: Attack, scene: SimpleNamespace, cuts: Iterable[Cut]) -> bool:
    connection = _opened(scene)
    connection.execute(f"PRAGMA recursive_triggers={'ON' if attack.recursive else 'OFF'}")
    connection.execute(f"PRAGMA foreign_keys={'ON' if attack.keys else 'OFF'}")
    for cut in cuts:
        _weaken(connection, *cut)
    try:
        for statement in attack.sql(scene):
            changed = connection.execute(statement).rowcount
            assert changed != 0, f"{statement} touched no row"
    except sqlite3.IntegrityError:
        return False
    return True


def _opened(scene: SimpleNamespace) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(scene.bytes)
    return connection


def _weaken(connection: sqlite3.Connection, name: str, words: str | None, instead: str) -> None:
    kind, stored = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    connection.execute(f"DROP {kind} {name}")
    if words is not None:
        stored = " ".join(stored.split())
        assert words in stored, f"{name} does not say {words!r}"
        connection.execute(stored.replace(words, instead))
