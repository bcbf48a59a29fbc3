"""One whole game of random conduct under the reference treaty, kept to notice every change of the model.

`python -m tests.rules.world.stored_run` writes it anew after a change that was meant; review the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.rules.world.worlds import REFERENCE_TREATY, default_world, in_force, whole_game

FILE = Path(__file__).with_suffix(".json")


def figures() -> dict[str, list[float]]:
    """The last round's state, by field."""
    params = default_world()
    last = whole_game(params, 1, in_force(params, 1, **REFERENCE_TREATY), conduct=7)[-1].world
    names = ("capability", "assurance", "trust", "legitimacy", "lab_score", "nation_score")
    return {name: getattr(last, name)[0].tolist() for name in names} | {"survival": last.survival.tolist()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(figures(), indent=1) + "\n", encoding="utf-8")
