"""What clauses on the conduct of labs do to the arrays (R4.11)."""

from __future__ import annotations

from typing import Final

from detente_rules.treaty import clauses as c
from detente_rules.treaty.terms import OpenWeights
from detente_rules.treaty.text import Effect, Text


def _safety_floor(text: Text, clause: c.SafetyFloor) -> None:
    text.out["floor"] = clause.level
    text.out["floor_for"] = text.lab_mask(clause.labs) if clause.labs else True
    text.add_cost(clause.cost)


def _capability_cap(text: Text, clause: c.CapabilityCap) -> None:
    if clause.growth is not None:
        text.out["cap"] = clause.growth * text.context.scale
    if clause.level is not None:
        text.out["cap_level"] = clause.level
    text.out["cap_coverage"] = clause.covers


def _phase_down(text: Text, clause: c.PhaseDown) -> None:
    text.out["phase_down"] = text.compounded(clause.fraction)
    text.out["phase_base"] = -1 if clause.base is None else text.context.rounds_of(clause.base)
    text.out["grace"] = text.mask(clause.grace_for) * text.context.rounds_of(clause.grace)


def _deployment_gate(text: Text, clause: c.DeploymentGate) -> None:
    text.out.update({"gate_threshold": clause.above, "gate_assurance": clause.assurance})


def _merit(text: Text, clause: c.Merit) -> None:
    text.out.update({"merit": clause.slope * text.context.scale, "merit_audited": clause.audited})


def _licence(text: Text, clause: c.Licence) -> None:
    text.out.update(
        {"licence": True, "licence_threshold": clause.above, "licence_revocable": clause.revocable}
    )
    text.add_cost(clause.cost)


def _evaluation(text: Text, clause: c.Evaluation) -> None:
    text.out.update(
        {
            "evaluation_margin": clause.margin,
            "evaluation_noise": clause.noise,
            "evaluation_independent": clause.tester == "body",
        }
    )


def _red_line(text: Text, clause: c.RedLine) -> None:
    text.out.update(
        {
            "red_line_margin": clause.margin,
            "red_line_noise": clause.noise,
            "red_line_independent": clause.tester == "body",
        }
    )


def _pause(text: Text, clause: c.Pause) -> None:
    text.out.update(
        {
            "pause": True,
            "pause_from": text.context.rounds_of(clause.starts),
            "pause_rounds": text.context.rounds_of(clause.lasts),
        }
    )


def _kill_switch(text: Text, clause: c.KillSwitch) -> None:
    text.out["kill_trigger"] = clause.trigger * text.context.scale
    text.out["kill_holder"] = text.index(clause.holder)


def _open_weights(text: Text, clause: c.OpenWeights) -> None:
    text.out["open_weights"] = OpenWeights[clause.rule.upper()]
    text.out["open_weights_threshold"] = clause.above


def _weights_security(text: Text, clause: c.WeightsSecurity) -> None:
    text.out["weights_security"] = clause.strength


def _joint_lab(text: Text, clause: c.JointLab) -> None:
    text.out["joint"] = text.lab_mask(clause.members) * clause.pools
    text.out["joint_rate"] = text.lab_mask(clause.members) * text.compounded(clause.pools)
    text.out["joint_lab"] = text.index(clause.seat)


EFFECTS: Final[dict[str, Effect]] = {
    "safety_floor": _safety_floor,
    "capability_cap": _capability_cap,
    "phase_down": _phase_down,
    "deployment_gate": _deployment_gate,
    "merit": _merit,
    "licence": _licence,
    "evaluation": _evaluation,
    "red_line": _red_line,
    "pause": _pause,
    "kill_switch": _kill_switch,
    "open_weights": _open_weights,
    "weights_security": _weights_security,
    "joint_lab": _joint_lab,
}
