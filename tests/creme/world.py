"""Entering what happens into Creme, through its own models and as its own forms do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from creme.activities.models import Activity, ActivitySubType, Status
from creme.activities.setting_keys import auto_subjects_key
from creme.assistants.models import Action, ToDo
from creme.billing.models import CreditNote, Invoice, ProductLine, SalesOrder
from creme.creme_core.models import CremeEntity, CremeUser, Currency, Relation, SettingValue, UserRole
from creme.emails.models import EntityEmail
from creme.opportunities.models import Opportunity, SalesPhase
from creme.persons.models import Contact, Organisation
from creme.tickets.models import Criticity, Priority, Ticket
from creme.tickets.models import Status as TicketStatus

LONG_AGO = datetime(2022, 1, 1, 9, tzinfo=UTC)
STATUSES = {status.name: status for status in Status.objects.all()}
PARTICIPATES = "activities-subject_participates_to_activity"
SUBJECT = "activities-subject_activity_subject"
LINKED = "activities-subject_linked_2_activity"


def at(text: str) -> datetime:
    """A moment in UTC, written 2024-06-17 09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dated(entity: CremeEntity, created: str | None = None, modified: str | None = None) -> None:
    """Sets when an entity was entered and changed, which Creme otherwise takes from the clock."""
    moment = at(created) if created else LONG_AGO
    CremeEntity.objects.filter(pk=entity.pk).update(created=moment, modified=at(modified) if modified else moment)


def relate(user: CremeUser, one: CremeEntity, relation: str, other: CremeEntity) -> None:
    """One entity stands in this relation to another; Creme stores the way back by itself."""
    Relation.objects.create(user=user, subject_entity=one, type_id=relation, object_entity=other)


def employee(username: str, first_name: str, last_name: str) -> CremeUser:
    """A user, with the contact that Creme makes of every user."""
    user = CremeUser.objects.create_user(
        username, first_name, last_name, f"{username}@harbour.example", role=UserRole.objects.first()
    )
    dated(user.linked_contact)
    return user


def team(name: str, *members: CremeUser) -> CremeUser:
    """A team, which to Creme is a user that others belong to."""
    user = CremeUser.objects.create(username=name, is_team=True)
    user.teammates = members
    return user


def organisation(user: CremeUser, name: str, **more: object) -> Organisation:
    """An organisation of an owner."""
    made = Organisation.objects.create(user=user, name=name, **more)
    dated(made)
    return made


def contact(user: CremeUser, name: str, *employers: Organisation, relation: str = "employed_by") -> Contact:
    """A contact who works for these, the present one named last."""
    first, last = name.split(" ", 1)
    made = Contact.objects.create(user=user, first_name=first, last_name=last, email=f"{first}@{last}.example".lower())
    dated(made)
    for employer in employers:
        relate(user, made, f"persons-subject_{relation}", employer)
    return made


def activity(
    user: CremeUser,
    kind: str,
    status: str | None,
    start: str | None,
    minutes: int = 60,
    *,
    with_: Iterable[CremeEntity] = (),
    about: Iterable[CremeEntity] = (),
    linked: Iterable[CremeEntity] = (),
    created: str | None = None,
    modified: str | None = None,
    all_day: bool = False,
    floating: int = 1,
    title: str = "",
) -> Activity:
    """An activity of a kind such as `Meeting/Meeting`, its first name the type and its second the sub-type."""
    type_name, sub_type = kind.split("/")
    sub = ActivitySubType.objects.get(name=sub_type, type__name=type_name)
    begins = at(start) if start else None
    made = Activity.objects.create(
        user=user,
        title=title or f"{sub_type} {start or 'some day'}",
        type=sub.type,
        sub_type=sub,
        status=STATUSES.get(status) or (status and Status.objects.get(name=status)),
        start=begins,
        end=begins + timedelta(minutes=minutes) if begins else None,
        is_all_day=all_day,
        floating_type=floating,
        minutes="They agreed.",
    )
    for entities, relation in ((with_, PARTICIPATES), (about, SUBJECT), (linked, LINKED)):
        for entity in entities:
            relate(user, entity, relation, made)
    dated(made, created, modified)
    return made


def subjects_by_themselves(switched_on: bool) -> None:
    """Whether Creme makes the employers of those who take part subjects of an activity, as it does unless told not to."""
    SettingValue.objects.set_4_key(auto_subjects_key, switched_on)


def whole_day(user: CremeUser, status: str, midnight: str, **more: object) -> Activity:
    """A meeting of a whole day, which begins at midnight where it was entered and ends a minute before the next."""
    return activity(user, "Meeting/Meeting", status, midnight, 23 * 60 + 59, all_day=True, **more)


def _billed(model: type, user: CremeUser, own: Organisation, to: CremeEntity, day: str | None, **more: object):
    name = f"{model.__name__} of {day or 'no day'}"
    issued = date.fromisoformat(day) if day else None
    made = model.objects.create(user=user, name=name, source=own, target=to, issuing_date=issued, **more)
    dated(made)
    return made


def lines(document: CremeEntity, *prices: tuple[str, str, str]) -> None:
    """Lines of a document, each a unit price, a quantity and a discount in per cent; Creme computes the total."""
    for price, quantity, discount in prices:
        line = ProductLine(
            user=document.user,
            on_the_fly_item="Work",
            unit_price=Decimal(price),
            quantity=Decimal(quantity),
            discount=Decimal(discount),
        )
        line.related_document = document
        line.save()


def invoice(user, own, to, day: str | None, price: str, status: str = "Sent", currency: str = "EUR", **more) -> Invoice:
    """An invoice of one line at a price without VAT."""
    kind = Invoice._meta.get_field("status").related_model
    made = _billed(
        Invoice,
        user,
        own,
        to,
        day,
        status=kind.objects.get(name=status),
        currency=Currency.objects.get(international_symbol=currency),
        **more,
    )
    lines(made, (price, "1", "0"))
    return made


def sales_order(user, own, to, day: str, price: str, status: str = "Issued") -> SalesOrder:
    """A sales order of one line at a price without VAT."""
    kind = SalesOrder._meta.get_field("status").related_model
    made = _billed(SalesOrder, user, own, to, day, status=kind.objects.get(name=status))
    lines(made, (price, "1", "0"))
    return made


def credit_note(user, own, to, day: str, price: str, status: str = "Issued", used_in=None) -> CreditNote:
    """A credit note of one line, used in a document where one is named."""
    kind = CreditNote._meta.get_field("status").related_model
    made = _billed(CreditNote, user, own, to, day, status=kind.objects.get(name=status))
    lines(made, (price, "1", "0"))
    if used_in is not None:
        relate(user, made, "billing-subject_credit_note_applied", used_in)
    return made


def opportunity(user, own, to, name: str, phase: str, **more) -> Opportunity:
    """An opportunity that aims at an organisation or contact."""
    made = Opportunity.objects.create(
        user=user, name=name, sales_phase=SalesPhase.objects.get(name=phase), emitter=own, target=to, **more
    )
    dated(made)
    return made


def todo(user, entity, title: str, deadline: str | None, done: str | None = None) -> ToDo:
    """A todo on an entity, done at a moment where one is named."""
    made = ToDo.objects.create(
        user=user, title=title, real_entity=entity, deadline=at(deadline) if deadline else None, is_ok=bool(done)
    )
    changed = at(done) if done else LONG_AGO
    ToDo.objects.filter(pk=made.pk).update(creation_date=LONG_AGO, modification_date=changed)
    return made


def action(user, entity, title: str, deadline: str, done: str | None = None) -> Action:
    """An action on an entity, validated at a moment where one is named."""
    made = Action.objects.create(
        user=user,
        title=title,
        real_entity=entity,
        deadline=at(deadline),
        is_ok=bool(done),
        validation_date=at(done) if done else None,
    )
    Action.objects.filter(pk=made.pk).update(creation_date=LONG_AGO)
    return made


def ticket(user, to, title: str, status: str, priority: str, opened: str, changed: str | None = None) -> Ticket:
    """A ticket linked to an entity."""
    made = Ticket.objects.create(
        user=user,
        title=title,
        status=TicketStatus.objects.get(name="Open"),
        priority=Priority.objects.get(name=priority),
        criticity=Criticity.objects.first(),
    )
    if status != "Open":
        made.status = TicketStatus.objects.get(name=status)
        made.save()
    relate(user, to, "tickets-subject_linked_2_ticket", made)
    dated(made, opened, changed or opened)
    if made.closing_date and changed:
        Ticket.objects.filter(pk=made.pk).update(closing_date=at(changed))
    return made


def email(user, sender, recipient, moment: str, status: int = EntityEmail.Status.SENT) -> EntityEmail:
    """An e-mail from one contact to another."""
    made = EntityEmail(
        user=user, sender="from@mail.example", recipient="to@mail.example", subject="About the plan", body="Hello."
    )
    made.status = status
    made.genid_n_save()
    sent = at(moment) if status != EntityEmail.Status.NOT_SENT else None
    EntityEmail.objects.filter(pk=made.pk).update(sending_date=sent)
    relate(user, made, "email-subject_mail_sended", sender)
    relate(user, made, "email-subject_mail_received", recipient)
    dated(made, moment)
    return made
