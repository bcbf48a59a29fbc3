"""The debrief: a game's record as one HTML page that needs nothing else. ``report`` goes from lines to the page."""

from detente_client.debrief.page import Hindsight, hindsight_of, page, report
from detente_client.debrief.story import NotARecord, Story, read_story

__all__ = ["Hindsight", "NotARecord", "Story", "hindsight_of", "page", "read_story", "report"]
