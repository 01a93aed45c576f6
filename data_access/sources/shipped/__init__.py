"""CRMs that a mapping file alone can read: Dynamics 365, EspoCRM, Odoo, Pipedrive and SuiteCRM.

One TOML file each says what becomes of their tables; `source` fits it to the tables that are there and lays a company's
own mapping over it, `naming` finds tables and columns under the names that a copy gives them, and `rules` says what is
left out and counted in all of them.
"""

from data_access.sources.shipped.source import SHIPPED_KINDS, ShippedSource

__all__ = ["SHIPPED_KINDS", "ShippedSource"]
