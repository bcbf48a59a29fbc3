"""Published models, played through the game's own step, verification and scores (R6.13).

Stripped of its options the world is each of these models.  A module a model: its docstring gives setting, mapping to the
game's parameters, and source; its ``solve`` plays the model and finds its equilibria from the payoffs that the engine
returned.  Closed forms stand in the column ``published`` alone.  `catalogue` lists models and parameters without importing
anything; `solve.solve` runs one.
"""
