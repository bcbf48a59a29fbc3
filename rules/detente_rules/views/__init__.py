"""What a seat may see: the types. The projection from the state is ``detente_rules.views.project.view``."""

from detente_rules.views.question_types import Evidence, QuestionView
from detente_rules.views.session_types import DelegationView, InjectView, PersonView, SessionView
from detente_rules.views.types import (
    BriefView,
    DebriefView,
    Declared,
    Estimate,
    Finding,
    Incident,
    LabFigures,
    NationFigures,
    ObligationView,
    PublicReport,
    SeatReport,
    SeatView,
    TreatyView,
    View,
    dump_view,
    parse_view,
)

__all__ = [
    "BriefView",
    "DebriefView",
    "Declared",
    "DelegationView",
    "Estimate",
    "Evidence",
    "Finding",
    "Incident",
    "InjectView",
    "LabFigures",
    "NationFigures",
    "ObligationView",
    "PersonView",
    "PublicReport",
    "QuestionView",
    "SeatReport",
    "SeatView",
    "SessionView",
    "TreatyView",
    "View",
    "dump_view",
    "parse_view",
]
