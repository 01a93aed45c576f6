"""Service and promises: what is pooled over the rows of all accounts shown, and against which limits it is held."""

from __future__ import annotations

from dashboard.indicators.terms import CHANNELS, NEEDS, ORGANISATION, PRACTICES, RED, Definition

TERMS = (
    Definition(
        "promises_on_time",
        "Promises on time",
        "Of the promises due in the last 365 days, called-off ones apart, those done by the end of the day they were due; "
        "pooled over the promises of all accounts shown.",
        "share",
        (RED, PRACTICES, CHANNELS),
    ),
    Definition(
        "promise_due_soon",
        "Due soon",
        "A promise made by the date, not done and due within the next {due_soon} days.",
        "",
        (RED, PRACTICES),
    ),
    Definition(
        "response_by_channel",
        "Response time by channel",
        "Hours from arrival to first answer of the inbound emails, messages, help-desk contacts and cases of the last 90 "
        "days that were answered, pooled over the rows of all accounts shown, by channel (the kind where none is named): the "
        "median, and the time within which at least 90% were answered; {response_good} hours are good, {response_poor} "
        "are poor.",
        "hours",
        (PRACTICES, CHANNELS),
    ),
    Definition(
        "waiting_for_answer",
        "Waiting for an answer",
        "Inbound emails and messages of 3 to 89 days ago and open cases of 3 days ago or more without a first answer; mail "
        "counts only while answers to mail are connected, cases only while first responses are.",
        "messages and cases",
        (PRACTICES, CHANNELS),
    ),
    Definition(
        "open_issues",
        "Open issues by age",
        "Cases opened by the date and not resolved by its end, by their age in days and their priority (none counts as "
        "normal); beyond the limit when older than the days of their priority: {issue_limit}.",
        "cases",
        (PRACTICES, RED),
    ),
    Definition(
        "escalation",
        "Escalated",
        "A case that was handed to a higher level: all that are still open, and those escalated in the last 365 days.",
        "cases",
        (PRACTICES, RED),
    ),
    Definition(
        "below_satisfaction_limit",
        "Below the satisfaction limit",
        "Active accounts whose core or service satisfaction is below {satisfaction_floor} of 10, of those where somebody "
        "answered in the last 365 days.",
        "accounts",
        (RED, NEEDS),
    ),
    Definition(
        "satisfaction_by_month",
        "Satisfaction by month",
        "The mean, over respondents, of their latest answer in the month, from 0 to 10, in satisfaction surveys and project "
        "evaluations: core service (or overall) and customer service.",
        "0 to 10",
        (RED, NEEDS),
    ),
    Definition(
        "evaluation_of_project",
        "Evaluation of a finished project",
        "What one person answered on one day when asked about a finished project, from 0 to 10; below the limit when one of "
        "its marks is under {satisfaction_floor}.",
        "0 to 10",
        (RED, ORGANISATION),
    ),
    Definition(
        "dispute",
        "Dispute",
        "A case about billing, pricing or delivery opened in the last 365 days, by the channel it came through.",
        "cases",
        (CHANNELS, PRACTICES),
    ),
)
