"""Join codes and tokens (R1.3, R11.6). A code grants a player's seat and nothing else; a token is one person's key.

Tokens are 256 random bits and are never stored: the journal holds their SHA-256, which for a random token is as
good as any slow hash. Codes are short, for a wall; guessing them is slowed down by address.
"""

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from detente_rules.ids import MAX_NAME, PersonId, Role, SeatId
from detente_rules.rejections import refuse

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters of a code: none that is read as a digit or as another (no I, no O)."""

CODE_LETTERS: Final = 8
"""24^8 codes: 1.1e11."""


@dataclass(frozen=True, slots=True)
class Credential:
    """Who a token stands for. name: shown when the person first comes in. digest: SHA-256 of the token."""

    game: str
    person: PersonId
    role: Role
    seat: SeatId | None
    name: str
    digest: bytes


def new_token() -> str:
    """A fresh token, 43 characters that are safe in a URL's fragment."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def same(one: bytes, other: bytes) -> bool:
    """Equal, in time that does not tell how nearly."""
    return hmac.compare_digest(one, other)


def new_code() -> str:
    """A fresh join code such as ``KDPW-HUNA``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    return f"{letters[:4]}-{letters[4:]}"


def tidy_code(typed: str) -> str:
    """A code as people type it (lower case, spaces, no hyphen), in the form it is stored in."""
    letters = "".join(letter for letter in typed.upper() if letter in ALPHABET)
    return f"{letters[:4]}-{letters[4:]}"


def new_game_id() -> str:
    """Id of a game: 10 characters, sortable by nobody, unique in practice (50 bits)."""
    return "g" + secrets.token_hex(6)


def check_name(name: str, field: str = "name", longest: int = MAX_NAME) -> str:
    """A person's name, as text that any screen can show on one line.

    Raises: Refused (bad_value, R11.7) for an empty or too long name, or one that holds control characters, line
    breaks or marks that turn the direction of writing.
    """
    trimmed = name.strip()
    if not trimmed:
        raise refuse("bad_value", "R11.7", field, "A name needs at least one character.")
    if len(trimmed) > longest:
        raise refuse("bad_value", "R11.7", field, f"A name has at most {longest} characters.")
    for place, letter in enumerate(trimmed):
        if is_control(letter):
            raise refuse(
                "bad_value",
                "R11.7",
                field,
                f"Character {place + 1} (U+{ord(letter):04X}) cannot be shown in a name.",
            )
    return trimmed


def is_control(letter: str) -> bool:
    """C0, C1, line and paragraph separators, format characters (direction marks, zero width), surrogates, private use.

    The zero-width joiner is let through: emoji and several scripts are written with it.
    """
    if letter in {"\u200d", "\u200c"}:
        return False
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
