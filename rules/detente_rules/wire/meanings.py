"""What the codes of the protocol mean, in words: for the published schema and for whoever shows them."""

from types import MappingProxyType
from typing import Final

from detente_rules.rejections import Code
from detente_rules.wire.messages import CloseCode

REFUSALS: Final[MappingProxyType[Code, str]] = MappingProxyType(
    {
        "malformed": "Not JSON, or not one of the documented shapes; or the round and phase are missing. A fault of the client.",
        "unknown_field": "A field that this server does not know. A fault of the client, or it is newer than the server.",
        "bad_value": "The right shape and a wrong value; the field is named.",
        "too_large": "Longer than a frame may be; the connection is closed with 1009.",
        "wrong_phase": "Not in this phase of the game.",
        "stale": "Meant for another round or phase than the present one. Look at the newest view and decide anew.",
        "foreign_seat": "For a seat that one does not hold.",
        "not_allowed": "The role does not carry this right, or the rules do not allow it.",
        "unknown_target": "No such seat, treaty, question, person or piece of evidence, as far as one may know.",
        "not_a_party": "Only for parties or members of the treaty.",
        "conflict": "Against what is the case already: signed, taken, another version, lapsed.",
        "rate": "Too many. Not judged: send the same frame again after retry_after seconds.",
        "frozen": "The game stands still. Not judged: send the same frame again after retry_after seconds, where it is given.",
        "bad_credential": "The token or code opens nothing here, or there was no hello yet.",
    }
)
"""Refusal code → what it means and what to do."""

CLOSINGS: Final[MappingProxyType[CloseCode, str]] = MappingProxyType(
    {
        CloseCode.NORMAL: "The end of the conversation.",
        CloseCode.GOING_AWAY: "The server goes away. Come back.",
        CloseCode.POLICY: "The hello was refused, came too late, or far too many frames were sent. Do not come back as you are.",
        CloseCode.TOO_BIG: "A frame was longer than allowed. Come back, and do not send it again.",
        CloseCode.INTERNAL: "A fault of the server. Come back.",
        CloseCode.RESTART: "The server restarts; the game goes on where it was. Come back.",
        CloseCode.SLOW: "Too much was waiting for a slow reader, or the door is busy. Come back in a moment.",
        CloseCode.REPLACED: "The same credential was used on another device. Do not come back by yourself.",
        CloseCode.REVOKED: "The facilitator took the credential back. Do not come back with it.",
    }
)
"""Close code → what it means and what to do; ``messages.FINAL_CODES`` are those after which nobody should come back."""
