"""The data themselves: whether they still come, how complete they are, and where they contradict themselves."""

from __future__ import annotations

from dashboard.indicators.terms import CHANNELS, NEEDS, ORGANISATION, Definition

TERMS = (
    Definition(
        "silent_table",
        "Silent",
        "The newest row up to the date is older than {silence_times} times the gap between days with rows that {silence_quantile} "
        "of the gaps of the {silence_rhythm} days up to it do not exceed, and than {silence_shortest} days; on fewer than "
        "{silence_needs} days with rows nothing is usual. Planned contacts, bulk mail and rows dated after the day are no "
        "newest row; meetings and calls, mail and messages, and help-desk contacts are told apart.",
        "days",
        (CHANNELS,),
    ),
    Definition(
        "meetings_not_recorded",
        "Meetings not recorded",
        "A team with at least {recording_needs} active accounts has recorded less than {recording_hardly} of the counted "
        "meetings of 365 days per active account that the other teams together have, and these at least one per account: "
        "it tells how the team records, not how it meets its customers.",
        "teams",
        (NEEDS, ORGANISATION),
    ),
    Definition(
        "accepted_rows",
        "Accepted",
        "The share of the rows read that were kept; a row is set aside when what it cannot do without is missing or wrong, "
        "and a value is left out when it alone is. Participants of unknown interactions are ignored.",
        "share",
    ),
    Definition(
        "completeness",
        "Completeness",
        "The share of rows whose cell holds a value: of rows with a date those of the 365 days up to the day shown "
        "(of interactions those held and not sent in bulk), of other tables all rows.",
        "share",
        (CHANNELS,),
    ),
    Definition(
        "order_without_rate",
        "Order without a rate",
        "A counted order in a currency that has no rate for its month or an earlier one: it counts as an order, its amount "
        "is in no sum.",
        "orders",
    ),
    Definition(
        "merged_account",
        "Merged record that differs",
        "A record merged into another account whose name as written, owner or country is another one than that of the "
        "account that survived.",
        "records",
        (CHANNELS,),
    ),
    Definition(
        "won_without_order",
        "Won, but not ordered",
        "An account whose orders of 365 days are less than {won_differs} of its offers won in that time; orders without an "
        "offer are usual and not listed.",
        "accounts",
        (CHANNELS,),
    ),
    Definition(
        "looks_doubled",
        "Looks doubled",
        "Two to {most_alike} accounts have the same name apart from case, accents, punctuation and legal form, or persons with "
        "the same e-mail domain; mail providers anybody can use are no such domain, and accounts of a group of companies are "
        "compared by name only.",
        "accounts",
        (CHANNELS,),
    ),
    Definition(
        "disputed_charges",
        "Charges disputed by channel",
        "Cases about billing or pricing opened in the last 365 days, by the channel they came through, beside the counted "
        "orders of that channel in the same time.",
        "cases",
        (CHANNELS,),
    ),
)
