"""Claims about AI races and the regimes that would end them, tested by playing (`detente claims`).

A row of the table is a `claim.Claim`: an id, what it says, what is compared, and a ``test`` from a `bench.Bench` (one world at one
length of the game) to `claim.Evidence`: figures with 95 % intervals and bars. To add one:

1. Write it into the module of its family (or a new module, listed in `registry`), with what would refute it in the docstring::

       def _my_row(bench: Bench) -> Evidence:
           text = Text(reference_treaty()).without("sanction")     # real clauses, compiled by the game's own compiler
           levers = bench.settled(text)                            # best replies of all seats under it (remembered)
           race, run = bench.measure(bench.race), bench.measure(levers, text)   # the same games, the game's own dice
           return Evidence((
               sampled("relative fall of risk", lambda a, b: 1 - b / a, race.risk, run.risk, at_least=0.4),
               mean("breaches a lab and round", run.series["violation"].mean(axis=(1, 2))),      # no bar: reported only
           ), note="The reason found, where it fails.")

2. Append ``Claim("my-row", family, statement, compared, _my_row)`` to its ``CLAIMS``. Raise `claim.NotYet` where it cannot be computed.

Rules: bars are in the code before the run; a best reply is computed through the game's own step (`reply.settle`: which levers of
`conduct.LAB` and `conduct.NATION` are ``free``, which seats are ``movers``, what happens between rounds in ``turn``); an effect that is
an input is never the test; nothing here may change a number of the world for the sake of one row (`Bench.other` changes *facts* of an
experiment, such as where labs start). Everything is deterministic. The runner with processes is `detente_client.cli.claims`.
"""
