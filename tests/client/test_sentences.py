"""What members of treaties do, in words (R4.18 to R4.24)."""

from detente_client.sentences import sentences
from detente_rules.views.project import view
from tests.rules.test_regimes_live import EVENTS, TABLE


def test_every_public_act_has_a_sentence() -> None:
    """With names of seats and titles of treaties, and without markup of ours."""
    shown = view(TABLE.state, "observer")
    new = {
        "question_put",
        "vote_cast",
        "accusation_answered",
        "question_closed",
        "standard_set",
        "participation_changed",
        "key_turned",
        "weights_released",
        "evidence_passed",
        "treaty_revised",
    }
    told = {event.kind: sentences(event.kind, event.data, shown) for event in EVENTS if event.kind in new}
    assert set(told) == new
    for kind, lines in told.items():
        assert lines, kind
        assert all(line[-1] in ".”" for line in lines)
    assert told["key_turned"] == (
        "Lab1 turns the key of “Accord”: Lab0 is switched off where its danger passes the trigger.",
    )
    assert told["accusation_answered"] == ("Lab0 answers: “Never.”",)
