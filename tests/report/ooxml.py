"""Finds in a workbook what would make Excel offer a repair: parts, order, references, limits.

The orders of elements are those of ECMA-376 part 1 (SpreadsheetML 18, DrawingML charts 21.2 and
spreadsheet drawings 20.5), as far as the workbooks of this project use them.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import combinations, pairwise

from lxml import etree
from openpyxl.utils import column_index_from_string, range_boundaries

Parts = Mapping[str, etree._Element]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKED = "{http://schemas.openxmlformats.org/package/2006/relationships}"
ROWS, COLUMNS, LONGEST = 1_048_576, 16_384, 32_767

ORDER = {
    "worksheet": (
        "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection "
        "protectedRanges scenarios autoFilter sortState dataConsolidate customSheetViews "
        "mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions "
        "pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches "
        "ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects controls "
        "webPublishItems tableParts extLst"
    ),
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
        "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches"
    ),
    "styleSheet": (
        "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors"
    ),
    "xf": "alignment protection",
    "dataValidation": "formula1 formula2",
    "row": "c",
    "c": "f v is",
    "sheetView": "pane selection",
    "chartSpace": (
        "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource protection "
        "chart spPr txPr externalData printSettings userShapes"
    ),
    "chart": (
        "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend "
        "plotVisOnly dispBlanksAs"
    ),
    "title": "tx layout overlay spPr txPr",
    "plotArea": "layout barChart catAx valAx dTable spPr",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    "ser": (
        "idx order tx spPr invertIfNegative pictureOptions dPt dLbls trendline errBars cat val "
        "shape"
    ),
    "errBars": "errDir errBarType errValType noEndCap plus minus val spPr",
    "catAx": (
        "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark "
        "minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt auto lblAlgn lblOffset "
        "tickLblSkip tickMarkSkip noMultiLvlLbl"
    ),
    "valAx": (
        "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark "
        "minorTickMark tickLblPos spPr txPr crossAx crosses crossesAt crossBetween majorUnit "
        "minorUnit dispUnits"
    ),
    "scaling": "logBase orientation max min",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
    "strRef": "f strCache",
    "numRef": "f numCache",
    "oneCellAnchor": "from ext graphicFrame clientData",
    "graphicFrame": "nvGraphicFramePr xfrm graphic",
}
"""The children of an element in the order in which they must stand; others are not looked at."""

_NAME = re.compile(r"[A-Za-z_\\][\w.\\]*")
_CELL = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_CHART_REF = re.compile(r"('(?:[^']|'')+'|[^'!]+)!\$([A-Z]+)\$(\d+)(?::\$([A-Z]+)\$(\d+))?")


def problems(raw: bytes) -> list[str]:
    """Return everything wrong in a workbook, nothing for one that opens without a question."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        names = archive.namelist()
        texts = {name: archive.read(name) for name in names}
    found = [f"{name} stands twice" for name, count in Counter(names).items() if count > 1]
    parts: dict[str, etree._Element] = {}
    for name, text in texts.items():
        try:
            parts[name] = etree.fromstring(text, etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError:
            found.append(f"{name} is no XML")
    if len(parts) < len(texts):
        return found
    checks = (_types, _links, _order, _styles, _names, _sheets, _charts)
    return found + [each for check in checks for each in check(parts)]


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _types(parts: Parts) -> Iterator[str]:
    root = parts["[Content_Types].xml"]
    endings = {each.get("Extension") for each in root if _local(each) == "Default"}
    named = [each.get("PartName") for each in root if _local(each) == "Override"]
    for name in parts:
        known = f"/{name}" in named or name.rsplit(".", 1)[-1] in endings
        if name != "[Content_Types].xml" and not known:
            yield f"{name} has no content type"
    yield from (f"{name} has a type and is missing" for name in named if name[1:] not in parts)
    yield from (f"{name} has two types" for name, n in Counter(named).items() if n > 1)


def _links(parts: Parts) -> Iterator[str]:
    reached = {"[Content_Types].xml"}
    for name, root in parts.items():
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(name)
        owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
        reached.add(name)
        if owner and owner not in parts:
            yield f"{name} belongs to nothing"
        ids = [each.get("Id") for each in root]
        yield from (f"{name} gives {i} twice" for i, n in Counter(ids).items() if n > 1)
        for each in root.iter(f"{PACKED}Relationship"):
            target = each.get("Target") or ""
            if each.get("TargetMode") == "External":
                yield f"{name} leads out of the workbook"
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(owner), target)).lstrip("/")
            reached.add(path)
            if path not in parts:
                yield f"{name} leads to {path}, which is missing"
    yield from (f"nothing leads to {name}" for name in parts if name not in reached)
    for name, root in parts.items():
        folder, file = posixpath.split(name)
        links = parts.get(f"{folder}/_rels/{file}.rels")
        ids = {each.get("Id") for each in links} if links is not None else set()
        used = {value for each in root.iter(etree.Element) for key, value in each.items()
                if key.startswith(LINK)}  # fmt: skip
        yield from (f"{name} uses {i}, which leads nowhere" for i in used - ids)


def _order(parts: Parts) -> Iterator[str]:
    for name, root in parts.items():
        for element in root.iter(etree.Element):
            said = ORDER.get(_local(element))
            if said is None or (_local(element) == "chart" and not len(element)):
                continue
            known = said.split()
            children = [_local(child) for child in element]
            strange = [child for child in children if child not in known]
            if strange:
                yield f"{name}: {_local(element)} holds {strange[0]}"
                continue
            places = [known.index(child) for child in children]
            if places != sorted(places):
                yield f"{name}: {_local(element)} has {children} out of order"


def _styles(parts: Parts) -> Iterator[str]:
    root = parts["xl/styles.xml"]
    sizes = {}
    for group in ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        listed = root.find(MAIN + group)
        sizes[group] = 0 if listed is None else len(listed)
        if listed is not None and int(listed.get("count", sizes[group])) != sizes[group]:
            yield f"styles: {group} miscounts"
    if sizes["cellXfs"] > 64_000 or sizes["fonts"] > 512:
        yield "styles: too many"
    for style in root.find(MAIN + "cellXfs"):
        for key, group in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"),
                           ("xfId", "cellStyleXfs")):  # fmt: skip
            if int(style.get(key, 0)) >= sizes[group]:
                yield f"styles: {key} leads nowhere"
    for name, sheet in _worksheets(parts):
        used = {int(cell.get("s", 0)) for cell in sheet.iter(f"{MAIN}c")}
        if used and max(used) >= sizes["cellXfs"]:
            yield f"{name}: a cell has a style that is missing"


def _names(parts: Parts) -> Iterator[str]:
    book = parts["xl/workbook.xml"]
    sheets = [each.get("name", "") for each in book.iter(f"{MAIN}sheet")]
    for name in sheets:
        if not 0 < len(name) <= 31 or set(name) & set("[]:*?/\\") or name[0] == "'" == name[-1]:
            yield f"a sheet may not be called {name}"
    if len({name.lower() for name in sheets}) < len(sheets):
        yield "two sheets have one name"
    ids = [each.get("sheetId") for each in book.iter(f"{MAIN}sheet")]
    if len(set(ids)) < len(ids):
        yield "two sheets have one id"
    seen = Counter()
    for each in book.iter(f"{MAIN}definedName"):
        name, place = each.get("name", ""), each.get("localSheetId")
        seen[name.lower(), place] += 1
        if not _NAME.fullmatch(name) or _CELL.fullmatch(name):
            yield f"{name} is no name"
        if place is not None and int(place) >= len(sheets):
            yield f"{name} belongs to no sheet"
        for quoted, plain in re.findall(r"(?:'((?:[^']|'')+)'|([^'!,:]+))!", each.text or ""):
            if (quoted.replace("''", "'") or plain) not in sheets:
                yield f"{name} leads to a sheet that is missing"
    yield from (f"{name} is given twice" for (name, _), count in seen.items() if count > 1)


def _worksheets(parts: Parts) -> list[tuple[str, etree._Element]]:
    return [each for each in parts.items() if each[0].startswith("xl/worksheets/sheet")]


def _sheets(parts: Parts) -> Iterator[str]:
    for name, sheet in _worksheets(parts):
        for check in (_cells, _ranges, _validations, _footer):
            yield from (f"{name}: {each}" for each in check(sheet))


def _cells(sheet: etree._Element) -> Iterator[str]:
    rows = list(sheet.iter(f"{MAIN}row"))
    if any(int(a.get("r")) >= int(b.get("r")) for a, b in pairwise(rows)):
        yield "rows out of order"
    for row in rows:
        if float(row.get("ht", 0)) > 409.5:
            yield f"row {row.get('r')} is too high"
        places = []
        for cell in row:
            match = _CELL.fullmatch(cell.get("r") or "")
            if not match or match.group(2) != row.get("r"):
                yield f"{cell.get('r')} stands in row {row.get('r')}"
                continue
            places.append(column_index_from_string(match.group(1)))
            yield from _value(cell)
        if any(a >= b for a, b in pairwise(places)) or (places and places[-1] > COLUMNS):
            yield f"cells of row {row.get('r')} out of order"
    if rows and int(rows[-1].get("r")) > ROWS:
        yield "too many rows"


def _value(cell: etree._Element) -> Iterator[str]:
    kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind not in ("n", "inlineStr", "s", "b"):
        yield f"{cell.get('r')} is of kind {kind}"
    if kind == "n" and value is not None:
        try:
            float(value)
        except ValueError:
            yield f"{cell.get('r')} is no number"
    if kind == "inlineStr" and cell.find(f"{MAIN}is") is None:
        yield f"{cell.get('r')} is a text without a text"
    if len("".join(cell.itertext()).encode("utf-16-le")) // 2 > LONGEST:
        yield f"{cell.get('r')} is too long"
    if cell.find(f"{MAIN}f") is not None:
        yield f"{cell.get('r')} is a formula"


def _ranges(sheet: etree._Element) -> Iterator[str]:
    merged = [range_boundaries(each.get("ref")) for each in sheet.iter(f"{MAIN}mergeCell")]
    listed = sheet.find(f"{MAIN}mergeCells")
    if listed is not None and int(listed.get("count", len(merged))) != len(merged):
        yield "merged cells miscounted"
    if any(_overlap(a, b) for a, b in combinations(merged, 2)):
        yield "merged cells overlap"
    last = max((int(row.get("r")) for row in sheet.iter(f"{MAIN}row")), default=0)
    if any(area[3] > last for area in merged):
        yield "merged cells below the last row"
    shown = sheet.find(f"{MAIN}autoFilter")
    if shown is not None:
        area = range_boundaries(shown.get("ref"))
        if area[3] > last or area[0] != 1 or any(_overlap(area, each) for each in merged):
            yield "the filter does not fit the table"


def _overlap(a: Sequence[int], b: Sequence[int]) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _validations(sheet: etree._Element) -> Iterator[str]:
    listed = sheet.find(f"{MAIN}dataValidations")
    if listed is None:
        return
    if int(listed.get("count", -1)) != len(listed) or not len(listed):
        yield "data validations miscounted"
    areas = []
    for each in listed:
        if any(len(text.text or "") > 255 for text in each):
            yield "the formula of a data validation is too long"
        for key, most in (("errorTitle", 32), ("promptTitle", 32), ("error", 225), ("prompt", 255)):
            if len(each.get(key, "")) > most:
                yield f"the {key} of a data validation is too long"
        areas += [range_boundaries(area) for area in (each.get("sqref") or "").split()]
    if not areas or any(_overlap(a, b) for a, b in combinations(areas, 2)):
        yield "data validations overlap"


def _footer(sheet: etree._Element) -> Iterator[str]:
    for each in sheet.iter(f"{MAIN}oddFooter", f"{MAIN}oddHeader"):
        if len(each.text or "") > 255:
            yield "a header or footer is too long"


def _charts(parts: Parts) -> Iterator[str]:
    book = parts["xl/workbook.xml"]
    names = [each.get("name") for each in book.iter(f"{MAIN}sheet")]
    sheets = dict(zip(names, _filled_by_sheet(parts, len(names)), strict=True))
    for name, root in parts.items():
        if not name.startswith("xl/charts/"):
            continue
        axes = _axes(root, "catAx", "valAx")
        used = _axes(root, "barChart")
        if axes != used:
            yield f"{name}: axes do not fit"
        for reference in root.iter(f"{CHART}f"):
            match = _CHART_REF.fullmatch(reference.text or "")
            if not match:
                yield f"{name}: {reference.text} is no range"
                continue
            sheet = match.group(1).strip("'").replace("''", "'")
            first, last = int(match.group(3)), int(match.group(5) or match.group(3))
            cells = {f"{match.group(2)}{row}" for row in range(first, last + 1)}
            if sheet not in sheets or not cells <= sheets[sheet]:
                yield f"{name}: {reference.text} holds cells that are empty or missing"


def _axes(root: etree._Element, *kinds: str) -> set[str | None]:
    holders = root.iter(*(CHART + kind for kind in kinds))
    return {each.get("val") for holder in holders for each in holder.findall(f"{CHART}axId")}


def _filled_by_sheet(parts: Parts, count: int) -> Iterator[set[str]]:
    links = {each.get("Id"): each.get("Target") for each in parts["xl/_rels/workbook.xml.rels"]}
    for sheet in list(parts["xl/workbook.xml"].iter(f"{MAIN}sheet"))[:count]:
        target = str(links[sheet.get(f"{LINK}id")]).lstrip("/")
        root = parts[target if target.startswith("xl/") else f"xl/{target}"]
        yield {cell.get("r") for cell in root.iter(f"{MAIN}c") if len(cell)}
