"""The seed of a game, and what is committed to with it (R9.1, R9.3).

The commitment is salted, because a short seed could be guessed. Nonces of sealed decisions are derived from the
salt, so that opening the salt at the debrief opens them all, and nothing else has to be kept.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from detente_rules.canonical import canonical, digest
from detente_rules.dice import key_from_seed
from detente_rules.ids import SeatId


@dataclass(frozen=True, slots=True)
class Secret:
    """seed: any text or number as text. salt: 32 hexadecimal digits (128 bits), random in a live game."""

    seed: str
    salt: str

    def commitment(self) -> str:
        """What the first event publishes: SHA-256 over canonical {"salt", "seed"}."""
        return digest({"salt": self.salt, "seed": self.seed})

    def key(self) -> int:
        """The key of the game's dice (R9.4)."""
        return key_from_seed(self.seed)

    def nonce(self, seat: SeatId, round_: int, count: int) -> bytes:
        """128 bits that blind one sealed decision; count: how often the seat had sealed in that round."""
        blind = f"detente nonce|{self.salt}|{seat}|{round_}|{count}".encode()
        return hashlib.sha256(blind).digest()[:16]

    def seal(self, decision: dict[str, Any], seat: SeatId, round_: int, count: int) -> str:
        """Commitment to a decision: SHA-256(canonical decision ‖ nonce), hexadecimal."""
        return hashlib.sha256(canonical(decision) + self.nonce(seat, round_, count)).hexdigest()
