"""What clauses on consequences, markets, money and government do to the arrays (R4.11)."""

from __future__ import annotations

from typing import Final

import numpy as np

from detente_rules.treaty import clauses as c
from detente_rules.treaty.text import Effect, Text


def _sanction(text: Text, clause: c.Sanction) -> None:
    text.out.update(
        {
            "fine": clause.fine,
            "exclusion": clause.exclusion,
            "sanction_trade": clause.trade,
            "supervision": clause.supervision,
            "sanction_vote": clause.majority if clause.decided == "vote" else 0.0,
            "polled": clause.decided == "vote" and text.context.polled,
            "veto": text.mask(clause.veto),
        }
    )


def _trade_measures(text: Text, clause: c.TradeMeasures) -> None:
    text.out["trade"] = clause.cut


def _export_control(text: Text, clause: c.ExportControl) -> None:
    text.out["supply"] = clause.withheld


def _transfer(text: Text, clause: c.Transfer) -> None:
    amount = clause.amount * text.context.scale
    net = amount * (text.even(clause.receivers) - text.even(clause.payers))
    text.out["transfer"] = text.out.get("transfer", 0.0) + net


def _fund(text: Text, clause: c.Fund) -> None:
    text.out["fund"] = clause.pays
    text.out["fund_share"] = text.even(clause.filled_by or text.party_nations)


def _benefit_sharing(text: Text, clause: c.BenefitSharing) -> None:
    text.out["model_access"] = clause.access


def _research_sharing(text: Text, clause: c.ResearchSharing) -> None:
    text.out["sharing"] = text.compounded(clause.rate)


def _liability(text: Text, clause: c.Liability) -> None:
    # Danger is itself per round, so that a premium per unit of danger needs no conversion.
    text.out.update({"liability": clause.incident, "liability_premium": clause.premium})


def _leadership(text: Text, clause: c.Leadership) -> None:
    scale = text.context.scale
    text.out.update(
        {
            "leader": text.index(clause.leader),
            "leader_floor_low": clause.floor_low,
            "leader_floor_high": clause.floor_high,
            "leader_cost_low": clause.cost_low * scale,
            "leader_cost_high": clause.cost_high * scale,
        }
    )


def _emergency_powers(text: Text, clause: c.EmergencyPowers) -> None:
    text.out.update(
        {
            "emergency_trigger": float(clause.trigger),
            "emergency_floor": clause.floor,
            "emergency_rate": clause.rate,
            "emergency_sunset": 0 if clause.sunset is None else text.context.rounds_of(clause.sunset),
        }
    )


def _mutual_recognition(text: Text, clause: c.MutualRecognition) -> None:
    known = text.out.get("recognises", np.zeros(text.context.treaties, dtype=np.bool_))
    slot = text.context.slots.get(clause.treaty, -1)
    text.out["recognises"] = known | (np.arange(text.context.treaties) == slot)


def _amendment(text: Text, clause: c.Amendment) -> None:
    text.out["amendment"] = clause.majority


def _dispute_settlement(text: Text, clause: c.DisputeSettlement) -> None:
    text.out.update({"dispute": clause.majority, "dispute_cost": clause.cost})


EFFECTS: Final[dict[str, Effect]] = {
    "sanction": _sanction,
    "trade_measures": _trade_measures,
    "export_control": _export_control,
    "transfer": _transfer,
    "fund": _fund,
    "benefit_sharing": _benefit_sharing,
    "research_sharing": _research_sharing,
    "liability": _liability,
    "leadership": _leadership,
    "emergency_powers": _emergency_powers,
    "mutual_recognition": _mutual_recognition,
    "amendment": _amendment,
    "dispute_settlement": _dispute_settlement,
}
