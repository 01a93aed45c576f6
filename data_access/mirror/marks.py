"""What tells whether two accounts are one: those that were merged away, and the marks by which others look alike."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Table, case, func, literal, or_, select, union_all

from data_access.mirror.tables import ACCOUNTS, CONTACTS

NAME, DOMAIN = "name", "domain"
LEGAL_FORMS = (
    *("ab", "ag", "as", "asa", "aps", "bv", "co", "company", "corp", "corporation", "doo", "eg", "ek", "ev", "gbr"),
    *("gmbh", "inc", "incorporated", "kft", "kg", "kgaa", "limited", "llc", "llp", "ltd", "ltda", "mbh", "nv", "ohg"),
    *("oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "sia", "sl", "spa", "sro", "srl", "ug", "sp z oo"),
)
"""Words at the end or the beginning of a company's name that tell its legal form."""
PUBLIC_MAIL = (
    *(
        "aol.com",
        "bluewin.ch",
        "free.fr",
        "freenet.de",
        "gmail.com",
        "gmx.at",
        "gmx.ch",
        "gmx.com",
        "gmx.de",
        "gmx.net",
    ),
    *("googlemail.com", "hotmail.com", "hotmail.de", "hotmail.fr", "icloud.com", "kolumbus.fi", "laposte.net"),
    *("libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "orange.fr", "outlook.com"),
    *("outlook.de", "posteo.de", "proton.me", "protonmail.com", "qq.com", "t-online.de", "wanadoo.fr", "web.de"),
    *("163.com", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr", "yandex.ru", "ymail.com", "zoho.com"),
)
"""Domains of mail that anybody can have: they say nothing about where a person works."""


def merged_accounts(staged_accounts: Table, numbers: Table) -> Select:
    """The accounts that were merged away, each against the account that survived; rows of MERGED_ACCOUNTS."""
    staged_gone = staged_accounts.alias("gone")
    gone = staged_gone.c
    kept = ACCOUNTS.c
    return (
        select(
            numbers.c.account_no,
            gone.account_id,
            gone.name,
            gone.owner_id,
            gone.country,
            (gone.name != kept.name).label("name_differs"),
            (gone.owner_id != kept.owner_id).label("owner_differs"),
            (func.lower(gone.country) != func.lower(kept.country)).label("country_differs"),
        )
        .select_from(staged_gone)
        .join(numbers, numbers.c.account_id == gone.account_id)
        .join(ACCOUNTS, kept.account_no == numbers.c.account_no)
        .where(numbers.c.survives.is_(False))
        .order_by(numbers.c.account_no, gone.account_id)
    )


def account_marks() -> Select:
    """The marks of every account that survived; rows of ACCOUNT_MARKS."""
    names = select(
        ACCOUNTS.c.account_no, literal(NAME).label("kind"), func.nullif(plain_name(ACCOUNTS.c.name), "").label("mark")
    )
    domain = func.regexp_extract(func.lower(CONTACTS.c.email), r"^[^@\s]+@([^@\s]+\.[^@\s]+)$", 1)
    domains = select(
        CONTACTS.c.account_no, literal(DOMAIN).label("kind"), func.nullif(domain, "").label("mark")
    ).distinct()
    marks = union_all(names, domains).subquery("marks")
    told = or_(marks.c.kind == NAME, marks.c.mark.not_in(PUBLIC_MAIL))
    return (
        select(marks.c.account_no, marks.c.kind, marks.c.mark).where(marks.c.mark.is_not(None), told).order_by(*marks.c)
    )


def plain_name(name: ColumnElement) -> ColumnElement:
    """A company's name without case, accents, punctuation, spaces and legal form; the whole of it where nothing else is left."""
    letters = func.replace(func.replace(func.lower(func.strip_accents(name)), ".", ""), "'", "")
    words = func.trim(func.regexp_replace(letters, r"[^\pL\pN]+", " ", "g"))
    forms = "|".join(LEGAL_FORMS)
    bare = func.regexp_replace(words, rf"\b({forms})\b", "", "g")
    joined, whole = func.replace(bare, " ", ""), func.replace(words, " ", "")
    return case((joined == "", whole), else_=joined)
