"""Tests and switches that stand between a model and its use (R6.5)."""

from __future__ import annotations

from detente_rules.arrays import BoolArray, FloatArray
from detente_rules.treaty.obligations import Obligations
from detente_rules.world.backend import used, xp
from detente_rules.world.choices import Choices
from detente_rules.world.draws import Draws
from detente_rules.world.state import WorldState

__all__ = ["deployable", "may_grow", "passes"]


def passes(
    world: WorldState,
    choices: Choices,
    margin: FloatArray,
    noise: FloatArray,
    independent: BoolArray,
    draws: Draws,
) -> BoolArray:
    """Whether a model passes its evaluation, (G, A): measured S + noise >= K - margin.

    margin, noise: (G, A) doublings.  independent: (G, A) the body measures the true assurance, with an error; else the
    lab tests itself and reports what it declares.
    """
    measured = world.assurance + noise * draws.evaluation
    return xp.where(independent, measured, choices.declared_assurance) >= world.capability - margin


def may_grow(duty: Obligations, world: WorldState, choices: Choices, draws: Draws) -> FloatArray | float:
    """0.0 where a red line stops a lab's growth in this round, else 1.0; (G, A)."""
    if not used(xp.isfinite(duty.red_line_margin)):
        return 1.0
    passed = passes(
        world, choices, duty.red_line_margin, duty.red_line_noise, duty.red_line_independent, draws
    )
    return xp.where(passed, 1.0, 0.0)


def deployable(
    duty: Obligations, world: WorldState, choices: Choices, danger: FloatArray, draws: Draws
) -> FloatArray:
    """Share of its product that a lab may and will put on the market, (G, A) [0, 1].

    A market is seen by everybody, so gates are kept: an older model above the gate's threshold, nothing after a failed
    evaluation or once the kill switch's danger (per round) is reached.
    """
    share = xp.minimum(choices.deploy, duty.deploy_limit)
    if used(xp.isfinite(duty.evaluation_margin)):
        passed = passes(
            world, choices, duty.evaluation_margin, duty.evaluation_noise, duty.evaluation_independent, draws
        )
        share = xp.where(passed, share, 0.0)
    if used(xp.isfinite(duty.kill_trigger)):
        share = xp.where(danger >= duty.kill_trigger, 0.0, share)
    return share
