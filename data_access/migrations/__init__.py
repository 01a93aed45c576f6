"""The steps from any earlier schema of the records to this one; `data_access.records.upgrade` takes them.

A step is a module of `versions`, named for what it brings, and is never changed once it was released: what follows is
a step of its own. Triggers that both engines need are in `unchanging`.
"""
