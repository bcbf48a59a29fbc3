"""Seats for language models: as tools of the Model Context Protocol, and as a bot that asks a model."""
