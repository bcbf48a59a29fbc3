"""What treaties demand (`Terms`) and where they stand (`Status`), as arrays.

Axes: G games, T treaty slots, A labs, N nations, P = A + N parties (labs first). A live game is a batch of one.
`Terms` never changes while a treaty's text does not; `Status` is advanced only by `lifecycle` (R4.4). Every
per-round figure is already converted from twelve rounds to the game's own number by `compile`. A slot without a
treaty holds the neutral value of every field, so that no caller needs to ask whether a treaty exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cache
from typing import Any, Final, TypeVar, cast

import numpy as np
import numpy.typing as npt

from detente_rules.arrays import BoolArray, FloatArray, IntArray
from detente_rules.treaty.frozen import AnyArray, Frozen
from detente_rules.treaty.frozen import b as _b
from detente_rules.treaty.frozen import f as _f
from detente_rules.treaty.frozen import i as _i

MAX_TREATIES = 8
"""Treaty slots of a game unless its scenario says otherwise."""


class Phase(IntEnum):
    """Where a treaty stands in its life cycle (R4.4)."""

    NONE = 0
    OPEN = 1
    IN_FORCE = 2
    SUSPENDED = 3
    TERMINATED = 4


class Accession(IntEnum):
    """Who may join a treaty that is already in force (R4.8)."""

    CLOSED = 0
    OPEN = 1
    VOTE = 2
    NAMED = 3


class Renewal(IntEnum):
    """What happens when a treaty's duration has run out (R4.10)."""

    NONE = 0
    AUTOMATIC = 1
    VOTE = 2


class Disclosure(IntEnum):
    """What a lab must do with its own estimate of its danger (R4.11)."""

    FREE = 0
    OVERSEER = 1
    PUBLIC = 2


class EntryMeasure(IntEnum):
    """Of what the parties must hold a share before a treaty enters into force (R4.6)."""

    COMPUTE = 0
    CONSUMPTION = 1


class OpenWeights(IntEnum):
    """What a treaty says on releasing weights above its threshold."""

    SILENT = 0
    BANNED = 1
    PERMITTED = 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Terms(Frozen):
    """What every treaty slot demands. Each field's metadata holds its axes, neutral value and meaning."""

    exists: BoolArray = _b("GT", "a treaty occupies the slot")
    party: BoolArray = _b("GTP", "named as possible party")
    # Conduct of labs
    floor: FloatArray = _f("GT", 0.0, "least safety share of effort [0, 1]")
    floor_for: BoolArray = _b("GTA", "the labs the floor speaks of (they must also be bound)")
    cap: FloatArray = _f("GT", np.inf, "most growth of capability (doublings per round)")
    cap_level: FloatArray = _f("GT", np.inf, "most capability (doublings)")
    cap_coverage: FloatArray = _f("GT", 1.0, "share of growth the cap's category covers; the rest escapes it")
    phase_down: FloatArray = _f("GT", 0.0, "fraction by which the cap shrinks per round since the base round")
    phase_base: IntArray = _i("GT", -1, "base round of the phase-down, -1 = entry into force")
    grace: IntArray = _i("GTP", 0, "rounds after entry during which floor and cap do not yet bind this party")
    gate_threshold: FloatArray = _f(
        "GT", np.inf, "capability above which deployment needs assurance (doublings)"
    )
    gate_assurance: FloatArray = _f("GT", 0.0, "assurance needed to deploy above the threshold (doublings)")
    pause_from: IntArray = _i("GT", -1, "first round of age without growth, -1 = no pause")
    pause_rounds: IntArray = _i("GT", 0, "length of the pause (rounds)")
    pause: BoolArray = _b("GT", "a pause clause exists")
    kill_trigger: FloatArray = _f("GT", np.inf, "danger per round at which deployment is switched off")
    kill_holder: IntArray = _i("GT", -1, "party that holds the key, -1 = automatic")
    licence: BoolArray = _b("GT", "floor and fixed cost bind only labs that need a licence")
    licence_threshold: FloatArray = _f("GT", 0.0, "capability from which a licence is needed (doublings)")
    licence_revocable: BoolArray = _b("GT", "a finding takes the licence: access 0 while supervised")
    evaluation_margin: FloatArray = _f(
        "GT", np.inf, "no deployment unless S + noise >= K - margin (doublings)"
    )
    evaluation_noise: FloatArray = _f("GT", 0.0, "standard deviation of that measurement (doublings)")
    evaluation_independent: BoolArray = _b("GT", "tested by the body, not by the lab itself")
    red_line_margin: FloatArray = _f("GT", np.inf, "no growth unless S + noise >= K - margin (doublings)")
    red_line_noise: FloatArray = _f("GT", 0.0, "standard deviation of that measurement (doublings)")
    red_line_independent: BoolArray = _b("GT", "tested by the body, not by the lab itself")
    merit: FloatArray = _f("GT", 0.0, "cap rises by this per doubling of assurance (doublings per round)")
    merit_audited: BoolArray = _b("GT", "merit counts audited assurance, else declared")
    disclosure: IntArray = _i("GT", 0, "see Disclosure")
    incident_report: IntArray = _i(
        "GT", -1, "incidents must be reported within this many rounds, -1 = no duty"
    )
    incident_sharing: FloatArray = _f("GT", 0.0, "chi added in a round after a reported incident")
    open_weights: IntArray = _i("GT", 0, "see OpenWeights")
    open_weights_threshold: FloatArray = _f(
        "GT", np.inf, "capability above which open_weights applies (doublings)"
    )
    weights_security: FloatArray = _f("GT", 0.0, "share by which theft and spill-over shrink [0, 1]")
    joint: FloatArray = _f("GTA", 0.0, "share of effort a lab gives to the common lab [0, 1]")
    joint_rate: FloatArray = _f(
        "GTA", 0.0, "share of the gap in assurance to the common lab that flows per round"
    )
    joint_lab: IntArray = _i("GT", -1, "the lab that is the common lab, -1 = none")
    # Verification
    rate: FloatArray = _f("GT", 0.0, "inspection rate q: probability a bound lab is inspected per half-year")
    quota: FloatArray = _f("GT", np.inf, "most inspections per half-year, shared by the bound labs")
    hit: FloatArray = _f("GT", 0.0, "instrument's D: a full violation, inspected, is found")
    false_alarm: FloatArray = _f("GT", 0.0, "instrument's alpha: an innocent, inspected, is accused")
    intrusiveness: FloatArray = _f("GT", 0.0, "how deeply inspection reaches into a nation [0, 1]")
    independence: FloatArray = _f("GTA", 1.0, "iota: independence of who inspects this lab [0, 1]")
    access: FloatArray = _f("GT", 1.0, "share of the instrument's D the body's access allows [0, 1]")
    embedded: BoolArray = _b("GT", "overseers sit inside development and act one round earlier")
    observation: FloatArray = _f("GT", 1.0, "factor on the noise in parties' estimates of one another")
    findings_private: BoolArray = _b("GT", "findings are told to the parties only, else published")
    challenge: FloatArray = _f("GT", 0.0, "most challenge inspections a party may ask at a time")
    challenge_ask: BoolArray = _b("GTP", "may ask for a challenge inspection")
    challenge_stop: FloatArray = _f("GT", np.inf, "share of members whose vote stops one, inf = nobody")
    protection: FloatArray = _f("GT", 0.0, "least whistle-blower protection [0, 1]")
    # Consequences
    fine: FloatArray = _f("GT", 0.0, "fine on a finding, share of the lab's revenue")
    exclusion: FloatArray = _f("GT", 0.0, "share of the parties' markets closed after a finding [0, 1]")
    supervision: BoolArray = _b("GT", "a finding brings rounds of supervision")
    sanction_trade: FloatArray = _f("GT", 0.0, "trade cut against the home of a lab found in breach [0, 1]")
    sanction_vote: FloatArray = _f("GT", 0.0, "share of members that must vote for a sanction, 0 = automatic")
    veto: BoolArray = _b("GTP", "may veto a sanction that is put to the vote")
    polled: BoolArray = _b("GT", "members vote on sanctions themselves, at the table; none follows before")
    liability: FloatArray = _f("GT", 0.0, "score lost per own incident (G$)")
    liability_premium: FloatArray = _f("GT", 0.0, "premium per unit of danger (G$ per round)")
    # Markets, knowledge, money
    trade: FloatArray = _f("GT", 0.0, "share by which trade with non-parties is cut [0, 1]")
    supply: FloatArray = _f("GT", 0.0, "share of chips and energy withheld from non-parties [0, 1]")
    sharing: FloatArray = _f("GT", 0.0, "chi added among parties: rate of shared safety knowledge per round")
    model_access: FloatArray = _f("GT", 0.0, "share of the labs' surplus the other parties may use [0, 1]")
    fixed_cost: FloatArray = _f("GT", 0.0, "phi: cost of compliance for each bound lab (G$ per round)")
    fund: FloatArray = _f("GT", 0.0, "share of phi that the compliance fund pays [0, 1]")
    fund_share: FloatArray = _f("GTP", 0.0, "who fills the fund; sums to 1, or to 0 without a fund")
    body_cost: FloatArray = _f("GT", 0.0, "cost of the oversight body (G$ per round, in all)")
    body_share: FloatArray = _f("GTP", 0.0, "who pays the body; sums to 1, or to 0 without a body")
    transfer: FloatArray = _f("GTP", 0.0, "net transfer received (G$ per round); sums to 0 over parties")
    # Government of the regime
    leader: IntArray = _i("GT", -1, "party that supervises and sets standards, -1 = none")
    leader_floor_low: FloatArray = _f("GT", 0.0, "least floor the leader may set")
    leader_floor_high: FloatArray = _f("GT", 0.0, "highest floor the leader may set; not above low = none")
    leader_cost_low: FloatArray = _f("GT", 0.0, "least fixed cost the leader may set (G$ per round)")
    leader_cost_high: FloatArray = _f("GT", 0.0, "highest fixed cost the leader may set (G$ per round)")
    voice: FloatArray = _f("GT", 1.0, "share of the regime's powers in which the bound have a say [0, 1]")
    emergency_trigger: FloatArray = _f("GT", np.inf, "public incidents in a round that open the emergency")
    emergency_floor: FloatArray = _f("GT", 0.0, "floor while the emergency lasts [0, 1]")
    emergency_rate: FloatArray = _f("GT", 0.0, "least inspection rate while the emergency lasts [0, 1]")
    emergency_sunset: IntArray = _i("GT", 0, "rounds after which it lapses unless triggered anew, 0 = never")
    ramp: IntArray = _i("GT", 0, "rounds until the body's capacity is 1")
    # Life cycle
    entry_count: IntArray = _i("GT", 0, "ratifications (and lab signatures) needed")
    entry_share: FloatArray = _f("GT", 0.0, "share of the world's AI the bound parties must hold [0, 1]")
    entry_measure: IntArray = _i("GT", 0, "see EntryMeasure")
    entry_named: BoolArray = _b("GTP", "parties without which it does not enter into force")
    condition_share: FloatArray = _f("GTP", 0.0, "this party is bound once parties holding the share are")
    condition_count: IntArray = _i("GTP", 0, "... once this many parties are (itself included)")
    condition_named: BoolArray = _b("GTPP", "... once each of these parties is")
    notice: IntArray = _i("GT", 0, "rounds between withdrawal and release")
    duration: IntArray = _i("GT", 0, "rounds in force before it lapses, 0 = unlimited")
    sunset: IntArray = _i("GT", 0, "rounds in force before it ends for good, 0 = never")
    renewal: IntArray = _i("GT", 0, "see Renewal")
    review: IntArray = _i("GT", 0, "rounds between reviews, 0 = none")
    accession: IntArray = _i("GT", 3, "see Accession")
    accession_vote: FloatArray = _f("GT", 0.5, "share of members that must agree where accession is by vote")
    reservation: FloatArray = _f("GT", 0.0, "share of the floor a party may except itself from on signing")
    amendment: FloatArray = _f("GT", 1.0, "share of members whose vote amends the text for all")
    dispute: FloatArray = _f("GT", np.inf, "share of members that upholds an accusation, inf = no procedure")
    dispute_cost: FloatArray = _f("GT", 0.0, "paid by whoever accuses without being upheld (G$)")
    recognises: BoolArray = _b("GTT", "compliance with that regime counts here, no trade cut against it")

    @classmethod
    def empty(cls, games: int, labs: int, nations: int, treaties: int = MAX_TREATIES) -> Terms:
        """No treaty in any slot: every field neutral."""
        empty = _empty(cls, games, labs, nations, treaties)
        empty.remember(_SAYS, dict[str, frozenset[int]])
        return empty

    @classmethod
    def row(cls, labs: int, nations: int, treaties: int = MAX_TREATIES, **values: npt.ArrayLike) -> Terms:
        """One treaty, G = T = 1 (`recognises` alone keeps its full last axis); `values` without leading axes."""
        silent = _silent_row(labs, nations, treaties)
        said: dict[str, AnyArray] = {}
        for name, value in values.items():
            array: AnyArray = np.empty_like(getattr(silent, name))
            array[...] = value
            array.flags.writeable = False
            said[name] = array
        row = silent.having(**said)
        heard = [name for name, array in said.items() if (array != getattr(silent, name)).any()]
        row.remember(_SAYS, lambda: dict.fromkeys(heard, _ONE_SLOT))
        return row

    def with_treaty(self, slot: int, row: Terms) -> Terms:
        """These terms with `row` (as from `Terms.row`, or one row a game) in `slot` of every game."""
        return self._with(slot, row.says(), lambda name: getattr(row, name)[:, 0])

    def without_treaty(self, slot: int) -> Terms:
        """These terms with `slot` empty again."""
        spec = {f.name: f.metadata["neutral"] for f in fields(self)}
        return self._with(slot, {}, lambda name: spec[name])

    def _with(
        self, slot: int, said: Mapping[str, frozenset[int]] | None, value: Callable[[str], Any]
    ) -> Terms:
        """said: the fields that say something in the slot from now on; None: any of them may.

        Fields that say nothing in the slot, before or after, stay the very same arrays.
        """
        before = self.says()
        if said is None or before is None:
            return self._written(slot, _NAMES, value)
        left = {name: slots - {slot} for name, slots in before.items() if slot in slots}
        now = {name: before.get(name, _NOWHERE) | {slot} for name in said}
        new = self._written(slot, left.keys() | now.keys(), value)
        after = {name: slots for name, slots in {**before, **left, **now}.items() if slots}
        new.remember(_SAYS, lambda: after)
        return new

    def _written(self, slot: int, names: Iterable[str], value: Callable[[str], Any]) -> Terms:
        out: dict[str, AnyArray] = {}
        for name in names:
            array = getattr(self, name).copy()
            array[:, slot] = value(name)
            array.flags.writeable = False
            out[name] = array
        return self.having(**out)

    def says(self) -> Mapping[str, frozenset[int]] | None:
        """Field → the slots in which it is not neutral; of the others all are. None where nobody has looked yet."""
        says: Mapping[str, frozenset[int]] | None = self.known(_SAYS)
        return says

    @property
    def games(self) -> int:
        """G."""
        return int(self.exists.shape[0])

    @property
    def treaties(self) -> int:
        """T."""
        return int(self.exists.shape[1])

    @property
    def parties(self) -> int:
        """P."""
        return int(self.party.shape[2])

    @property
    def labs(self) -> int:
        """A."""
        return int(self.floor_for.shape[2])


_R = TypeVar("_R", "Terms", "Status")

_NAMES: Final = frozenset(spec.name for spec in fields(Terms))
_SAYS: Final = "fields that say something"
_ONE_SLOT: Final = frozenset({0})
_NOWHERE: Final = frozenset[int]()


@dataclass(frozen=True, eq=False, kw_only=True)
class Status(Frozen):
    """Where every treaty stands, and every party in it (R4.4). Advanced only by `lifecycle`."""

    phase: IntArray = _i("GT", 0, "see Phase")
    signed: BoolArray = _b("GTP", "has signed")
    ratified: BoolArray = _b("GTP", "has ratified or acceded (nations)")
    member: BoolArray = _b("GTP", "bound now: in force, past its conditions, not yet released")
    notice: IntArray = _i("GTP", -1, "rounds until its withdrawal takes effect, -1 = none given")
    reserved: BoolArray = _b("GTP", "signed with a reservation against the floor")
    suspended: BoolArray = _b("GTP", "has suspended its participation, or was suspended")
    entered: IntArray = _i("GT", -1, "round of entry into force, -1 = never")
    age: IntArray = _i("GT", 0, "rounds in force (not counting suspension); grace and phase-down run on it")
    term_left: IntArray = _i("GT", -1, "rounds until its duration runs out, -1 = unlimited")
    renewal_for: BoolArray = _b("GTP", "has voted to renew it when its duration runs out")
    emergency: IntArray = _i("GT", 0, "rounds of emergency left, 0 = none, -1 = without end")
    standard_floor: FloatArray = _f("GT", -1.0, "floor set by the leader within its bounds, -1 = the text's")
    standard_cost: FloatArray = _f("GT", -1.0, "fixed cost set by the leader (G$ per round), -1 = the text's")
    key_turned: BoolArray = _b("GTA", "the key's holder has switched this lab's deployment off")
    challenged: BoolArray = _b("GTA", "inspectors were called to this lab for this round")
    struck: FloatArray = _f("GTA", 0.0, "part of the sanction that members voted against it for this round")
    upheld: IntArray = _i(
        "GTA", 0, "an accusation was upheld for this round: 1, and 2 if the breach was there"
    )
    charged: FloatArray = _f("GTP", 0.0, "owed in this round: voted fines, accusations not upheld (G$)")

    @classmethod
    def empty(cls, games: int, labs: int, nations: int, treaties: int = MAX_TREATIES) -> Status:
        """Nothing open, nobody bound."""
        return _empty(cls, games, labs, nations, treaties)

    def cleared(self, slot: int) -> Status:
        """With whatever stood in `slot` forgotten."""
        return self._begun(slot, Phase.NONE)

    def opened(self, slot: int) -> Status:
        """With the treaty in `slot` open for signature and whatever stood there forgotten."""
        return self._begun(slot, Phase.OPEN)

    def _begun(self, slot: int, phase: Phase) -> Status:
        out: dict[str, AnyArray] = {}
        for name, neutral in _NOTHING_STANDS.items():
            array = getattr(self, name).copy()
            array[:, slot] = phase if name == "phase" else neutral
            array.flags.writeable = False
            out[name] = array
        return self.having(**out)


_NOTHING_STANDS: Final = {spec.name: spec.metadata["neutral"] for spec in fields(Status)}


def _empty(kind: type[_R], games: int, labs: int, nations: int, treaties: int) -> _R:
    """Every field neutral. A single game's arrays are those of every other; what is remembered beside them is its own."""
    if games == 1:
        return cast(_R, _empty_game(cast(Any, kind), labs, nations, treaties).having())
    return kind(**_neutral(kind, games, labs, nations, treaties, treaties))


@cache
def _empty_game(kind: type[Any], labs: int, nations: int, treaties: int) -> Any:
    return kind(**_neutral(kind, 1, labs, nations, treaties, treaties))


@cache
def _silent_row(labs: int, nations: int, treaties: int) -> Terms:
    """The row of a treaty that says nothing."""
    return Terms(**_neutral(Terms, 1, labs, nations, 1, treaties))


def _neutral(
    cls: type[Terms | Status], games: int, labs: int, nations: int, slots: int, treaties: int
) -> dict[str, AnyArray]:
    """Neutral writeable arrays of every field; `slots` rows, `treaties` columns of `recognises`."""
    size = {"G": games, "A": labs, "N": nations, "P": labs + nations}
    out: dict[str, AnyArray] = {}
    for spec in fields(cls):
        axes: str = spec.metadata["axes"]
        shape = [games, slots] + [treaties if axis == "T" else size[axis] for axis in axes[2:]]
        out[spec.name] = np.full(shape, spec.metadata["neutral"], dtype=spec.metadata["dtype"])
    return out
