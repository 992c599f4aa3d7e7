"""Making a drawing small, and readable for who does not see it. Pure: SVG text in, SVG text out.

What the library writes is for a script that goes on working with it: classes, roles, empty groups, fourteen decimals.
"""

import re
from html import escape
from typing import Final
from xml.etree.ElementTree import Element, fromstring, tostring

SVG: Final = "http://www.w3.org/2000/svg"
_NAAM: Final = f"{{{SVG}}}"

_OVERBODIG: Final = {"class", "role", "pointer-events", "stroke-miterlimit", "version"}
# What says nothing, because it is so without it.
_VANZELF: Final = {
    ("opacity", "1"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("stroke-width", "1"),
    ("text-anchor", "start"),
    ("font-weight", "normal"),
    ("transform", "translate(0,0)"),
    ("stroke-dasharray", ""),
}
# These hold for all that stands in a group.
_ERFELIJK: Final = (
    "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-family", "font-size", "font-weight",
    "font-style", "text-anchor", "fill-opacity",
)  # fmt: skip
_MATEN: Final = {"d", "transform", "x", "y", "dx", "dy", "x1", "x2", "y1", "y2", "width", "height", "points"}
_GETAL: Final = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def clean(svg: str) -> str:
    """The same drawing, smaller: without what cannot be seen, and with one decimal."""
    # What the library just wrote, out of our own specification.
    root = fromstring(svg)  # noqa: S314
    for element in root.iter():
        _simplify(element)
    _prune(root)
    for group in reversed(list(root.iter(f"{_NAAM}g"))):
        _share(group)
    _share_letter(root)
    _unwrap(root)
    return _write(root)


def _write(root: Element) -> str:
    """Without a prefix. Which one a namespace gets is one list for the whole process, that others write in too."""
    for element in root.iter():
        element.tag = element.tag.removeprefix(_NAAM)
    return tostring(root, encoding="unicode").replace("<svg", f'<svg xmlns="{SVG}"', 1)


def frame(svg: str, sleutel: str, titel: str, beschrijving: str) -> str:
    """A cleaned drawing as one picture with a name and a description. sleutel: makes its ids unique on a page."""
    kop, eind, inhoud = svg.partition(">")
    rol = f' role="img" aria-labelledby="{sleutel}-titel" aria-describedby="{sleutel}-beschrijving"'
    woorden = (
        f'<title id="{sleutel}-titel">{escape(titel)}</title>'
        f'<desc id="{sleutel}-beschrijving">{escape(beschrijving)}</desc>'
    )
    return f"{kop}{rol}{eind}{woorden}{inhoud}"


def _simplify(element: Element) -> None:
    for name, value in list(element.attrib.items()):
        if name in _OVERBODIG or name.startswith("aria-"):
            del element.attrib[name]
            continue
        if name in _MATEN:
            value = _GETAL.sub(_round, value)
            element.set(name, value)
        elif name == "font-size":
            element.set(name, value.removesuffix("px"))
        if (name, value) in _VANZELF:
            del element.attrib[name]


def _round(found: re.Match[str]) -> str:
    rounded = f"{float(found[0]):.1f}".removesuffix(".0")
    return "0" if rounded == "-0" else rounded


def _prune(parent: Element) -> None:
    """Take out what shows nothing."""
    for element in list(parent):
        _prune(element)
        if _is_empty(element):
            parent.remove(element)


def _unwrap(parent: Element) -> None:
    """Take out groups that say nothing about what is in them."""
    for element in list(parent):
        _unwrap(element)
        if element.tag == f"{_NAAM}g" and not element.attrib:
            place = list(parent).index(element)
            parent[place : place + 1] = list(element)


def _is_empty(element: Element) -> bool:
    match element.tag.removeprefix(_NAAM):
        case "g" | "defs":
            return len(element) == 0
        case "path":
            painted = any(element.get(name, "none") != "none" for name in ("fill", "stroke"))
            return element.get("display") == "none" or not element.get("d") or not painted
        case "text":
            return not "".join(element.itertext()).strip()
        case _:
            return False


def _share(group: Element) -> None:
    """Say once, on the group, what is the same for all that is in it."""
    children = list(group)
    for name in _ERFELIJK:
        values = {child.get(name) for child in children}
        if len(children) > 1 and len(values) == 1 and None not in values:
            (value,) = values
            group.set(name, str(value))
            for child in children:
                del child.attrib[name]


def _share_letter(root: Element) -> None:
    """Of the letter type too, where it is the same in the whole drawing."""
    with_one = [element for element in root.iter() if "font-family" in element.attrib]
    letters = {element.attrib["font-family"] for element in with_one}
    if len(letters) == 1:
        for element in with_one:
            del element.attrib["font-family"]
        root.set("font-family", *letters)
