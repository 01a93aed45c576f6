"""Cells that are bad, or nearly bad, for a column of each kind."""

from __future__ import annotations

from tests.plain.tables import Column


def spoiled(column: Column, year: int) -> tuple[str | None, ...]:
    """Cells that are bad, or nearly bad, for the column in a load of that year."""
    long = "x" * 250
    outside = (f"{year + 10}-12-31", f"{year + 11}-01-01", "1990-01-01", "1989-12-31", "0001-01-01", "9999-12-31")
    cells = {
        "id": (None, "no such", " ", "NA"),
        "text": (None, " ", "x" * 300, "a,b\nc"),
        "reference": (None, "no such", " ", long, "A1 ", "E0"),
        "enumeration": (None, "", "meeting ", "Meeting", long, "1", "ä"),
        "flag": (None, "yes", "2", "tRuE", "fAlSe", " true", "t", "1.0", long),
        "date": (
            None,
            "2024-02-30",
            "2024-1-1",
            "20240101",
            "2024-01-01T00:00:00",
            "yesterday",
            "2024-01-01 ",
            *outside,
        ),
        "month": (None, "2024-01-02", "2024-01", "2024-13-01", "x", *outside),
        "time": (
            None,
            "2024-02-30T10:00",
            "2024-01-01T25:00:00Z",
            "10:00",
            "1704067200",
            "2024-W03-2",
            "2024-01-01",
            " 2024-01-01",
            "1989-12-31T23:59:59.999999Z",
            "1990-01-01T01:00:00+02:00",
            "1990-01-01T00:00:00Z",
            f"{year + 10}-12-31T23:59:59.999999Z",
            f"{year + 10}-12-31T23:59:59-00:01",
            f"{year + 11}-01-01T01:00:00+02:00",
            "0001-01-01T00:00:00+05:00",
            "9999-12-31T23:59:59-05:00",
            "soon",
        ),
        "int": (
            None,
            "0",
            "1",
            "3",
            "4",
            "3650",
            "3651",
            "-1",
            "1.0",
            "1.5",
            "one",
            "NaN",
            "99999999999999999999",
            " 5",
            "٣",
        ),
        "number": (None, "NaN", "inf", "-inf", "1,5", "5 ", "0x10", "1_000", "abc", "11", "-6", "1e1", "+.5", "."),
        "money": (
            None,
            "NaN",
            "Infinity",
            "1,5",
            "1.000,00",
            "€5",
            "99999999999999.9999999999",
            "100000000000000",
            "1e14",
            "1e13",
            "0.00000000001",
            "0.10000000000000",
            "1e-10",
            "1e-11",
            "00000000000000000005",
            "--5",
            "5e",
            "1_000",
            "٣",
        ),
        "rate": (None, "0", "-1", "0.0", "NaN", "inf", "1e14", "1e-11", "abc", "0.00000000001", "1"),
    }
    return cells[column.kind]
