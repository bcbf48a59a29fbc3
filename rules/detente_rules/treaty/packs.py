"""The design's reference treaty (R4.17): what claims compare others with."""

from __future__ import annotations

from detente_rules.treaty import clauses as c


def reference_treaty(host: str | None = None) -> tuple[c.Clause, ...]:
    """The design's reference treaty: floor .22, q .7, on-site, independent, with teeth. host: hosts the body."""
    return (
        c.SafetyFloor(level=0.22, cost=0.8),
        c.Inspection(instrument="on_site", rate=0.7),
        c.Oversight(body="independent", access=1.0, cost=0.4, hosted_by=host),
        c.Sanction(fine=0.7, exclusion=0.65),
        c.ResearchSharing(rate=0.06),
        c.WithdrawalNotice(lasts=2),
    )
