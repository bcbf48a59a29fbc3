"""The leader's form: floor and cost within the bounds of the clause."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from detente_client.tui.lines import line
from detente_client.tui.paint import paint
from detente_client.tui.powers import Bounds
from detente_client.tui.widgets.slider import Slider
from detente_rules.commands.treaty import SetStandard


class Standards(ModalScreen[SetStandard | None]):
    """Closes with the command, or without."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f10,s", "put_in", "Set it", priority=True),
        Binding("escape", "give_up", "Cancel"),
    ]

    def __init__(self, treaty: str, title: str, bounds: Bounds) -> None:
        super().__init__()
        self._treaty = treaty
        self._title = title
        self._bounds = bounds
        self._floor: float | None = None
        self._cost: float | None = None

    def compose(self) -> ComposeResult:
        with Vertical(classes="card"):
            yield Static(f"The standard of “{self._title}”", classes="heading", markup=False)
            floor, cost = self._bounds.floor, self._bounds.cost
            if floor is not None:
                now = self._bounds.floor_now if self._bounds.floor_now is not None else floor[0]
                words = f"safety share asked of all ({floor[0]:.0%} to {floor[1]:.0%})"
                yield Slider("floor", value=now, low=floor[0], high=floor[1], words=words, id="floor")
            if cost is not None:
                now = self._bounds.cost_now if self._bounds.cost_now is not None else cost[0]
                words = f"G$ per half-year of each lab ({cost[0]:g} to {cost[1]:g})"
                yield Slider(
                    "cost",
                    value=now,
                    low=cost[0],
                    high=cost[1],
                    step=0.1,
                    unit="money",
                    words=words,
                    id="cost",
                )
            keys = line(
                ("s or F10", "key"), " set it   ", ("Esc", "key"), " cancel   ", ("← →", "key"), " less, more"
            )
            yield Static(paint(keys), classes="card-keys")

    @on(Slider.Changed)
    def _moved(self, event: Slider.Changed) -> None:
        if event.id == "floor":
            self._floor = event.value
        else:
            self._cost = event.value

    def action_put_in(self) -> None:
        """Close with what was changed; nothing changed is nothing set."""
        if self._floor is None and self._cost is None:
            self.dismiss(None)
        else:
            self.dismiss(SetStandard(self._treaty, self._floor, self._cost))

    def action_give_up(self) -> None:
        """Close without."""
        self.dismiss(None)
