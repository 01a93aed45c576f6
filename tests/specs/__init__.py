"""The rules of the data model and of the indicators as small tables: what is delivered, and what must come out."""
