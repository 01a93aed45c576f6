"""What happened at a company of Creme's own making, up to 30 June 2024: an account or two for everything that can go wrong.

What must come out of it stands in key.csv, thought out from these lines by hand.
"""

from __future__ import annotations

from datetime import date

import django

django.setup()

from world import (  # noqa: E402
    action,
    activity,
    contact,
    credit_note,
    email,
    employee,
    invoice,
    lines,
    opportunity,
    organisation,
    relate,
    sales_order,
    subjects_by_themselves,
    team,
    ticket,
    todo,
    whole_day,
)

from creme.activities.models import ActivitySubType, ActivityType, Status  # noqa: E402
from creme.creme_core.models import CustomField, CustomFieldEnumValue  # noqa: E402
from creme.persons.models import Organisation  # noqa: E402

MEETING, CALL, INCOMING = "Meeting/Meeting", "Phone call/Outgoing", "Phone call/Incoming"
CUSTOMER, PROSPECT = "persons-subject_customer_supplier", "persons-subject_prospect"


def main() -> None:
    """Fills an empty Creme."""
    anna = employee("anna", "Anna", "Berg")
    ben = employee("ben", "Ben", "Carlsen")
    carl = employee("carl", "Carl", "Dahl")
    dora = employee("dora", "Dora", "Ek")
    eve = employee("eve", "Eve", "Frost")
    team("North", anna, ben)
    south = team("South", carl, dora, ben)
    own = Organisation.objects.get(is_managed=True)
    own.name = "Harbour Works"
    own.save()
    subjects_by_themselves(False)

    def customer(user, name: str, relation: str | None = CUSTOMER, **more) -> Organisation:
        made = organisation(user, name, **more)
        if relation:
            relate(user, made, relation, own)
        return made

    def me(user):
        return user.linked_contact

    # Two orders, two meetings, one to come.
    alder = customer(anna, "Alder Mills")
    ada = contact(anna, "Ada Alder", alder)
    invoice(anna, own, alder, "2023-10-02", "20000")
    invoice(anna, own, alder, "2024-06-03", "40000", "Resulted")
    activity(anna, MEETING, "Done", "2024-06-17 09:00", with_=[me(anna), ada], about=[alder])
    activity(anna, MEETING, "Done", "2024-02-14 09:00", with_=[me(anna), ada], about=[alder])
    activity(anna, MEETING, "Planned", "2024-07-08 09:00", with_=[me(anna), ada], about=[alder])

    # Everything that is no contact, after the order.
    birch = customer(anna, "Birch Foods")
    invoice(anna, own, birch, "2024-04-01", "30000")
    activity(anna, CALL, "Done", "2024-01-10 10:00", 10, with_=[me(anna)], about=[birch])
    activity(anna, MEETING, "Cancelled", "2024-04-20 10:00", with_=[me(anna)], about=[birch])
    activity(anna, CALL, "Unsuccessful", "2024-05-10 10:00", 10, with_=[me(anna)], about=[birch])
    activity(anna, MEETING, "Planned", "2024-05-15 10:00", with_=[me(anna)], about=[birch])
    activity(anna, MEETING, "Done", "2024-06-01 10:00", with_=[me(anna)], about=[birch]).trash()

    # Another currency, for which there are no rates; an owner in two teams.
    cedar = customer(ben, "Cedar Logistics")
    invoice(ben, own, cedar, "2024-05-20", "12000", currency="USD")
    activity(ben, CALL, "Done", "2024-05-22 08:00", 15, with_=[me(ben)], about=[cedar])

    # Owned by a team; a credit note that Creme has taken off the invoice; a whole day that begins on 1 April in UTC.
    dogwood = customer(south, "Dogwood Bank")
    bill = invoice(carl, own, dogwood, "2024-03-15", "8000")
    credit_note(carl, own, dogwood, "2024-03-20", "1000", used_in=bill)
    whole_day(south, "Done", "2024-04-01 22:00", with_=[me(carl)], about=[dogwood])

    # A draft, a cancelled invoice, and a credit note that stands alone.
    elm = customer(carl, "Elm Hotels")
    invoice(carl, own, elm, "2023-09-01", "5000")
    invoice(carl, own, elm, "2024-06-01", "9000", "Draft")
    invoice(carl, own, elm, "2024-05-01", "4000", "Canceled")
    credit_note(carl, own, elm, "2024-02-01", "500")

    # An owner who left.
    fir = customer(dora, "Fir Press")
    invoice(dora, own, fir, "2024-01-15", "3000")
    activity(dora, MEETING, "Done", "2024-03-01 13:00", with_=[me(dora)], about=[fir])

    # A demonstration that hangs on an opportunity only.
    gorse = customer(eve, "Gorse Energy", PROSPECT)
    deal = opportunity(eve, own, gorse, "Gorse solar", "In progress", estimated_sales=50000)
    activity(eve, "Demonstration/Videoconference", "Done", "2024-06-12 09:00", with_=[me(eve)], about=[deal])

    # No status: held when it was over, planned when it is to come.
    hazel = customer(anna, "Hazel Trade", "persons-subject_inactive_customer")
    invoice(anna, own, hazel, "2022-05-05", "2000")
    activity(anna, CALL, None, "2024-06-29 09:00", 20, with_=[me(anna)], about=[hazel])
    activity(anna, CALL, None, "2024-07-03 09:00", 20, with_=[me(anna)], about=[hazel], created="2024-06-25 08:00")

    # A subsidiary that has just bought: too far ahead, and agreed on only after the day.
    iris = customer(ben, "Iris Design")
    relate(ben, alder, "persons-subject_subsidiary", iris)
    invoice(ben, own, iris, "2024-06-25", "1500")
    activity(ben, MEETING, "Planned", "2024-07-20 09:00", with_=[me(ben)], about=[iris], created="2024-06-25 08:00")
    activity(ben, CALL, "Planned", "2024-07-05 09:00", with_=[me(ben)], about=[iris], created="2024-07-02 08:00")

    juniper = customer(ben, "Juniper Care")
    invoice(ben, own, juniper, "2024-06-26", "1200")
    activity(ben, CALL, "Planned", "2024-07-10 09:00", with_=[me(ben)], about=[juniper], created="2024-06-28 08:00")

    # One meeting, two organisations.
    kelp = customer(anna, "Kelp Labs")
    larch = customer(carl, "Larch Tools")
    invoice(anna, own, kelp, "2024-02-10", "2500")
    invoice(carl, own, larch, "2024-04-20", "6000")
    activity(anna, MEETING, "Done", "2024-05-06 09:00", with_=[me(anna), me(carl)], about=[kelp, larch])

    # Floating: without a date nothing, without a time a day.
    maple = customer(carl, "Maple Works")
    invoice(carl, own, maple, "2023-12-01", "1800")
    activity(carl, MEETING, "Done", None, with_=[me(carl)], about=[maple], floating=3)
    activity(carl, MEETING, "Done", "2024-06-04 22:00", 1439, with_=[me(carl)], about=[maple], floating=2)

    # Nobody but a contact: who was met, who wrote, who was billed.
    nettle = customer(eve, "Nettle Spa")
    nora = contact(eve, "Nora Nettle", nettle, relation="manages")
    invoice(eve, own, nora, "2024-01-20", "900")
    activity(eve, MEETING, "Done", "2024-05-28 09:00", with_=[me(eve), nora])
    email(eve, me(eve), nora, "2024-06-20 09:00")
    email(eve, nora, me(eve), "2024-06-21 09:00", 4)
    email(eve, me(eve), nora, "2024-06-22 09:00", 2)
    email(eve, me(eve), nora, "2024-06-23 09:00", 3)

    # What is no meeting with a customer.
    oak = customer(anna, "Oak Museum")
    invoice(anna, own, oak, "2023-11-11", "700")
    activity(anna, "Gathering/Internal", "Done", "2024-06-10 09:00", with_=[me(anna)], about=[oak])
    activity(anna, "Show/Visitor", "Done", "2024-05-05 09:00", with_=[me(anna)], about=[oak])
    activity(anna, "Unavailability/Holidays", None, "2024-05-20 09:00", with_=[me(anna)], linked=[oak])
    activity(anna, "Gathering/On the site", "Done", "2024-04-15 09:00", with_=[me(anna)], about=[oak])

    # Only users were entered: nobody wrote down who came.
    pine = customer(ben, "Pine Schools")
    invoice(ben, own, pine, "2024-03-20", "2200")
    activity(ben, MEETING, "Done", "2024-06-11 09:00", with_=[me(ben), me(anna)], about=[pine])

    # Promises: kept, broken, kept, late; no day; cancelled.
    quince = customer(carl, "Quince Café")
    invoice(carl, own, quince, "2023-08-08", "400")
    todo(carl, quince, "Send the samples", "2024-05-10 10:00", done="2024-05-09 09:00")
    todo(carl, quince, "Send the drawings", "2024-06-10 10:00")
    todo(carl, quince, "Think of something", None)
    action(carl, quince, "Ask for the plan", "2024-06-20 10:00", done="2024-06-19 09:00")
    activity(carl, "Task/Task", "Done", "2024-04-30 09:00", about=[quince], modified="2024-05-02 09:00")
    activity(carl, "Task/Task", "Cancelled", "2024-05-20 09:00", about=[quince])

    # Tickets: open for fourteen days, closed, invalid, given up. The first day of the last twelve months.
    rowan = customer(eve, "Rowan Clinic")
    invoice(eve, own, rowan, "2023-07-02", "300")
    ticket(eve, rowan, "Lamp flickers", "Open", "High", "2024-06-16 09:00")
    ticket(eve, rowan, "Lamp broke", "Closed", "Urgent", "2024-01-16 09:00", "2024-01-20 09:00")
    ticket(eve, rowan, "No such lamp", "Invalid", "Blocking", "2024-01-01 09:00")
    ticket(eve, rowan, "Other lamp", "Won't fix", "Low", "2023-02-01 09:00", "2023-03-01 09:00")

    # The day before the last twelve months.
    sorrel = customer(eve, "Sorrel Shop")
    invoice(eve, own, sorrel, "2023-07-01", "350")

    # No customers: a supplier, a competitor, an organisation in the bin; what was done with them.
    thyme = customer(anna, "Thyme Farm", "persons-object_customer_supplier")
    activity(anna, MEETING, "Done", "2024-06-05 09:00", with_=[me(anna)], about=[thyme])
    customer(anna, "Umber Paint", "persons-subject_competitor")
    violet = customer(anna, "Violet Air")
    activity(anna, MEETING, "Done", "2024-06-06 09:00", with_=[me(anna)], about=[violet])
    todo(anna, violet, "Call back", "2024-06-07 09:00")
    violet.trash()
    invoice(anna, thyme, own, "2024-06-01", "777")
    activity(anna, MEETING, "Done", "2024-06-07 09:00", with_=[me(anna), me(ben)])

    # A year typed wrong, an invoice that was sent without a day, a meeting that ends before it begins.
    willow = customer(anna, "Willow Yard", "persons-subject_partner")
    activity(anna, MEETING, "Done", "2204-05-02 09:00", with_=[me(anna)], about=[willow])
    invoice(anna, own, willow, None, "99")
    activity(anna, MEETING, "Cancelled", "2024-05-01 09:00", -60, with_=[me(anna)], about=[willow])

    # A supplier that buys too.
    yarrow = customer(ben, "Yarrow Ltd", "persons-object_customer_supplier")
    invoice(ben, own, yarrow, "2024-02-20", "650")

    # The tier that the company gave it, in a field of its own.
    zinnia = customer(anna, "Zinnia Group")
    invoice(anna, own, zinnia, "2023-12-12", "100")
    field = CustomField.objects.create(
        name="Customer class", field_type=CustomField.ENUM, content_type=zinnia.entity_type
    )
    key = CustomFieldEnumValue.objects.create(custom_field=field, value="Key account")
    field.value_class(custom_field=field, entity=zinnia).set_value_n_save(key.id)

    customer(carl, "Ash | Ember & <b>Co</b>", "persons-subject_suspect")

    # What counts only where a company says so: a sales order, a won opportunity.
    basil = customer(carl, "Basil Textiles", PROSPECT)
    sales_order(carl, own, basil, "2024-06-01", "9999")
    sales_order(carl, own, basil, "2024-06-02", "1", "Rejected")
    clover = customer(eve, "Clover Media", PROSPECT)
    opportunity(eve, own, clover, "Clover site", "Won", made_sales=5000, closing_date=date(2024, 5, 5))
    opportunity(eve, own, clover, "Clover shop", "Abandoned", estimated_sales=700, closing_date=date(2024, 5, 6))

    # Statuses: one of the company's own, in progress, delayed.
    Status.objects.create(name="Minutes to write", description="", is_custom=True)
    daisy = customer(ben, "Daisy Optics")
    invoice(ben, own, daisy, "2024-06-15", "800")
    activity(ben, MEETING, "Minutes to write", "2024-06-18 09:00", with_=[me(ben)], about=[daisy])
    activity(ben, MEETING, "In progress", "2024-07-02 09:00", with_=[me(ben)], about=[daisy])
    activity(ben, MEETING, "Delayed", "2024-06-19 09:00", with_=[me(ben)], about=[daisy])

    # A type of the company's own.
    webinar = ActivityType.objects.create(name="Webinar", default_hour_duration="01:00:00", is_custom=True)
    ActivitySubType.objects.create(name="Public", type=webinar, is_custom=True)
    fennel = customer(anna, "Fennel Soap")
    invoice(anna, own, fennel, "2024-05-31", "750")
    activity(anna, "Webinar/Public", "Done", "2024-06-14 09:00", with_=[me(anna)], about=[fennel])

    # A call that reached nobody, whatever its status says, and one that came in.
    ginger = customer(carl, "Ginger Bakery")
    invoice(carl, own, ginger, "2024-06-10", "610")
    activity(carl, "Phone call/Outgoing - Failed", "Done", "2024-06-20 09:00", 5, with_=[me(carl)], about=[ginger])
    activity(carl, INCOMING, "Done", "2024-06-21 09:00", 5, with_=[me(carl)], about=[ginger])

    # Credit notes: used in an invoice that is still a draft, and one that is a draft itself.
    holly = customer(ben, "Holly Dental")
    invoice(ben, own, holly, "2024-01-31", "1000")
    credit_note(ben, own, holly, "2024-05-02", "200", used_in=invoice(ben, own, holly, "2024-05-03", "500", "Draft"))
    credit_note(ben, own, holly, "2024-05-04", "50", "Draft")

    # Three at 100 less a tenth, of which Creme makes 270 without VAT; one more invoice in the bin.
    ivy = customer(eve, "Ivy Cinema")
    lines(invoice(eve, own, ivy, "2024-03-28", "0"), ("100", "3", "10"))
    invoice(eve, own, ivy, "2024-05-28", "5000").trash()

    # Somebody who changed employers; Creme finds out by itself where she works, unless it is told not to.
    jasmine = customer(ben, "Jasmine Boats")
    invoice(ben, own, jasmine, "2023-10-10", "520")
    jo = contact(ben, "Jo Jasmin", kelp, jasmine)
    activity(ben, CALL, "Done", "2024-05-30 09:00", 10, with_=[me(ben), jo])
    contact(ben, "Nobody Known")

    # On 1 July where the company is, on 30 June in UTC.
    lilac = customer(anna, "Lilac Books")
    invoice(anna, own, lilac, "2024-06-30", "330")
    subjects_by_themselves(True)
    lara = contact(anna, "Lara Lilac", lilac)
    activity(anna, MEETING, "Done", "2024-06-30 22:30", with_=[me(anna), lara])

    dora.is_active = False
    dora.deactivated_on = dora.date_joined.replace(year=2024, month=3, day=31)
    dora.save()


if __name__ == "__main__":
    main()
