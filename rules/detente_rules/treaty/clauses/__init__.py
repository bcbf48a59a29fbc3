"""The treaty language: every clause of the fixed vocabulary (R4.11)."""

from typing import Annotated, Final, TypeAlias, get_args

from pydantic import Field, TypeAdapter

from detente_rules.treaty.clauses.conduct import (
    CapabilityCap,
    DeploymentGate,
    Evaluation,
    JointLab,
    KillSwitch,
    Licence,
    Merit,
    OpenWeights,
    Pause,
    PhaseDown,
    RedLine,
    SafetyFloor,
    WeightsSecurity,
)
from detente_rules.treaty.clauses.consequences import (
    BenefitSharing,
    ExportControl,
    Fund,
    Liability,
    ResearchSharing,
    Sanction,
    TradeMeasures,
    Transfer,
)
from detente_rules.treaty.clauses.government import (
    Amendment,
    DisputeSettlement,
    EmergencyPowers,
    Leadership,
    MutualRecognition,
)
from detente_rules.treaty.clauses.life import (
    AccessionRule,
    Conditional,
    Duration,
    EntryIntoForce,
    RenewalRule,
    Reservation,
    Review,
    Sunset,
    WithdrawalNotice,
)
from detente_rules.treaty.clauses.verification import (
    Appointer,
    DataExchange,
    IncidentReport,
    Inspection,
    InstrumentId,
    Oversight,
    Whistleblower,
)

Clause: TypeAlias = (
    SafetyFloor
    | CapabilityCap
    | PhaseDown
    | DeploymentGate
    | DataExchange
    | Inspection
    | Oversight
    | Sanction
    | TradeMeasures
    | Transfer
    | Fund
    | BenefitSharing
    | ResearchSharing
    | Leadership
    | EmergencyPowers
    | Conditional
    | EntryIntoForce
    | AccessionRule
    | Duration
    | RenewalRule
    | Sunset
    | Review
    | WithdrawalNotice
    | Reservation
    | Merit
    | Licence
    | Evaluation
    | RedLine
    | IncidentReport
    | Whistleblower
    | Liability
    | ExportControl
    | JointLab
    | Pause
    | KillSwitch
    | OpenWeights
    | WeightsSecurity
    | MutualRecognition
    | Amendment
    | DisputeSettlement
)
"""A typed promise; a treaty is a list of these and a list of parties."""

CLAUSE: Final[TypeAdapter[Clause]] = TypeAdapter(Annotated[Clause, Field(discriminator="kind")])

CLAUSE_TYPES: Final[dict[str, type[Clause]]] = {
    get_args(cls.__annotations__["kind"])[0]: cls for cls in get_args(Clause)
}
"""Kind → class, in the order in which a form offers them."""

REPEATABLE: Final = frozenset({"transfer", "conditional", "mutual_recognition"})
"""Kinds of which a treaty may hold several; two of any other kind contradict each other."""

__all__ = [
    "CLAUSE",
    "CLAUSE_TYPES",
    "REPEATABLE",
    "AccessionRule",
    "Amendment",
    "Appointer",
    "BenefitSharing",
    "CapabilityCap",
    "Clause",
    "Conditional",
    "DataExchange",
    "DeploymentGate",
    "DisputeSettlement",
    "Duration",
    "EmergencyPowers",
    "EntryIntoForce",
    "Evaluation",
    "ExportControl",
    "Fund",
    "IncidentReport",
    "Inspection",
    "InstrumentId",
    "JointLab",
    "KillSwitch",
    "Leadership",
    "Liability",
    "Licence",
    "Merit",
    "MutualRecognition",
    "OpenWeights",
    "Oversight",
    "Pause",
    "PhaseDown",
    "RedLine",
    "RenewalRule",
    "ResearchSharing",
    "Reservation",
    "Review",
    "SafetyFloor",
    "Sanction",
    "Sunset",
    "TradeMeasures",
    "Transfer",
    "WeightsSecurity",
    "Whistleblower",
    "WithdrawalNotice",
]
