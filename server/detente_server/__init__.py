"""The server of Détente: rooms, deadlines, journal and gateways around the rules."""
