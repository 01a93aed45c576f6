"""A miniature of Dynamics 365: the tables of Dataverse with the rows that an adapter can trip over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.crm_store import CrmStore, at

EUR, SEK = "cur-eur", "cur-sek"


def dynamics() -> CrmStore:
    """A store with two accounts, one merged away, their people and everything that happened."""
    store = CrmStore("dynamics365")
    _ours(store)
    _customers(store)
    _appointments(store)
    _other_activities(store)
    _sales(store)
    return store


def _ours(store: CrmStore) -> None:
    unit = {"businessunitid": "bu-1", "name": "Nordwind", "parentbusinessunitid": None}
    store.add("businessunit", unit)
    store.add(
        "systemuser",
        _user("u-ann", "Ann Berg", isdisabled=False),
        _user("u-bo", "Bo Dahl", isdisabled=True),
        _user("u-cy", "Cy Ek", isdisabled=False),
    )
    store.add(
        "team",
        {"teamid": "t-bu", "name": "Nordwind", "businessunitid": "bu-1", "isdefault": True, "teamtype": 0},
        {"teamid": "t-north", "name": "North", "businessunitid": "bu-1", "isdefault": False, "teamtype": 0},
        {"teamid": "t-access", "name": "Deal 7", "businessunitid": "bu-1", "isdefault": False, "teamtype": 1},
    )
    store.add(
        "teammembership",
        {"systemuserid": "u-ann", "teamid": "t-bu"},
        {"systemuserid": "u-ann", "teamid": "t-north"},
        {"systemuserid": "u-bo", "teamid": "t-access"},
    )
    store.add("transactioncurrency", {"transactioncurrencyid": EUR, "isocurrencycode": "EUR"})
    store.add("transactioncurrency", {"transactioncurrencyid": SEK, "isocurrencycode": "SEK"})


def _user(key: str, name: str, isdisabled: bool) -> dict:
    address = f"{key.removeprefix('u-')}@ours.example"
    return {
        "systemuserid": key,
        "fullname": name,
        "internalemailaddress": address,
        "businessunitid": "bu-1",
        "isdisabled": isdisabled,
    }


def _customers(store: CrmStore) -> None:
    store.add(
        "account",
        _account("a-1", "Alpha", ownerid="u-ann", industrycode=7),
        _account("a-2", "Beta", ownerid="t-north", parentaccountid="a-1"),
        _account("a-3", "Gamma", ownerid="u-gone", statecode=1),
        _account("a-4", "Alpha Ltd", ownerid="u-ann", merged=True, masterid="a-1", statecode=1),
    )
    labels = [("account", "industrycode", 7, "Brewing"), ("lead", "industrycode", 7, "Other")]
    columns = ("objecttypecode", "attributename", "attributevalue", "value")
    store.add("stringmap", *(dict(zip(columns, each, strict=True)) for each in labels))
    store.add(
        "contact",
        _contact("c-1", "Dee Falk", parentcustomerid="a-1", accountrolecode=1, jobtitle="Head of purchasing"),
        _contact("c-2", "Eli Grip", parentcustomerid="c-1", statecode=1),
        _contact("c-3", "Fay Holm", parentcustomerid=None),
        _contact("c-4", "Gus Ivarsson", parentcustomerid="a-2"),
    )


def _account(key: str, name: str, **more) -> dict:
    row = {"accountid": key, "name": name, "ownerid": None, "parentaccountid": None, "industrycode": None}
    return row | {"createdon": at("2020-01-01"), "statecode": 0, "merged": False, "masterid": None} | more


def _contact(key: str, name: str, **more) -> dict:
    row = {"contactid": key, "fullname": name, "jobtitle": None, "accountrolecode": None, "statecode": 0}
    return row | {"emailaddress1": f"{key}@theirs.example", "parentcustomerid": None} | more


def _appointments(store: CrmStore) -> None:
    store.add(
        "appointment",
        _appointment("m-done", regardingobjectid="a-1", statecode=1, description="All agreed."),
        _appointment("m-open-past", regardingobjectid="a-1"),
        _appointment("m-future", "2024-07-01 08:00", "2024-07-01 09:00", regardingobjectid="a-1", statecode=3),
        _appointment("m-cancelled", regardingobjectid="a-1", statecode=2),
        _appointment("m-typo", "2042-05-02 09:00", "2042-05-02 10:00", regardingobjectid="a-1", statecode=1),
        _appointment("m-contact", regardingobjectid="c-2", regardingobjecttypecode="contact", statecode=1),
        _appointment("m-deal", regardingobjectid="o-won", regardingobjecttypecode="opportunity", statecode=1),
        _appointment("m-case", regardingobjectid="i-1", regardingobjecttypecode="incident", statecode=1),
        _appointment("m-party", regardingobjectid=None, statecode=1, ownerid="t-north"),
        _appointment("m-campaign", regardingobjectid="k-1", regardingobjecttypecode="campaign", statecode=1),
        _appointment("m-internal", regardingobjectid=None, statecode=1),
        _appointment("m-private", regardingobjectid="a-1", statecode=1, ismapiprivate=True, description="Hush."),
        _appointment("m-floating", None, None, regardingobjectid="a-1"),
        _appointment("m-master", regardingobjectid="a-1", statecode=1, instancetypecode=1),
        # A day in Helsinki, as Dataverse keeps it: from midnight to midnight there.
        _appointment(
            "m-day", "2024-05-25 21:00", "2024-05-26 21:00", regardingobjectid="a-1", statecode=1, isalldayevent=True
        ),
        _appointment("m-deleted", regardingobjectid="a-1", statecode=1, _fivetran_deleted=True),
    )
    store.add(
        "activityparty",
        *(
            {"activityid": "m-done", "partyid": party, "participationtypemask": mask}
            for party, mask in (("u-ann", 7), ("c-1", 5), ("u-cy", 6), ("a-1", 8), ("u-ann", 9), ("room", 10))
        ),
        {"activityid": "m-done", "partyid": None, "participationtypemask": 5, "addressused": "lawyer@firm.example"},
        {"activityid": "m-done", "partyid": "l-9", "participationtypemask": 5},
        {"activityid": "m-party", "partyid": "u-cy", "participationtypemask": 7},
        {"activityid": "m-party", "partyid": "c-4", "participationtypemask": 5},
        {"activityid": "m-internal", "partyid": "u-cy", "participationtypemask": 5},
    )


def _appointment(
    key: str, start: str | None = "2024-05-02 09:00", end: str | None = "2024-05-02 10:00", **more
) -> dict:
    row = {
        "activityid": key,
        "subject": f"Subject {key}",
        "description": None,
        "scheduledstart": at(start) if start else None,
        "scheduledend": at(end) if end else None,
        "isalldayevent": False,
        "regardingobjectid": None,
        "regardingobjecttypecode": None,
        "instancetypecode": 0,
        "statecode": 0,
        "ismapiprivate": False,
        "ownerid": "u-ann",
        "createdon": at("2024-04-01"),
        "_fivetran_deleted": False,
    }
    return row | more


def _other_activities(store: CrmStore) -> None:
    call = {"regardingobjectid": "c-1", "ownerid": "u-ann", "directioncode": True, "createdon": at("2024-05-01")}
    call |= {"actualend": at("2024-05-03 08:30"), "leftvoicemail": False}
    store.add(
        "phonecall",
        {"activityid": "p-done", "statecode": 1, **call},
        {"activityid": "p-voicemail", "statecode": 1, **call, "leftvoicemail": True},
        {"activityid": "p-in", "statecode": 1, **call, "directioncode": False},
    )
    mail = {"regardingobjectid": None, "ownerid": "u-ann", "directioncode": False, "createdon": at("2024-05-01")}
    store.add(
        "email",
        {"activityid": "e-in", "statecode": 1, "senton": at("2024-05-04 07:00"), **mail},
        {"activityid": "e-draft", "statecode": 0, "senton": None, **mail},
    )
    store.add("activityparty", {"activityid": "e-in", "partyid": "c-4", "participationtypemask": 1})
    task = {"ownerid": "u-ann", "createdon": at("2024-05-01"), "modifiedon": at("2024-05-09 10:00"), "actualend": None}
    task |= {"scheduledend": at("2024-05-10 10:00"), "regardingobjectid": "o-won"}
    store.add(
        "task",
        {"activityid": "k-open", "statecode": 0, **task},
        {"activityid": "k-done", "statecode": 1, **task},
        {"activityid": "k-off", "statecode": 2, **task},
        {"activityid": "k-undated", "statecode": 0, **task, "scheduledend": None},
    )


def _sales(store: CrmStore) -> None:
    deal = {
        "ownerid": "u-ann",
        "transactioncurrencyid": SEK,
        "createdon": at("2024-01-01"),
        "estimatedvalue": Decimal(9),
    }
    deal |= {"parentaccountid": None, "parentcontactid": None, "actualvalue": None, "actualclosedate": None}
    store.add(
        "opportunity",
        {"opportunityid": "o-won", "name": "Pumps", "customerid": "c-1", "statecode": 1, **deal}
        | {"actualvalue": Decimal("1000.5"), "actualclosedate": date(2024, 4, 30)},
        {"opportunityid": "o-open", "name": "Valves", "customerid": "a-2", "statecode": 0, **deal},
        {"opportunityid": "o-lost", "name": "Pipes", "customerid": "a-2", "statecode": 2, **deal}
        | {"actualclosedate": date(2024, 4, 2)},
    )
    order = {
        "customerid": "a-2",
        "totalamount": Decimal(70),
        "transactioncurrencyid": EUR,
        "submitdate": date(2024, 3, 1),
    }
    store.add(
        "salesorder",
        *({"salesorderid": f"s-{state}", "statecode": state, **order} for state in range(5)),
    )
    invoice = {"customerid": "a-2", "totalamount": Decimal(71), "transactioncurrencyid": None}
    invoice |= {"createdon": at("2024-03-31 22:30")}
    store.add("invoice", *({"invoiceid": f"v-{state}", "statecode": state, **invoice} for state in (0, 2, 3)))
    case = {"customerid": "c-4", "title": "Leak", "createdon": at("2024-05-01 08:00"), "prioritycode": 1}
    case |= {"modifiedon": at("2024-05-02 08:00"), "casetypecode": 2, "customersatisfactioncode": None}
    store.add(
        "incident",
        {"incidentid": "i-1", "statecode": 0, **case},
        {"incidentid": "i-2", "statecode": 1, **case, "customersatisfactioncode": 4},
    )
