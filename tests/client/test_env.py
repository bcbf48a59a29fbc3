"""The PettingZoo environment: the library's own tests, and that a step is the game's own phase."""

from typing import Any

import numpy as np
import pytest
from pettingzoo.test import parallel_api_test, parallel_seed_test, render_test
from pettingzoo.utils.conversions import parallel_to_aec

from detente_client.env import DetenteEnv, parallel_env
from detente_client.environment.actions import TREATIES, seal
from detente_client.environment.lockstep import lockstep_env
from detente_client.environment.observations import observe
from detente_rules.bots import UnknownBot
from detente_rules.decisions import LabCard, LabDecision, NationCard, NationDecision, Token
from detente_rules.ids import seat_audience
from detente_rules.views.project import view as project
from detente_rules.views.types import View

KINDS = [("first-steps", None), ("two-blocs", "basic"), ("two-blocs", "full")]


@pytest.mark.parametrize(("scenario", "level"), KINDS)
def test_pettingzoos_own_tests_pass(scenario: str, level: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """API, seeds and rendering."""
    parallel_api_test(parallel_env(scenario, level=level, rounds=3), num_cycles=40)
    parallel_seed_test(lambda: parallel_env(scenario, level=level, rounds=2), num_cycles=5)
    assert "Passed" in capsys.readouterr().out


def test_pettingzoos_render_test_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """Through its conversion to turns, as the library tests it."""
    render_test(lambda render_mode: parallel_to_aec(parallel_env(render_mode=render_mode)))
    assert "First steps: round 1" in capsys.readouterr().out


def chosen(env: DetenteEnv, **fields: int) -> dict[str, dict[str, int]]:
    """For every agent nothing but these fields, where it has them."""
    return {agent: {name: fields.get(name, 0) for name in env.action_space(agent)} for agent in env.agents}


@pytest.mark.parametrize(("scenario", "level"), KINDS)
def test_what_the_mask_allows_is_a_game(scenario: str, level: Any) -> None:
    """Whole games of masked chance: observations lie in their spaces, next to nothing is refused, rewards add up."""
    env = parallel_env(scenario, level=level, rounds=4)
    for agent in env.possible_agents:
        env.action_space(agent).seed(1)
    observations, _ = env.reset(seed=3)
    total, steps, refused = dict.fromkeys(env.agents, 0.0), 0, 0
    ended: dict[str, bool] = {}
    cut: dict[str, bool] = {}
    while env.agents:
        for agent in env.agents:
            assert env.observation_space(agent).contains(observations[agent]), agent
        acts = {a: env.action_space(a).sample(observations[a]["action_mask"]) for a in env.agents}
        observations, rewards, ended, cut, infos = env.step(acts)
        refused += sum(len(info["refused"]) for info in infos.values())
        for agent, reward in rewards.items():
            total[agent] += reward
        steps += 1
    assert steps == 8
    assert refused <= 2  # two agents at once can want what only one can have
    assert set(ended.values()) == {True}
    assert set(cut.values()) == {False}
    assert env.game.debrief is not None
    assert total == pytest.approx(env.game.debrief.scores)


def test_a_pack_is_proposed_accepted_and_in_force_in_one_negotiation() -> None:
    """Negotiation acts are actions: the slot shows the treaty, and its members keep it or not."""
    env = parallel_env("first-steps")
    env.reset(seed=1)
    pack = env._words.packs[1]
    actions = chosen(env, **{f"accept_{pack.id}": 1})
    actions["arden"]["propose"] = 2
    observations, *_ = env.step(actions)
    for seen in observations.values():
        assert seen["phase"] == 1
        slot = seen["treaties"]["treaty_1"]
        assert (slot["pack"], slot["signed"]) == (2, 1)
        assert seen["treaties"]["treaty_2"]["phase"] == 0


def test_withdrawing_is_an_action() -> None:
    """A signature is taken back through the slot."""
    env = parallel_env("first-steps")
    env.reset(seed=1)
    actions = chosen(env)
    actions["arden"]["propose"] = 2
    env.step(actions)
    observations, *_ = env.step(chosen(env))
    assert observations["arden"]["treaties"]["treaty_1"]["signed"] == 1
    assert observations["arden"]["action_mask"]["treaty_1"][4] == 1
    assert observations["beacon"]["action_mask"]["treaty_1"][4] == 0
    observations, *_ = env.step(chosen(env, treaty_1=4))
    assert observations["arden"]["treaties"]["treaty_1"]["signed"] == 0


def test_decisions_are_the_rules_own() -> None:
    """Cards at the basic level, levers above it; never more than all effort."""
    env = parallel_env("first-steps")
    env.reset(seed=1)
    env.step(chosen(env))
    nation = next(seat.id for seat in env.game.scenario.nations)
    lab = env.game.scenario.labs[0].id
    actions = chosen(env, posture=2, keep_promises=1, tell_truth=1, law=2, token_1=2, token_2=1)
    env.step(actions)
    assert env.game.seats[lab].standing == LabCard(posture="careful")
    card = NationCard(law="strict", tokens=(Token("inspect", lab), Token("protect")))
    assert env.game.seats[nation].standing == card
    env = parallel_env("two-blocs", level="full")
    env.reset(seed=1)
    env.step(chosen(env))
    env.step(chosen(env, safety=8, concealment=5, pace=10, deploy=10, admit=1, floor=3, inspect_helion=5))
    decision = env.game.seats["helion"].standing
    assert decision == LabDecision(safety=0.8, concealment=0.2)
    law = env.game.seats["aurelia"].standing
    assert isinstance(law, NationDecision)
    assert (law.floor, law.inspect) == (0.3, {"helion": 0.5})


def test_bots_hold_the_other_seats() -> None:
    """The agents are those without one; the bots talk, sign and seal as in every game."""
    env = parallel_env("first-steps", bots={"beacon": "conditional", "wren": "racer", "quill": "hegemon"})
    assert env.possible_agents == ["arden"]
    observations, _ = env.reset(seed=2)
    while env.agents:
        acts = {a: env.action_space(a).sample(observations[a]["action_mask"]) for a in env.agents}
        observations, *_ = env.step(acts)
    assert env.game.debrief is not None
    assert env.game.treaties


def test_the_same_seed_is_the_same_game_and_the_next_one_is_another() -> None:
    """reset() without a seed goes on in the series of the last one."""

    def scores(env: DetenteEnv, seed: int | None) -> list[float]:
        env.reset(seed=seed)
        while env.agents:
            env.step(chosen(env, posture=1))
        assert env.game.debrief is not None
        return list(env.game.debrief.scores.values())

    env, other = parallel_env("first-steps", rounds=3), parallel_env("first-steps", rounds=3)
    first, second = scores(env, 5), scores(env, None)
    assert [scores(other, 5), scores(other, None)] == [first, second]
    assert first != second


def test_an_agent_sees_what_its_seat_may_know_and_no_more() -> None:
    """What another seals in secret changes nothing that it observes until the round is resolved."""

    def observed(safety: int) -> Any:
        env = parallel_env("two-blocs", level="full", bots={"aurelia": "hegemon"})
        env.reset(seed=4)
        env.step(chosen(env))
        actions = chosen(env, safety=safety, pace=10, deploy=10)
        env._do("corvid", [seal(env._words, "corvid", actions["corvid"])])
        assert env.game.seats["corvid"].sealed == LabDecision(safety=safety / 10, admit=False)
        return observe(env._words, env._view("helion"), "helion")

    np.testing.assert_equal(observed(0), observed(9))


def plainly(view: View, seat: str) -> dict[str, Any]:
    """The figures of an observation, read one by one off the whole view: rows, cards and reports."""
    nation = view.seat_row(seat).kind == "nation"
    return {
        "labs": {
            row.id: (
                row.declared.safety if row.declared else 0.0,
                row.estimate.capability if row.estimate else 0.0,
                row.estimate.capability_sd if row.estimate else 0.0,
                row.estimate.assurance if row.estimate else 0.0,
                row.market_share or 0.0,
                row.floor or 0.0,
                int(row.estimate is not None),
            )
            for row in view.labs
        },
        "nations": {row.id: view.reports[-1].trust[row.id] if view.reports else 0.0 for row in view.nations},
        "treaties": [
            (
                int(seat in card.parties),
                int(seat in card.signed),
                int(seat in card.ratified),
                int(seat in card.members),
                int(seat in card.notice),
                card.chance if nation and card.chance is not None else 0.0,
            )
            for card in view.treaties
            if card.phase != "terminated"
        ][:TREATIES],
        "duty": max((one.level for one in view.obligations if one.what == "safety"), default=0.0),
        "risk": view.reports[-1].risk if view.reports else 0.0,
    }


def as_plainly(seen: Any) -> dict[str, Any]:
    """The same figures as they were observed."""
    lab = (
        "declared_safety",
        "seen_capability",
        "seen_capability_sd",
        "seen_assurance",
        "share",
        "floor",
        "known",
    )
    treaty = ("invited", "signed", "ratified", "member", "leaving", "chance")
    return {
        "labs": {
            name: tuple(float(np.ravel(row[one])[0]) for one in lab) for name, row in seen["labs"].items()
        },
        "nations": {name: float(row["trust"][0]) for name, row in seen["nations"].items()},
        "treaties": [
            tuple(float(np.ravel(row[one])[0]) for one in treaty)
            for row in seen["treaties"].values()
            if row["phase"]
        ],
        "duty": float(seen["duty"][0]),
        "risk": float(seen["risk"][0]),
    }


@pytest.mark.parametrize(("scenario", "level"), KINDS)
def test_an_observation_is_the_whole_views_figures(scenario: str, level: Any) -> None:
    """However they are worked out: the projected view, read field by field, says the same in every step."""
    env = parallel_env(scenario, level=level, rounds=4)
    for agent in env.possible_agents:
        env.action_space(agent).seed(2)
    observations, _ = env.reset(seed=9)
    while env.agents:
        for agent in env.agents:
            whole = project(env.game, seat_audience(agent))
            expected, found = plainly(whole, agent), as_plainly(observations[agent])
            assert found.keys() == expected.keys()
            for name in expected:
                assert_close(found[name], expected[name])
        acts = {a: env.action_space(a).sample(observations[a]["action_mask"]) for a in env.agents}
        observations, *_ = env.step(acts)


def assert_close(found: Any, expected: Any) -> None:
    """Equal to what 32 bits hold."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        found, expected = list(found.values()), list(expected.values())
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_one_agents_observation_is_its_own() -> None:
    """Who writes into its arrays changes nobody else's, and not what it sees next."""
    env, other = parallel_env("first-steps"), parallel_env("first-steps")
    observations, _ = env.reset(seed=1)
    other.reset(seed=1)
    for part in observations["arden"]["action_mask"].values():
        part[:] = 0
    observations["arden"]["risk"][:] = 9.0
    observations, *_ = env.step(chosen(env))
    undisturbed, *_ = other.step(chosen(other))
    np.testing.assert_equal(observations, undisturbed)


def test_what_cannot_be_is_told() -> None:
    """Seats, bots, modes, and a step before the first game."""
    with pytest.raises(ValueError, match="no seat 'nobody'"):
        parallel_env("first-steps", bots={"nobody": "racer"})
    with pytest.raises(UnknownBot):
        parallel_env("first-steps", bots={"arden": "nobody"})
    with pytest.raises(ValueError, match="render mode"):
        parallel_env("first-steps", render_mode="rgb_array")
    with pytest.raises(RuntimeError, match="reset"):
        parallel_env("first-steps").step({})


@pytest.mark.parametrize(("scenario", "level"), [("first-steps", None), ("two-blocs", "full")])
def test_games_in_lockstep_are_the_games_alone(scenario: str, level: Any) -> None:
    """To the bit: what is observed, what is won, what is refused."""
    envs = lockstep_env(scenario, num_envs=3, level=level, rounds=3)
    alone = parallel_env(scenario, level=level, rounds=3)
    for agent in alone.possible_agents:
        envs.action_space(agent).seed(4)
    observations, _ = envs.reset(seed=20)
    story: list[list[Any]] = [[], [], []]
    while envs.running:
        acts = [
            {agent: envs.action_space(agent).sample(seen[agent]["action_mask"]) for agent in seen}
            for seen in observations
        ]
        observations, rewards, over, _, infos = envs.step(acts)
        for game in range(3):
            story[game].append((acts[game], observations[game], rewards[game], over[game], infos[game]))
    for game, steps in enumerate(story):
        alone.reset(seed=20 + game)
        for chosen_then, seen, won, over_then, told in steps:
            observed, rewards_alone, ended, _, info = alone.step(chosen_then)
            np.testing.assert_equal(observed, seen)
            assert (rewards_alone, ended, info) == (won, over_then, told)
        assert not alone.agents


def test_a_lockstep_of_none_is_refused() -> None:
    """With the number that was asked for."""
    with pytest.raises(ValueError, match="num_envs is 0"):
        lockstep_env(num_envs=0)
