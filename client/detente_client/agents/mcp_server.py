"""The tools of ``detente mcp``: a seat for an agent that speaks the Model Context Protocol. Needs the extra ``mcp``.

The protocol keeps no session: every call names its seat, may be repeated, and waiting is a call of its own that ends
within ``LONGEST_WAIT`` seconds. Refusals are answers with ``is_error`` and the game's own words.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from detente_client.agents.picture import AUTHORITY, Part, clause_forms
from detente_client.agents.rulebook import find_rules
from detente_client.agents.seat import LONGEST_WAIT, AgentSeat, Refusal
from detente_rules import __version__

INSTRUCTIONS: Final = f"""\
You hold a seat (a lab or a nation) in Détente, a negotiation game about the AI race. Begin with view(part="brief") and view().
A round: briefing, negotiation (talk, propose, sign, and act for the rest), decision (decide: secret, once a round), resolution.
When you have nothing more to say in a briefing or negotiation: act({{"kind": "ready"}}). Between acts call
wait_for_update(since=<the last seq you saw>); it ends within {LONGEST_WAIT:.0f} seconds. The game is over in the phase "debrief".
Every call may be repeated: nothing is done twice. To say the same words twice on purpose, give another key. {AUTHORITY}"""

Handle = Annotated[
    str, Field(description='The seat\'s handle, as every answer gives it; "" where there is only one.')
]
Key = Annotated[
    str,
    Field(
        max_length=100,
        description='Your own name for this act, so that repeating it does nothing; "": round, phase and content are it.',
    ),
]
Seats = Annotated[list[str], Field(description="Seat ids.")]

_LOOKS: Final = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ACTS: Final = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def server_for(seats: Sequence[AgentSeat]) -> MCPServer[Any]:
    """The tools on these seats, who have come in already."""
    server: MCPServer[Any] = MCPServer(
        "detente", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING"
    )

    def at(handle: str) -> AgentSeat:
        found = [one for one in seats if handle in {one.handle, ""}]
        if len(found) == 1:
            return found[0]
        held = ", ".join(one.handle for one in seats)
        raise ToolError(
            f"There is no seat {handle!r} here; say which: {held}." if handle else f"Say which seat: {held}."
        )

    async def act(handle: str, data: dict[str, Any], key: str) -> dict[str, Any]:
        try:
            return await at(handle).act(data, key)
        except Refusal as no:
            raise ToolError(str(no)) from None

    @server.tool(annotations=_LOOKS)
    async def view(part: Part = "now", seat: Handle = "") -> dict[str, Any]:
        """What the seat may know. now: this turn; brief: who you are; packs: prepared treaties; all: everything."""
        try:
            return at(seat).look(part)
        except Refusal as no:
            raise ToolError(str(no)) from None

    @server.tool(annotations=_LOOKS)
    async def rules(query: str) -> dict[str, Any]:
        """Paragraphs of the rules: by number ("R4", "R4.5"), or those that mention all words of the query."""
        return find_rules(query)

    @server.tool(annotations=_LOOKS)
    async def clauses(kind: str = "") -> dict[str, Any]:
        """The vocabulary of treaties: every kind of clause in a line; with a kind, its fields, units and ranges."""
        try:
            return clause_forms(kind or None)
        except KeyError:
            raise ToolError(f"There is no clause {kind!r}; clauses() lists them.") from None

    @server.tool(annotations=_LOOKS)
    async def wait_for_update(
        since: Annotated[int, Field(ge=0, description="The last seq that you saw.")],
        max_wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT, description="Seconds.")] = LONGEST_WAIT,
        seat: Handle = "",
    ) -> dict[str, Any]:
        """News after ``since``: at once if there is some, else as soon as it comes; empty when nothing came in time."""
        try:
            return await at(seat).wait(since, max_wait)
        except Refusal as no:
            raise ToolError(str(no)) from None

    @server.tool(annotations=_ACTS)
    async def talk(
        text: Annotated[str, Field(min_length=1)],
        to: Seats = [],  # noqa: B006 -- read for the schema's default, never changed
        key: Key = "",
        seat: Handle = "",
    ) -> dict[str, Any]:
        """Say something to everybody (``to`` empty) or to some seats. Words bind nobody (R3.3)."""
        return await act(seat, {"kind": "message", "text": text, "to": to}, key)

    @server.tool(annotations=_ACTS)
    async def propose(
        title: str,
        parties: Seats,
        clauses: Annotated[
            list[dict[str, Any]], Field(description='As clauses() has them: {"kind": …, field: value}.')
        ],
        confidential: bool = False,  # noqa: FBT001, FBT002 -- a tool's arguments have names
        key: Key = "",
        seat: Handle = "",
    ) -> dict[str, Any]:
        """Put a draft treaty on the table in a negotiation; answers its id. Your own signature is an act of its own."""
        draft = {"title": title, "parties": parties, "clauses": clauses, "confidential": confidential}
        return await act(seat, {"kind": "propose", **draft}, key)

    @server.tool(annotations=_ACTS)
    async def sign(treaty: str, version: int, key: Key = "", seat: Handle = "") -> dict[str, Any]:
        """Sign this version of a draft. A lab is bound by it; a nation must then ratify (act, kind "ratify")."""
        return await act(seat, {"kind": "sign", "treaty": treaty, "version": version}, key)

    @server.tool(annotations=_ACTS)
    async def decide(
        decision: Annotated[
            dict[str, Any], Field(description="As decision_form in view() has it, with your values.")
        ],
        key: Key = "",
        seat: Handle = "",
    ) -> dict[str, Any]:
        """Seal the secret decision of this round; it may be sealed anew until the phase ends. None: as in the last round."""
        return await act(seat, {"kind": "seal", "decision": decision}, key)

    @server.tool(name="act", annotations=_ACTS)
    async def anything(
        command: Annotated[
            dict[str, Any],
            Field(
                description='{"kind": …} of those in view().legal: ready {ready}, ratify | withdraw | accede {treaty}, '
                "amend {treaty, version, parties, clauses}, vote {question, favour}, answer {question, text, admit}, "
                "accuse {treaty, lab, evidence, text}, challenge {treaty, lab}, pass_evidence {evidence, to}, unseal {} …"
            ),
        ],
        key: Key = "",
        seat: Handle = "",
    ) -> dict[str, Any]:
        """Any other command of the protocol, as plain data; a refusal names the rule and the field."""
        return await act(seat, command, key)

    return server
