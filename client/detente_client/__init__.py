"""The client of Détente: link, terminal screens, bots on the network and the command line."""
