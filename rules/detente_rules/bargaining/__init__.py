"""What a treaty is worth to each party, and where among all that could be agreed it lies (R8.11, R8.12)."""
