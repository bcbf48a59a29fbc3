"""First-order conditions of the contest of `contest`, for the column of published figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["safe_in_equilibrium"]


def safe_in_equilibrium(parameters: Mapping[str, Any]) -> list[float]:
    """Probability that all goes well in each symmetric equilibrium, from the scalar condition on the odds of one lab.

    With o = s / (1 + s) of one lab, W = 1/n (scope winner) or o^(n-1) (joint), and L = d W o (1 - o):
    r X_s = alpha L, r X_p = beta ((n - 1) / n^2 - theta L), s = A X_s^alpha (B X_p^beta)^-theta.
    Where even the smallest safety would be answered with less there is also an equilibrium without any; and in the scope
    joint always, since one lab's safety is worth nothing where another has none.
    """
    if parameters["damage"] == 0.0:
        return [0.0]
    logs = np.linspace(-60.0, 40.0, 20001)
    values = np.array([_excess(parameters, float(log)) for log in logs])
    roots = [0.0] if values[0] < 0.0 or parameters["scope"] == "joint" else []
    for place in np.flatnonzero(np.sign(values[:-1]) != np.sign(values[1:])):
        low, high = float(logs[place]), float(logs[place + 1])
        for _ in range(60):
            middle = 0.5 * (low + high)
            if (_excess(parameters, low) > 0.0) != (_excess(parameters, middle) > 0.0):
                high = middle
            else:
                low = middle
        odds = 1.0 / (1.0 + math.exp(-0.5 * (low + high)))
        roots.append(odds if parameters["scope"] == "winner" else odds ** parameters["n"])
    return sorted(set(roots))


def _excess(parameters: Mapping[str, Any], log_safety: float) -> float:
    """Log of the safety that equilibrium inputs give, less the one they were reckoned with; infinite where X_p would not be positive."""
    n, alpha, beta, theta = (parameters[name] for name in ("n", "alpha", "beta", "theta"))
    price, damage = parameters["price"], parameters["damage"]
    log_safe = -math.log1p(math.exp(-log_safety)) if log_safety > -700 else log_safety
    log_unsafe = log_safe - log_safety
    log_weight = -math.log(n) if parameters["scope"] == "winner" else (n - 1) * log_safe
    log_stake = math.log(damage) + log_weight + log_safe + log_unsafe
    push = (n - 1) / n**2 - theta * math.exp(log_stake)
    if push <= 0.0:
        return math.inf
    log_care = math.log(alpha / price) + log_stake
    log_pace = math.log(beta / price) + math.log(push)
    a, b = math.log(parameters["safety_productivity"]), math.log(parameters["performance_productivity"])
    return float(a + alpha * log_care - theta * (b + beta * log_pace) - log_safety)
