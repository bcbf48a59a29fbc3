"""Treaties: clauses, their sentences, what they oblige to, and their life cycle (R4)."""
