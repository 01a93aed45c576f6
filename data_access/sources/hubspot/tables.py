"""What is read of each HubSpot table: both layouts of an activity's columns, and the flags that say a row is gone."""

from __future__ import annotations

SCHEMA = "hubspot"
"""Where Fivetran puts the tables, unless it was told otherwise."""

DELETED = ("is_deleted", "_fivetran_deleted", "archived")
"""Which of them a table has differs by table."""

START = ("property_hs_meeting_start_time", "start_time", "property_hs_timestamp")
END = ("property_hs_meeting_end_time", "end_time")
HAPPENED = ("property_hs_timestamp", "hs_timestamp")
OUTCOME = ("property_hs_meeting_outcome", "meeting_outcome")
OWNER = ("property_hubspot_owner_id", "hubspot_owner_id", "owner_id")
CREATED = ("property_hs_createdate", "hs_createdate", "property_createdate", "created_at")
ATTENDING_OWNERS = ("property_hs_attendee_owner_ids",)
DIRECTION = {
    "engagement_call": ("property_hs_call_direction", "hs_call_direction"),
    "engagement_email": ("property_hs_email_direction", "hs_email_direction"),
}
CALL_STATUS = ("property_hs_call_status", "hs_call_status", "status")
DISPOSITION = ("property_hs_call_disposition", "hs_call_disposition", "disposition")
DURATION = ("property_hs_call_duration", "hs_call_duration", "duration_milliseconds")
EMAIL_STATUS = ("property_hs_email_status", "hs_email_status", "status")
TASK_STATUS = ("property_hs_task_status", "hs_task_status", "status")
TASK_TYPE = ("property_hs_task_type", "hs_task_type", "task_type")
TASK_DONE = ("property_hs_task_completion_date", "hs_task_completion_date", "completion_date")
CHANGED = ("property_hs_lastmodifieddate", "hs_lastmodifieddate", "last_updated")
SYNCED = "_fivetran_synced"
MERGED_INTO_ME = ("property_hs_merged_object_ids", "property_hs_calculated_merged_vids")
STAGE = ("deal_pipeline_stage_id", "property_dealstage")
SURVEY = ("property_hs_survey_type", "hs_survey_type")
SURVEYED = ("property_hs_contact_id", "hs_contact_id")
SUBMITTED = ("property_hs_submission_timestamp", "hs_submission_timestamp")

WORDS = {
    "engagement_meeting": (
        "property_hs_meeting_title",
        "title",
        "property_hs_meeting_body",
        "body",
        "property_hs_internal_meeting_notes",
    ),
    "engagement_call": ("property_hs_call_title", "property_hs_call_body", "body"),
    "engagement_email": ("property_hs_email_subject", "subject", "property_hs_email_text", "text"),
    "engagement_communication": ("property_hs_communication_body",),
}
"""Columns of the activities that hold words, which are not read of a row that is private."""

_ACTIVITY = ("engagement_id", *HAPPENED, *OWNER, *CREATED)

READ = {
    "company": ("id", *MERGED_INTO_ME, "property_createdate", "property_hs_parent_company_id"),
    "contact": (
        "id",
        "property_firstname",
        "property_lastname",
        "property_email",
        "property_associatedcompanyid",
        *MERGED_INTO_ME,
    ),
    "owner": ("owner_id", "first_name", "last_name", "email", "active_user_id", "is_active"),
    "users": ("id", "primary_team_id"),
    "team": ("id",),
    "owner_team": ("owner_id", "team_id", "is_team_primary"),
    "team_user": ("user_id", "team_id", "is_secondary_user"),
    "engagement": ("id", "type", "timestamp", "owner_id", *CREATED, "last_updated"),
    "engagement_meeting": (*_ACTIVITY, *START, *END, *OUTCOME, *ATTENDING_OWNERS),
    "engagement_call": (*_ACTIVITY, *DIRECTION["engagement_call"], *CALL_STATUS, *DISPOSITION, *DURATION),
    "engagement_email": (*_ACTIVITY, *DIRECTION["engagement_email"], *EMAIL_STATUS),
    "engagement_communication": _ACTIVITY,
    "engagement_task": (*_ACTIVITY, *TASK_STATUS, *TASK_TYPE, *TASK_DONE, *CHANGED, SYNCED),
    "engagement_company": ("engagement_id", "company_id"),
    "engagement_contact": ("engagement_id", "contact_id"),
    "engagement_deal": ("engagement_id", "deal_id"),
    "contact_company": ("contact_id", "company_id", "type_id"),
    "contact_merge_audit": ("vid_to_merge", "canonical_vid"),
    "deal": (
        "deal_id",
        *STAGE,
        "property_closedate",
        "property_createdate",
        "property_deal_currency_code",
        "property_hs_is_closed_won",
        "property_hs_is_closed",
        *MERGED_INTO_ME,
    ),
    "deal_pipeline_stage": ("stage_id", "label", "closed_won", "is_closed", "probability"),
    "deal_company": ("deal_id", "company_id", "type_id"),
    "deal_contact": ("deal_id", "contact_id"),
    "merged_deal": ("deal_id", "merged_deal_id"),
    "ticket": (
        "id",
        "property_createdate",
        "property_closed_date",
        "property_first_agent_reply_date",
        *MERGED_INTO_ME,
    ),
    "ticket_company": ("ticket_id", "company_id", "type_id"),
    "ticket_contact": ("ticket_id", "contact_id"),
    "ticket_deal": ("ticket_id", "deal_id"),
    "feedback_submissions": ("id", *SURVEY, *SURVEYED, *SUBMITTED),
}
"""Columns needed to make ours, of which a table has some; what a mapping copies comes on top."""

_OF_AN_ACTIVITY = ("row_key", "account", "employee", "main_contact", "start_moment", "created_moment")

MADE = {
    "company": ("created_moment", "parent_company", "merged_into"),
    "contact": ("account", "full_name"),
    "owner": ("full_name", "primary_team", "is_current"),
    "team": (),
    "engagement_meeting": (*_OF_AN_ACTIVITY, "end_moment", "held_state", "state_by_time"),
    "engagement_call": (*_OF_AN_ACTIVITY, "end_moment", "held_state", "way"),
    "engagement_email": (*_OF_AN_ACTIVITY, "held_state", "way"),
    "engagement_communication": (*_OF_AN_ACTIVITY, "held_state"),
    "engagement_task": (*_OF_AN_ACTIVITY, "task_kind", "done_moment"),
    "participants": ("interaction", "employee", "contact"),
    "deal": ("account", "stage_label", "result", "currency", "created_moment", "closed_moment", "ended_moment"),
    "ticket": ("account", "main_contact", "created_moment", "closed_moment", "replied_moment"),
    "feedback_submissions": ("account", "main_contact", "survey", "answered_moment"),
}
"""Columns made before a mapping looks at the table, beside those the table has."""

INTERACTIONS = ("engagement_meeting", "engagement_call", "engagement_email", "engagement_communication")
BESIDE = {"participants": INTERACTIONS}
"""Tables that are made whole, and those of which one must be there for it."""

PRIMARY_LABEL = {"contact_company": "1", "deal_company": "5", "ticket_company": "26"}
"""The type_id under which HubSpot stores the primary company of a contact, deal or ticket."""
