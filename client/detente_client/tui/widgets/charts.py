"""Plots of figures over the rounds, as large as there is room."""

from textual.content import Content
from textual.widget import Widget

from detente_client.tui.chart import draw_chart
from detente_client.tui.figures import Chart
from detente_client.tui.paint import paint_all


class ChartView(Widget):
    """One plot."""

    def __init__(self, chart_id: str) -> None:
        super().__init__(id=f"chart-{chart_id}", classes="chart")
        self._chart: tuple[Chart, int] | None = None

    def show(self, chart: Chart, rounds: int) -> None:
        """Draw, where something has changed. rounds: of the whole game."""
        if (chart, rounds) != self._chart:
            self._chart = (chart, rounds)
            self.refresh()

    def render(self) -> Content:
        if self._chart is None:
            return Content("")
        return paint_all(draw_chart(*self._chart, self.size.width, self.size.height))
