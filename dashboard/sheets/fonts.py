"""The font of the sheets: Source Sans as Streamlit ships it, in the form that paper and pictures need."""

from __future__ import annotations

import tempfile
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILY = "Source Sans"
WEIGHTS = {"Regular": 400, "Semibold": 600}
"""The two weights of the sheets, by the name of each."""

_SHIPPED = "static/static/media/SourceSansVF-Upright*.woff2"
_LAYOUT = ("GPOS", "GSUB", "GDEF", "BASE", "STAT")
"""Kerning and the like: bringing it to one weight takes ten times as long as all else, and is not missed at 10 points."""
_FAMILY_NAMES, _STYLE_NAMES, _FULL_NAME, _POSTSCRIPT_NAME = (1, 16), (2, 17), 4, 6


class FontMissing(Exception):
    """The font of the sheets is not where it is looked for; the text says where, and what to do."""


def shipped_font() -> Path:
    """The variable font that comes with Streamlit; raises FontMissing where there is none."""
    spec = find_spec("streamlit")
    place = Path(spec.origin).parent if spec and spec.origin else None
    found = sorted(place.glob(_SHIPPED)) if place else []
    if not found:
        raise FontMissing(
            f"The font of the sheets, Source Sans, is not in the streamlit package ({_SHIPPED}): sheets cannot be made. "
            "Install the requirements as they are pinned."
        )
    return found[0]


def lacks(text: str) -> bool:
    """Whether a text has a sign that the font does not have; raises FontMissing."""
    return not _signs().issuperset(sign for sign in text if not sign.isspace())


@cache
def _signs() -> frozenset[str]:
    return frozenset(map(chr, TTFont(shipped_font()).getBestCmap()))


@cache
def font_folder(beside: Path | None = None) -> Path:
    """A folder with the font in each of WEIGHTS as a TTF file; raises FontMissing.

    It lies in `beside`, where it is made once, or where nothing can be written there, in a temporary folder that lives as
    long as the process.
    """
    shipped = shipped_font()
    try:
        return _filled(_folder_in(beside, shipped), shipped) if beside else _filled(_temporary(), shipped)
    except OSError as error:
        if beside is None:
            raise FontMissing(f"The font of the sheets cannot be written: {error}.") from error
        return _filled(_temporary(), shipped)


def _filled(folder: Path, shipped: Path) -> Path:
    for style, weight in WEIGHTS.items():
        file = folder / f"SourceSans-{style}.ttf"
        if not file.exists():
            _write(shipped, style, weight, file)
    return folder


def _temporary() -> Path:
    return Path(_kept_folder().name)


@cache
def _kept_folder() -> tempfile.TemporaryDirectory:
    return tempfile.TemporaryDirectory(prefix="account-health-fonts-")


def _folder_in(beside: Path, shipped: Path) -> Path:
    """The folder for the fonts made of this very file: another Streamlit may bring another one."""
    folder = beside / "fonts" / sha256(shipped.read_bytes()).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(shipped: Path, style: str, weight: int, file: Path) -> None:
    """Writes one weight; the file takes its name only when it is whole, for other processes look for it too."""
    font = TTFont(shipped)
    for table in _LAYOUT:
        if table in font:
            del font[table]
    keep = instancer.OverlapMode.KEEP_AND_DONT_SET_FLAGS
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True, optimize=False, overlap=keep)
    font.flavor = None
    font["OS/2"].usWeightClass = weight
    for name_id in _FAMILY_NAMES:
        font["name"].setName(FAMILY, name_id, 3, 1, 0x409)
    for name_id in _STYLE_NAMES:
        font["name"].setName(style, name_id, 3, 1, 0x409)
    font["name"].setName(f"{FAMILY} {style}", _FULL_NAME, 3, 1, 0x409)
    font["name"].setName(f"SourceSans-{style}", _POSTSCRIPT_NAME, 3, 1, 0x409)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as beside:
        font.save(beside)
    Path(beside.name).replace(file)
