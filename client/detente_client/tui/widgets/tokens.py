"""Three tokens on a board: rows are labs, columns are what a nation can do; arrows move, space puts and takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from detente_client.tui.lines import Span, line
from detente_client.tui.paint import paint
from detente_client.tui.text import shorten
from detente_rules.decisions import Token

MOST: Final = 3

Action = Literal["inspect", "watch", "subsidise", "protect", "sanction"]
ACTIONS: Final[tuple[Action, ...]] = ("inspect", "watch", "subsidise", "sanction")
WORDS: Final[dict[Action, str]] = {
    "inspect": "send inspectors: finds a breach at home or under a treaty",
    "watch": "look from outside: a better estimate, and no permission needed",
    "subsidise": "money for a lab at home",
    "sanction": "close a part of your market to it",
    "protect": "protect whistle-blowers: breaches come out by themselves",
}
_NAME_WIDTH: Final = 20
_CELL: Final = 11


@dataclass(frozen=True)
class BoardRow:
    """A lab (or, with the id "", the row of those without target). actions: those that are allowed there."""

    lab: str
    name: str
    actions: tuple[Action, ...]


class TokenBoard(Widget, can_focus=True):
    """Several tokens may lie on one field: each adds."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("space,enter,plus", "put", "Put a token", show=False),
        Binding("backspace,delete,minus", "take", "Take a token", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Other tokens."""

        tokens: tuple[Token, ...]

    def __init__(self, rows: Sequence[BoardRow], tokens: Sequence[Token], **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.rows = tuple(rows)
        self.tokens = tuple(tokens)
        self._at = (0, 0)

    def put_tokens(self, tokens: Sequence[Token]) -> None:
        """Set the tokens from outside; tells nobody."""
        self.tokens = tuple(tokens)
        self.refresh()

    def _action(self) -> tuple[str, Action] | None:
        row = self.rows[self._at[0]]
        action: Action = "protect" if not row.lab else ACTIONS[self._at[1]]
        return (row.lab, action) if action in row.actions else None

    def _count(self, lab: str, action: Action) -> int:
        return sum(1 for token in self.tokens if token.action == action and (token.target or "") == lab)

    def action_move(self, down: int, right: int) -> None:
        """The cursor; past the last row, the next question."""
        row, column = self._at[0] + down, self._at[1] + right
        if not 0 <= row < len(self.rows):
            if down > 0:
                self.screen.focus_next()
            else:
                self.screen.focus_previous()
            return
        self._at = (row, min(max(column, 0), len(ACTIONS) - 1))
        self.refresh()

    def action_put(self) -> None:
        """A token on this field; on a full hand, all tokens of the field go back."""
        spot = self._action()
        if spot is None:
            self.app.notify("Not possible here: money goes to labs at home only.", markup=False)
            return
        lab, action = spot
        if len(self.tokens) < MOST:
            self._set((*self.tokens, Token(action, lab or None)))
        elif self._count(lab, action):
            self._set(tuple(t for t in self.tokens if (t.action, t.target or "") != (action, lab)))
        else:
            self.app.notify(
                "All three tokens are used: backspace on one of them takes it back.", markup=False
            )

    def action_take(self) -> None:
        """One token back from this field."""
        spot = self._action()
        token = Token(spot[1], spot[0] or None) if spot is not None else None
        if token in self.tokens:
            left = list(self.tokens)
            left.remove(token)
            self._set(tuple(left))

    def _set(self, tokens: tuple[Token, ...]) -> None:
        self.tokens = tokens
        self.refresh()
        self.post_message(self.Changed(tokens))

    def on_click(self, event: events.Click) -> None:
        """Put a token where one clicks."""
        row = event.y - 2
        if 0 <= row < len(self.rows):
            column = (event.x - _NAME_WIDTH) // self._cell_width
            self._at = (row, min(max(column, 0), len(ACTIONS) - 1))
            self.action_put()

    @property
    def _cell_width(self) -> int:
        """Columns of a cell, fewer on a phone."""
        wide = self.size.width >= _NAME_WIDTH + _CELL * len(ACTIONS)
        return _CELL if wide else max(len(action) for action in ACTIONS) + 1

    def get_content_height(self, *_: object) -> int:
        return len(self.rows) + 3

    def render(self) -> Content:
        focus, cell = self.has_focus, self._cell_width
        used = f"{len(self.tokens)} of {MOST} used"
        out = [
            paint(
                line(
                    (("▶ " if focus else "  ") + "2 Where do your three tokens go?  ", "title"),
                    (used, "strong"),
                )
            )
        ]
        out.append(
            paint(line((" " * _NAME_WIDTH + "".join(action.ljust(cell) for action in ACTIONS), "dim")))
        )
        for place, row in enumerate(self.rows):
            spans: list[str | Span] = [f"   {shorten(row.name, _NAME_WIDTH - 4)}".ljust(_NAME_WIDTH)]
            content = [paint(line(*spans))]
            actions: tuple[Action, ...] = ACTIONS if row.lab else ("protect",)
            for column, action in enumerate(actions):
                count = self._count(row.lab, action)
                here = focus and place == self._at[0] and (column == self._at[1] or not row.lab)
                content.append(self._cell(action, count, allowed=action in row.actions, here=here))
            out.append(Content("").join(content))
        spot = self._action()
        words = f"   {WORDS[spot[1]]} (space puts, backspace takes)" if spot and focus else ""
        out.append(paint(line((words, "dim"))))
        return Content("\n").join(out)

    def _cell(self, action: Action, count: int, *, allowed: bool, here: bool) -> Content:
        if not allowed:
            text = paint(line((" ·", "dim")))
        else:
            text = paint(line((f"[{'●' * count or ' '}]", "mine" if count else "plain")))
        if action == "protect":
            text = text + paint(line((" protect them", "plain")))
        if here:
            text = text.stylize("reverse")
        return text + " " * max(1, self._cell_width - text.cell_length)
