"""Delivered rows become canonical rows: bad values are left out, bad rows set aside, and each is listed.

`values` judges the cells of one column of one batch, `batches` the rows of one batch, and `derived` adds the days and
amounts the mirror computes with. What only the whole store can tell (unknown references, keys seen before, merges)
is judged in the mirror being built. Nothing is repaired and nothing is lost.
"""
