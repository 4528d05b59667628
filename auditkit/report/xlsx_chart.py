"""Charts of a sheet's own cells, of the kinds that Excel 2007, WPS and LibreOffice all draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any, Final

from openpyxl.chart import BarChart
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import AxDataSource, NumDataSource, NumRef, StrRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import Series, SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter, quote_sheetname

from auditkit.report.sheets.shape import Block, Chart

WIDTH: Final = 20.0
"""How wide a chart is, in centimetres."""
_HEIGHT: Final = 9.0
_BAR: Final = 1.05  # what a bar across takes, its name in two lines beside it
_FRAME: Final = 3.0  # title, axis and legend
_MARKS: Final = 5
_TEXT: Final = 900  # hundredths of a point
_TITLE: Final = 1200
_BAR_GAP: Final = 40  # per cent of a bar
_THIN: Final = 12_700  # a point


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cells of a block stand: the sheet, the row of its header, its first and last."""

    sheet: str
    header: int
    first: int
    last: int

    def cells(self, column: int, first: int, last: int) -> str:
        """Return a range of one column, counted from 0, as a chart names it."""
        letter = get_column_letter(column + 1)
        reach = f"${letter}${first}" + (f":${letter}${last}" if last > first else "")
        return f"{quote_sheetname(self.sheet)}!{reach}"

    def series(self, column: int, number: int) -> Series:
        """Return a column as a series, named by its header, over the first column."""
        header = SeriesLabel(strRef=StrRef(f=self.cells(column, self.header, self.header)))
        values = NumDataSource(numRef=NumRef(f=self.cells(column, self.first, self.last)))
        series = Series(idx=number, order=number, val=values, tx=header)
        series.cat = AxDataSource(strRef=StrRef(f=self.cells(0, self.first, self.last)))
        return series


def height_of(chart: Chart, rows: int) -> float:
    """Return how high a chart of so many rows is, in centimetres."""
    return _FRAME + _BAR * rows if chart.kind == "ranked" else _HEIGHT


def drawn(chart: Chart, block: Block, place: Place, colours: Mapping[str, str]) -> Any:  # noqa: ANN401 openpyxl's chart
    """Return the chart of a block whose cells stand at ``place``."""
    made = _bars(chart)
    for key, name in zip(chart.columns, chart.colours, strict=True):
        series = place.series(block.columns.index(key), len(made.ser))
        series.spPr = GraphicalProperties(solidFill=colours[name])
        made.ser.append(series)
    if chart.bounds:
        down, up = (block.columns.index(key) for key in chart.bounds)
        made.ser[0].errBars = _whiskers(place, down, up, colours["whisker"])
    made.title = chart.title
    made.title.overlay = False
    made.title.tx.rich.paragraphs[0].pPr.defRPr = CharacterProperties(sz=_TITLE, b=True)
    made.width, made.height = WIDTH, height_of(chart, place.last - place.header)
    made.roundedCorners = False
    made.graphical_properties = GraphicalProperties(ln=LineProperties(solidFill=colours["frame"]))
    made.legend = None if len(chart.columns) == 1 else Legend(legendPos="b")
    _axes(made, chart, colours)
    return made


def _bars(chart: Chart) -> Any:  # noqa: ANN401 openpyxl's chart
    made = BarChart()
    made.type = "bar" if chart.kind == "ranked" else "col"
    made.grouping, made.overlap, made.gapWidth = "stacked", 100, _BAR_GAP
    made.x_axis.axPos, made.y_axis.axPos = ("l", "b") if chart.kind == "ranked" else ("b", "l")
    if chart.kind == "ranked":  # the first row on top, the numbers below all
        made.x_axis.scaling.orientation = "maxMin"
        made.y_axis.crosses = "max"
        made.x_axis.tickLblSkip = 1  # every rule is named, however little room there is
    return made


def _whiskers(place: Place, down: int, up: int, colour: str) -> ErrorBars:
    def reach(column: int) -> NumDataSource:
        return NumDataSource(numRef=NumRef(f=place.cells(column, place.first, place.last)))

    line = GraphicalProperties(ln=LineProperties(solidFill=colour, w=_THIN))
    bars = ErrorBars(
        errDir=None, errBarType="both", errValType="cust", noEndCap=False,
        plus=reach(up), minus=reach(down), spPr=line,
    )  # fmt: skip
    # the library writes the two the other way round, which the schema and hence Excel refuse;
    # it sets the order of a series in the same way
    order = ("errDir", "errBarType", "errValType", "noEndCap", "plus", "minus", "val", "spPr")
    bars.__elements__ = order  # type: ignore[misc]
    return bars


def _axes(made: Any, chart: Chart, colours: Mapping[str, str]) -> None:  # noqa: ANN401 openpyxl's chart
    for axis, title in ((made.x_axis, ""), (made.y_axis, chart.measure)):
        axis.delete = False  # the library leaves it open, and Excel then hides the axis
        axis.txPr = _small()
        axis.spPr = GraphicalProperties(ln=LineProperties(solidFill=colours["frame"]))
        axis.majorTickMark = "none"
        if title:
            axis.title = title
            axis.title.overlay = False
            axis.title.tx.rich.paragraphs[0].pPr.defRPr = CharacterProperties(sz=_TEXT, b=False)
    made.x_axis.tickLblPos = "low"
    made.y_axis.scaling.min = 0
    if chart.top:
        step = steps_of(chart.top, whole=not chart.bounds)
        made.y_axis.majorUnit = step
        made.y_axis.scaling.max = ceil(chart.top / step) * step
    made.y_axis.number_format = "General"
    grid = GraphicalProperties(ln=LineProperties(solidFill=colours["grid"]))
    made.y_axis.majorGridlines = ChartLines(spPr=grid)


def steps_of(top: float, *, whole: bool) -> float:
    """Return how far apart the marks of an axis stand: about five, at whole numbers for counts.

    >>> steps_of(29.3, whole=False), steps_of(350, whole=True), steps_of(2, whole=True)
    (10.0, 100.0, 1)
    """
    size: float = 10.0 ** floor(log10(top / _MARKS))
    step = next(size * each for each in (1, 2, 5, 10) if size * each * _MARKS >= top)
    return max(1, step) if whole else step


def _small() -> RichText:
    plain = ParagraphProperties(defRPr=CharacterProperties(sz=_TEXT))
    paragraph = Paragraph(pPr=plain, endParaRPr=CharacterProperties(sz=_TEXT))
    paragraph.r = []  # the library puts an empty run here, where only properties belong
    return RichText(p=[paragraph])
