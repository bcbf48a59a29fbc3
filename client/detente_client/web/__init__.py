"""The game in a browser with nothing installed: a join page, and the terminal client behind a web page.

It is a client like any other. The join page's door (`door`) comes in by code over the wire; each tab (`tabs`) is one
process of ``detente join``, drawn by a terminal in the page. It runs in a process of its own (``python -m
detente_client.web``), which ``detente host --web PORT`` starts and restarts, so that nothing a browser does can hold
the game up.
"""
