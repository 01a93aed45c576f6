"""Any files or database under a mapping file: our column <- their column.

`language` holds what a mapping can say, `reading` turns the TOML file into it and checks every name, `catalog` is
their side, `staging` holds their rows for the time of the reading, `selects` makes our rows of them, `leftovers` tells
what was left out, and `source` offers those as a source. `fitting` cuts a mapping that comes along to what a store has,
and `overlay` lays a company's own over it.
"""

from data_access.sources.mapped.source import MappedSource

__all__ = ["MappedSource"]
