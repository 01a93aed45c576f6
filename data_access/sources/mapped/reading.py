"""The TOML file as a mapping, every key and every name in it checked."""

from __future__ import annotations

import codecs
import tomllib
from decimal import Decimal
from pathlib import Path

from data_access.schema import TABLE_NAMES, Rule, rule, table
from data_access.sources.files import TextForm
from data_access.sources.mapped.catalog import Catalog, DeclaredFile
from data_access.sources.mapped.conditions import FindRef, read_conditions, read_findings
from data_access.sources.mapped.expressions import read_expression
from data_access.sources.mapped.language import Condition, Finding, Join, Mapping, Part, Rank, Ref
from data_access.sources.mapped.names import Names, WithMade
from data_access.sources.mapped.spot import Spot, nearest
from data_access.sources.source import SourceError

FILES = "files"
MADE = "made"
PART_KEYS = ("from", "where", "one_per", "latest", "join", "left_out", "told", "says")

_FILE_KEYS = ("file", "encoding", "delimiter", "decimal_comma")
_JOIN_KEYS = ("from", "on", "where", "latest", "say")
_RANK_KEYS = ("column", "number", "date")
_ANY_TEXT = Rule("text")


def read_toml(path: Path) -> dict:
    """The content of the mapping file; raises SourceError."""
    try:
        # Numbers are kept as they are written: 0.1 is one tenth.
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError as error:
        raise SourceError(f"The mapping file {path} does not exist. Check its path.") from error
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"The mapping file {path} is not valid TOML: {error}. Correct that line.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"The mapping file {path} is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise SourceError(f"The mapping file {path} cannot be read: {error.strerror}.") from error


def read_files(path: Path, content: dict) -> dict[str, DeclaredFile]:
    """What the [files] sections say, by the name of the file; raises SourceError."""
    declared = Spot(path, f"[{FILES}]").table(content.get(FILES, {}))
    return {name: _read_file(Spot(path, f"[{FILES}.{name}]"), settings) for name, settings in declared.items()}


def read_mapping(path: Path, content: dict, catalog: Catalog) -> Mapping:
    """The parts of the mapping with every name found in the catalog; raises SourceError."""
    catalog = WithMade(catalog)
    made = _read_made(path, content, catalog)
    parts: dict[str, list[Part]] = {}
    for target, sections in content.items():
        if target in (FILES, MADE):
            continue
        spot = Spot(path, f"[{target}]")
        if target not in TABLE_NAMES:
            raise spot.wrong(
                f"this is no table of the data model.{nearest(target, TABLE_NAMES)} "
                f"Its tables: {', '.join(TABLE_NAMES)}."
            )
        ours = {column.name: rule(column) for column in table(target).columns}
        parts[target] = [_read_part(spot, target, each, catalog, ours) for each in spot.list_of(sections)]
    if not parts:
        raise SourceError(f"The mapping file {path} maps no table. Begin with a section [accounts].")
    return Mapping(parts, made)


def _read_made(path: Path, content: dict, catalog: WithMade) -> dict[str, list[Part]]:
    """The tables that the mapping makes for itself, each of theirs and of those made before it."""
    made: dict[str, list[Part]] = {}
    for name, sections in Spot(path, f"[{MADE}]").table(content.get(MADE, {})).items():
        spot = Spot(path, f"[{MADE}.{name}]")
        if catalog.columns(name) is not None:
            raise spot.wrong(f"there is a {catalog.kind} {name} already. Call this one by another name.")
        made[name] = []
        for each in spot.list_of(sections):
            any_columns = {key: _ANY_TEXT for key in spot.table(each) if key not in PART_KEYS}
            made[name].append(_read_part(spot, name, each, catalog, any_columns))
        catalog.add(name, list(dict.fromkeys(column for part in made[name] for column in part.columns)))
    return made


def _read_file(spot: Spot, value: object) -> DeclaredFile:
    settings = spot.table(value)
    spot.check_keys(settings, _FILE_KEYS)
    encoding = spot.inside("encoding").text(settings.get("encoding", "utf-8"))
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise spot.wrong(f"the encoding {encoding!r} is not known. Use UTF-8, ISO-8859-1 or windows-1252.") from error
    delimiter = settings.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n':
        raise spot.wrong(f'delimiter must be one character such as ";" or "\\t", not {delimiter!r}.')
    return DeclaredFile(
        file=spot.inside("file").text(settings["file"]) if "file" in settings else None,
        form=TextForm(encoding=encoding, delimiter=delimiter),
        decimal_comma=spot.inside("decimal_comma").flag(settings.get("decimal_comma", False)),
    )


def _read_part(spot: Spot, target: str, value: object, catalog: Catalog, ours: dict[str, Rule]) -> Part:
    settings = spot.table(value)
    spot.check_keys(settings, [*ours, *PART_KEYS], needed=["from"])
    source = spot.inside("from").text(settings["from"])
    names = Names(catalog, spot.inside("from"), source)
    joins = []
    for name, each in spot.inside("join").table(settings.get("join", {})).items():
        joins.append(_read_join(Spot(spot.file, f"{spot.where[:-1]}.join.{name}]"), name, each, names))
    one_per = names.refs(settings["one_per"], spot.inside("one_per")) if "one_per" in settings else ()
    if "latest" in settings and not one_per:
        raise spot.wrong('latest needs one_per: the latest row of what? For example one_per = "CustomerID".')
    columns = {
        name: read_expression(spot.inside(name), ours[name], settings[name], names, bool(one_per))
        for name in ours
        if name in settings
    }
    findings = _read_findings(spot, settings, names, tuple(columns))
    return Part(
        target=target,
        table=source,
        columns=columns,
        joins=tuple(joins),
        where=_read_conditions(spot.inside("where"), settings, names.ref),
        one_per=one_per,
        latest=_read_ranks(spot.inside("latest"), settings, names.ref),
        findings=findings,
        says=tuple(spot.inside("says").text(each) for each in spot.list_of(settings["says"]))
        if "says" in settings
        else (),
    )


def _read_findings(spot: Spot, settings: dict, names: Names, ours: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(
        finding
        for key in ("left_out", "told")
        if key in settings
        for finding in read_findings(
            spot.inside(key), settings[key], names.ref, names.pieces, ours, leaves_out=key == "left_out"
        )
    )


def _read_conditions(spot: Spot, settings: dict, ref: FindRef) -> tuple[Condition, ...]:
    return read_conditions(spot, settings["where"], ref) if "where" in settings else ()


def _read_join(spot: Spot, name: str, value: object, names: Names) -> Join:
    settings = spot.table(value)
    spot.check_keys(settings, _JOIN_KEYS, needed=("from", "on"))
    if not name or "." in name:
        raise spot.wrong("the name of a join must not be empty or hold a dot.")
    source = spot.inside("from").text(settings["from"])
    # Our side is looked up before theirs is known: a join cannot hang on itself.
    at, pairs = spot.inside("on"), settings["on"]
    pairs = pairs if isinstance(pairs, dict) else {each: each for each in map(at.text, at.list_of(pairs))}
    if not pairs:
        raise at.wrong('no key is named. Write their column = our column, such as { AccountId = "Id" }.')
    ours = [names.ref(column, at) for column in pairs.values()]
    names.add(name, source, spot.inside("from"))
    theirs = [names.ref_in(name, column, at).column for column in pairs]

    def own(column: object, where: Spot) -> Ref:
        return names.ref_in(name, column, where)

    return Join(
        name=name,
        table=source,
        on=tuple(zip(theirs, ours, strict=True)),
        where=_read_conditions(spot.inside("where"), settings, own),
        latest=_read_ranks(spot.inside("latest"), settings, own),
        say=spot.inside("say").text(settings["say"]) if "say" in settings else None,
    )


def _read_ranks(spot: Spot, settings: dict, ref: FindRef) -> tuple[Rank, ...]:
    if "latest" not in settings:
        return ()
    return tuple(_read_rank(spot, each, ref) for each in spot.list_of(settings["latest"]))


def _read_rank(spot: Spot, value: object, ref: FindRef) -> Rank:
    if not isinstance(value, dict):
        return Rank(ref(value, spot))
    spot.check_keys(value, _RANK_KEYS, needed=("column",))
    if "number" in value and "date" in value:
        raise spot.wrong("number and date exclude each other. Keep one.")
    return Rank(
        ref(value["column"], spot),
        number=spot.flag(value.get("number", False)),
        formats=spot.formats(value["date"]) if "date" in value else (),
    )
