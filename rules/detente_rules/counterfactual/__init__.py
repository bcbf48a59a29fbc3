"""What would have been: a finished game played again from a round on with one thing changed (R8.14)."""

from detente_rules.counterfactual.changes import Change, Decided, Enforced, Kept, Lapsed
from detente_rules.counterfactual.difference import (
    BRANCHES,
    Difference,
    Figure,
    counterfactual,
    counterfactuals,
)
from detente_rules.counterfactual.history import History, NoHistory, history, read_history
from detente_rules.counterfactual.telling import questions, telling

__all__ = [
    "BRANCHES",
    "Change",
    "Decided",
    "Difference",
    "Enforced",
    "Figure",
    "History",
    "Kept",
    "Lapsed",
    "NoHistory",
    "counterfactual",
    "counterfactuals",
    "history",
    "questions",
    "read_history",
    "telling",
]
