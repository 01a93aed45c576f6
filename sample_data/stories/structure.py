"""Stories of how accounts hang together, and of what the sources and the teams do not say."""

from __future__ import annotations

from sample_data.script import (
    ACCOUNT,
    BUYERS,
    CONTACTS,
    EMPTY,
    HEALTH,
    HELP_DESK_STOPPED,
    MEETINGS,
    OVERVIEW,
    SERVICE,
    TEAMS,
    Between,
    Buys,
    Complains,
    Customer,
    Meets,
    Story,
)

STORIES = (
    Story(
        "subsidiaries",
        "A group: the parent with two subsidiaries that buy on their own.",
        (ACCOUNT,),
        Customer(
            36,
            "Morgenrot Gruppe AG",
            "rhine",
            "de",
            "Germany",
            "Construction",
            (Buys(125, 34_000, every=28, since=900), Meets(900, 10, 13)),
            owner=2,
        ),
        {"tier": "A", "layer": "active"},
        {"accounts": {"parent_account_id": EMPTY}},
        (
            Customer(
                37,
                "Morgenrot Kälte GmbH",
                "rhine",
                "de",
                "Germany",
                "Food",
                (Buys(200, 9_000, every=130, since=900), Meets(900, 60, 70)),
                owner=2,
                more={"parent_account_id": "A000036"},
            ),
            Customer(
                38,
                "Morgenrot Dodavatel s.r.o.",
                "rhine",
                "cs",
                "Czechia",
                "Logistics",
                (Buys(220, 6_000, every=160, since=900), Meets(900, 75, 80)),
                owner=2,
                more={"parent_account_id": "A000036"},
            ),
        ),
    ),
    Story(
        "merged",
        "Two records of one customer were merged: orders and meetings of the other one belong to the survivor.",
        (ACCOUNT,),
        Customer(
            39,
            "Tähtisumu Rakennus Oy",
            "coast",
            "fi",
            "Finland",
            "Construction",
            (Buys(300, 12_000), Meets(900, 310, 50)),
            owner=2,
        ),
        {"orders_12m": 3, "revenue_12m": Between(36_000, 36_000), "contacts_365d": Between(8)},
        {},
        (
            Customer(
                40,
                "Tahtisumu Rakennus",
                "coast",
                "fi",
                "Finland",
                "Construction",
                (Buys(130, 12_000, every=80, since=210), Meets(300, 20, 30)),
                owner=2,
                more={"merged_into_id": "A000039"},
            ),
        ),
    ),
    Story(
        "help-desk-stopped",
        "The export of the help desk stopped five weeks ago: no newer case, no newer help-desk contact, anywhere.",
        (ACCOUNT, SERVICE),
        Customer(
            41,
            "Regenbogenfisch Handel GmbH",
            "hills",
            "de",
            "Germany",
            "Logistics",
            (
                Buys(150, 13_000, every=28, since=900),
                Meets(900, 25, 30),
                *(
                    Complains(ago, "Nightly export stops halfway", "technical", "normal", 5.0, ago - 3)
                    for ago in range(90, 700, 60)
                ),
                Complains(HELP_DESK_STOPPED + 1, "Screen stays empty after login", "technical", "urgent", 3.0),
            ),
        ),
        {"layer": "active"},
        {"cases": {"priority": "urgent", "resolved_at": EMPTY}},
    ),
)

TEAM_STORIES = (
    Story(
        "keeps-its-rhythm",
        "Meets its customers at even distances and does not turn away after an order.",
        (OVERVIEW, MEETINGS, BUYERS),
        shows={"contact_ratio": Between(0, 0.8), "rhythm": Between(0, 1)},
        team_id="coast",
    ),
    Story(
        "overloaded",
        "Has the most accounts and too few people: contacts come late, promises too.",
        (OVERVIEW, MEETINGS, SERVICE, TEAMS, HEALTH),
        shows={"contact_ratio": Between(0.55)},
        team_id="harbour",
    ),
    Story(
        "only-specialists",
        "Meets nobody but specialists: management and executives were never met.",
        (MEETINGS, CONTACTS, HEALTH),
        shows={"level_coverage": Between(0, 0.5), "meetings_365d": Between(2)},
        team_id="archipelago",
    ),
    Story(
        "logs-no-meetings",
        "Does not log its meetings: all that is known comes from the mail and telephone systems.",
        (MEETINGS, TEAMS, HEALTH),
        shows={"meetings_365d": Between(0, 1), "contacts_365d": Between(2)},
        team_id="hills",
    ),
)
