"""The same facts as one would write them by hand for DuckDB, on the mirror's own file: what ours is measured against.

It takes the default rules and a store whose mail is known to be answered, and leaves tiers, states and all else that
compares a finished value to whoever reads it. Kinds 0 to 3 are meeting, call, email and message.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

ACCOUNTS = """
with contacts as (
    select account_no, event_no, day, kind_no, review from contact_rows
    where known_day <= $d and kind_no in (0, 1, 2, 3)
), counts as (
    select account_no,
        count(*) filter (day > $d - 90) as contacts_90d,
        count(*) filter (day > $d - 365) as contacts_365d,
        count(*) filter (kind_no = 0 and day > $d - 90) as meetings_90d,
        count(*) filter (kind_no = 0 and day > $d - 365) as meetings_365d,
        max(event_no) as event_no,
        max(day) filter (kind_no = 0) as last_meeting_on,
        max(day) filter (kind_no = 0 and review) as last_review_on
    from contacts group by account_no
), lasts as (
    select c.*, i.starts_at_day as last_contact_on, i.kind as last_contact_kind, i.interaction_id as last_contact_id,
        i.employee_id as last_contact_employee_id, i.contact_id as last_contact_contact_id
    from counts c join interactions i using (event_no)
), days as (
    select distinct account_no, day from contacts where day > $d - 730
), gaps as (
    select account_no, day - lag(day) over (partition by account_no order by day) as gap from days
), rhythms as (
    select account_no, case when count(gap) >= 3 then stddev_samp(gap) / avg(gap) end as rhythm from gaps
    group by account_no
), planned as (
    select account_no, min(day) as next_planned_on from planned_rows
    where created_day <= $d and day > $d and day <= $d + 14 group by account_no
), bought as (
    select account_no,
        sum(units) filter (day > $d - 365) / 1e4 as units_12m,
        sum(units) filter (day > $d - 730 and day <= $d - 365) / 1e4 as units_prior_12m,
        count(*) filter (day > $d - 365) as days_12m,
        count(*) filter (day > $d - 730 and day <= $d - 365) as days_prior_12m,
        count(*) filter (buys and day > $d - 365) as orders_12m,
        min(day) filter (buys) as first_order_on,
        max(day) filter (buys) as last_order_on
    from order_days where day <= $d group by account_no
)
select a.account_id, a.name as account_name, a.team_key as team_id, t.name as team_name, a.owner_id,
    e.name as owner_name, a.tier_entered, a.contact_preference, a.agreed_interval_days,
    case when days_12m > 0 then units_12m else 0 end as revenue_12m,
    case when days_prior_12m > 0 then units_prior_12m else 0 end as revenue_prior_12m,
    orders_12m, first_order_on, last_order_on, lasts.* exclude (account_no, event_no), planned.next_planned_on, rhythms.rhythm
from accounts a
left join teams t on t.team_id = a.team_key
left join employees e on e.employee_id = a.owner_id
left join bought using (account_no)
left join lasts using (account_no)
left join planned using (account_no)
left join rhythms using (account_no)
where a.exists_day is null or a.exists_day <= $d
order by a.account_no
"""

STARTING_DAYS = """
with recent as (
    select account_no, day, units, buys, prior_buy_day,
        sum(units) over (partition by account_no order by day desc rows unbounded preceding) as units_since
    from order_days where day > $d - 456 and day <= $d
), starts as (
    select account_no, day as o, units_since from recent
    where buys and (units is null or units >= 0) and (prior_buy_day is null or prior_buy_day < day - 30)
), contacts as (
    select account_no, day from contact_rows
    where known_day <= $d and day > $d - 547 and kind_no in (0, 1, 2, 3)
)
select s.account_no, s.o as order_day, any_value(s.units_since) as units_since,
    min(c.day) filter (c.day > s.o) as first_after,
    max(c.day) filter (c.day > s.o) as last_after,
    count(*) filter (c.day < s.o) as before,
    count(*) filter (c.day > s.o and c.day <= s.o + 91) as after,
    min(c.day) filter (c.day > s.o and c.day <= s.o + 14) as contact_by_14,
    min(c.day) filter (c.day > s.o + 14 and c.day <= s.o + 45) as contact_by_45,
    min(c.day) filter (c.day > s.o + 45 and c.day <= s.o + 90) as contact_by_90
from starts s
left join contacts c on c.account_no = s.account_no and c.day between s.o - 91 and s.o + 120
group by s.account_no, s.o
order by s.account_no, s.o
"""


def hand_written(connection: duckdb.DuckDBPyConnection, day: int) -> tuple[pa.Table, pa.Table]:
    """One row per account, and one per starting order day, as of a day since 1970-01-01."""
    return tuple(connection.execute(query, {"d": day}).to_arrow_table() for query in (ACCOUNTS, STARTING_DAYS))
