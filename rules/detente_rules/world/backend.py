"""The one place that names the array library of the kernel.

Processes use what the Python array API standard also has (functions, no in-place tricks, no matrix products), so that another
library could stand here.  Matrix products are left out for a second reason: they sum in another order for a batch than for a
single game, and a replayed game must be equal to the last bit.
"""

import numpy as np

xp = np

__all__ = ["xp"]
