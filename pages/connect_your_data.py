"""Connect your own data: which of their tables are which of ours, what would be read, and the files that say so."""

from dashboard.ui import connect_your_data as connect
from dashboard.ui import connecting_preview

place = connect.opened()
if place is not None:
    connect.address_form(place)
    found = connect.looked_at(place)
    if found is not None:
        connect.what_was_found(found)
        proposal = connect.proposed(found)
        connect.open_questions(found, proposal)
        connect.tables(found, proposal)
        connecting_preview.tried(found, proposal)
        connect.files(place, found, proposal)
