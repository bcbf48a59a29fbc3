"""Weights that are released belong to everybody (R4.23): there is no way back, and no gap to what was released."""

from __future__ import annotations

import numpy as np

from detente_rules.arrays import FloatArray


def released(capability: FloatArray, level: float) -> FloatArray:
    """Capability of all labs (G, A) once a model of this level (doublings) is in everybody's hands.

    Spill-over of that one model is complete (its rate is 1) for all labs, whatever cuts trade between them or guards
    weights. Assurance does not come with it: how to make the model safe is not in the weights.
    """
    return np.maximum(capability, level)
