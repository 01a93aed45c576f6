"""A real Creme, installed and filled through its own models, against an answer key written by hand: `make test-creme`.

`requirements.in` names its version, `settings` is its project, `plant` says what happened and `world` enters it, both
run by Creme's own Python; `key.csv` says what must come out for every account, `notes.csv` what must be said to have been
left out, and `__main__` compares. Nothing of this runs in `make test`.
"""
