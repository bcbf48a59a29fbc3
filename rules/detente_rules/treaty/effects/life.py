"""What clauses on the treaty's own life do to the arrays (R4.11)."""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.treaty import clauses as c
from detente_rules.treaty.terms import Accession, EntryMeasure, Renewal
from detente_rules.treaty.text import Effect, Text


def _conditional(text: Text, clause: c.Conditional) -> None:
    who = text.mask(clause.seats or text.draft.parties)
    size = len(text.context.seats)
    share = text.out.get("condition_share", np.zeros(size))
    count = text.out.get("condition_count", np.zeros(size, dtype=np.int64))
    named = text.out.get("condition_named", np.zeros((size, size), dtype=np.bool_))
    text.out["condition_share"] = np.maximum(share, clause.share * who)
    text.out["condition_count"] = np.maximum(count, clause.count * who)
    text.out["condition_named"] = named | (who[:, None] & text.mask(clause.named)[None, :])


def _entry_into_force(text: Text, clause: c.EntryIntoForce) -> None:
    text.out.update(
        {
            "entry_count": clause.count,
            "entry_share": clause.share,
            "entry_measure": EntryMeasure[clause.measure.upper()],
            "entry_named": text.mask(clause.named),
        }
    )


def _accession(text: Text, clause: c.AccessionRule) -> None:
    text.out.update({"accession": Accession[clause.rule.upper()], "accession_vote": clause.majority})


def _duration(text: Text, clause: c.Duration) -> None:
    text.out["duration"] = text.context.rounds_of(clause.lasts)


def _renewal(text: Text, clause: c.RenewalRule) -> None:
    text.out["renewal"] = Renewal[clause.how.upper()]


def _sunset(text: Text, clause: c.Sunset) -> None:
    text.out["sunset"] = text.context.rounds_of(clause.after)


def _review(text: Text, clause: c.Review) -> None:
    text.out["review"] = text.context.rounds_of(clause.every)


def _withdrawal_notice(text: Text, clause: c.WithdrawalNotice) -> None:
    text.out["notice"] = text.context.rounds_of(clause.lasts)


def _reservation(text: Text, clause: c.Reservation) -> None:
    text.out["reservation"] = clause.share


EFFECTS: Final[dict[str, Effect]] = {
    "conditional": _conditional,
    "entry_into_force": _entry_into_force,
    "accession": _accession,
    "duration": _duration,
    "renewal": _renewal,
    "sunset": _sunset,
    "review": _review,
    "withdrawal_notice": _withdrawal_notice,
    "reservation": _reservation,
}
