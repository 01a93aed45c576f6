"""What tables and columns of CRMs are usually called, in English, German, Finnish and Swedish, by our names.

Names are compared without capitals, accents, spaces and marks, and without the name of the table in front.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

SAME, KNOWN, ENDS_SO = 100, 85, 60
"""How much the agreement of names weighs: the same, a known synonym, one that ends like a known synonym."""

LINES = "order_lines"
"""Not a table of ours: the lines that the amount of an order is the sum of."""

_AROUND = {
    "dim",
    "fact",
    "tbl",
    "crm",
    "sf",
    "v",
    "vw",
    "dbo",
    "stg",
    "raw",
    "data",
    "table",
    "export",
    "list",
    "liste",
    "all",
}
_TABLES = {
    "accounts": "account customer client company companies organization organisation reseller dealer kunde kunden firma "
    "firmen debitor debitoren kundenstamm asiakas asiakkaat asiakasrekisteri yritys yritykset kund kunder foretag",
    "employees": "employee user users staff salesperson salespeople salesrep mitarbeiter personal verkaufer vertreter "
    "benutzer tyontekija tyontekijat henkilosto myyja myyjat kayttaja kayttajat medarbetare saljare anvandare",
    "teams": "team department salesteam territory territories abteilung abteilungen vertriebsteam tiimi tiimit osasto "
    "osastot avdelning",
    "contacts": "contact person persons people contactperson ansprechpartner kontakt kontakte kontaktperson "
    "kontaktpersonen yhteyshenkilo yhteyshenkilot kontaktit kontaktpersoner",
    "interactions": "interaction activity activities event appointment customercontact aktivitat aktivitaten "
    "kundenkontakt kundenkontakte termin termine tapahtuma tapahtumat aktiviteetti aktiviteetit asiakaskontaktit "
    "meeting visit besuch besuche besuchsbericht besuchsberichte tapaaminen tapaamiset kaynti kaynnit asiakaskaynnit "
    "call calls phonecall anruf anrufe telefonat telefonate puhelu puhelut email emails mail mails mote moten samtal "
    "aktiviteter besok",
    "orders": "order salesorder purchase sale sales invoice bestellung bestellungen auftrag auftrage rechnung rechnungen "
    "tilaus tilaukset lasku laskut kauppa kaupat faktura fakturor ordrar forsaljning",
    LINES: "orderline orderdetail orderdetails orderitem lineitem lineitems invoiceline invoiceitem salesorderline "
    "salesorderdetail positionen auftragsposition auftragspositionen rechnungsposition rechnungspositionen "
    "bestellposition bestellpositionen tilausrivi tilausrivit laskurivi laskurivit orderrad orderrader",
    "opportunities": "opportunity opportunities deal offer quote quotation angebot angebote verkaufschance "
    "verkaufschancen tarjous tarjoukset myyntimahdollisuus myyntimahdollisuudet offert offerter affar affarer",
    "commitments": "commitment task todo promise followup aufgabe aufgaben wiedervorlage wiedervorlagen zusage zusagen "
    "tehtava tehtavat lupaus lupaukset uppgift uppgifter",
    "cases": "case ticket issue complaint supportcase supportticket reklamation reklamationen vorgang storung storungen "
    "tapaus tapaukset tiketti tiketit reklamaatio reklamaatiot palvelupyynnot arende arenden",
    "survey_responses": "surveyresponse survey response feedback nps umfrage umfragen befragung umfrageantworten kysely "
    "kyselyt kyselyvastaukset palaute palautteet enkat enkater",
    "qualifications": "qualification certification certificate training qualifikation qualifikationen zertifikat "
    "zertifikate schulung schulungen koulutus koulutukset sertifikaatti sertifikaatit",
    "fx_rates": "fxrate exchangerate currencyrate wechselkurs wechselkurse valuuttakurssi valuuttakurssit valutakurser",
    "account_team_members": "accountteammember accountteam kundenteam asiakastiimi",
    "interaction_participants": "interactionparticipant participant attendee teilnehmer osallistuja osallistujat "
    "deltagare eventrelation",
}
# What a table of interactions of only one kind is called.
_KINDS = {
    "meeting": "meeting visit besuch besuche besuchsbericht besuchsberichte tapaaminen tapaamiset kaynti kaynnit "
    "asiakaskaynnit termin termine appointment mote moten besok",
    "call": "call calls phonecall anruf anrufe telefonat telefonate puhelu puhelut samtal",
    "email": "email emails mail mails",
}
_OWNER = (
    "owner salesrep salesperson accountmanager keyaccountmanager kam responsible assignedto assigneduser "
    "betreuer kundenbetreuer verantwortlich verantwortlicher zustandig vertreter verkaufer vastuuhenkilo vastuumyyja "
    "omistaja myyja ansvarig saljare"
)
_EMPLOYEE = (
    "employee user salesrep salesperson organizer organiser assignedto assigneduser mitarbeiter benutzer "
    "verkaufer vertreter betreuer bearbeiter tyontekija myyja kayttaja tekija medarbetare saljare owner vastuuhenkilo"
)
_ACCOUNT = (
    "account customer client company organization organisation reseller dealer kunde firma debitor asiakas "
    "yritys kund foretag"
)
_CONTACT = "contact contactperson person ansprechpartner kontakt kontaktperson yhteyshenkilo"
_NAME = "name fullname bezeichnung nimi namn"
_CREATED = (
    "created createdat createddate createdon creationdate createdtime dateentered angelegt angelegtam erstellt "
    "erstelltam erfasst erfasstam luotu luontipaiva perustettu skapad"
)
_SUBJECT = "subject title topic betreff thema aihe otsikko amne titel rubrik"
_COLUMNS = {
    "teams": {"name": _NAME, "parent_team_id": "parentteam parent superior ubergeordnet emo"},
    "employees": {
        "name": f"{_NAME} displayname",
        "email": "mail emailaddress workemail sahkoposti epost",
        "team_id": "team department salesteam territory abteilung vertriebsteam gruppe tiimi osasto myyntitiimi avdelning",
        "languages": "language sprachen sprache kielet kieli sprak",
        "level": "title jobtitle position rank titel stelle funktion asema titteli befattning",
        "active": "isactive enabled aktiv aktiivinen",
        "left_on": "leftdate enddate terminationdate leavedate austritt austrittsdatum lahtopaiva paattyi slutdatum",
    },
    "accounts": {
        "name": f"{_NAME} companyname accountname customername organizationname firma firmenname firmierung kundenname "
        "yritys yrityksennimi asiakas asiakkaannimi asiakasnimi foretagsnamn kundnamn",
        "owner_id": _OWNER,
        "team_id": "team salesteam department territory salesterritory vertriebsteam tiimi myyntitiimi",
        "tier_entered": "tier class abc abcclass abcklasse segment rating category kundenklasse klasse klassifizierung "
        "luokka asiakasluokka abcluokka klass kundklass",
        "contact_preference": "contactpreference preference",
        "agreed_interval_days": "intervaldays visitinterval contactinterval besuchsrhythmus kontaktintervall "
        "besuchsintervall kayntivali kontaktivali",
        "industry": "sector branche branch businesstype toimiala bransch",
        "country": "countryregion countryname billingcountry land maa",
        "language": "preferredlanguage sprache kieli sprak",
        "parent_account_id": "parent parentaccount parentcompany konzern mutter muttergesellschaft emoyhtio konserni",
        "created_at": f"{_CREATED} customersince kundeseit asiakkuusalkoi",
        "agreement_ends_on": "agreementends contractend contractends contractenddate vertragsende vertragbis "
        "sopimuspaattyy sopimusloppuu avtalsslut",
        "merged_into_id": "mergedinto mergedintoid masterrecordid masterid",
    },
    "account_team_members": {
        "account_id": _ACCOUNT,
        "employee_id": _EMPLOYEE,
        "role": "teamrole memberrole rolle rooli",
        "since": "from startdate von ab alkaen",
        "until": "to enddate bis asti",
    },
    "contacts": {
        "account_id": _ACCOUNT,
        "name": f"{_NAME} contactname personname ansprechpartner kontaktperson yhteyshenkilo",
        "title": "jobtitle position contacttitle function funktion titel stelle titteli tehtavanimike asema befattning",
        "level": "seniority joblevel ebene taso niva",
        "role": "buyingrole rolle rooli",
        "is_primary": "primary primarycontact maincontact hauptkontakt hauptansprechpartner paayhteyshenkilo",
        "language": "preferredlanguage sprache kieli sprak",
        "email": "mail emailaddress sahkoposti epost",
        "phone": "telephone phonenumber mobile telefon telefonnummer puhelin puhelinnumero",
        "active": "isactive aktiv aktiivinen",
        "left_on": "leftdate austritt",
    },
    "interactions": {
        "account_id": _ACCOUNT,
        "employee_id": _EMPLOYEE,
        "contact_id": _CONTACT,
        "kind": "type activitytype kontaktart art typ tyyppi laji",
        "purpose": "reason zweck anlass tarkoitus syfte",
        "direction": "inout richtung suunta riktning",
        "starts_at": "start startdate starttime startdatetime startsat date datetime happenedat when begin beginn datum "
        "besuchsdatum von alkaa alku aloitus pvm paiva paivamaara ajankohta datum starttid",
        "ends_at": "end enddate endtime enddatetime ende bis loppu paattyy lopetus sluttid",
        "all_day": "allday alldayevent isalldayevent ganztagig kokopaiva",
        "status": "state outcome result zustand tila status",
        "place": "location ort paikka plats",
        "subject": _SUBJECT,
        "notes": "note description body memo comment comments notiz notizen bemerkung bemerkungen bericht muistio "
        "muistiinpanot kuvaus huomautus anteckningar",
        "private": "isprivate privat yksityinen",
        "bulk": "isbulk massmail serienmail",
        "created_at": _CREATED,
        "channel": "kanal kanava",
    },
    "interaction_participants": {
        "interaction_id": "activity event meeting eventid activityid",
        "employee_id": "employee user mitarbeiter",
        "contact_id": _CONTACT,
        "third_party": "other guest gast",
    },
    "orders": {
        "order_id": "ordernumber orderno number invoiceno invoicenumber invoiceid salesordernumber salesorderid nummer "
        "auftragsnummer auftragsnr bestellnummer bestellnr rechnungsnummer rechnungsnr belegnr tilausnumero tilausnro "
        "laskunumero laskunro numero ordernummer fakturanummer",
        "account_id": _ACCOUNT,
        "ordered_on": "orderdate date ordered purchasedate invoicedate salesdate bookedon datum auftragsdatum "
        "bestelldatum rechnungsdatum belegdatum tilauspaiva tilauspvm laskupaiva laskupvm pvm paivamaara fakturadatum",
        "amount": "total totalamount amounttotal orderamount salesamount subtotal netamount netto nettobetrag betrag "
        "summe gesamtbetrag wert umsatz summa loppusumma arvo veroton verotonsumma belopp",
        "currency": "currencycode currencyiso currencyisocode iso wahrung waehrung valuutta valuta",
        "status": "state orderstatus zustand tila auftragsstatus",
        "product_line": "productline product productgroup category warengruppe produktgruppe produkt tuoteryhma tuote "
        "produktgrupp",
        "channel": "saleschannel vertriebskanal kanal myyntikanava kanava",
    },
    "opportunities": {
        "account_id": _ACCOUNT,
        "owner_id": _OWNER,
        "name": f"{_NAME} title titel aihe",
        "stage": "phase salesstage stagename vertriebsphase vaihe steg",
        "amount": "value expectedamount dealvalue volume betrag wert volumen summe arvo summa belopp",
        "currency": "currencycode currencyisocode wahrung waehrung valuutta valuta",
        "created_at": _CREATED,
        "offered_at": "offered offerdate quotedate angebotsdatum angebotenam tarjouspaiva tarjottu",
        "reviewed_at": "reviewed reviewdate",
        "closed_on": "closed closedate closingdate closedon abschluss abschlussdatum entschiedenam paatetty "
        "paattymispaiva avslutad",
        "outcome": "result status ergebnis tulos lopputulos resultat",
    },
    "commitments": {
        "account_id": _ACCOUNT,
        "employee_id": _EMPLOYEE,
        "kind": "type art typ tyyppi",
        "subject": f"{_SUBJECT} description task aufgabe kuvaus tehtava",
        "promised_at": f"promised promisedon {_CREATED}",
        "due_on": "due duedate deadline faellig fallig falligam termin frist bis erapaiva maaraaika maarapaiva forfaller",
        "done_at": "done doneon completed completedat completedon completiondate finished erledigt erledigtam valmis "
        "valmistunut tehty klar",
        "cancelled": "canceled abgesagt peruttu",
    },
    "cases": {
        "account_id": _ACCOUNT,
        "contact_id": _CONTACT,
        "channel": "origin source kanal kanava herkunft",
        "category": "type topic kategorie art kategoria luokka tyyppi",
        "priority": "urgency prioritat dringlichkeit prioriteetti kiireellisyys prioritet",
        "subject": _SUBJECT,
        "opened_at": f"opened openedon reported reportedat received eroffnet eroffnetam gemeldet eingang avattu "
        f"ilmoitettu saapunut {_CREATED}",
        "first_response_at": "firstresponse firstreply responded erstantwort ersteantwort ensivastaus vastattu",
        "resolved_at": "resolved solved closed closedat closeddate closedon gelost gelostam geschlossen erledigt "
        "ratkaistu suljettu",
        "escalated_at": "escalated escalatedon eskaliert eskaloitu",
        "response_due_at": "responsedue slareply",
    },
    "survey_responses": {
        "account_id": _ACCOUNT,
        "contact_id": _CONTACT,
        "employee_id": "employee author",
        "instrument": "survey surveytype type umfrage kysely",
        "dimension": "question topic frage kysymys aihe",
        "score": "rating value grade answer note bewertung arvosana pisteet betyg",
        "scale_min": "minscore lowest",
        "scale_max": "maxscore highest",
        "sent_at": "sent senton versandt lahetetty",
        "answered_at": "answered answeredon date responded submitted beantwortet beantwortetam datum vastattu pvm",
        "comment": "comments text remark kommentar kommentti",
    },
    "qualifications": {
        "employee_id": _EMPLOYEE,
        "kind": "type art tyyppi",
        "name": f"{_NAME} certification training zertifikat schulung koulutus",
        "partner": "issuer vendor aussteller myontaja",
        "grade": "score level note arvosana",
        "obtained_on": "obtained date issuedon erworben datum suoritettu pvm",
        "valid_until": "validto expires expireson gultigbis voimassa vanhenee",
    },
    "fx_rates": {
        "currency": "currencycode from iso wahrung valuutta valuta",
        "month": "date datum monat kuukausi",
        "rate": "value kurs kurssi",
    },
}  # fmt: skip
_KEY_ENDS = (
    "id",
    "key",
    "no",
    "nr",
    "number",
    "num",
    "code",
    "nummer",
    "nro",
    "numero",
    "tunnus",
    "kennung",
    "guid",
    "uuid",
)
FIRST_NAMES = ("firstname", "vorname", "etunimi", "givenname", "fornamn")
LAST_NAMES = ("lastname", "nachname", "sukunimi", "surname", "familyname", "efternamn")
QUANTITY = ("quantity", "qty", "orderquantity", "menge", "anzahl", "stuck", "maara", "kpl", "antal")
UNIT_PRICE = ("unitprice", "price", "einzelpreis", "preis", "stuckpreis", "ahinta", "hinta", "yksikkohinta", "pris")
DISCOUNT = ("discount", "discountrate", "unitpricediscount", "rabatt", "alennus", "alennusprosentti")
LINE_AMOUNT = ("lineamount", "linetotal", "amount", "salesamount", "total", "nettobetrag", "betrag", "summe", "zeilensumme",
               "summa", "rivisumma", "belopp")  # fmt: skip
DELETED = ("isdeleted", "deleted", "deletedflag", "geloscht", "poistettu", "raderad", "fivetrandeleted")
EMAILS = ("email", "mail", "emailaddress", "sahkoposti", "epost")
PHONES = ("phone", "telephone", "phonenumber", "telefon", "telefonnummer", "puhelin", "puhelinnumero")
SUPERIORS = ("reportsto", "reportstoid", "manager", "managerid", "superior", "supervisor", "supervisorid", "vorgesetzter",
             "vorgesetzte", "chef", "esimies", "esihenkilo")  # fmt: skip
CONTACT_NAMES = ("contactname", "contactperson", "ansprechpartner", "kontaktperson", "yhteyshenkilo")
CONTACT_TITLES = ("contacttitle", "contactposition", "ansprechpartnertitel")


@cache
def folded(name: str) -> str:
    """The name as it is compared: letters and digits only, without capitals and accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(each for each in plain.casefold() if each.isascii() and each.isalnum())


@cache
def table_forms(name: str) -> tuple[str, ...]:
    """What the name of a table is compared as: whole, without words around it, and in the singular."""
    bare = name.rpartition(".")[2]
    words = re.findall(r"[A-ZÄÖÅÜ]+(?![a-zäöåüß])|[A-ZÄÖÅÜ]?[a-zäöåüß]+|\d+", bare) or [bare]
    kept = [word for word in words if folded(word) not in _AROUND and not word.isdecimal()]
    wholes = dict.fromkeys([folded(bare), folded("".join(kept))])
    forms = [form for whole in wholes if whole for form in (whole, _singular(whole))]
    return tuple(dict.fromkeys(forms))


def table_likeness(ours: str, name: str) -> int:
    """How much their table is called like ours: SAME, KNOWN, ENDS_SO or 0."""
    forms = table_forms(name)
    if folded(ours) in forms or _singular(folded(ours)) in forms:
        return SAME
    known = _TABLES[ours].split()
    if any(form in known for form in forms):
        return KNOWN
    endings = [each for each in known if len(each) >= 5]
    return ENDS_SO if any(form.endswith(each) for form in forms for each in endings) else 0


def is_of_interest(name: str) -> bool:
    """Whether the name tells that the table could be one of ours."""
    return any(table_likeness(ours, name) for ours in _TABLES)


def kind_of_interactions(name: str) -> str | None:
    """The one kind of interactions that a table of this name holds, None where it does not say."""
    forms = table_forms(name)
    return next((kind for kind, words in _KINDS.items() if any(form in words.split() for form in forms)), None)


def column_likeness(ours: str, column: str, theirs: str, table: str) -> int:
    """How much a column of theirs is called like one of ours: from 0 to SAME; earlier synonyms weigh more."""
    names = _column_forms(theirs, table)
    if folded(column) in names:
        return SAME if folded(column) == names[0] else SAME - 5
    known = _COLUMNS.get(ours, {}).get(column, "").split()
    wanted = [*known, *(f"{each}{end}" for each in known for end in _KEY_ENDS)] if column.endswith("_id") else known
    places = [wanted.index(name) for name in names if name in wanted]
    if places:
        return KNOWN - min(*places, 20)
    endings = [each for each in wanted if len(each) >= 5]
    return ENDS_SO if any(name.endswith(each) for name in names for each in endings) else 0


def key_likeness(ours: str, theirs: str, table: str) -> int:
    """How much a column is called like the key of its table."""
    name, forms = folded(theirs), table_forms(table)
    if name in _KEY_ENDS:
        return KNOWN
    if any(name == f"{form}{end}" for form in forms for end in _KEY_ENDS):
        return SAME - 2
    known = _TABLES[ours].split() if ours in _TABLES else []
    if any(name == f"{each}{end}" for each in known for end in _KEY_ENDS):
        return KNOWN - 5
    return ENDS_SO if any(name.endswith(end) and len(end) > 1 for end in _KEY_ENDS) else 0


def is_called(theirs: str, known: tuple[str, ...], table: str = "") -> bool:
    """Whether a column is called one of these."""
    return any(name in known for name in _column_forms(theirs, table))


def _column_forms(theirs: str, table: str) -> tuple[str, ...]:
    """A column's name whole, and without the name of its table in front."""
    whole = folded(theirs)
    shorter = (
        [whole.removeprefix(form) for form in table_forms(table) if form and whole.startswith(form)] if table else []
    )
    return tuple(dict.fromkeys([whole, *(each for each in shorter if each)]))


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return name.removesuffix("ies") + "y"
    return name.removesuffix("s") if not name.endswith("ss") else name
