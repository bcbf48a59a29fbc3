"""What each of several decisions of one's own would be worth, over the same futures (R8.10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from detente_rules.arrays import FloatArray, floats
from detente_rules.decisions import Decision
from detente_rules.forecast.conduct import Assumptions, Conduct, plan_of
from detente_rules.forecast.known import Known, known, rounds_left
from detente_rules.forecast.scene import outcomes, scene_of, stacked
from detente_rules.ids import TreatyId
from detente_rules.treaty.draft import Draft
from detente_rules.views.types import View

__all__ = ["replies"]


def replies(
    view: View | Known,
    options: Sequence[Decision | Conduct],
    assumptions: Assumptions | Sequence[Assumptions] | None = None,
    key: int = 0,
    futures: int = 32,
    rounds: int | None = None,
    draft: Draft | None = None,
    without: Collection[TreatyId] = (),
) -> FloatArray:
    """(options, futures) own score at the end of ``rounds`` (None: of the game), each decision kept to throughout.

    assumptions: of the others, for all options or one each; what they say of ``mine`` is not asked. draft, without: as in
    `detente_rules.forecast.forecast`. Raises: NoForecast, BadDraft, ValueError without a seat or an option.
    """
    seen = view if isinstance(view, Known) else known(view)
    if seen.party is None or not options:
        raise ValueError("a reply needs a seat and something to choose from")
    given = assumptions or Assumptions()
    each = [given] * len(options) if isinstance(given, Assumptions) else list(given)
    plans = [
        plan_of(seen, replace(one, mine=option), with_draft=draft is not None)
        for option, one in zip(options, each, strict=True)
    ]
    table = seen.table((draft,), without)
    scene = scene_of(seen, table, key, futures, rounds_left(seen, rounds))
    played = outcomes(scene, table, stacked(plans))
    return floats(np.array(played.scores[:, :, seen.party]))
