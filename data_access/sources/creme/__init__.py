"""Creme's own database, or its tables as files of a folder.

`creme.toml` maps their tables to ours as far as a mapping can say it; a company's own mapping file is laid over it.
What a mapping cannot say is made before: `tables` names what is read of each table and the uuids of what Creme ships,
`links` finds the account of everything by relations, `days` the dates of whole days, `activities`, `objects`, `bills`
and `promises` add columns to their tables, `fields` those of a company's own, `findings` counts what could not be mapped, and `source` offers all of it.

held: an activity's status where it is one that Creme ships, else it ended before the moment of the sync.
counted order: an invoice that is no draft, on its day of issue; or a sales order, or a won opportunity.
team: the first team a user belongs to; an account whose owner is a team belongs to that, else to the team of its owner.
"""

from data_access.sources.creme.source import CremeSource

__all__ = ["CremeSource"]
