"""What a treaty is worth to each party, and where among all that could be agreed it lies (R8.11, R8.12)."""

from detente_rules.bargaining.position import Bargain, Point, bargain
from detente_rules.bargaining.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash,
    pareto_frontier,
)

__all__ = ["Bargain", "Point", "bargain", "egalitarian", "kalai_smorodinsky", "nash", "pareto_frontier"]
