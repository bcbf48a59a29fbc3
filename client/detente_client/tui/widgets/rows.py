"""A list of lines with a cursor, kept in place while what it shows changes under it."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


class Rows(OptionList):
    """An ``OptionList`` that is handed all its rows at once and redraws only what differs."""

    def set_rows(self, rows: Sequence[tuple[str, Content]]) -> None:
        """Show these rows (id, text). The cursor stays on the row with the id it was on; ids with a leading ``-`` are
        headings, which the cursor passes over.
        """
        ids = [self.get_option_at_index(place).id for place in range(self.option_count)]
        if ids == [row for row, _ in rows]:
            for place, (_, text) in enumerate(rows):
                if self.get_option_at_index(place).prompt != text:
                    self.replace_option_prompt_at_index(place, text)
            return
        chosen = self.chosen
        self.clear_options()
        self.add_options([Option(text, id=row, disabled=row.startswith("-")) for row, text in rows])
        open_rows = [place for place, (row, _) in enumerate(rows) if not row.startswith("-")]
        if open_rows:
            there = next((place for place, (row, _) in enumerate(rows) if row == chosen), open_rows[0])
            self.highlighted = there

    @property
    def chosen(self) -> str | None:
        """The id of the row under the cursor."""
        return None if self.highlighted is None else self.get_option_at_index(self.highlighted).id

    def choose(self, row: str) -> None:
        """Put the cursor on a row, where there is one of that id."""
        for place in range(self.option_count):
            if self.get_option_at_index(place).id == row:
                self.highlighted = place
                return
