"""Names typed by hand: whom or what a facilitator means, and what was perhaps meant where nothing fits. Pure."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

from detente_client.tui.text import clean, listing

FEW: Final = 12
"""So many names are listed in full; of more, the nearest ones."""


class NoSuch(ValueError):
    """Words that name nothing, or several things; the text says what there is."""


def take(what: str, known: Sequence[tuple[str, str]], text: str) -> tuple[str, str]:
    """The id that a text begins with, by id or name in any case, and the rest of the text; the longest name wins.

    what: ``seat``, ``person``. known: (id, name); names may have spaces.
    Raises: NoSuch.
    """
    folded = _folded(text)
    if not folded:
        raise NoSuch(f"Which {what}? {_there_are(known)}")
    longest, found = 0, set[str]()
    for id_, name in known:
        for label in {_folded(id_), _folded(clean(name))}:
            if label and len(label) >= longest and (folded == label or folded.startswith(f"{label} ")):
                found = found | {id_} if len(label) == longest else {id_}
                longest = len(label)
    if len(found) > 1:
        raise NoSuch(
            f"“{clean(' '.join(text.split())[:longest])}” is the name of {listing(sorted(found))}; say which by its id."
        )
    if found:
        return found.pop(), _rest(text, longest)
    raise NoSuch(f"There is no {what} “{clean(text.split(maxsplit=1)[0])}”. {meant(known, text)}")


def meant(known: Sequence[tuple[str, str]], text: str) -> str:
    """``Did you mean Wren?``, or what there is."""
    labels = {_folded(label): clean(name) for id_, name in known for label in (id_, name)}
    words = _folded(text).split()
    near: list[str] = []
    for said in (" ".join(words[:count]) for count in range(min(3, len(words)), 0, -1)):
        near += get_close_matches(said, labels, n=2, cutoff=0.6)
        near += [label for label in labels if len(said) > 1 and label.startswith(said)][:3]
    names = list(dict.fromkeys(labels[label] for label in near))[:3]
    return f"Did you mean {listing(names, 'or')}?" if names else _there_are(known)


def _there_are(known: Sequence[tuple[str, str]]) -> str:
    if not known:
        return "There is none."
    names = [clean(name) for _, name in known]
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"There {'is' if len(names) == 1 else 'are'} {', '.join(names[:FEW])}{more}."


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _rest(text: str, length: int) -> str:
    """What follows the first ``length`` characters of the text as folded: as typed, but for spaces between words."""
    words, taken = text.split(), 0
    for place, word in enumerate(words):
        if taken >= length:
            return _after(text, place)
        taken += len(word.casefold()) + (1 if place else 0)
    return ""


def _after(text: str, words: int) -> str:
    """The text behind so many words, its own spaces kept."""
    return text.split(maxsplit=words)[words].rstrip()
