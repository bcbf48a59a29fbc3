"""The world of a round: obligations, budgets, verification, market, hazard, scores, dynamics (R6, R7, R8).

Arrays with a leading axis of games; one process per file; `step.step` is the whole of a round on one screen.
"""
