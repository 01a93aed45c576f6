"""The tables of Salesforce that are read, under their API names, with the columns that are taken."""

from __future__ import annotations

OBJECTS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "Account": "Id Name ParentId OwnerId Industry BillingCountry CreatedDate IsDeleted MasterRecordId",
        "Contact": "Id AccountId Name FirstName LastName Title Email Phone IsDeleted",
        "Lead": "Id ConvertedAccountId ConvertedContactId",
        "User": "Id Name FirstName LastName Email ManagerId UserRoleId IsActive",
        "UserRole": "Id Name ParentRoleId",
        "Territory2": "Id Name ParentTerritory2Id",
        "ObjectTerritory2Association": "ObjectId Territory2Id IsDeleted",
        "UserTerritory2Association": "UserId Territory2Id IsActive",
        "AccountTeamMember": "AccountId UserId TeamMemberRole IsDeleted",
        "AccountContactRelation": "AccountId ContactId IsDirect IsDeleted",
        "OpportunityContactRole": "ContactId Role CreatedDate IsDeleted",
        "Event": "Id Subject StartDateTime EndDateTime ActivityDateTime ActivityDate EndDate DurationInMinutes "
        "IsAllDayEvent WhatId WhoId AccountId OwnerId Description IsPrivate IsChild IsRecurrence IsDeleted CreatedDate",
        "EventRelation": "Id EventId RelationId IsWhat Status IsDeleted",
        "Task": "Id Subject TaskSubtype Type CallType CallDurationInSeconds CallDisposition ActivityDate Status "
        "IsClosed CompletedDateTime LastModifiedDate CreatedDate WhatId WhoId AccountId OwnerId Description "
        "IsRecurrence IsDeleted",
        "TaskRelation": "Id TaskId RelationId IsWhat IsDeleted",
        "EmailMessage": "Id Subject MessageDate Incoming FromAddress ToAddress RelatedToId ParentId ActivityId Status "
        "CreatedDate IsDeleted",
        "Opportunity": "Id AccountId OwnerId Name StageName Amount CurrencyIsoCode CreatedDate CloseDate IsWon IsClosed "
        "IsDeleted",
        "Order": "Id AccountId EffectiveDate TotalAmount CurrencyIsoCode StatusCode Status IsDeleted",
        "Case": "Id AccountId ContactId Origin Priority Subject CreatedDate ClosedDate IsClosed IsEscalated IsDeleted",
        "Contract": "Id AccountId",
        "Quote": "Id AccountId",
        "Asset": "Id AccountId",
    }.items()
}

PREFIXES = {
    "001": "Account",
    "003": "Contact",
    "005": "User",
    "006": "Opportunity",
    "00G": "queue",
    "00Q": "Lead",
    "00T": "Task",
    "00U": "Event",
    "02i": "Asset",
    "0Q0": "Quote",
    "0XB": "mass e-mail",
    "500": "Case",
    "701": "Campaign",
    "800": "Contract",
    "801": "Order",
}
"""What kind of record a key is of, by its first three characters."""

HAVE_AN_ACCOUNT = ("Opportunity", "Case", "Contract", "Order", "Quote", "Asset", "Contact", "Lead")
"""Kinds of records through which an activity reaches an account."""

SENIORITY = ("Job_Level__c", "ES_Seniority__c", "Clearbit_Seniority__c")
"""Custom columns that are often there to say how senior a person is."""

NO_SHOW = "No_Show__c"
HELD = "First_Meeting_Held__c"
"""Custom flags of meetings that are honoured where they are there."""

LEFT_COMPANY = "No_Longer_at_Company__c"
"""Custom flag of contacts that is honoured where it is there."""

CUSTOM = {"Contact": (*SENIORITY, LEFT_COMPANY), "Event": (NO_SHOW, HELD)}

# Added by the tools that copy Salesforce: rows that are gone, and earlier states of rows.
GONE = "_fivetran_deleted"
NEWEST = "_fivetran_active"
