"""A Salesforce organisation as it arrives in a database or a folder: Fivetran's snake_case or the API's own names.

`objects` says which of its tables and columns are read, `naming` finds them under the names they have here, `store`
hands their rows over under API names with the columns that `activities` and `records` work out (what a mapping file
cannot say), `links` finds the account behind a record, `mapping.toml` says what becomes of which table of ours,
`fitting` leaves out of it what this organisation does not have and puts in what its own mapping file says, and
`source` offers the result as a source.
"""

from data_access.sources.salesforce.source import SalesforceSource

__all__ = ["SalesforceSource"]
