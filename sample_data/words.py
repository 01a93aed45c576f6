"""What people write into a CRM: subjects, notes, problems, promises, comments; some in the customer's language."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sample_data.columns import taken
from sample_data.names import CODES

PURPOSES = ("delivery", "consultancy", "sales", "review", "support", "other")

_SUBJECTS = {
    "en": {
        "delivery": "Status of the rollout|Handover of the first site|Acceptance test|Weekly project call|Open points of "
        "the delivery|Planning of the go-live|Training of the key users|Second phase: start",
        "consultancy": "Workshop on processes|Advice on the maintenance plan|Review of the concept|Questions about the "
        "interface|Site survey|Feasibility of the extension",
        "sales": "Offer for next year|Extension of the agreement|Introduction of the new service|Price talk|First "
        "meeting|Demo for the plant managers|Follow-up on our offer|Budget for the coming year",
        "review": "Quarterly review|Yearly review|Steering group|Service review: figures of the quarter|Lessons learnt "
        "from the project|Review of open promises",
        "support": "Question about an invoice|Trouble with the login|Outage last night|Access for a new colleague|Report "
        "does not open",
        "other": "Getting to know the new contact|Lunch|Season's greetings|Change of address|Visit to the trade fair",
    },
    "fi": {
        "delivery": "Käyttöönoton tilanne|Toimituksen avoimet asiat|Hyväksymistesti",
        "consultancy": "Työpaja prosesseista|Huoltosuunnitelman läpikäynti",
        "sales": "Tarjous ensi vuodelle|Sopimuksen jatko|Uuden palvelun esittely",
        "review": "Neljännesvuosikatsaus|Ohjausryhmä|Vuosikatsaus",
        "support": "Kysymys laskusta|Kirjautuminen ei toimi",
        "other": "Lounas|Tutustuminen uuteen yhteyshenkilöön",
    },
    "sv": {
        "delivery": "Läget i införandet|Öppna frågor i leveransen",
        "sales": "Offert för nästa år|Förlängning av avtalet",
        "review": "Kvartalsgenomgång|Styrgrupp",
        "support": "Fråga om en faktura",
    },
    "de": {
        "delivery": "Stand der Einführung|Offene Punkte der Lieferung|Abnahmetest",
        "consultancy": "Workshop Abläufe|Beratung zum Wartungsplan",
        "sales": "Angebot für das nächste Jahr|Verlängerung des Vertrags|Vorstellung der neuen Leistung",
        "review": "Quartalsgespräch|Lenkungskreis|Jahresgespräch",
        "support": "Frage zur Rechnung|Anmeldung klappt nicht",
        "other": "Mittagessen|Kennenlernen der neuen Ansprechpartnerin",
    },
    "fr": {
        "delivery": "Avancement du déploiement",
        "sales": "Offre pour l'année prochaine",
        "review": "Revue trimestrielle|Comité de pilotage",
    },
    "el": {
        "delivery": "Πορεία της εγκατάστασης",
        "sales": "Προσφορά για το επόμενο έτος",
        "review": "Τριμηνιαία ανασκόπηση",
    },
    "uk": {"delivery": "Стан упровадження", "sales": "Пропозиція на наступний рік", "review": "Квартальний огляд"},
    "ja": {"delivery": "導入の進捗確認", "sales": "来年度のお見積り", "review": "四半期レビュー"},
    "ar": {"delivery": "حالة التنفيذ", "sales": "عرض السنة القادمة", "review": "المراجعة الفصلية"},
    "he": {"delivery": "מצב ההטמעה", "sales": "הצעה לשנה הבאה", "review": "סקירה רבעונית"},
}
_NOTES = {
    "en": "Went well; they want the figures by plant next time.|Two points open, we answer by Friday.|New budget round "
    "starts in autumn.|Asked for one contact person instead of three.|Happy with the site team, less so with the "
    "invoices.|Their IT lead joins from next month.|Wants to see the roadmap before deciding.|Complained about the "
    "waiting time on the hotline.|Agreed: monthly call, visit every quarter.|Lawyer checks the new terms.|They compare "
    "us with two others.|Asked whether we could also take over the second plant.|Memo sent to all who took part.|Short, "
    "friendly, nothing open.|Training material is missing in their language.|Delivery was two days early, they noticed.",
    "fi": "Sujui hyvin, yksi asia jäi auki.|Haluavat luvut tehtaittain.|Uusi budjettikierros alkaa syksyllä.|Tyytyväisiä "
    "tiimiin, laskut epäselviä.",
    "sv": "Gick bra, två frågor öppna.|Vill ha en kontaktperson i stället för tre.",
    "de": "Lief gut, ein Punkt ist offen.|Wünschen sich einen festen Ansprechpartner.|Neue Budgetrunde im Herbst.|"
    "Zufrieden mit dem Team vor Ort, Rechnungen unklar.",
    "fr": "Réunion utile, un point reste ouvert.|Souhaitent un seul interlocuteur.",
    "el": "Πήγε καλά, μένει ένα θέμα ανοιχτό.",
    "uk": "Пройшло добре, одне питання відкрите.",
    "ja": "順調。未解決の点が一つ。",
    "ar": "سار الاجتماع جيدًا وبقيت نقطة واحدة.",
    "he": "עבר טוב, נשארה נקודה אחת פתוחה.",
}
PROMISES = {
    "deliverable": "Second release for testing|Drawings of the extension|Installation at the second site",
    "report": "Monthly service report|Report on the outage|Project report by template",
    "callback": "Call back about the price list|Call back with the specialist",
    "follow_up": "Send the memo|Answer on the open points|Names of the training dates",
    "other": "Spare key for the site|Reference visit",
}
PROBLEMS = {
    "technical": "Nightly export stops halfway|Screen stays empty after login|Sensor shows no values",
    "billing": "Invoice sent twice|Wrong cost centre on the invoice",
    "pricing": "Price differs from the offer|Discount missing",
    "delivery": "Part missing in the delivery|Date of the visit not kept",
    "other": "Who is our contact person now?|Handbook in our language",
}
COMMENTS = (
    "Always reachable.|The people are good, the paperwork is not.|We had to ask three times.|Understandable and honest.|"
    "It became easier than before.|Nobody told us about the delay.|Mielellämme jatkossakin.|Gerne wieder.|いつも迅速です。"
)
OFFERS = "Service agreement|Extension of the rollout|Maintenance|Training days|Second site|Consulting days|Renewal"


class Pool:
    """Words to choose from, by group; a group is a whole number from 0."""

    def __init__(self, groups: list[str]) -> None:
        words = [tuple(group.split("|")) for group in groups]
        self._words = pa.array([word for each in words for word in each])
        self._sizes = np.array([len(each) for each in words])
        self._starts = np.cumsum(self._sizes) - self._sizes

    def take(self, group: np.ndarray, chance: np.ndarray) -> pa.Array:
        """A word of each group, chosen by a number in [0, 1)."""
        return taken(self._words, self._starts[group] + (chance * self._sizes[group]).astype(np.int64))


_SUBJECT_POOL = Pool([_SUBJECTS.get(code, {}).get(each, _SUBJECTS["en"][each]) for code in CODES for each in PURPOSES])
_NOTE_POOL = Pool([_NOTES.get(code, _NOTES["en"]) for code in CODES])


def subjects(language: np.ndarray, purpose: np.ndarray, chance: np.ndarray) -> pa.Array:
    """Subject lines by language and purpose (the place among PURPOSES)."""
    return _SUBJECT_POOL.take(language.astype(np.int64) * len(PURPOSES) + purpose, chance)


def notes(language: np.ndarray, chance: np.ndarray) -> pa.Array:
    """Short notes in a language."""
    return _NOTE_POOL.take(language, chance)
