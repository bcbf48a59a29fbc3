"""Plots of figures over the rounds. Every line also carries a letter, so colour is never the only sign."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static
from textual_plot import HiResMode, PlotWidget

from detente_client.tui.figures import Chart, Series
from detente_client.tui.lines import Span, line
from detente_client.tui.paint import paint

_COLOURS = ("bright_white", "cyan", "yellow", "magenta", "green", "red", "blue", "bright_cyan")


def letters(series: tuple[Series, ...]) -> tuple[str, ...]:
    """A sign a series: the first letter of its name that is still free, else a figure."""
    taken: list[str] = []
    for place, item in enumerate(series):
        free = [
            char.upper()
            for char in item.name
            if char.isascii() and char.isalpha() and char.upper() not in taken
        ]
        taken.append(free[0] if free else str(place % 10))
    return tuple(taken)


class ChartView(Vertical):
    """A title with the signs, and the plot."""

    def __init__(self, chart_id: str) -> None:
        super().__init__(id=f"chart-{chart_id}", classes="chart")
        self._chart: Chart | None = None

    def compose(self) -> ComposeResult:
        yield Static("", classes="chart-title")
        yield PlotWidget(allow_pan_and_zoom=False)

    def show(self, chart: Chart, last_round: int) -> None:
        """Draw, where something has changed."""
        if chart == self._chart:
            return
        self._chart = chart
        signs = letters(chart.series)
        spans: list[str | Span] = [(f"{chart.title}, {chart.unit}  ", "title")]
        if len(chart.series) > 1:
            for sign, item in zip(signs, chart.series, strict=True):
                spans.append(
                    (f"{sign} {item.name}{' (you)' if item.mine else ''}  ", "mine" if item.mine else "dim")
                )
        self.query_one(".chart-title", Static).update(paint(line(*spans)))
        plot = self.query_one(PlotWidget)
        plot.clear()
        plot.set_xlimits(0.5, max(last_round, 2) + 0.5)
        plot.set_xticks([float(n) for n in range(1, last_round + 1)])
        for place, (sign, item) in enumerate(zip(signs, chart.series, strict=True)):
            colour = _COLOURS[place % len(_COLOURS)]
            if len(item.rounds) > 1:
                plot.plot(item.rounds, item.values, line_style=colour, hires_mode=HiResMode.BRAILLE)
            if item.rounds:
                plot.scatter(
                    item.rounds,
                    item.values,
                    marker=sign if len(signs) > 1 else "●",
                    marker_style=f"bold {colour}",
                )
