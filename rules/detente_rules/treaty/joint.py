"""A common laboratory: members' effort works in it, and what it and they know flows between them (R4.11).

Pure functions that the step calls with `Obligations.pooling` and `Obligations.joint`.
"""

from __future__ import annotations

import numpy as np

from detente_rules.arrays import FloatArray
from detente_rules.treaty.use import anything, total


def pooled(effort: FloatArray, pooling: FloatArray) -> FloatArray:
    """Effort (G, A), G$, once members have given their part to the common laboratory; its sum does not change.

    pooling: (G, A, A) or (1, A, A) share of a lab's effort (axis 1) that works in another (axis 2) [0, 1].
    """
    if not anything(pooling):
        return effort
    given = effort[:, :, None] * pooling
    return effort - total(given, 2) + total(given, 1)


def exchanged(capability: FloatArray, joint: FloatArray) -> FloatArray | float:
    """Growth of capability (G, A), doublings per round, by what flows between a common laboratory and its members.

    joint: (G, A, A) or (1, A, A) share of the gap that flows per round, symmetric [0, 1].
    """
    if not anything(joint):
        return 0.0
    gap = np.maximum(0.0, capability[:, None, :] - capability[:, :, None])
    flow = joint * gap
    gained = flow[:, :, 0]
    for place in range(1, flow.shape[2]):
        gained = np.maximum(gained, flow[:, :, place])
    return gained
