"""A store of any size to measure with: `write` makes it, `bench` measures on it beside a hand-written query."""
