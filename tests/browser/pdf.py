"""The text of a PDF that Chromium printed, read back from its fonts' own tables."""

from __future__ import annotations

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>")


def text_of(pdf: bytes) -> str:
    """All words of all pages, ligatures as letters, without any space: where these are is not written down."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf)}
    return "".join(_page_text(body, objects) for body in objects.values() if re.search(rb"/Type\s*/Page\b", body))


def pages_of(pdf: bytes) -> int:
    """How many pages it has."""
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def _page_text(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = {name: _letters(objects[int(number)], objects) for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)}
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    letters, digits = {}, 2
    text = []
    for font, shown in _SHOWN.findall(_stream(objects[int(contents[1])])):
        if font:
            letters, digits = fonts[font]
        else:
            codes = [int(shown[at : at + digits], 16) for at in range(0, len(shown), digits)]
            text += [letters.get(code, "") for code in codes]
    return unicodedata.normalize("NFKC", "".join(text)).replace(" ", "")


def _letters(font: bytes, objects: dict[int, bytes]) -> tuple[dict[int, str], int]:
    """The letters of a font by their codes, and how many hexadecimal digits a code has."""
    table = re.search(rb"/ToUnicode (\d+) 0 R", font)
    digits = 4 if b"/Type0" in font else 2
    if not table:
        return {}, digits
    cmap, found = _stream(objects[int(table[1])]), {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letter in re.findall(rb"<([0-9A-F]+)> <([0-9A-F]+)>", block):
            found[int(code, 16)] = bytes.fromhex(letter.decode()).decode("utf-16-be")
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, letter in re.findall(rb"<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(letter, 16) + step)
    return found, digits


def _stream(body: bytes) -> bytes:
    data = _STREAM.search(body)[1]
    return zlib.decompressobj().decompress(data) if b"FlateDecode" in body else data
