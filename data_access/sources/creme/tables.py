"""What is read of each of Creme's tables, and the keys under which Creme ships its kinds, statuses and relations."""

from __future__ import annotations

ENTITY = "creme_core_cremeentity"
RELATION = "creme_core_relation"
USER = "creme_core_cremeuser"
TEAMMATES = "creme_core_cremeuser_teammates_set"
CURRENCY = "creme_core_currency"
ORGANISATION = "persons_organisation"
CONTACT = "persons_contact"
ACTIVITY = "activities_activity"
EMAIL = "emails_entityemail"
CAMPAIGN_EMAIL = "emails_lightweightemail"
OPPORTUNITY = "opportunities_opportunity"
INVOICE = "billing_invoice"
SALES_ORDER = "billing_salesorder"
CREDIT_NOTE = "billing_creditnote"
QUOTE = "billing_quote"
TODO = "assistants_todo"
ACTION = "assistants_action"
TICKET = "tickets_ticket"
POLL_REPLY = "polls_pollreply"
PARTICIPANTS = "participants"

KEY = "cremeentity_ptr_id"
"""Every entity is a row of its own table and one of creme_core_cremeentity, under one key for all kinds."""

STATUSES = {
    ACTIVITY: "activities_status",
    INVOICE: "billing_invoicestatus",
    SALES_ORDER: "billing_salesorderstatus",
    CREDIT_NOTE: "billing_creditnotestatus",
    TICKET: "tickets_status",
}
PHASE = "opportunities_salesphase"

# Each relation is stored twice, once each way: these are the ways that are read.
EMPLOYED, MANAGES = "persons-subject_employed_by", "persons-subject_manages"
PARENT = "persons-subject_subsidiary"
STANDINGS = {
    "persons-subject_customer_supplier": "customer",
    "persons-subject_inactive_customer": "inactive customer",
    "persons-subject_prospect": "prospect",
    "persons-subject_suspect": "suspect",
    "persons-subject_partner": "partner",
    "persons-object_customer_supplier": "supplier",
    "persons-subject_competitor": "competitor",
}
"""What an organisation is to the own company, the strongest first."""
NO_CUSTOMERS = ("supplier", "competitor")
TIES = {
    "activities-subject_participates_to_activity": "participant",
    "activities-subject_activity_subject": "subject",
    "activities-subject_linked_2_activity": "linked",
    "email-object_mail_sended": "sender",
    "email-object_mail_received": "receiver",
    "email-object_related_to": "linked",
}
"""From a person or record to an activity or e-mail, and what it has to do with it."""
PRESENT = ("participant", "sender", "receiver")
TARGET, RECEIVED, APPLIED = (
    "opportunities-subject_targets_orga",
    "billing-subject_bill_received",
    "billing-subject_credit_note_applied",
)
OF_TICKET = "tickets-subject_linked_2_ticket"
READ_RELATIONS = (EMPLOYED, MANAGES, PARENT, *STANDINGS, *TIES, TARGET, RECEIVED, APPLIED, OF_TICKET)

# Names are translated and may be changed; the uuid of what Creme ships stays. Without dashes: so SQLite and MySQL keep it.
ACTIVITY_KINDS = {
    "5943b787441f453da96aff436fd37f2f": "meeting",
    "a9a13fc8cf0046e4b2dc8e98c086c186": "meeting",
    "a8295a0b78234cce9ea0307640eaf4a3": "meeting",
    "86934e631ba54b19b2a543f9412fddc3": "call",
    "7fda7c3ff0e847f99d907931293fdff9": "task",
    "59772b5ce0344499a9cd7f32d7ede8de": "show",
    "1cd1de3d1fad4eb682a893059f1b5ea3": "unavailability",
}
"""Meeting, demonstration, gathering; phone call; task; show; unavailability."""
DEMONSTRATION = "a9a13fc8cf0046e4b2dc8e98c086c186"
INTERNAL_SUBTYPES = ("2147569e7bc44b798760844dc568c422", "e4ff08c880df4528bcc14f9d20c6fe61")
"""Gatherings of a team, and internal ones."""
QUALIFICATION = "f6db762681384529b2c6530387da10a7"
FAILED_CALL = "e0cf04b0b407413eb6d48946ea815041"
WAYS = {"49b2ce30fe7b409bb4ef4749400b88c7": "inbound", "38729b638133424484c4082364846638": "outbound"} | {
    FAILED_CALL: "outbound"
}
PLACES = {
    "1c626935d47a4d9baf4bb90b8a71fc77": "customer",
    "247902ed05dd4ba69cbdea43b7c996eb": "customer",
    "8f003f06f1ea456e90f382e8b8ef7424": "remote",
    "3faf21bf80b44182b9758146db2fb68b": "remote",
}
"""On the site (of a gathering, of a demonstration); remote, videoconference."""
ACTIVITY_STATES = {
    "7efc9a5deacd4be0afa83277256bfcac": "planned",
    "4c7f518b6bd544eaa8675e33f50646da": "held",
    "98f1990a049a4ff99a52957a90e43bbd": "planned",
    "9c23117fa2eb42848cc20c541f87e7ef": "cancelled",
    "480717ebf4cf4075ad9f24b650e3d538": "no_show",
}
"""Planned, done, delayed, cancelled, unsuccessful."""
IN_PROGRESS = "5152460c18c34b8ea780ac286294a46e"
DONE = "4c7f518b6bd544eaa8675e33f50646da"
CANCELLED = "9c23117fa2eb42848cc20c541f87e7ef"
DRAFTS = {
    INVOICE: ("1bbb7c7e610f4366b3deb92d63c9cf23",),
    CREDIT_NOTE: ("571912268ece4a7dbb5f1b9635f41d9b",),
    SALES_ORDER: (),
}
ORDER_STATES = {
    INVOICE: {"b85ad6ce94794c70924197c03774e521": "cancelled"},
    CREDIT_NOTE: {"0eee82ddfb064de0acf94d1d4b970399": "cancelled"},
    SALES_ORDER: {
        "a91aa135b0754a81a06bdd1839954a71": "cancelled",
        "ee4dd8f7557f46d88ed274c256875b84": "open",
    },
}
"""Canceled; out of date; rejected, created. Every other one is confirmed."""
ABANDONED = "779931a8a2ed47b196a18694452e9905"
NO_CASE = ("367377a2cacc490c89962170408ee202", "004be1811dac4b539bb08b6dc6435c3d")
"""Invalid and duplicated tickets."""
WONT_FIX = "cfea001612f84a81b659b4cf07cdda0e"
PRIORITIES = {
    "87599d36813341b7a382399d5e96b160": "low",
    "816cefa72f3046a68baa92e4647f44d3": "normal",
    "42c39215cf784d0bb00bb54a6680f71a": "high",
    "69bdbe35cf994168abb3389aab6b7313": "urgent",
    "d2dba4cb382c4d9483064ec739f03144": "urgent",
}
CEO = "1534eb82f55c45efaf2e4e2d5d68218f"
EMAIL_STATES = {"1": "held", "3": "cancelled", "4": "held"}
"""Sent, not sent because of an error, synchronized from a mailbox."""
NOT_SENT = "2"

_LABEL = ("id", "uuid", "name")
_BILL = (KEY, "issuing_date", "total_no_vat", "currency_id", "status_id")

_VALUE = ("entity_id", "custom_field_id")

READ = {
    ENTITY: ("id", "user_id", "is_deleted", "created", "modified"),
    RELATION: ("id", "subject_entity_id", "type_id", "object_entity_id"),
    USER: ("id", "username", "first_name", "last_name", "is_active", "is_team", "deactivated_on"),
    TEAMMATES: ("from_cremeuser_id", "to_cremeuser_id"),
    CURRENCY: ("id", "international_symbol"),
    ORGANISATION: (KEY, "is_managed", "sector_id", "staff_size_id", "billing_address_id"),
    "persons_sector": ("id", "title"),
    "persons_staffsize": ("id", "size"),
    "persons_address": ("id", "country"),
    CONTACT: (KEY, "first_name", "last_name", "email", "full_position", "position_id", "is_user_id"),
    "persons_position": ("id", "uuid", "title"),
    ACTIVITY: (KEY, "start", "end", "is_all_day", "floating_type", "type_id", "sub_type_id", "status_id"),
    "activities_activitytype": _LABEL,
    "activities_activitysubtype": _LABEL,
    EMAIL: (KEY, "status", "sending_date", "reception_date"),
    CAMPAIGN_EMAIL: ("id",),
    OPPORTUNITY: (KEY, "estimated_sales", "made_sales", "currency_id", "closing_date", "sales_phase_id"),
    PHASE: (*_LABEL, "won", "lost"),
    INVOICE: _BILL,
    SALES_ORDER: _BILL,
    CREDIT_NOTE: _BILL,
    QUOTE: (KEY,),
    TODO: ("id", "entity_id", "user_id", "is_ok", "creation_date", "modification_date", "deadline"),
    ACTION: (
        "id",
        "entity_id",
        "user_id",
        "is_ok",
        "creation_date",
        "modification_date",
        "deadline",
        "validation_date",
    ),
    TICKET: (KEY, "status_id", "priority_id", "closing_date"),
    "tickets_priority": _LABEL,
    POLL_REPLY: (KEY,),
    "creme_core_customfieldenumvalue": ("id", "value"),
    "creme_core_customfieldenum": (*_VALUE, "value_id"),
} | {name: (*_LABEL, "is_closed") if name == "tickets_status" else _LABEL for name in STATUSES.values()}
READ |= {
    f"creme_core_customfield{kind}": (*_VALUE, "value")
    for kind in ("integer", "float", "boolean", "string", "text", "url", "datetime", "date")
}

_HAPPENED = ("row_key", "account", "employee", "main_contact", "start_moment", "created_moment", "held_state", "way")
_BILLED = ("account", "order_state", "amount", "currency", "standing_alone")
_PROMISED = ("promise_key", "account", "employee", "created_moment", "due_moment", "done_moment")

MADE = {
    ORGANISATION: (
        "owner",
        "owning_team",
        "parent_company",
        "sector",
        "size",
        "country",
        "standing",
        "created_moment",
    ),
    CONTACT: ("account", "full_name", "position", "leads", "is_chief"),
    USER: ("full_name", "main_team", "left_moment"),
    ACTIVITY: (
        *_HAPPENED,
        "end_moment",
        "all_day",
        "state_by_time",
        "activity_kind",
        "type_name",
        "sub_type_name",
        "status_name",
        "purpose_there",
        "place_there",
        "due_moment",
        "done_moment",
        "called_off",
    ),
    EMAIL: _HAPPENED,
    PARTICIPANTS: ("interaction", "employee", "contact"),
    OPPORTUNITY: ("account", "owner", "phase", "result", "amount", "currency", "created_moment", "closed_day"),
    INVOICE: _BILLED,
    SALES_ORDER: _BILLED,
    CREDIT_NOTE: _BILLED,
    TODO: _PROMISED,
    ACTION: _PROMISED,
    TICKET: ("account", "main_contact", "priority", "created_moment", "closed_moment"),
}
"""Columns made before a mapping looks at the table, beside those the table has."""

BESIDE = {PARTICIPANTS: (ACTIVITY, EMAIL)}
"""Tables that are made whole, and those of which one must be there for it."""
