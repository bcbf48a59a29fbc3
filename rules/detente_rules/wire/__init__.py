"""The protocol, without any I/O: frames, their bytes, numbered streams, and the client's session.

Imported by the server and by every client; see ``messages`` for the list of frames.
"""
