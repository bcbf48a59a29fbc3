"""What if: a fan of a thousand futures, from what one seat knows and nothing else (R8.10, R10.7).

    forecast(view, draft, Assumptions(mine="complying"), key=7).headline
    'likely seat score 54–71, world risk 18–26 %'

It is a function of the view, of what is assumed and of a key of its own; a game's key is never asked for. It runs where the
view is: in the client, or in a bot.
"""

from __future__ import annotations

from collections.abc import Collection

from detente_rules.forecast.belief import branch_keys, worlds
from detente_rules.forecast.conduct import RACE, Assumptions, Conduct, Plan, plan_of
from detente_rules.forecast.fan import LIKELY, PERCENTILES, Fan, fan_of
from detente_rules.forecast.futures import Moment, unfold
from detente_rules.forecast.known import Known, NoForecast, draft_of, known, rounds_left
from detente_rules.forecast.reply import replies
from detente_rules.ids import TreatyId
from detente_rules.treaty.draft import Draft
from detente_rules.views.types import View

__all__ = [
    "LIKELY",
    "PERCENTILES",
    "RACE",
    "Assumptions",
    "Conduct",
    "Fan",
    "Known",
    "Moment",
    "NoForecast",
    "Plan",
    "draft_of",
    "forecast",
    "known",
    "replies",
]


def forecast(
    view: View,
    draft: Draft | None = None,
    assumptions: Assumptions | None = None,
    key: int = 0,
    futures: int = 1000,
    horizon: int | None = None,
    without: Collection[TreatyId] = (),
) -> Fan:
    """The fan of futures from here.

    draft: tried as if all its parties were bound from this round on, beside the treaties in force but for those of
    ``without`` (an amendment leaves out the version it replaces). key: the forecast's own dice, any 64-bit number; the
    same key draws the same futures for every draft, so that two fans can be compared. horizon: rounds, at most
    those that are left. Raises: NoForecast, BadDraft.
    """
    seen = known(view)
    rounds = rounds_left(seen, horizon)
    table = seen.table((draft,), without)
    keys = branch_keys(key, futures)
    plan = plan_of(seen, assumptions or Assumptions(), with_draft=draft is not None)
    world = worlds(seen, table, keys)
    moments = unfold(seen.params, world, table.terms, table.status, plan, keys, seen.next, rounds)
    return fan_of(seen, tuple(moments))
