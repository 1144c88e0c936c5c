"""Briefings as PowerPoint: one slide per answer, charts and tables that can be edited, the method in the notes."""

import io
from collections.abc import Iterator

from lxml import etree
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide
from pptx.util import Emu, Inches, Pt

from cutover.briefing.model import Cell, Chart, Column, Document, Facts, KeyFigures, Section, Series, Table, Text, flat
from cutover.briefing.native import LINES, bar_colours, drawn, inert, serial, time_format
from cutover.palette import HEALTHS, LIGHT, SHAPES, status_word
from cutover.wording import shortened

WIDTH, HEIGHT, LEFT = Inches(13.333), Inches(7.5), Inches(0.75)
ACROSS = WIDTH - 2 * LEFT
TOP, BOTTOM = Inches(1.35), Inches(6.8)
FONT = "Arial"
MOST_TITLE, MOST_LEAD = 120, 360
"""Letters that the boxes of a title and of what is said first can hold."""
LETTER, LINE = 0.098, 0.2
"""Inches that a letter is about wide, and a line of a table high."""
DASHES = {"solid": MSO_LINE.SOLID, "dash": MSO_LINE.DASH, "round_dot": MSO_LINE.ROUND_DOT}
INKS = {health: ink for health, (_, _, ink) in zip(HEALTHS, LIGHT["status"], strict=True)}
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
SLOTS = {"dk1": "ink", "lt1": "paper", "dk2": "muted", "lt2": "grid"}


def to_pptx(document: Document) -> bytes:
    """Return a document as a 16:9 presentation."""
    deck = Presentation()
    _prepare(deck, document)
    _first(deck, document)
    for section in document.sections:
        _tell(deck, document, section)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _tell(deck: Presentation, document: Document, section: Section) -> None:
    """Add the slides of a section: one for each block, with what is said before it; what is empty shares one."""
    lead: list[Text | KeyFigures] = []
    quiet: list[tuple[str, str]] = []
    for block in flat(section.blocks):
        if isinstance(block, Text | KeyFigures):
            lead.append(block)
        elif (isinstance(block, Table) and not block.rows) or (isinstance(block, Chart) and block.is_empty):
            quiet.append((block.title, block.empty))
        elif not (isinstance(block, Table) and block.is_dense):  # the notes hold what is for reference
            for part in _pages(block):
                slide = _slide(deck, document, section.title, part.title or section.title)
                _place(slide, part, _lead(slide, lead))
                lead = []
    if quiet or lead:
        slide = _slide(deck, document, section.title, section.title if lead or len(quiet) > 1 else quiet[0][0])
        said = [f"{title} {empty}".strip() for title, empty in quiet] if lead or len(quiet) > 1 else [quiet[0][1]]
        _paragraphs(slide, [(line, 14, LIGHT["muted"], False) for line in said], _lead(slide, lead), Inches(4))


def _lead(slide: Slide, lead: list[Text | KeyFigures]) -> int:
    """Place what is said before a block and return where that begins."""
    top = TOP
    for said in lead:
        if isinstance(said, KeyFigures):
            _figures(slide, said, top)
            top += Inches(1.15)
        else:
            shape = f"{SHAPES[said.health]} {status_word(said.health)}  " if said.health else ""
            _paragraphs(slide, [(shape + shortened(said.text, MOST_LEAD), 12, LIGHT["ink"], False)], top, Inches(0.62))
            top += Inches(0.72)
    return top


def _prepare(deck: Presentation, document: Document) -> None:
    """Set size, properties, colours and fonts; keep the one layout that has a title and nothing else."""
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    told = deck.core_properties
    told.title, told.author, told.language = document.title, "Cutover", "en-US"
    told.created = told.modified = document.as_of
    told.last_modified_by, told.revision = "Cutover", 1
    kept = next(layout for layout in deck.slide_layouts if layout.name == "Title Only")
    for layout in list(deck.slide_layouts):
        if layout is not kept:
            deck.slide_layouts.remove(layout)
    for holder in (deck.slide_master, kept):
        for shape in list(holder.placeholders):
            if shape.placeholder_format.type is not None and shape.placeholder_format.idx == 0:
                shape.left, shape.top, shape.width, shape.height = LEFT, Inches(0.58), ACROSS, Inches(0.62)
            else:
                shape.element.getparent().remove(shape.element)
    _recolour(deck)


def _recolour(deck: Presentation) -> None:
    """Put the colours and the font of the house into the theme."""
    theme = next(rel.target_part for rel in deck.slide_master.part.rels.values() if rel.reltype.endswith("/theme"))
    tree = etree.fromstring(theme.blob)
    names = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}
    colours = {slot: LIGHT[name] for slot, name in SLOTS.items()}
    colours |= {f"accent{n}": LIGHT["series"][n - 1] for n in range(1, 7)}
    for slot, colour in colours.items():
        holder = tree.find(f".//a:clrScheme/a:{slot}", names)
        for child in list(holder):
            holder.remove(child)
        etree.SubElement(holder, f"{{{names['a']}}}srgbClr", val=colour[1:])
    for latin in tree.findall(".//a:fontScheme//a:latin", names):
        latin.set("typeface", FONT)
    tree.set("name", "Cutover")
    theme._blob = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)  # no public setter


def _first(deck: Presentation, document: Document) -> None:
    """Add the slide of the answer."""
    told = document.headline
    slide = _slide(deck, document, document.name, document.programme)
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, LEFT, Inches(1.95), Inches(0.09), Inches(3.05))
    bar.fill.solid()
    bar.fill.fore_color.rgb = _rgb(INKS[told.health])
    bar.line.fill.background()
    _describe(bar, "")
    ink = INKS[told.health]
    lines = [(f"{SHAPES[told.health]} {told.word}", 16, ink, True)]
    lines += [(told.verdict, 60, ink, True)] if told.verdict else []
    lines += [(told.sentence, 24 if told.verdict else 34, LIGHT["ink"], True), (told.detail, 13, LIGHT["ink"], False)]
    _paragraphs(slide, lines, Inches(1.85), Inches(3.3), left=LEFT + Inches(0.3))
    at = document.as_of
    said = f"{document.subject + ' · ' if document.subject else ''}As of {at:%a} {at.day} {at:%b %Y, %H:%M}, {document.zone}"
    _paragraphs(slide, [(shortened(said, MOST_TITLE), 13, LIGHT["muted"], False)], Inches(1.25), Inches(0.35))
    _figures(slide, document.figures, Inches(5.4))


def _slide(deck: Presentation, document: Document, section: str, title: str) -> Slide:
    """Add a slide with its title below the name of the section, the foot, and the method in its notes."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    frame = slide.shapes.title.text_frame
    title = shortened(title, MOST_TITLE)
    frame.text, frame.word_wrap = title, True
    frame.vertical_anchor, frame.margin_left = MSO_ANCHOR.TOP, 0
    frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    _style(frame.paragraphs[0], 26 if len(title) <= 60 else 20, LIGHT["ink"], is_bold=True)
    _paragraphs(slide, [(section, 12, LIGHT["muted"], True)], Inches(0.32), Inches(0.25))
    foot = f"{document.name} · as of {document.as_of:%Y-%m-%d %H:%M} {document.zone} · {len(deck.slides)}"
    _paragraphs(slide, [(foot, 9, LIGHT["muted"], False)], Inches(6.98), Inches(0.3))
    slide.notes_slide.notes_text_frame.text = _method(document)
    return slide


def _method(document: Document) -> str:
    """Return what the notes of every slide say: what was known, and every report that was asked."""
    blocks = document.sections[-1].blocks
    facts = [f"{label}: {cell.text}" for block in blocks if isinstance(block, Facts) for label, cell in block.items]
    asked = [row[0].text for block in blocks[-1:] if isinstance(block, Table) for row in block.rows]
    return "\n".join([*facts, f"Reports: {', '.join(asked)}"])


def _pages(block: Chart | Table | Facts) -> Iterator[Chart | Table | Facts]:
    """Give a block in parts that each fit a slide."""
    if not isinstance(block, Table):
        yield block
        return
    rows, used = [], 0.0
    for row in block.shown:
        high = _height(block, row)
        if used + high > 4.2 and rows:
            yield Table(block.title, block.columns, tuple(rows), len(rows), block.empty)
            rows, used = [], 0.0
        rows, used = [*rows, row], used + high
    hidden = len(block.rows) - len(block.shown)
    title = f"{block.title} (and {hidden:,} more in the workbook)" if hidden else block.title
    yield Table(title, block.columns, tuple(rows), len(rows), block.empty)


def _height(table: Table, row: tuple[Cell, ...]) -> float:
    """Return about how high a row is, in inches, by how its longest cell wraps."""
    shares = sum(column.width for column in table.columns)
    wide = [ACROSS / Inches(1) * column.width / shares - 0.15 for column in table.columns]
    lines = max(
        -(-int(len(cell.text) * LETTER * 1000) // int(room * 1000)) for cell, room in zip(row, wide, strict=True)
    )
    return 0.12 + LINE * max(1, lines + (lines > 1))


def _place(slide: Slide, block: Chart | Table | Facts, top: int) -> None:
    if isinstance(block, Chart):
        _chart(slide, block, top)
    elif isinstance(block, Table):
        _table(slide, block, top)
    else:
        rows = tuple((Cell(label), cell) for label, cell in block.items)
        _table(slide, Table(block.title, (Column("What", 1), Column("Value", 3)), rows, len(rows)), top)


def _figures(slide: Slide, figures: KeyFigures, top: int) -> None:
    room = ACROSS // max(len(figures.items), 1)
    for place, item in enumerate(figures.items):
        tone = {True: INKS["on_track"], False: INKS["late"], None: LIGHT["muted"]}[item.is_better]
        lines = [
            (item.label, 11, LIGHT["muted"], False),
            (item.value, 26 if len(item.value) < 10 else 20, LIGHT["ink"], True),
        ]
        lines += [(item.change, 10, tone, False)] if item.change else []
        _paragraphs(slide, lines, top, Inches(1.4), left=LEFT + room * place, width=room - Inches(0.1))


def _table(slide: Slide, table: Table, top: int) -> None:
    shares = sum(column.width for column in table.columns)
    heights = [Inches(0.34), *(Inches(_height(table, row)) for row in table.rows)]
    frame = slide.shapes.add_table(len(table.rows) + 1, len(table.columns), LEFT, top, ACROSS, sum(heights))
    _describe(
        frame, f"{table.title}: {len(table.rows)} rows, columns {', '.join(column.title for column in table.columns)}"
    )
    made = frame.table
    frame.element.find(f".//{qn('a:tableStyleId')}").text = NO_STYLE
    made.horz_banding = False
    for place, column in enumerate(table.columns):
        made.columns[place].width = Emu(int(ACROSS * column.width / shares))
        _cell(made.cell(0, place), Cell(column.title), column.align, is_head=True)
    for line, row in enumerate(table.rows, 1):
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(made.cell(line, place), cell, column.align)
    for line, height in enumerate(heights):
        made.rows[line].height = height


def _cell(place: object, cell: Cell, align: str, *, is_head: bool = False) -> None:
    place.margin_left, place.margin_right, place.margin_top, place.margin_bottom = (
        0,
        Inches(0.12),
        Inches(0.04),
        Inches(0.04),
    )
    place.vertical_anchor = MSO_ANCHOR.TOP
    shape = f"{SHAPES[cell.health]} " if cell.health else ""
    paragraph = place.text_frame.paragraphs[0]
    paragraph.text = shape + cell.text
    paragraph.alignment = PP_ALIGN.RIGHT if align == "right" else PP_ALIGN.LEFT
    colour = LIGHT["muted"] if is_head else INKS[cell.health] if cell.health else LIGHT["ink"]
    _style(paragraph, 11, colour, is_bold=is_head or cell.health is not None)
    edge = OxmlElement("a:lnB")
    edge.set("w", str(Pt(1.25 if is_head else 0.5)))
    fill = OxmlElement("a:solidFill")
    tint = OxmlElement("a:srgbClr")
    tint.set("val", (LIGHT["muted"] if is_head else LIGHT["grid"])[1:])
    fill.append(tint)
    edge.append(fill)
    place._tc.get_or_add_tcPr().append(edge)


def _chart(slide: Slide, chart: Chart, top: int) -> None:
    if chart.kind == "bars":
        kind, held = XL_CHART_TYPE.BAR_CLUSTERED, CategoryChartData(number_format="0")
        held.categories = [inert(str(name)) for name, _ in chart.series[0].points]
        held.add_series(chart.series[0].name, [value for _, value in chart.series[0].points])
    else:
        kind, held = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, XyChartData(number_format="General")
        for series in drawn(chart):
            line = held.add_series(series.name)
            for x, y in series.points:
                line.add_data_point(serial(x), y)
    frame = slide.shapes.add_chart(kind, LEFT, top, ACROSS, BOTTOM - top, held)
    _describe(frame, chart.alt)
    made = frame.chart
    made.font.size, made.font.name, made.font.color.rgb = Pt(11), FONT, _rgb(LIGHT["muted"])
    made.has_title = False
    _axis(made.value_axis, chart.x.title if chart.kind == "bars" else chart.y.title)
    _axis(made.category_axis, "" if chart.kind == "bars" else chart.x.title)
    _bars(made, chart.series[0]) if chart.kind == "bars" else _lines(made, chart)


def _bars(made: object, series: Series) -> None:
    made.has_legend = False
    made.category_axis.reverse_order = True
    made.value_axis.minimum_scale, made.value_axis.maximum_scale = 0, 100
    made.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plot = made.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = '0" %"', False
    for place, colour in enumerate(bar_colours(series)):
        fill = plot.series[0].points[place].format.fill
        fill.solid()
        fill.fore_color.rgb = _rgb(colour)


def _lines(made: object, chart: Chart) -> None:
    made.has_legend = True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    made.category_axis.tick_labels.number_format = time_format(chart)
    made.category_axis.tick_labels.number_format_is_linked = False
    xs = [serial(x) for series in chart.series for x, _ in series.points]
    made.category_axis.minimum_scale, made.category_axis.maximum_scale = min(xs), max(xs)
    low, high = chart.y.bounds
    if low is not None:
        made.value_axis.minimum_scale = low
    if high is not None:
        made.value_axis.maximum_scale = high
    for plotted, series in zip(made.plots[0].series, drawn(chart), strict=True):
        colour, width, dash = LINES[series.role]
        plotted.smooth = False
        plotted.format.line.color.rgb, plotted.format.line.width = _rgb(colour), Pt(width)
        plotted.format.line.dash_style = DASHES[dash]


def _axis(axis: object, title: str) -> None:
    axis.has_major_gridlines, axis.major_tick_mark = False, XL_TICK_MARK.NONE
    axis.format.line.color.rgb = _rgb(LIGHT["grid"])
    axis.has_title = bool(title)
    if title:
        axis.axis_title.text_frame.text = title
        _style(axis.axis_title.text_frame.paragraphs[0], 11, LIGHT["muted"])


def _paragraphs(
    slide: Slide,
    lines: list[tuple[str, float, str, bool]],
    top: int,
    height: int,
    *,
    left: int = LEFT,
    width: int | None = None,
) -> None:
    """Add a box of paragraphs, each with its size in points, colour and weight."""
    room = width or ACROSS - (left - LEFT)
    frame = slide.shapes.add_textbox(left, top, room, height).text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for place, (text, size, colour, is_bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.text = text
        paragraph.space_after = Pt(size * 0.35)
        _style(paragraph, size, colour, is_bold=is_bold)


def _style(paragraph: object, size: float, colour: str, *, is_bold: bool = False) -> None:
    paragraph.font.size, paragraph.font.bold = Pt(size), is_bold
    paragraph.font.color.rgb = _rgb(colour)


def _describe(shape: object, alt: str) -> None:
    """Set what a screen reader says; nothing marks what only decorates."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", alt)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])
