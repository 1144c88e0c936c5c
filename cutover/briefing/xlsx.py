"""Briefings as a workbook: one sheet per section, every row, native charts, no formula and no link."""

import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cutover.briefing.model import Cell, Chart, Document, Facts, KeyFigures, Section, Table, Text, flat
from cutover.briefing.native import LINES, STATUS, bar_colours, drawn, serial, time_format
from cutover.palette import LIGHT, SHAPES, status_word

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FONT = "Arial"
FORMS = {
    "text": "@", "count": "#,##0", "number": "#,##0.##", "percent": "0.0%", "minutes": '#,##0" min"',
    "instant": "ddd d mmm yyyy hh:mm", "date": "ddd d mmm yyyy",
}  # fmt: skip
WIDTHS = (12, 44)
PAPERS = {"letter": 1, "a4": 9}
CHART_ROWS = 18
DATA = "Chart values"


class Sheets:
    """A workbook that is being written: its formats, and where the values of charts go."""

    def __init__(self, buffer: io.BytesIO, document: Document, paper: int) -> None:
        self.book = xlsxwriter.Workbook(buffer, OPTIONS)
        self.document, self.paper = document, paper
        self.formats: dict[tuple, Format] = {}
        self.values: list[tuple[str, list]] = []
        self.book.set_properties({"title": document.title, "author": "Cutover", "created": document.as_of})

    def format(self, **properties: object) -> Format:
        """Return a format with these properties, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "top"} | properties)
        return self.formats[key]

    def sheet(self, name: str) -> Worksheet:
        """Return a new sheet that prints on pages as wide as the paper."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(self.paper)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.6, 0.6, 0.7, 0.7)
        sheet.set_footer(
            f"&L{self.document.name}, as of {self.document.as_of:%Y-%m-%d %H:%M} {self.document.zone}&RPage &P of &N"
        )
        sheet.set_column(0, 9, 18)
        return sheet

    def title(self, sheet: Worksheet, line: int, text: str, size: int = 12) -> int:
        """Write a heading and return the line below it."""
        sheet.write_string(line, 0, text, self.format(bold=True, font_size=size, font_color=LIGHT["ink"]))
        return line + 1


def to_xlsx(document: Document, *, paper: str = "letter") -> bytes:
    """Return a document as XLSX for letter or a4; the same document gives the same bytes."""
    buffer = io.BytesIO()
    sheets = Sheets(buffer, document, PAPERS[paper])
    _summary(sheets)
    for section in document.sections:
        _section(sheets, section)
    if sheets.values:
        _values(sheets)
    sheets.book.close()
    return buffer.getvalue()


def _summary(sheets: Sheets) -> None:
    document, told = sheets.document, sheets.document.headline
    sheet = sheets.sheet("Summary")
    ink = STATUS[told.health][2]
    lines = [
        (document.name, {"bold": True, "font_color": LIGHT["muted"]}),
        (document.programme, {"bold": True, "font_size": 18}),
        (
            f"{document.subject}, as of {document.as_of:%a %d %b %Y, %H:%M}, {document.zone}".lstrip(", "),
            {"font_color": LIGHT["muted"]},
        ),
        (f"{SHAPES[told.health]} {told.word}", {"bold": True, "font_color": ink}),
        *([(told.verdict, {"bold": True, "font_size": 36, "font_color": ink})] if told.verdict else []),
        (told.sentence, {"bold": True, "font_size": 16}),
    ]
    for line, (text, properties) in enumerate(lines):
        sheet.write_string(line, 0, text, sheets.format(**properties))
    wrapped = sheets.format(text_wrap=True)
    sheet.merge_range(len(lines), 0, len(lines), 5, "", wrapped)
    sheet.write_string(len(lines), 0, told.detail, wrapped)
    sheet.set_row(len(lines), 60)
    _figures(sheets, sheet, document.figures, len(lines) + 2)


def _section(sheets: Sheets, section: Section) -> None:
    sheet = sheets.sheet(section.title)
    line = sheets.title(sheet, 0, section.title, 16) + 1
    for block in flat(section.blocks):
        if isinstance(block, Text):
            said = f"{SHAPES[block.health]} {status_word(block.health)}  {block.text}" if block.health else block.text
            wrapped = sheets.format(text_wrap=True)
            sheet.merge_range(line, 0, line, 7, "", wrapped)
            sheet.write_string(line, 0, said, wrapped)
            sheet.set_row(line, 44)
            line += 1
        elif isinstance(block, KeyFigures):
            line = _figures(sheets, sheet, block, line)
        elif isinstance(block, Facts):
            line = _facts(sheets, sheet, block, line)
        elif isinstance(block, Table):
            line = _table(sheets, sheet, block, line)
        else:
            line = _chart(sheets, sheet, block, line)
        line += 1


def _figures(sheets: Sheets, sheet: Worksheet, figures: KeyFigures, line: int) -> int:
    styles = (
        {"font_color": LIGHT["muted"]},
        {"bold": True, "font_size": 16},
        {"font_color": LIGHT["muted"], "font_size": 9},
    )
    for place, item in enumerate(figures.items):
        for down, (text, style) in enumerate(zip((item.label, item.value, item.change), styles, strict=True)):
            sheet.write_string(line + down, place, text, sheets.format(**style))
    return line + 3


def _facts(sheets: Sheets, sheet: Worksheet, facts: Facts, line: int) -> int:
    line = sheets.title(sheet, line, facts.title)
    for label, cell in facts.items:
        sheet.write_string(line, 0, label, sheets.format(font_color=LIGHT["muted"]))
        _cell(sheets, sheet, (line, 1), cell)
        line += 1
    return line


def _table(sheets: Sheets, sheet: Worksheet, table: Table, line: int) -> int:
    line = sheets.title(sheet, line, table.title) if table.title else line
    if not table.rows:
        sheet.write_string(line, 0, table.empty, sheets.format(font_color=LIGHT["muted"]))
        return line + 1
    head = sheets.format(bold=True, bottom=1, font_color=LIGHT["muted"])
    for place, column in enumerate(table.columns):
        sheet.write_string(line, place, column.title, head)
    for row in table.rows:
        line += 1
        for place, cell in enumerate(row):
            _cell(sheets, sheet, (line, place), cell)
    return line + 1


def _cell(sheets: Sheets, sheet: Worksheet, place: tuple[int, int], cell: Cell) -> None:
    """Write a value with its type and the format of its kind; text is never a formula or a link."""
    if cell.value is None or cell.form == "text" or cell.health:
        shape = f"{SHAPES[cell.health]} " if cell.health else ""
        colour = STATUS[cell.health][2] if cell.health else LIGHT["ink"]
        style = sheets.format(text_wrap=True, font_color=colour, bold=cell.health is not None)
        sheet.write_string(*place, shape + cell.text, style)
        return
    style = sheets.format(num_format=FORMS[cell.form], align="left" if cell.form in ("instant", "date") else "right")
    write = sheet.write_datetime if cell.form in ("instant", "date") else sheet.write_number
    write(*place, cell.value, style)


def _chart(sheets: Sheets, sheet: Worksheet, chart: Chart, line: int) -> int:
    """Draw a chart beside nothing: its values stand on a sheet of their own."""
    if chart.is_empty:
        line = sheets.title(sheet, line, chart.title)
        sheet.write_string(line, 0, chart.empty, sheets.format(font_color=LIGHT["muted"]))
        return line + 1
    is_bars = chart.kind == "bars"
    made = sheets.book.add_chart({"type": "bar"} if is_bars else {"type": "scatter", "subtype": "straight"})
    for series in drawn(chart):
        place = len(sheets.values) * 2
        sheets.values.append((f"{chart.title} {series.name}", list(series.points)))
        ends = (len(series.points) + 1, DATA)
        options = {
            "name": series.name,
            "categories": [ends[1], 2, place, ends[0], place],
            "values": [ends[1], 2, place + 1, ends[0], place + 1],
        }
        made.add_series(options | (_bar_style(series) if is_bars else _line_style(series.role)))
    _axes(made, chart)
    made.set_title({"name": chart.title, "name_font": {"name": FONT, "size": 12, "color": LIGHT["ink"]}})
    made.set_size({"width": 900, "height": CHART_ROWS * 20 - 10})
    sheet.insert_chart(line, 0, made, {"description": chart.alt})
    return line + CHART_ROWS


def _line_style(role: str) -> dict:
    colour, width, dash = LINES[role]
    return {"line": {"color": colour, "width": width, "dash_type": dash}, "marker": {"type": "none"}}


def _bar_style(series: object) -> dict:
    fills = [{"fill": {"color": colour}} for colour in bar_colours(series)]
    return {"points": fills, "gap": 60, "data_labels": {"value": True, "num_format": '0" %"'}}


def _axes(made: object, chart: Chart) -> None:
    font = {"name": FONT, "size": 9, "color": LIGHT["muted"]}
    plain = {
        "num_font": font,
        "name_font": font | {"bold": False},
        "major_gridlines": {"visible": False},
        "major_tick_mark": "none",
    }
    if chart.kind == "bars":
        made.set_x_axis(plain | {"name": chart.x.title, "min": 0, "max": 100})
        made.set_y_axis(plain | {"reverse": True})
        made.set_legend({"none": True})
        return
    xs = [serial(x) for series in drawn(chart) for x, _ in series.points]
    made.set_x_axis(plain | {"name": chart.x.title, "num_format": time_format(chart), "min": min(xs), "max": max(xs)})
    low, high = chart.y.bounds
    bounds = {name: value for name, value in (("min", low), ("max", high)) if value is not None}
    grid = {"major_gridlines": {"visible": True, "line": {"color": LIGHT["grid"], "width": 0.75}}}
    made.set_y_axis(plain | grid | bounds | {"name": chart.y.title})
    made.set_legend({"position": "bottom", "font": font})


def _values(sheets: Sheets) -> None:
    """Write the values that the charts draw, a pair of columns for each series."""
    sheet = sheets.sheet(DATA)
    sheets.title(sheet, 0, "Values that the charts draw")
    for number, (name, points) in enumerate(sheets.values):
        place = number * 2
        sheet.write_string(1, place, name, sheets.format(bold=True, text_wrap=True))
        for line, (x, y) in enumerate(points, 2):
            if isinstance(x, str):
                sheet.write_string(line, place, x)
            else:
                sheet.write_datetime(line, place, x, sheets.format(num_format="yyyy-mm-dd hh:mm"))
            sheet.write_number(line, place + 1, y)
