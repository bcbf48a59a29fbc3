"""Writing that reads from across a room: letters and figures out of blocks, and QR codes. Pure: text in, rows out."""

from typing import Final

_FONT: Final = {
    "A": "010 101 111 101 101", "B": "110 101 110 101 110", "C": "011 100 100 100 011", "D": "110 101 101 101 110",
    "E": "111 100 110 100 111", "F": "111 100 110 100 100", "G": "0111 1000 1011 1001 0111", "H": "101 101 111 101 101",
    "I": "111 010 010 010 111", "J": "001 001 001 101 010", "K": "1001 1010 1100 1010 1001", "L": "100 100 100 100 111",
    "M": "10001 11011 10101 10001 10001", "N": "1001 1101 1011 1001 1001", "O": "010 101 101 101 010",
    "P": "110 101 110 100 100", "Q": "0110 1001 1001 1010 0101", "R": "1110 1001 1110 1010 1001",
    "S": "011 100 010 001 110", "T": "111 010 010 010 010", "U": "1001 1001 1001 1001 0110", "V": "101 101 101 101 010",
    "W": "10001 10001 10101 11011 10001", "X": "101 101 010 101 101", "Y": "101 101 010 010 010",
    "Z": "111 001 010 100 111", "0": "111 101 101 101 111", "1": "010 110 010 010 111", "2": "111 001 111 100 111",
    "3": "111 001 111 001 111", "4": "101 101 111 001 001", "5": "111 100 111 001 111", "6": "111 100 111 101 111",
    "7": "111 001 001 001 001", "8": "111 101 111 101 111", "9": "111 101 111 001 111", ":": "0 1 0 1 0",
    "-": "00 00 11 00 00", ".": "0 0 0 0 1", "!": "1 1 1 0 1", " ": "00 00 00 00 00",
}  # fmt: skip
"""Rows of a letter from the top; 1 is ink."""

ROWS: Final = 5
QUIET: Final = 2
"""Light modules round a QR code; cameras take two as well as the norm's four."""


def dots(text: str) -> tuple[str, ...]:
    """Five rows of 0 and 1, a column between letters. Letters that the font lacks are left out."""
    letters = [_FONT[char].split() for char in text.upper() if char in _FONT]
    return tuple("0".join(letter[row] for letter in letters) for row in range(ROWS))


def block_text(text: str, scale: int) -> tuple[str, ...]:
    """The text in blocks. scale 0: three rows of half blocks; from 1 on: 5 · scale rows, each dot 2 · scale columns wide."""
    rows = dots(text)
    if scale == 0:
        return halves(rows)
    wide = ["".join(("█" if dot == "1" else " ") * (2 * scale) for dot in row) for row in rows]
    return tuple(row for row in wide for _ in range(scale))


def largest(text: str, width: int, height: int, most: int = 4, spare: str = "") -> tuple[str, ...]:
    """The text in the largest blocks that fit into so many columns and rows; as plain text where none do.

    spare: further letters that must fit too, so that a clock keeps its size when it gets its mark.
    """
    for scale in range(most, -1, -1):
        rows = block_text(text + spare, scale)
        if rows and len(rows) <= height and max(map(len, rows)) <= width:
            return block_text(text, scale)
    return (text[:width],)


def halves(rows: tuple[str, ...]) -> tuple[str, ...]:
    """Two rows of dots in one row of characters."""
    if len(rows) % 2:
        rows = (*rows, "0" * len(rows[0]))
    signs = {"00": " ", "10": "▀", "01": "▄", "11": "█"}
    return tuple(
        "".join(signs[above + below] for above, below in zip(rows[at], rows[at + 1], strict=True))
        for at in range(0, len(rows), 2)
    )


def qr_code(text: str, width: int, height: int) -> tuple[str, ...]:
    """A QR code, ink where the light modules are: to be drawn light on dark (tone ``qr``).

    In half blocks, or twice as large where it then fits into so many columns and rows.
    """
    import segno  # noqa: PLC0415 - only a lobby needs it

    code = segno.make(text, error="m", micro=False)
    rows = tuple("".join("0" if dark else "1" for dark in row) for row in code.matrix_iter(border=QUIET))
    if 2 * len(rows[0]) <= width and len(rows) <= height:
        return tuple("".join("██" if dot == "1" else "  " for dot in row) for row in rows)
    return halves(rows)
