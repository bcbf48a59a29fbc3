"""What ``detente_client.env`` is made of: spaces, what an agent observes, what its actions mean."""
