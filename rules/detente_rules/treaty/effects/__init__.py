"""One function a clause: what it writes on the sheet that becomes a row of `Terms`."""

from typing import Final

from detente_rules.treaty.effects import conduct, life, order, verification
from detente_rules.treaty.text import Effect

EFFECTS: Final[dict[str, Effect]] = conduct.EFFECTS | verification.EFFECTS | order.EFFECTS | life.EFFECTS
"""Clause kind → its effect."""
