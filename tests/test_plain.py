"""The plain reading of the documents, proved on examples computed by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.plain.facts import attention_weeks, facts, watches
from tests.plain.intake import Entry, PlainStore, load
from tests.plain.random_stores import random_store

D = date(2024, 6, 30)
NOW = datetime(2024, 7, 1, 6, tzinfo=UTC)
ACCOUNT_A = "account_id name\nA Acme"


def store(zone: str = "UTC", currency: str = "EUR", **tables: str) -> PlainStore:
    """A loaded store from small tables: a header line, then one row a line; `-` is an empty cell, `·` a blank."""
    raw = {}
    for table, text in ({"accounts": ACCOUNT_A} | tables).items():
        lines = [line.split() for line in text.strip().splitlines()]
        rows = [[None if cell == "-" else cell.replace("·", " ") for cell in line] for line in lines[1:]]
        raw[table] = (lines[0], rows)
    return load(raw, NOW, ZoneInfo(zone), currency)


def entries(loaded: PlainStore) -> list[tuple[str, str, str, str, str]]:
    """Table, key, column, value, reason of the entries; set-aside rows marked by a bang after the reason."""
    return [
        (e.table, e.key, e.column, e.value, e.reason + ("!" if e.done == "row set aside" else ""))
        for e in loaded.entries
    ]


def of(loaded: PlainStore, account: str = "A", d: date = D, **policy: object) -> dict:
    """Facts of one account."""
    return {row["account_id"]: row for row in facts(loaded, d, policy)}[account]


def ago(days: int) -> str:
    """The date so many days before d."""
    return str(D - timedelta(days))


def orders(*lines: str) -> str:
    """Confirmed orders in euro: `account days-ago amount`."""
    rows = [line.split() for line in lines]
    head = "order_id account_id ordered_on amount currency status\n"
    return head + "\n".join(f"O{n} {a} {ago(int(days))} {x} EUR confirmed" for n, (a, days, x) in enumerate(rows))


def meetings(*days: int, account: str = "A", head: bool = True, kind: str = "meeting", prefix: str = "I") -> str:
    """Held interactions at noon UTC, so many days ago."""
    lines = [f"{prefix}{n} {account} {kind} {ago(day)}T12:00Z held" for n, day in enumerate(days)]
    return "\n".join((["interaction_id account_id kind starts_at status"] if head else []) + lines)


# ---- intake: what makes a value bad


def test_an_optional_bad_value_is_left_out_and_listed_and_the_row_stays() -> None:
    loaded = store(accounts="account_id name tier_entered agreed_interval_days\nA Acme a 3651")
    assert entries(loaded) == [
        ("accounts", "A", "tier_entered", "a", "enumeration"),
        ("accounts", "A", "agreed_interval_days", "3651", "range"),
    ]
    assert loaded.rows["accounts"][0]["tier_entered"] is None


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("3650", None),
        ("+7", None),
        ("1e2", None),
        ("0", "range"),
        ("7.0", "type"),
        ("1.5", "type"),
        ("NaN", "type"),
        ("seven", "type"),
        ("1e-1", "type"),
        ("·7", "type"),
    ],
)
def test_an_int_is_digits_with_a_sign_and_has_no_point(cell: str, reason: str | None) -> None:
    loaded = store(accounts=f"account_id name agreed_interval_days\nA Acme {cell}")
    assert [e.reason for e in loaded.entries] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-5.25", None),
        ("+.5", None),
        ("1e3", None),
        ("7.", None),
        ("99999999999999.9999999999", None),
        ("0.10000000000000", None),
        ("00000000000000000005", None),
        ("1e-10", None),
        ("100000000000000", "range"),
        ("1e14", "range"),
        ("0.00000000001", "range"),
        ("NaN", "type"),
        ("inf", "type"),
        ("1,5", "type"),
        ("1_000", "type"),
        (".", "type"),
    ],
)
def test_money_has_at_most_14_digits_before_and_10_after_the_point(cell: str, reason: str | None) -> None:
    loaded = store(orders=f"order_id account_id ordered_on amount currency status\nO A 2024-01-01 {cell} EUR open")
    assert [e.reason for e in loaded.entries] == ([reason] if reason else [])
    assert len(loaded.rows["orders"]) == (0 if reason else 1)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2024-02-29", None),
        ("1990-01-01", None),
        ("2034-12-31", None),
        ("2024-2-1", "type"),
        ("20240201", "type"),
        ("2024-02-30", "type"),
        ("2024-02-01T00:00:00", "type"),
        ("1989-12-31", "date"),
        ("2035-01-01", "date"),
    ],
)
def test_a_date_is_written_yyyy_mm_dd_and_lies_within_the_limits(cell: str, reason: str | None) -> None:
    loaded = store(accounts=f"account_id name agreement_ends_on\nA Acme {cell}")
    assert [e.reason for e in loaded.entries] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-03-01T10:00Z", "2024-03-01T10:00:00+00:00"),
        ("2024-03-01T10:00", "2024-03-01T10:00:00+00:00"),
        ("2024-03-01T10:00+02:00", "2024-03-01T08:00:00+00:00"),
        ("2024-03-01", "2024-03-01T00:00:00+00:00"),
        ("2034-12-31T23:59Z", "2034-12-31T23:59:00+00:00"),
        ("2035-01-01T01:00+02:00", "2034-12-31T23:00:00+00:00"),
        ("1990-01-01T01:00+02:00", "date"),
        ("2034-12-31T23:00-02:00", "date"),
        ("0001-01-01T00:00+05:00", "date"),
        ("10:00", "type"),
        ("2024-03-01T25:00", "type"),
    ],
)
def test_a_time_without_offset_is_utc_and_its_utc_date_lies_within_the_limits(cell: str, value: str) -> None:
    loaded = store(accounts=f"account_id name created_at\nA Acme {cell}")
    created = loaded.rows["accounts"][0]["created_at"]
    assert (created.isoformat() if created else loaded.entries[0].reason) == value


def test_flags_are_true_false_1_0_in_any_case() -> None:
    loaded = store(employees="employee_id name active\n1 a TRUE\n2 b 0\n3 c False\n4 d yes\n5 e -")
    assert [row["active"] for row in loaded.rows["employees"]] == [True, False, False, None, None]
    assert entries(loaded) == [("employees", "4", "active", "yes", "type")]


def test_times_before_the_start_are_bad_and_the_later_one_is_left_out() -> None:
    loaded = store(
        interactions="""interaction_id account_id kind starts_at status ends_at responded_at created_at agenda_at
        I A email 2024-03-01T10:00Z held 2024-03-01T09:59Z 2024-03-01T10:00Z 2020-01-01 2020-01-01""",
        cases="case_id account_id opened_at resolved_at response_due_at\nK A 2024-03-01T10:00Z 2024-03-01 2024-01-01",
    )
    assert entries(loaded) == [
        ("interactions", "I", "ends_at", "2024-03-01T09:59Z", "range"),
        ("cases", "K", "resolved_at", "2024-03-01", "range"),
    ]


def test_no_time_of_an_interaction_may_precede_its_start_also_of_an_all_day_row() -> None:
    loaded = store(
        zone="Pacific/Auckland",
        interactions="""interaction_id account_id kind starts_at status all_day ends_at documented_at
        I1 A meeting 2024-03-05T00:00Z held true 2024-03-05T00:00Z 2024-03-04T20:00Z
        I2 A meeting 2024-03-05T00:00Z held true 2024-03-04T23:00Z 2024-03-04T10:00Z
        I3 A meeting 2024-03-05T00:00Z held false - 2024-03-04T20:00Z""",
    )
    assert [(e.key, e.column) for e in loaded.entries] == [
        ("I1", "documented_at"),
        ("I2", "ends_at"),
        ("I2", "documented_at"),
        ("I3", "documented_at"),
    ]


def test_scores_off_their_scale_set_the_row_aside_under_score() -> None:
    loaded = store(
        survey_responses="""response_id account_id instrument dimension score scale_min scale_max answered_at
        S1 A nps recommend 11 0 10 2024-03-01
        S2 A nps recommend 5 5 5 2024-03-01
        S3 A nps recommend 10 0 10 2024-03-01
        S4 A nps recommend x 0 10 2024-03-01
        S5 A nps other - 0 10 2024-03-01""",
    )
    assert entries(loaded) == [
        ("survey_responses", "S1", "score", "11", "range!"),
        ("survey_responses", "S2", "score", "5", "range!"),
        ("survey_responses", "S4", "score", "x", "type!"),
        ("survey_responses", "S5", "score", "", "missing!"),
    ]


def test_rates_are_above_zero_and_months_are_firsts() -> None:
    loaded = store(fx_rates="currency month rate\nUSD 2024-01-02 1\nUSD 2024-02-01 0\nUSD 2024-03-01 1.5")
    assert entries(loaded) == [
        ("fx_rates", "USD|2024-01-02", "month", "2024-01-02", "range!"),
        ("fx_rates", "USD|2024-02-01", "rate", "0", "range!"),
    ]


# ---- intake: rows, references, duplicates


def test_a_row_set_aside_has_one_entry_for_its_first_fault_in_column_order() -> None:
    loaded = store(
        interactions="interaction_id account_id employee_id kind starts_at status purpose\nI X E1 meating - held bad",
        employees="employee_id name\nE2 Eva",
    )
    assert entries(loaded) == [("interactions", "I", "account_id", "X", "reference!")]


def test_rows_of_an_account_set_aside_are_set_aside_and_unknown_people_left_out() -> None:
    loaded = store(
        accounts="account_id name owner_id\nA Acme E9\nB - E1",
        employees="employee_id name\nE1 Eva",
        contacts="contact_id account_id name\nC1 A Cid\nC2 B Dan",
        interactions="interaction_id account_id contact_id kind starts_at status\nI A C2 call 2024-01-01 held",
        qualifications="qualification_id employee_id kind name\nQ E9 training x",
    )
    assert sorted(entries(loaded)) == [
        ("accounts", "A", "owner_id", "E9", "reference"),
        ("accounts", "B", "name", "", "missing!"),
        ("contacts", "C2", "account_id", "B", "reference!"),
        ("interactions", "I", "contact_id", "C2", "reference"),
        ("qualifications", "Q", "employee_id", "E9", "reference!"),
    ]


def test_a_reference_into_a_table_that_is_not_connected_is_kept_but_account_id_is_checked() -> None:
    loaded = store(
        accounts="account_id name owner_id team_id\nA Acme E9 T9",
        employees="employee_id\nE1",
        teams="team_id name\nT1 One",
        interaction_participants="interaction_id employee_id\nI9 E9",
        orders="order_id account_id ordered_on amount currency status\nO X 2024-01-01 5 EUR open",
    )
    assert "employees" not in loaded.connected
    assert loaded.rows["accounts"][0]["owner_id"] == "E9"
    assert len(loaded.rows["interaction_participants"]) == 1
    assert entries(loaded) == [("orders", "O", "account_id", "X", "reference!")]
    assert of(loaded)["team_id"] == "T9"
    assert of(loaded)["team_name"] is None


def test_a_key_seen_among_good_rows_is_a_duplicate_and_a_bad_first_row_is_none() -> None:
    loaded = store(accounts="account_id name tier_entered\nA - A\nA Acme x\nA Again y\n007 Bond -\n7 Seven -\nNA Na -")
    assert [row["name"] for row in loaded.rows["accounts"]] == ["Acme", "Bond", "Seven", "Na"]
    assert entries(loaded) == [
        ("accounts", "A", "name", "", "missing!"),
        ("accounts", "A", "account_id", "A", "duplicate!"),
        ("accounts", "A", "tier_entered", "x", "enumeration"),
    ]


def test_members_and_participants_repeat_only_when_all_columns_do() -> None:
    loaded = store(
        account_team_members="account_id employee_id role since\nA E1 owner -\nA E1 member -\nA E1 owner -\nA E1 owner x",
        fx_rates="currency month rate\nUSD 2024-01-01 2\nUSD 2024-01-01 3",
    )
    assert entries(loaded) == [
        ("account_team_members", "A|E1|owner||", "account_id", "A", "duplicate!"),
        ("account_team_members", "A|E1|owner|x|", "since", "x", "type"),
        ("fx_rates", "USD|2024-01-01", "currency", "USD", "duplicate!"),
    ]


def test_participants_empty_unknown_and_of_unknown_interactions() -> None:
    loaded = store(
        employees="employee_id name\nE1 Eva",
        interactions="interaction_id account_id kind starts_at status\nI A call 2024-01-01 held",
        interaction_participants="""interaction_id employee_id contact_id third_party
        I - - -
        I E9 - -
        X - - -
        X E1 - -
        - E1 - -""",
    )
    assert loaded.ignored_participants == 2
    assert sorted(entries(loaded)) == [
        ("interaction_participants", "I|E9||", "employee_id", "E9", "reference"),
        ("interaction_participants", "I|||", "employee_id", "", "empty_participant!"),
        ("interaction_participants", "|E1||", "interaction_id", "", "missing!"),
    ]


def test_values_of_entries_are_cut_at_200_characters() -> None:
    loaded = store(accounts=f"account_id name tier_entered\nA Acme {'x' * 250}")
    assert loaded.entries == [Entry("accounts", "A", "tier_entered", "x" * 200, "enumeration", "value left out")]


def test_merges_follow_the_chain_and_cycles_stand_alone() -> None:
    loaded = store(
        accounts="""account_id name merged_into_id
        A a B
        B b C
        C c -
        D d E
        E e F
        F f E
        G g G
        H h nobody""",
    )
    assert loaded.survivor == {"A": "C", "B": "C", "C": "C", "D": "E", "E": "E", "F": "F", "G": "G", "H": "H"}
    assert sorted((e.key, e.reason) for e in loaded.entries) == [(key, "reference") for key in "EFGH"]
    assert [row["account_id"] for row in facts(loaded, D, {})] == ["C", "E", "F", "G", "H"]


# ---- money


def test_amounts_take_the_rate_of_the_month_else_of_the_latest_earlier_and_round_half_even() -> None:
    loaded = store(
        orders="""order_id account_id ordered_on amount currency status
        O1 A 2024-03-15 10 USD confirmed
        O2 A 2024-01-15 10 USD confirmed
        O3 A 2024-02-15 10 USD confirmed
        O4 A 2024-03-15 0.00005 EUR confirmed
        O5 A 2024-03-15 0.00015 EUR confirmed""",
        fx_rates="currency month rate\nUSD 2024-02-01 2\nUSD 2024-04-01 9\nEUR 2024-01-01 7",
    )
    assert [row["amount_reporting"] for row in loaded.rows["orders"]] == [
        Decimal(20),
        None,
        Decimal(20),
        Decimal(0),
        Decimal("0.0002"),
    ]


def test_revenue_is_unknown_only_where_no_counted_order_has_a_rate() -> None:
    text = "order_id account_id ordered_on amount currency status\n"
    some = store(
        orders=text + f"O1 A {ago(1)} 5 USD confirmed\nO2 A {ago(2)} 7 EUR delivered\nO3 A {ago(400)} 7 USD delivered"
    )
    assert (of(some)["revenue_12m"], of(some)["revenue_prior_12m"]) == (7, None)
    assert of(store(orders=text + f"O1 A {ago(1)} 5 EUR open"))["revenue_12m"] == 0
    assert of(store(orders=text + f"O1 A {ago(1)} 5 USD confirmed"))["tier"] == "C"


# ---- orders, layers, existence


def test_windows_are_half_open_and_credits_are_no_order_days() -> None:
    row = of(store(orders=orders("A 0 10", "A 364 20", "A 365 40", "A 729 80", "A 730 160", "A 3 -1", "A 4 0")))
    assert (row["revenue_12m"], row["revenue_prior_12m"], row["orders_12m"]) == (29, 120, 2)
    assert (row["first_order_on"], row["last_order_on"]) == (D - timedelta(730), D)


@pytest.mark.parametrize(("days", "layer"), [(364, "active"), (365, "inactive"), (-1, None)])
def test_layers(days: int, layer: str | None) -> None:
    loaded = store(
        accounts="account_id name created_at\nA Acme 2020-01-01\nB Bo 2020-01-01",
        orders=orders(f"A {days} 5", "B 0 -5"),
    )
    if layer:
        assert of(loaded)["layer"] == layer
    assert of(loaded, "B")["layer"] == "prospect"


def test_an_account_exists_from_creation_first_counted_order_or_first_held_interaction() -> None:
    loaded = store(
        accounts=f"""account_id name created_at merged_into_id
        never a - -
        created b {ago(0)} -
        later c {ago(-1)} -
        bought d {ago(-5)} -
        buys_later e - -
        met f {ago(-5)} -
        planned g {ago(-5)} -
        survivor h {ago(-5)} -
        merged i {ago(3)} survivor""".replace("buys_later", "buyslater"),
        orders=orders("bought 1 -3", "buyslater -1 5"),
        interactions=meetings(2, account="met") + "\n" + f"P planned meeting {ago(2)} planned",
    )
    assert [row["account_id"] for row in facts(loaded, D, {})] == ["bought", "created", "met", "never", "survivor"]


def test_without_orders_everything_that_needs_them_is_empty_and_rhythm_stays() -> None:
    row = of(
        store(
            interactions=meetings(1, 2, 4, 8),
            orders=orders("A -1 5"),
            accounts="account_id name created_at\nA Acme 2020-01-01",
        )
    )
    filled = {name for name, value in row.items() if value is not None}
    assert filled == {
        "account_id",
        "account_name",
        "last_contact_on",
        "last_contact_kind",
        "last_meeting_on",
        "contacts_90d",
        "contacts_365d",
        "meetings_90d",
        "meetings_365d",
        "rhythm",
    }
    assert row["rhythm"] == pytest.approx(
        ((1 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (4 - 7 / 3) ** 2) ** 0.5 / 2**0.5 / (7 / 3)
    )


def test_without_interactions_the_watch_stays_without_a_state() -> None:
    row = of(store(orders=orders("A 100 5", "A 20 7"), accounts="account_id name contact_preference\nA Acme proactive"))
    assert (row["watch_order_on"], row["watch_days"], row["watch_amount"]) == (D - timedelta(20), 20, 7)
    assert row["watch_state"] is row["cadence_status"] is row["contacts_90d"] is row["attention_orders"] is None
    assert row["contact_target_days"] == 30


# ---- tiers


def test_revenue_share_looks_at_the_revenue_before_and_ties_go_by_account_id() -> None:
    accounts = "account_id name tier_entered\nd a -\nb a -\na a C\nc a -\ne a -\nf a -"
    loaded = store(accounts=accounts, orders=orders("a 1 80", "b 1 15", "c 1 2.5", "d 1 2.5", "e 1 5", "e 2 -9"))
    tiers = {row["account_id"]: (row["tier"], row["tier_source"]) for row in facts(loaded, D, {})}
    # before a 0, before b exactly 0.80, before c exactly 0.95; e has no positive revenue; f never bought
    assert tiers == {
        "a": ("C", "entered"),
        "b": ("B", "computed"),
        "c": ("C", "computed"),
        "d": ("C", "computed"),
        "e": ("C", "computed"),
        "f": (None, None),
    }
    assert of(loaded, "a", prefer_entered=False)["tier"] == "A"


def test_rank_takes_places_up_to_the_ceiling() -> None:
    accounts = "account_id name\n" + "\n".join(f"a{n:02} x" for n in range(21))
    loaded = store(accounts=accounts, orders=orders(*(f"a{n:02} 1 {100 if n < 3 else 50 - n}" for n in range(21))))
    tiers = "".join(row["tier"] for row in facts(loaded, D, {"scheme": "rank"}))
    assert tiers == "AA" + "BBB" + "C" * 16  # ceil(1.05) = 2, ceil(4.2) = 5
    tiers = "".join(row["tier"] for row in facts(loaded, D, {"scheme": "rank", "a_rank": 0.0, "b_rank": 1.0}))
    assert tiers == "B" * 21


def test_thresholds_are_reached_at_the_amount() -> None:
    loaded = store(accounts="account_id name\na x\nb x\nc x", orders=orders("a 1 100", "b 1 50", "c 1 49.99"))
    policy = {"scheme": "threshold", "a_min": 100, "b_min": 50}
    assert [row["tier"] for row in facts(loaded, D, policy)] == ["A", "B", "C"]


# ---- counted contacts


def test_mails_count_once_answered_and_inbound_ones_while_answers_are_not_connected() -> None:
    head = "interaction_id account_id kind direction starts_at status responded_at\n"
    silent = store(
        interactions=head
        + f"I1 A email inbound {ago(5)} held -\nI2 A email outbound {ago(4)} held -\nI3 A message - {ago(3)} held -"
    )
    assert of(silent)["contacts_90d"] == 1
    later = store(
        interactions=head + f"I1 A email inbound {ago(5)} held {ago(-1)}\nI2 A email outbound {ago(4)} held {ago(0)}"
    )
    assert of(later)["contacts_90d"] == 2  # the only inbound answer lies after d, so answers are not connected
    answered = store(
        interactions=head
        + f"I1 A email inbound {ago(5)} held -\nI2 A message inbound {ago(4)} held {ago(0)}\nI3 A helpdesk inbound {ago(4)} held {ago(0)}"
    )
    assert of(answered)["contacts_90d"] == 1
    assert of(answered, counted_kinds=("helpdesk",))["contacts_90d"] == 1


def test_cancelled_future_bulk_and_internal_interactions_are_no_contacts() -> None:
    loaded = store(
        employees="employee_id name\nE1 Eva",
        contacts="contact_id account_id name\nC1 A Cid",
        interactions=f"""interaction_id account_id contact_id kind starts_at status bulk private
        ours A - meeting {ago(1)} held - -
        withtheirs A - meeting {ago(2)} held - -
        withlawyer A - meeting {ago(3)} held - true
        withunknown A C9 meeting {ago(4)} held - -
        nobody A - meeting {ago(5)} held false -
        bulk A - meeting {ago(6)} held true -
        cancelled A - meeting {ago(7)} cancelled - -
        future A - meeting {ago(-1)} held - -""",
        interaction_participants="""interaction_id employee_id contact_id third_party
        ours E1 - -
        ours E9 - -
        withtheirs E1 - -
        withtheirs E1 C8 -
        withlawyer E1 - lawyer
        withunknown E1 - -
        bulk E1 - -""",
    )
    row = of(loaded)
    assert row["contacts_90d"] == 4
    assert row["last_contact_on"] == D - timedelta(2)


def test_bulk_rows_connect_nothing() -> None:
    loaded = store(interactions=f"interaction_id account_id kind starts_at status bulk\nI A meeting {ago(1)} held 1")
    assert of(loaded)["contacts_90d"] is None


def test_the_last_contact_is_one_event_by_date_then_start_then_id() -> None:
    loaded = store(
        zone="Europe/Helsinki",
        interactions="""interaction_id account_id employee_id contact_id kind starts_at all_day status
        I1 A E1 C1 call 2024-06-29T21:00Z - held
        I2 A E2 - meeting 2024-06-30T00:00Z true held
        Z A E3 C3 meeting 2024-06-29T20:59Z - held
        i2 A E4 C4 message 2024-06-30T00:00Z - held""",
    )
    row = of(loaded)
    assert (row["last_contact_on"], row["last_contact_kind"], row["last_contact_employee_id"]) == (D, "meeting", "E2")
    assert row["last_contact_contact_id"] is None
    assert of(loaded, d=date(2024, 6, 29))["last_contact_employee_id"] == "E3"


def test_all_day_rows_keep_their_date_in_any_zone() -> None:
    text = "interaction_id account_id kind starts_at status all_day\nI A meeting 2024-06-30T00:00Z held {}"
    assert of(store(zone="America/New_York", interactions=text.format("true")))["last_meeting_on"] == D
    assert of(store(zone="America/New_York", interactions=text.format("false")))["last_meeting_on"] == D - timedelta(1)


def test_review_meetings_need_purpose_on_one_percent_of_the_meetings() -> None:
    head = "interaction_id account_id kind starts_at status purpose\n"
    lines = [f"I{n} A meeting {ago(1)} held -" for n in range(99)]
    review = [f"R A meeting {ago(300)} held review", f"Old A meeting {ago(365)} held review"]
    hundred = store(interactions=head + "\n".join(lines + review))
    assert of(hundred)["last_review_on"] == D - timedelta(300)
    more = store(interactions=head + "\n".join([*lines, f"J A meeting {ago(2)} held -", *review]))
    assert of(more)["last_review_on"] is None
    only_old = store(interactions=head + "\n".join(review[1:]))
    assert of(only_old)["last_review_on"] is None


def test_planned_contacts_are_known_by_d_and_within_the_grace_days() -> None:
    loaded = store(
        accounts="account_id name created_at\nA Acme 2020-01-01",
        interactions=f"""interaction_id account_id kind starts_at status created_at
        I1 A meeting {ago(-15)} planned {ago(3)}
        I2 A call {ago(-14)} held {ago(0)}T23:59Z
        I3 A meeting {ago(-2)} planned -
        I4 A meeting {ago(-3)} planned {ago(-1)}
        I5 A email {ago(-4)} planned {ago(3)}
        I6 A meeting {ago(-5)} cancelled {ago(3)}
        I7 A meeting {ago(0)} planned {ago(3)}""",
    )
    assert of(loaded)["next_planned_on"] == D + timedelta(14)
    assert of(loaded, grace_days=13)["next_planned_on"] is None
    assert of(loaded, grace_days=15, counted_kinds=("email",))["next_planned_on"] == D + timedelta(14)


# ---- cadence


@pytest.mark.parametrize(
    ("days", "status"),
    [(30, "on_cadence"), (31, "due"), (45, "due"), (46, "overdue"), (None, "never")],
)
def test_cadence_statuses(days: int | None, status: str) -> None:
    contacts = meetings() if days is None else meetings(days)
    other = meetings(1, account="B", head=False, prefix="X")
    loaded = store(
        accounts="account_id name\nA a\nB b", orders=orders("A 100 1000"), interactions=f"{contacts}\n{other}"
    )
    assert of(loaded)["cadence_status"] == status
    assert of(loaded)["contact_ratio"] == (100 if days is None else days) / 30
    planned = f"P A call {ago(-1)} planned {ago(0)}"
    with_plan = f"{contacts}\n{other}".replace("status", "status created_at").replace("held", "held -") + f"\n{planned}"
    again = store(accounts="account_id name\nA a\nB b", orders=orders("A 100 1000"), interactions=with_plan)
    assert of(again)["cadence_status"] == ("on_cadence" if status == "on_cadence" else "planned")


def test_never_met_but_bought_within_the_target_is_on_cadence() -> None:
    loaded = store(accounts="account_id name\nA a\nB b", orders=orders("A 30 9"), interactions=meetings(1, account="B"))
    assert of(loaded)["cadence_status"] == "on_cadence"


def test_agreed_intervals_replace_the_target_and_as_needed_wins() -> None:
    loaded = store(
        accounts="account_id name agreed_interval_days contact_preference\nA a 7 proactive\nB b 7 as_needed\nC c 7 -",
        orders=orders("A 10 5", "B 10 5"),
        interactions=meetings(8),
    )
    assert (of(loaded)["contact_target_days"], of(loaded)["contact_ratio"]) == (7, 8 / 7)
    assert (of(loaded, "B")["contact_target_days"], of(loaded, "B")["cadence_status"]) == (None, "no_target")
    assert of(loaded, "C")["cadence_status"] == "no_target"


def test_attainment_counts_the_days_since_the_first_order() -> None:
    loaded = store(orders=orders("A 59 5"), interactions=meetings(1, 2, 200))
    assert of(loaded)["attainment"] == pytest.approx(3 / (60 / 30))
    older = store(orders=orders("A 400 5", "A 3 5"), interactions=meetings(1, 2, 200))
    assert of(older)["attainment"] == pytest.approx(3 / (365 / 30))


def test_rhythm_needs_four_dates_in_two_years() -> None:
    assert of(store(interactions=meetings(0, 10, 10, 20)))["rhythm"] is None
    assert of(store(interactions=meetings(0, 10, 20, 730)))["rhythm"] is None
    assert of(store(interactions=meetings(0, 10, 20, 30, 30)))["rhythm"] == 0
    assert of(store(interactions=meetings(0, 10, 20, 729)))["rhythm"] == pytest.approx(162867**0.5 / 243)


# ---- the recent-buyer watch


def state(order_ago: int, *contacts_ago: int, **policy: object) -> str:
    """State of the watch over one order, with an unrelated account that keeps interactions connected."""
    loaded = store(
        accounts="account_id name\nA a\nB b",
        orders=orders(f"A {order_ago} 10"),
        interactions=meetings(*contacts_ago) + "\n" + meetings(1, account="B", head=False, prefix="X"),
    )
    return of(loaded, **policy)["watch_state"]


@pytest.mark.parametrize(
    ("order_ago", "contacts_ago", "expected"),
    [
        (13, (), "waiting"),
        (13, (13,), "waiting"),
        (13, (12,), "cared_for"),
        (14, (14,), "neglected"),
        (14, (13,), "cared_for"),
        (14, (0,), "cared_for"),
        (15, (0,), "late"),
        (44, (30,), "cared_for"),
        (45, (31,), "neglected"),
        (45, (31, 30), "cared_for"),
        (45, (30,), "late"),
        (90, (89, 45), "neglected"),
        (90, (89, 44), "cared_for"),
        (119, (74, 0), "late"),
        (120, (), None),
    ],
)
def test_states_of_a_watch(order_ago: int, contacts_ago: tuple[int, ...], expected: str | None) -> None:
    assert state(order_ago, *contacts_ago) == expected


def test_other_checkpoints_move_the_windows() -> None:
    assert state(7, checkpoints=(7, 30)) == "neglected"
    assert state(30, 29, checkpoints=(7, 30)) == "neglected"
    assert state(30, 22, checkpoints=(7, 30)) == "late"


def test_a_planned_contact_shows_while_nothing_has_come() -> None:
    for order_ago in (5, 20):
        loaded = store(
            orders=orders(f"A {order_ago} 10"),
            interactions=f"interaction_id account_id kind starts_at status created_at\nX A call {ago(200)} held -\nP A call {ago(-3)} planned {ago(1)}",
        )
        assert of(loaded)["watch_state"] == "planned"


def test_starting_days_are_quiet_before_and_large_enough() -> None:
    def starting(*lines: str, **policy: object) -> list[int]:
        found = watches(store(orders=orders(*lines)), D, policy)
        return [watch["days"] for watch in found]

    assert starting("A 100 5", "A 70 5", "A 39 5") == [100, 39]
    assert starting("A 100 5", "A 99 5", quiet_days=0) == [100, 99]
    assert starting("A 140 5", "A 119 5") == []
    assert starting("A 50 5", "A 50 -6") == []
    assert starting("A 50 99.99", watch_min_amount=100) == []
    assert starting("A 50 60", "A 50 40", watch_min_amount=100) == [50]
    assert starting("A 119 5", "A 120 5", quiet_days=0) == [119]


def test_a_day_without_any_rate_starts_a_watch_of_unknown_amount() -> None:
    text = f"order_id account_id ordered_on amount currency status\nO A {ago(9)} 5 USD confirmed"
    row = of(store(orders=text), watch_min_amount=100)
    assert (row["watch_days"], row["watch_amount"]) == (9, None)


def test_the_watch_shown_is_the_earliest_neglected_else_the_latest() -> None:
    loaded = store(orders=orders("A 110 5", "A 60 7", "A 20 9", "A 10 -2"), interactions=meetings(59, 30, 1))
    found = {watch["days"]: (watch["state"], watch["shown"], watch["amount"]) for watch in watches(loaded, D, {})}
    assert found == {110: ("late", False, 19), 60: ("cared_for", False, 14), 20: ("late", True, 7)}
    neglect = store(orders=orders("A 110 5", "A 60 7", "A 20 9"), interactions=meetings(200))
    assert of(neglect)["watch_days"] == 110


def test_first_contacts_of_the_checkpoints() -> None:
    loaded = store(orders=orders("A 100 5"), interactions=meetings(100, 87, 86, 85, 20, 5))
    (watch,) = watches(loaded, D, {})
    day = D - timedelta(100)
    assert watch["first_contact_on"] == watch["contact_on_14"] == day + timedelta(13)
    assert watch["contact_on_45"] == day + timedelta(15)
    assert watch["contact_on_90"] == day + timedelta(80)


# ---- the attention shift and the index


def test_attention_before_and_after_by_week() -> None:
    loaded = store(
        orders=orders("A 91 5", "A 455 5", "A 456 5", "A 90 5"), interactions=meetings(0, 1, 90, 91, 92, 182, 183)
    )
    row = of(loaded, quiet_days=0)
    # o = d-91: before 92 and 182, after 90, 1 and 0; o = d-455 has no contact near it
    assert (row["attention_before"], row["attention_after"], row["attention_orders"]) == (2, 3, 2)
    weeks = attention_weeks(loaded, D, {"quiet_days": 0})
    assert {week: counts for week, counts in weeks.items() if any(counts)} == {
        -13: [0, 1],
        -1: [0, 1],
        1: [0, 1],
        13: [0, 2],
    }
    assert of(loaded, d=D + timedelta(364))["attention_orders"] == 1
    assert of(loaded, d=D + timedelta(365))["attention_orders"] is None


def test_attention_is_empty_without_such_an_order() -> None:
    row = of(store(orders=orders("A 90 5"), interactions=meetings(1)))
    assert row["attention_before"] is row["attention_after"] is row["attention_orders"] is None


def test_attention_index_compares_share_of_contacts_with_share_of_revenue() -> None:
    loaded = store(
        accounts="account_id name\nA a\nB b\nC c\nP p",
        orders=orders("A 5 75", "B 5 25", "C 5 10", "C 4 -20"),
        interactions=meetings(1, 2, 3)
        + "\n"
        + meetings(1, account="C", head=False, prefix="c")
        + "\n"
        + meetings(1, account="P", head=False, prefix="p"),
    )
    assert of(loaded)["attention_index"] == pytest.approx((3 / 4) / (75 / 100))
    assert of(loaded, "B")["attention_index"] == 0
    assert of(loaded, "C")["attention_index"] is None
    assert of(loaded, "P")["attention_index"] is None


def test_team_and_owner_names() -> None:
    loaded = store(
        teams="team_id name\nT1 One\nT2 Two",
        employees="employee_id name team_id\nE1 Eva T1",
        accounts="account_id name owner_id team_id\nA a E1 T2\nB b E1 -\nC c - -",
    )
    assert [(row["team_id"], row["team_name"], row["owner_name"]) for row in facts(loaded, D, {})] == [
        ("T2", "Two", "Eva"),
        ("T1", "One", "Eva"),
        (None, None, None),
    ]


def test_accounts_sort_by_code_point_and_merged_rows_belong_to_the_survivor() -> None:
    loaded = store(
        accounts="account_id name merged_into_id\nä x -\nZ x -\na x Z\n007 x -\n7 x -",
        orders=orders("a 1 5", "Z 2 7"),
        interactions=meetings(3, account="a"),
    )
    assert [row["account_id"] for row in facts(loaded, D, {})] == ["007", "7", "Z", "ä"]
    assert (of(loaded, "Z")["revenue_12m"], of(loaded, "Z")["contacts_90d"]) == (12, 1)


def test_the_same_seed_gives_the_same_case() -> None:
    assert random_store(5) == random_store(5)
    assert random_store(5).raw != random_store(6).raw
