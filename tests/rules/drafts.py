"""Drafts, decisions and dice to try any acts with: sound texts, and conduct of all kinds."""

from typing import Any

from hypothesis import strategies as st

from detente_rules.decisions import Declaration, LabDecision, NationDecision
from tests.rules.regimes import EVERYBODY, LABS

CLAUSES: tuple[dict[str, Any], ...] = (
    {"kind": "capability_cap", "growth": 0.4},
    {"kind": "inspection", "instrument": "on_site", "rate": 0.6, "challenge": 2, "challenge_stop": 0.5},
    {"kind": "inspection", "instrument": "remote_sensing", "rate": 0.9, "challenge": 1},
    {"kind": "oversight", "body": "parties", "cost": 0.5, "findings": "parties"},
    {"kind": "sanction", "fine": 0.4, "exclusion": 0.5, "trade": 0.2},
    {"kind": "sanction", "fine": 0.4, "decided": "vote", "majority": 0.5},
    {"kind": "dispute_settlement", "majority": 0.5, "cost": 1.5},
    {"kind": "amendment", "majority": 0.6},
    {"kind": "accession", "rule": "open"},
    {"kind": "accession", "rule": "vote", "majority": 0.5},
    {"kind": "withdrawal_notice", "lasts": 2},
    {"kind": "duration", "lasts": 4},
    {"kind": "reservation", "share": 0.5},
    {"kind": "trade_measures", "cut": 0.5},
    {"kind": "research_sharing", "rate": 0.1},
    {"kind": "fund", "pays": 0.5},
    {"kind": "open_weights", "rule": "banned", "above": 0.5},
    {"kind": "data_exchange", "what": ["capability", "risk"], "to": "parties"},
    {"kind": "emergency_powers", "floor": 0.5, "rate": 0.8},
)


POWERS: tuple[dict[str, Any], ...] = (
    {"kind": "leadership", "leader": "lab0", "floor_low": 0.1, "floor_high": 0.4, "cost_high": 2.0},
    {"kind": "kill_switch", "trigger": 0.01, "holder": "lab1"},
)
FLOOR: dict[str, Any] = {"kind": "safety_floor", "level": 0.3, "cost": 0.5}


@st.composite
def texts(draw: st.DrawFn) -> tuple[tuple[str, ...], tuple[dict[str, Any], ...]]:
    """Parties and clauses of a draft that is sound, now and then with a leader, a key, transfers and conditions."""
    pool = draw(st.sampled_from([EVERYBODY, LABS, LABS]))
    parties = tuple(draw(st.lists(st.sampled_from(pool), min_size=2, max_size=5, unique=True)))
    chosen = draw(st.lists(st.sampled_from(CLAUSES), min_size=3, max_size=9))
    clauses = {clause["kind"]: clause for clause in chosen}
    if not any(party.startswith("land") for party in parties):
        clauses.pop("fund", None)
    extra: list[dict[str, Any]] = [FLOOR]
    one, other = parties[0], parties[-1]
    if draw(st.booleans()):
        extra.append(
            {"kind": "leadership", "leader": one, "floor_low": 0.1, "floor_high": 0.4, "cost_high": 2.0}
        )
        extra.append({"kind": "kill_switch", "trigger": 0.01, "holder": other})
    if draw(st.integers(0, 3)) == 0:
        extra.append({"kind": "transfer", "payers": [one], "receivers": [other], "amount": 1.5})
        extra.append({"kind": "conditional", "seats": [other], "count": len(parties)})
    entry = {
        "count": draw(st.integers(0, len(parties))),
        "share": draw(st.sampled_from([0.0, 0.0, 0.3, 0.6])),
    }
    if any(entry.values()):
        extra.append({"kind": "entry_into_force", **entry})
    return parties, (*extra, *clauses.values())


LAB = st.builds(
    LabDecision,
    safety=st.floats(0, 0.5),
    concealment=st.floats(0, 0.3),
    overshoot=st.floats(0, 1),
    disclose=st.sampled_from(["keep", "overseer", "publish"]),
    declare=st.none() | st.builds(Declaration, safety=st.floats(0, 0.5)),
)
NATION = st.builds(
    NationDecision,
    floor=st.floats(0, 0.4),
    inspect=st.fixed_dictionaries({"lab0": st.floats(0, 1), "lab1": st.floats(0, 1)}),
    watch=st.fixed_dictionaries({"lab1": st.floats(0, 1)}),
)
DICE = st.integers(0, 1000)
