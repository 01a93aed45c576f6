"""What the values of an enumeration usually mean, in English, German, Finnish and Swedish; others stay questions."""

from __future__ import annotations

import re
import unicodedata

from data_access.schema import rule, table
from data_access.sources.salesforce.records import LEVEL_WORDS

_YES = "true yes y ja j 1 t kyllä k wahr on oui sí si x"
_NO = "false no n nein 0 f ei e falsch off non nej"
_KINDS = {
    "meeting": "meeting|visit|customer visit|appointment|on-site visit|besuch|kundenbesuch|termin|besprechung|tapaaminen|"
    "käynti|asiakaskäynti|vierailu|kokous|möte|besök|video meeting|online meeting|videokonferenz|etäpalaveri|palaveri",
    "call": "call|phone|phone call|telephone|telefon|telefonat|anruf|puhelu|puhelin|soitto|samtal|telefonsamtal",
    "email": "email|mail|sähköposti|epost|s-posti",
    "message": "message|chat|sms|text|nachricht|viesti|whatsapp|teams message|meddelande",
    "helpdesk": "helpdesk|help desk|ticket|support|hotline|tuki|tukipyyntö",
}
_MEANINGS = {
    ("interactions", "kind"): _KINDS,
    ("interactions", "status"): {
        "held": "held|done|completed|complete|finished|took place|closed|erledigt|durchgeführt|stattgefunden|abgeschlossen|"
        "pidetty|tehty|valmis|toteutunut|genomförd|klar",
        "planned": "planned|scheduled|open|new|upcoming|not started|geplant|offen|vereinbart|suunniteltu|sovittu|avoin|"
        "planerad|bokad",
        "cancelled": "cancelled|canceled|called off|abgesagt|storniert|entfallen|peruttu|peruutettu|inställd|avbokad",
        "no_show": "no show|not held|missed|nicht erschienen|ei saapunut|ei paikalla|uteblev",
    },
    ("interactions", "direction"): {
        "inbound": "inbound|in|incoming|received|eingehend|eingang|saapuva|inkommande",
        "outbound": "outbound|out|outgoing|sent|ausgehend|ausgang|lähtevä|utgående",
    },
    ("interactions", "purpose"): {
        "delivery": "delivery|project|lieferung|projekt|toimitus|projekti|leverans",
        "consultancy": "consultancy|consulting|beratung|konsultointi|rådgivning",
        "sales": "sales|vertrieb|verkauf|akquise|myynti|försäljning",
        "review": "review|business review|quarterly review|jahresgespräch|katselmus|uppföljning",
        "support": "support|service|tuki|huolto|kundendienst",
        "other": "other|sonstiges|andere|muu|övrigt",
    },
    ("interactions", "place"): {
        "customer": "customer|on site|on-site|at customer|vor ort|beim kunden|asiakkaalla|hos kund",
        "ours": "ours|office|our office|bei uns|im haus|meillä|toimistolla|hos oss",
        "remote": "remote|online|video|teams|zoom|phone|etä|etänä|telefon|distans",
    },
    ("interactions", "formality"): {"formal": "formal|formell|virallinen", "informal": "informal|informell|epävirallinen"},
    ("orders", "status"): {
        "open": "open|draft|new|quoted|pending|offen|entwurf|neu|angelegt|avoin|luonnos|uusi|öppen|utkast",
        "confirmed": "confirmed|accepted|booked|processing|in progress|bestätigt|gebucht|in bearbeitung|vahvistettu|"
        "käsittelyssä|bekräftad",
        "delivered": "delivered|shipped|completed|complete|fulfilled|invoiced|paid|geliefert|versandt|versendet|"
        "abgeschlossen|fakturiert|bezahlt|toimitettu|lähetetty|laskutettu|maksettu|valmis|levererad|betald|fakturerad",
        "cancelled": "cancelled|canceled|void|storniert|abgesagt|peruttu|peruutettu|annullerad|makulerad",
    },
    ("opportunities", "outcome"): {
        "won": "won|closed won|gewonnen|voitettu|kauppa|vunnen",
        "lost": "lost|closed lost|verloren|hävitty|menetetty|förlorad",
    },
    ("cases", "priority"): {
        "low": "low|niedrig|gering|matala|låg",
        "normal": "normal|medium|moderate|mittel|standard|normaali|keskitaso",
        "high": "high|hoch|korkea|hög",
        "urgent": "urgent|critical|emergency|dringend|kritisch|kiireellinen|kriittinen|akut|brådskande",
    },
    ("cases", "category"): {
        "technical": "technical|technik|technisch|tekninen|teknisk",
        "billing": "billing|invoice|rechnung|abrechnung|laskutus|fakturering",
        "pricing": "pricing|price|preis|preise|hinnoittelu|hinta|pris",
        "delivery": "delivery|shipping|lieferung|versand|toimitus|leverans",
        "other": "other|sonstiges|andere|muu|övrigt",
    },
    ("commitments", "kind"): {
        "deliverable": "deliverable|lieferung|toimitus",
        "report": "report|bericht|raportti|rapport",
        "callback": "callback|call back|rückruf|takaisinsoitto|soittopyyntö",
        "follow_up": "follow up|follow-up|nachfassen|wiedervorlage|seuranta|uppföljning",
        "other": "other|sonstiges|muu|övrigt",
    },
    ("contacts", "role"): {
        "decision_maker": "decision maker|entscheider|päättäjä|beslutsfattare",
        "champion": "champion|fürsprecher|puolestapuhuja",
        "user": "user|end user|anwender|nutzer|käyttäjä|användare",
        "procurement": "procurement|purchasing|buyer|einkauf|einkäufer|osto|ostaja|inköp",
        "other": "other|sonstige|muu|övrig",
    },
    ("account_team_members", "role"): {
        "owner": "owner|lead|account manager|verantwortlich|vastuuhenkilö|ansvarig",
        "deputy": "deputy|backup|stellvertreter|vertretung|sijainen|varahenkilö|ställföreträdare",
        "member": "member|team member|mitglied|jäsen|medlem",
    },
    ("survey_responses", "instrument"): {
        "satisfaction": "satisfaction|csat|zufriedenheit|asiakastyytyväisyys|nöjdhet",
        "project_evaluation": "project evaluation|project|projektbewertung|projektiarvio",
        "nps": "nps|net promoter score|suosittelu",
        "team_opinion": "team opinion|internal",
    },
    ("qualifications", "kind"): {
        "certification": "certification|certificate|zertifikat|zertifizierung|sertifikaatti",
        "training": "training|course|schulung|kurs|koulutus|kurssi|utbildning",
        "quality": "quality|eignung",
    },
}  # fmt: skip


def understood(ours: str, column: str, value: str) -> str | None:
    """Our word for a value of theirs, None where it is not known what it means."""
    its_rule = rule(table(ours).c[column])
    if value in its_rule.values:
        return value
    if its_rule.kind == "flag":
        return _flag(value)
    plain = _plain(value)
    for ours_word in its_rule.values:
        if plain == _plain(ours_word):
            return ours_word
    for ours_word, words in _MEANINGS.get((ours, column), {}).items():
        if plain in [_plain(each) for each in words.split("|")]:
            return ours_word
    return _level(value) if column == "level" else None


def is_flag(value: str) -> bool:
    """Whether the intake reads the value as a flag without a word of ours."""
    return value.lower() in ("true", "false", "1", "0")


def _flag(value: str) -> str | None:
    plain = value.casefold()
    if plain in _YES.split():
        return "true"
    return "false" if plain in _NO.split() else None


def _level(title: str) -> str | None:
    """The level that a word of a job title tells; None where two titles in one tell different ones."""
    told = {_level_of_one(each) for each in title.split("/")}
    return told.pop() if len(told) == 1 else None


def _level_of_one(title: str) -> str | None:
    return next((level for level, pattern in LEVEL_WORDS if re.search(pattern, title, re.IGNORECASE)), None)


def _plain(value: str) -> str:
    text = unicodedata.normalize("NFKC", value).casefold()
    return " ".join(re.sub(r"[_\-/.]+", " ", text).split()).replace("e mail", "email")
