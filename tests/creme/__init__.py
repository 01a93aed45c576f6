"""A real Creme, installed and filled through its own models, against an answer key written by hand: `make test-creme`.

`requirements.in` names its version, `settings` is its project, `plant` says what happened and `world` enters it, both
run by Creme's own Python; `key.csv` says what must come out for every account, `orders.csv` what where other documents
count, `set_aside.csv` which cells cannot be used, `notes.csv` what must be told, and `__main__` compares. Nothing of this
runs in `make test`.
"""
