"""The settings of one installation, read from `account_health.toml`; every fault is a sentence."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data_access.keeping import Keeping
from data_access.settings_sections import (
    MailSettings,
    SectionError,
    mail_section,
    period,
    server_section,
)

SETTINGS_FILE = "account_health.toml"
KINDS = (
    "canonical",
    "mapped",
    "creme",
    "dynamics365",
    "espocrm",
    "hubspot",
    "odoo",
    "pipedrive",
    "salesforce",
    "suitecrm",
)
LAYOUTS = {"salesforce": ("fivetran", "api")}
ORDERS = {
    "creme": ("invoices", "orders", "opportunities"),
    "dynamics365": ("opportunities", "orders", "invoices"),
    "odoo": ("orders", "invoices", "opportunities"),
    "salesforce": ("opportunities", "orders"),
    "suitecrm": ("opportunities", "invoices"),
}
"""What can count as an order, by kind; the first unless another is named."""
DEFAULT_TIMEZONE = "UTC"
DEFAULT_CURRENCY = "EUR"
PROVIDERS = ("oidc",)
DEFAULT_RECORDS = "sqlite:///var/records.sqlite"


class SettingsError(Exception):
    """The settings cannot be used; the text says which, where, and what to do."""


@dataclass(frozen=True)
class SourceSettings:
    """Where the CRM data come from and how they are read."""

    url: str | None = None
    folder: Path | None = None
    kind: str = "canonical"
    mapping: Path | None = None
    as_of: date | None = None
    timezone: str = DEFAULT_TIMEZONE
    reporting_currency: str = DEFAULT_CURRENCY
    layout: str | None = None
    """How a copy of Salesforce names its columns; None where that is to be seen."""
    orders: str | None = None
    """What counts as an order in a CRM that has several; None for the first of its ORDERS."""
    refresh_every: timedelta | None = None
    """How often a running server reads it anew; None where only others do."""
    most_rows: int | None = None
    """How many rows of each of their tables are read at most, to try a source; None for all."""
    sample: bool = False
    """Whether the folder is the sample company's, which is written anew before it is read."""
    keeping: Keeping | None = field(default=None, compare=False, repr=False)
    """During a refresh, where the rows of earlier ones are; elsewhere every row is read."""

    @property
    def configured(self) -> bool:
        return self.url is not None or self.folder is not None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class AccessSettings:
    """Who may see what: how people sign in, None where nobody does, and whose e-mail addresses see every account."""

    provider: str | None = None
    leaders: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """All settings of an installation; paths are absolute."""

    source: SourceSettings
    mirror: Path
    records: str = DEFAULT_RECORDS
    records_named: bool = False
    """Whether the settings say where the records are kept."""
    policy_file: Path | None = None
    mail: MailSettings | None = None
    public_url: str | None = None
    access: AccessSettings = AccessSettings()


_KNOWN = {
    "source": {
        "url",
        "url_env",
        "folder",
        "kind",
        "mapping",
        "as_of",
        "timezone",
        "reporting_currency",
        "layout",
        "orders",
        "refresh_every",
    },
    "policy": {"file"},
    "storage": {"mirror", "records"},
    "access": {"provider", "leaders"},
    "mail": {"host", "port", "from", "tls", "password_env", "user"},
    "server": {"public_url"},
}


def read_settings(file: Path | None, folder: Path) -> Settings:
    """Settings of `file`, or the defaults where it is None and `folder` holds none; raises SettingsError."""
    path = file or folder / SETTINGS_FILE
    if file is None and not path.exists():
        mirror = (folder / "var" / "mirror").resolve()
        return Settings(SourceSettings(), mirror, records=_records(DEFAULT_RECORDS, folder.resolve(), str(folder)))
    base = path.resolve().parent
    content = _read_toml(path)
    _refuse_unknown(content, path)
    storage = content.get("storage", {})
    mirror = storage.get("mirror", "var/mirror")
    if "://" in mirror:
        raise SettingsError(
            f"{path}: [storage] mirror is a database address; name a folder. "
            "Keeping the mirror in a database engine is not available yet."
        )
    policy_file = content.get("policy", {}).get("file")
    try:
        mail = mail_section(content.get("mail", {}))
        public_url = server_section(content.get("server", {}))
    except SectionError as error:
        raise SettingsError(f"{path}: {error}") from error
    return Settings(
        source=_source(content.get("source", {}), path, base),
        mirror=(base / mirror).resolve(),
        records=_records(storage.get("records", DEFAULT_RECORDS), base, f"{path}: [storage]"),
        records_named="records" in storage,
        policy_file=(base / policy_file).resolve() if policy_file else None,
        mail=mail,
        public_url=public_url,
        access=_access(content.get("access", {}), path),
    )


def override_source(settings: Settings, source: str | None, kind: str | None, mapping: str | None) -> Settings:
    """The settings with source, kind and mapping of the command line in place of those of the file; raises SettingsError."""
    chosen = settings.source
    if source is not None:
        named = source_at(source)
        chosen = replace(
            named,
            as_of=chosen.as_of,
            timezone=chosen.timezone,
            reporting_currency=chosen.reporting_currency,
            refresh_every=chosen.refresh_every,
        )
    if mapping is not None:
        own = chosen.kind if chosen.kind != "canonical" else "mapped"
        chosen = replace(chosen, mapping=Path(mapping).resolve(), kind=own)
    if kind is not None:
        chosen = replace(chosen, kind=kind)
    _check_source(chosen, "the command line")
    return replace(settings, source=chosen)


def source_at(place: str) -> SourceSettings:
    """The canonical source at a URL or in a folder, as it is named on the command line."""
    return SourceSettings(url=place) if "://" in place else SourceSettings(folder=Path(place).resolve())


def _source(content: dict, path: Path, base: Path) -> SourceSettings:
    where = f"{path}: [source]"
    for name in ("url", "url_env", "folder", "kind", "mapping", "timezone", "reporting_currency", "layout", "orders"):
        if name in content and not isinstance(content[name], str):
            raise SettingsError(f"{where} {name} must be text in quotes, not {content[name]!r}.")
    named = [name for name in ("url", "url_env", "folder") if name in content]
    if len(named) > 1:
        raise SettingsError(f"{where} names both {' and '.join(named)}; keep the one to read.")
    as_of = content.get("as_of")
    if as_of is not None and type(as_of) is not date:
        raise SettingsError(f"{where} as_of must be a date such as 2020-05-31 without quotes, not {as_of!r}.")
    try:
        refresh_every = period(content["refresh_every"]) if "refresh_every" in content else None
    except SectionError as error:
        raise SettingsError(f"{where} refresh_every {error}") from error
    source = SourceSettings(
        url=_url_in(content["url_env"], where) if "url_env" in content else content.get("url"),
        folder=(base / content["folder"]).resolve() if "folder" in content else None,
        kind=content.get("kind", "mapped" if "mapping" in content else "canonical"),
        mapping=(base / content["mapping"]).resolve() if "mapping" in content else None,
        as_of=as_of,
        timezone=content.get("timezone", DEFAULT_TIMEZONE),
        reporting_currency=content.get("reporting_currency", DEFAULT_CURRENCY),
        layout=content.get("layout"),
        orders=content.get("orders"),
        refresh_every=refresh_every,
    )
    _check_source(source, where)
    return source


def _url_in(variable: str, where: str) -> str:
    """The address that an environment variable holds: one with a password stands in no file."""
    address = os.environ.get(variable)
    if not address:
        raise SettingsError(
            f"{where} url_env names the environment variable {variable}, which is not set. "
            f"Set it to the whole address before the start: export {variable}=postgresql://user:password@host/database"
        )
    return address


def _records(address: object, base: Path, where: str) -> str:
    """The address of the records, a relative path of a SQLite file made absolute from the folder of the settings."""
    if not isinstance(address, str) or "://" not in address:
        raise SettingsError(
            f"{where} records must be a database address such as {DEFAULT_RECORDS!r} or "
            "'postgresql://user:password@host/database'."
        )
    kind, place = address.split("://", 1)
    file = place.removeprefix("/")
    if kind.partition("+")[0] != "sqlite" or not place.startswith("/") or file in ("", ":memory:"):
        return address
    return f"{kind}:///{base / file}"


def is_time_zone(name: str) -> bool:
    """Whether a time zone of that name is known."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _check_source(source: SourceSettings, where: str) -> None:
    if source.kind not in KINDS:
        raise SettingsError(
            f"{where}: kind {source.kind!r} is not known.{_nearest(source.kind, KINDS)} Known kinds: {', '.join(KINDS)}."
        )
    if source.kind == "mapped" and source.mapping is None:
        raise SettingsError(f'{where}: kind "mapped" needs a mapping file. Add mapping = "mapping.toml".')
    if source.kind == "canonical" and source.mapping is not None:
        raise SettingsError(f'{where}: a mapping file is named but kind is "canonical". Set kind = "mapped".')
    for name, said, known in (("layout", source.layout, LAYOUTS), ("orders", source.orders, ORDERS)):
        if said is not None and source.kind not in known:
            kinds = " or ".join(f'"{kind}"' for kind in known)
            raise SettingsError(f"{where}: {name} belongs to kind = {kinds}. Set that kind, or remove {name}.")
        if said is not None and said not in known[source.kind]:
            raise SettingsError(f"{where}: {name} {said!r} is not known. Known: {', '.join(known[source.kind])}.")
    if not is_time_zone(source.timezone):
        raise SettingsError(
            f"{where}: timezone {source.timezone!r} is not known. Use a name such as Europe/Helsinki or UTC."
        )
    if not (
        len(source.reporting_currency) == 3
        and source.reporting_currency.isascii()
        and source.reporting_currency.isupper()
    ):
        raise SettingsError(
            f"{where}: reporting_currency {source.reporting_currency!r} is not an ISO 4217 code such as EUR."
        )


def _access(content: dict, path: Path) -> AccessSettings:
    where = f"{path}: [access]"
    provider = content.get("provider")
    if provider is not None and provider not in PROVIDERS:
        raise SettingsError(
            f"{where} provider {provider!r} is not known.{_nearest(str(provider), PROVIDERS)} "
            f"Known providers: {', '.join(PROVIDERS)}."
        )
    leaders = content.get("leaders", [])
    if not isinstance(leaders, list):
        raise SettingsError(f'{where} leaders must be a list such as ["vp@example.com"], not {leaders!r}.')
    for leader in leaders:
        if not isinstance(leader, str) or "@" not in leader.strip("@") or len(leader.split()) != 1:
            raise SettingsError(f"{where} leaders: {leader!r} is not an e-mail address such as vp@example.com.")
    return AccessSettings(provider, tuple(leader.strip() for leader in leaders))


def _read_toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"The settings file {path} does not exist. Create it or leave out --config.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} is not valid TOML: {error}.") from error
    except OSError as error:
        raise SettingsError(f"The settings file {path} cannot be read: {error.strerror}.") from error


def _refuse_unknown(content: dict, path: Path) -> None:
    for section, entries in content.items():
        if section not in _KNOWN:
            raise SettingsError(f"{path}: section [{section}] is not known.{_nearest(section, _KNOWN)}")
        if not isinstance(entries, dict):
            raise SettingsError(f"{path}: {section} must be a section: write [{section}].")
        for name in entries:
            if name not in _KNOWN[section]:
                raise SettingsError(f"{path}: [{section}] {name} is not known.{_nearest(name, _KNOWN[section])}")


def _nearest(name: str, known: object) -> str:
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return f" Did you mean {close[0]}?" if close else ""
