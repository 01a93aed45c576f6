"""HubSpot as Fivetran writes it into a database, or its tables as files of a folder.

`hubspot.toml` maps their tables to ours as far as a mapping can say it; a company's own mapping file is laid over it
(`overrides`). What a mapping cannot say is made before: `tables` names what is read of each table, `store` holds it,
`links` finds the company of everything by associations and merges, `activities` and `objects` add columns to their
tables, `findings` counts what could not be mapped, and `source` offers all of it as a source.

held: a meeting's outcome where there is one, else it ended before the moment of the sync.
counted order: a deal in a stage flagged as closed-won, on the day of its close date.
team: the primary team of the owner; an account belongs to the team of its owner.
"""

from data_access.sources.hubspot.source import HubSpotSource

__all__ = ["HubSpotSource"]
