"""Tables of a CRM held as text while ours are made of them, for what a mapping file alone cannot say.

`store` holds their tables, `made` is one of them with columns added, `moments` reads times as they are written there,
`catalog` shows a mapping both theirs and the added columns, and `records` counts what could not be mapped.
"""
