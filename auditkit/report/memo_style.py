"""How a memo looks: its page, its styles, its numbering, what stands above and below each page.

Chinese type is named as Word names it (宋体 for text, 黑体 for headings), with the name of the same
face in Latin letters for offices that know only that one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm
from docx.styles.style import BaseStyle

_NS: Final = nsdecls("w")
_LATIN: Final = "Times New Roman"
_TEXT, _HEAD = "宋体", "黑体"
_FACES: Final = {_TEXT: ("SimSun", "roman"), _HEAD: ("SimHei", "swiss")}
TEXT_WIDTH: Final = 9070  # A4 less its margins, in twentieths of a point
_MARGIN: Final = Mm(25)
_INK, _QUIET = "1F2A37", "5B6570"


@dataclass(frozen=True, slots=True)
class _Look:
    """A style: half points, face, twentieths of a point around it, 240ths of a line in it."""

    half_points: int
    face: str = _TEXT
    bold: bool = False
    before: int = 0
    after: int = 0
    line: int = 240
    indent: int = 0  # hundredths of a character, first line
    align: str = "left"
    colour: str = _INK
    keep: bool = False
    level: int | None = None  # of the numbering


_LOOKS: Final = {
    "Normal": _Look(21),
    "Title": _Look(40, _HEAD, True, 240, 120, align="center"),
    "Subtitle": _Look(24, after=240, align="center", colour=_QUIET),
    "Heading 1": _Look(32, _HEAD, True, 360, 160, keep=True, level=0),
    "Heading 2": _Look(26, _HEAD, True, 240, 100, keep=True, level=1),
    "Body Text": _Look(24, after=80, line=360, indent=200, align="both"),
    "List Number": _Look(24, after=60, line=320, indent=200, level=2),
    "Memo Note": _Look(18, before=60, after=80, colour=_QUIET),
    "Memo Lead": _Look(18, before=60, after=80, colour=_QUIET, keep=True),
    "Memo Cell": _Look(18, before=20, after=20),
    "Memo Cell Head": _Look(18, _HEAD, True, 30, 30, keep=True),
    "Header": _Look(17, colour=_QUIET),
    "Footer": _Look(17, align="center", colour=_QUIET),
}
_LEVELS: Final = {
    "zh": (("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"),
           ("decimal", "%3.")),
    "en": (("decimal", "%1."), ("decimal", "%1.%2"), ("decimal", "(%3)")),
}  # fmt: skip
_PLACE: Final = re.compile(r"(\{pages?\})")
_FIELDS: Final = {
    f"{{{name}}}": f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    for name, field in (("page", "PAGE"), ("pages", "NUMPAGES"))
}
_OLD_STYLES: Final = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_APPLICATION: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"><Application>auditkit'
    b"</Application></Properties>"
)
_MODE: Final = "15"  # Word 2013 and later; with a lower one Word speaks of compatibility
_STYLE_OF_LEVEL: Final = ("Heading1", "Heading2", "ListNumber")


def new_memo(lang: str, header: str, footer: str) -> Document:
    """Return an empty memo; ``footer`` has ``{page}`` and ``{pages}`` where these are to stand."""
    document = docx.Document()
    _without_traces(document)
    _page(document)
    _numbering(document, lang)
    for name, look in _LOOKS.items():
        _style(document, name, look, lang)
    _defaults(document)
    _fonts(document)
    section = document.sections[0]
    # runs are appended as XML, for the library itself writes no fields
    _fill(section.header.paragraphs[0]._p, _run(header))
    runs = (_FIELDS.get(part) or _run(part) for part in _PLACE.split(footer) if part)
    _fill(section.footer.paragraphs[0]._p, "".join(runs))
    return document


def _without_traces(document: Document) -> None:
    """Drop what the library's template says of itself: its picture, its program, its old styles."""
    package = document.part.package
    for links, gone in ((package.rels, RT.THUMBNAIL), (document.part.rels, _OLD_STYLES)):
        for name in [name for name, each in links.items() if each.reltype == gone]:
            del links[name]
    for part in package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = _APPLICATION
    settings = document.settings.element
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), _MODE)
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Mm(13)


def _style(document: Document, name: str, look: _Look, lang: str) -> None:
    styles = document.styles
    known = {each.name for each in styles}
    style: BaseStyle = (
        styles[name] if name in known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    )
    element = style.element
    for tag in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    element.append(parse_xml(_paragraph_look(look, lang)))
    element.append(parse_xml(_type(look)))


def _paragraph_look(look: _Look, lang: str) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if look.keep else ""
    number = ""
    if look.level is not None:
        number = f'<w:numPr><w:ilvl w:val="{look.level}"/><w:numId w:val="1"/></w:numPr>'
    first = look.indent if lang == "zh" else 0
    indent = f'<w:ind w:firstLineChars="{first}" w:firstLine="{first * look.half_points // 10}"/>'
    # justified lines of short pages would tear words of English far apart
    align = "left" if lang == "en" and look.align == "both" else look.align
    outline = f'<w:outlineLvl w:val="{look.level}"/>' if look.keep and number else ""
    return (
        f"<w:pPr {_NS}>{keep}<w:widowControl/>{number}"
        f'<w:spacing w:before="{look.before}" w:after="{look.after}" w:line="{look.line}"'
        f' w:lineRule="auto"/>{indent if first else ""}<w:jc w:val="{align}"/>{outline}'
        "</w:pPr>"
    )


def _type(look: _Look) -> str:
    bold = "<w:b/><w:bCs/>" if look.bold else '<w:b w:val="0"/><w:bCs w:val="0"/>'
    return (
        f"<w:rPr {_NS}>{_faces(look.face)}{bold}"
        f'<w:i w:val="0"/><w:color w:val="{look.colour}"/><w:spacing w:val="0"/>'
        f'<w:sz w:val="{look.half_points}"/><w:szCs w:val="{look.half_points}"/></w:rPr>'
    )


def _faces(face: str) -> str:
    latin = " ".join(f'w:{each}="{_LATIN}"' for each in ("ascii", "hAnsi", "cs"))
    return f'<w:rFonts {latin} w:eastAsia="{face}"/>'


def _defaults(document: Document) -> None:
    """Name faces and languages for every text, so that none falls back on the theme's."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault"))
    for old in list(run):
        run.remove(old)
    run.append(
        parse_xml(
            f'<w:rPr {_NS}>{_faces(_TEXT)}<w:sz w:val="21"/>'
            '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        )
    )


def _numbering(document: Document, lang: str) -> None:
    """Put one numbering of three levels in place of those of the template."""
    for style in document.styles.element.findall(qn("w:style")):
        for number in list(style.iter(qn("w:numPr"))):
            number.getparent().remove(number)
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="{_STYLE_OF_LEVEL[at]}"/>'
        f'<w:suff w:val="{"nothing" if form.startswith("chinese") else "space"}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for at, (form, text) in enumerate(_LEVELS[lang])
    )
    numbering.append(
        parse_xml(
            f'<w:abstractNum {_NS} w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        )
    )
    numbering.append(parse_xml(f'<w:num {_NS} w:numId="1"><w:abstractNumId w:val="0"/></w:num>'))


def _fonts(document: Document) -> None:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{latin}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="variable"/></w:font>'
        for name, (latin, family) in _FACES.items()
    )
    latin = (
        f'<w:font w:name="{_LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font>'
    )
    xml = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {_NS}>'
    for part in document.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            # a part for which the library has no class of its own
            part._blob = f"{xml}{fonts}{latin}</w:fonts>".encode()


def _fill(paragraph: BaseOxmlElement, runs: str) -> None:
    for run in parse_xml(f"<w:p {_NS}>{runs}</w:p>"):
        paragraph.append(run)


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
