"""Invented names of people and companies in fourteen languages and six alphabets, and telephone numbers nobody has.

A name that is not written in Latin letters is followed by a colon and its spelling in an e-mail address.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sample_data.columns import numbered, taken

INDUSTRIES = ("Machinery", "Food", "Energy", "Logistics", "Health care", "Packaging", "Marine", "Construction")


@dataclass(frozen=True)
class Language:
    """A language with its pools: companies are called `place` + `trade` (by industry) + `form`."""

    code: str
    places: tuple[str, ...]
    trades: tuple[str, ...]
    form: str
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    phone: str = "+44 1632 960 ###"


def _language(code: str, places: str, trades: str, form: str, first: str, last: str, phone: str = "") -> Language:
    several = places.split("|") if "|" in places else places.split()
    return Language(
        code,
        tuple(several),
        tuple(trades.split()),
        form,
        tuple(first.split()),
        tuple(last.split()),
        phone or Language.phone,
    )


LANGUAGES = (
    _language(
        "fi",
        "Kettukallio Hopeakuusi Revonsuo Tuulenpesä Sinilintula Karhunlampi Kuunsilta Utukorpi Lumipelto Kultakäpy "
        "Hiidenhaka Jäkälämaa Tervaharju Usvasaari Vaskivirta Suopursula Kielonotko Aamukaste Ilveslaakso Poutapilvi "
        "Naavaranta Hillasuo Pöllönpesä Rautasammal",
        "Konepaja Elintarvike Energia Logistiikka Terveys Pakkaus Telakka Rakennus",
        "Oy",
        "Aino Eero Helmi Ilmari Kaisa Lauri Maija Olli Päivi Risto Sanna Tuomas Ulla Veikko Anni Jussi",
        "Kettunäki Hopealehto Myrskylahde Tuulimies Sinivuokko Karhusalo Jääskeläniemi Utusuo Lumivaara Käpyläinen "
        "Hiidenmäki Tervapuro Saarnivesi Vaskimaa Kielokoski Ilvesoja",
    ),
    _language(
        "sv",
        "Rävklippa Silvergran Månbro Blåfågel Vindbo Björntjärn Dimmossa Snöfält Guldkotte Lavmark Tjärås Kopparström",
        "Verkstad Livsmedel Energi Logistik Vård Förpackning Varv Bygg",
        "AB",
        "Astrid Björn Elsa Göran Inga Lars Märta Nils Signe Åke Ebba Östen",
        "Rävlind Silverhäll Månström Vindblad Björnsjö Dimberg Snöfors Kottelund Tjärås Kopparklint",
        "+46 8 465 004 ##",
    ),
    _language(
        "de",
        "Fuchsfelsen Silbertann Mondbrück Nebelmoor Windnest Bärenteich Schneeacker Goldzapfen Moosgrund Teerhöhe "
        "Kupferbach Zaunkönigsau Eulenhorst Luchstal Tautropf Schönwolk",
        "Maschinenbau Feinkost Energie Logistik Klinikbedarf Verpackung Werft Bau",
        "GmbH",
        "Anke Bernd Clara Dirk Elke Friedrich Gisela Heiko Jutta Käthe Lothar Mechthild Rüdiger Sören Ute Volker",
        "Fuchsfels Silberhain Mondstätter Nebelthau Windnester Bärenklauer Schneeäcker Goldzapf Moosgrün Teerhofer "
        "Kupferschein Zaunköniger Eulenspross Luchsberger",
        "+49 30 23125 ###",
    ),
    _language(
        "en",
        "Larkmere Thornwick Quillbrook Hollowby Fernacre Mossgate Rookhampton Dapplewood Wrenfold Tarnbeck Oatmoor "
        "Candlewick Pebblecombe Starbourne Owlminster Nettlefield",
        "Engineering Foods Energy Freight Care Packaging Marine Builders",
        "Ltd",
        "Alice Barnaby Cecily Duncan Edith Fergus Gwen Hugo Imogen Jasper Kitty Lionel",
        "Larkmere Thornwicke Quillby Hollowell-Finch Fernacre Mossgate Dapplewood Wrenfold Tarnby Pebblecombe",
        "+44 20 7946 0###",
    ),
    _language(
        "et",
        "Rebasekalju Hõbekuuse Kuusilla Sinilinnu Tuulepesa Karulaane Udusoo Lumepõllu Kuldkäbi Samblamaa",
        "Masinatehas Toidutööstus Energia Logistika Tervis Pakend Laevaremont Ehitus",
        "OÜ",
        "Aadu Endla Jüri Kärt Leida Mart Õie Peeter Tiina Ülo",
        "Rebasmäe Hõbesaar Kuuskmaa Sinivee Tuulepold Karuste Uduväli Lumelill",
    ),
    _language(
        "fr",
        "Renardière|Lunepont|Sapinargent|Brumeval|Clairmoineau|Nidvent|Oursétang|Neigechamp|Pommedor|Val-Mousse",
        "Mécanique Alimentation Énergie Transport Santé Emballage Nautique Bâtiment",
        "SARL",
        "Adèle Benoît Chloé Didier Élodie François Gisèle Hervé Inès Jérôme",
        "Renardeau Lunepont Sapinoir Brumaire-Val Clairmoineau Nidevent Oursel Neigechamp",
        "+33 1 99 00 ####",
    ),
    _language(
        "it",
        "Volpechiara Lunaponte Abetargento Nebbiavalle Nidovento Orsolago Nevecampo Pignadoro Muschioverde Gufonero",
        "Meccanica Alimentari Energia Trasporti Sanità Imballaggi Navale Costruzioni",
        "Srl",
        "Agnese Bruno Cosima Dario Elettra Fulvio Ginevra Ivo",
        "Volpechiara Lunaponti Abetini Nebbiavalle Nidoventi Orsolago Nevecampi Gufoneri",
    ),
    _language(
        "pl",
        "Lisiaskała Srebrnajodła Księżycomost Mglisko Wiatrogniazdo Niedźwiedźstaw Śnieżnepole Złotaszyszka Sowidwór",
        "Maszyny Żywność Energia Logistyka Zdrowie Opakowania Stocznia Budowa",
        "sp. z o.o.",
        "Agnieszka Bogdan Celina Dariusz Elżbieta Grzegorz Jadwiga Łukasz Małgorzata Zbigniew",
        "Lisoskał Srebrnojodła Mglisz Wiatrogniazdo Śnieżnopolak Szyszkiewicz-Dąb Sowidwór",
    ),
    _language(
        "cs",
        "Liščískála Stříbrojedle Měsícomost Mlhomech Větrohnízdo Medvědítůň Sněžnépole Zlatošiška",
        "Strojírny Potraviny Energie Logistika Zdraví Obaly Loděnice Stavby",
        "s.r.o.",
        "Alžběta Bořivoj Drahomíra Jiří Květa Luděk Růžena Zdeněk",
        "Lišákojedlů Stříbrojedlů Mlhomechů Větrohnízdů Medvědítůň Šiškojanků",
    ),
    _language(
        "el",
        "Αλεπόβραχος Ασημέλατο Φεγγαρογέφυρα Ομιχλοβάλτος Ανεμοφωλιά Αρκουδολίμνη Χιονοχώραφο Χρυσοκουκούναρο",
        "Μηχανουργική Τρόφιμα Ενέργεια Μεταφορές Υγεία Συσκευασία Ναυτιλιακή Κατασκευές",
        "Α.Ε.",
        "Βασίλης:vasilis Γιώργος:giorgos Δημήτρης:dimitris Ηλίας:ilias Θανάσης:thanasis Ιάσων:iason Νίκος:nikos Ξένος:xenos",
        "Αλεποβράχος:alepovrachos Ασημέλατος:asimelatos Φεγγαράς:fengaras Ομιχλίδης:omichlidis Ανεμοφωλιάς:anemofolias",
    ),
    _language(
        "uk",
        "Лисоскеля Срібноялина Місяцеміст Імлоболото Вітрогніздо Ведмежестав Сніжнополе Золотошишка",
        "Машинобуд Харчопром Енергія Логістика Здоровʼя Пакування Суднобуд Буд",
        "ТОВ",
        "Богдана:bohdana Василь:vasyl Ганна:hanna Дмитро:dmytro Катерина:kateryna Микола:mykola Оксана:oksana Юрій:yurii",
        "Лисоскеленко:lysoskelenko Срібноялинка:sribnoialynka Місяцемостенко:misiatsemostenko Вітрогніздюк:vitrohnizdiuk",
    ),
    _language(
        "ja",
        "狐岩 銀樅 月橋 霧沼 青鳥谷 風巣 熊池 雪畑 金松毬 苔原",
        "機械 食品 エネルギー 物流 医療 包装 造船 建設",
        "株式会社",
        "葵:aoi 健太:kenta 結衣:yui 拓海:takumi 美咲:misaki 翔:sho 陽菜:hina 大和:yamato",
        "狐岩:kitsuneiwa 銀樅:ginmomi 月橋:tsukihashi 霧沼:kirinuma 青鳥:aotori 風巣:kazesu",
    ),
    _language(
        "ar",
        "جسر القمر|عش الريح|الطائر الأزرق|صخرة الثعلب|بحيرة الدب|حقل الثلج|الصنوبر الفضي|وادي الضباب",
        "للآلات للأغذية للطاقة للنقل للصحة للتغليف للملاحة للبناء",
        "شركة",
        "ليلى:layla يوسف:yusuf نور:nur كريم:karim سلمى:salma طارق:tariq هدى:huda سامي:sami",
        "القمري:alqamari الريحاني:alrayhani الثلجي:althalji الضبابي:aldababi الصنوبري:alsanawbari",
    ),
    _language(
        "he",
        "גשר הירח|קן הרוח|הציפור הכחולה|סלע השועל|אגם הדוב|שדה השלג|אורן הכסף|עמק הערפל",
        "מכונות מזון אנרגיה לוגיסטיקה בריאות אריזה ספנות בנייה",
        "בע״מ",
        "יעל:yael דוד:david נועה:noa איתן:eitan תמר:tamar אורי:uri",
        "ירחי:yerachi רוחני:ruchani שלגי:shalgi ערפלי:arfali אורנים:oranim",
    ),
)
CODES = tuple(language.code for language in LANGUAGES)
PLACE_OF = {code: place for place, code in enumerate(CODES)}


def _ascii(name: str) -> str:
    _, _, latin = name.partition(":")
    plain = unicodedata.normalize("NFKD", latin or name.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    return plain.encode("ascii", "ignore").decode().lower().replace(" ", "-")


def _pool(values: list[tuple[str, ...]]) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """All values in one array, where each language's begin, and how many each has."""
    sizes = np.array([len(each) for each in values])
    return pa.array([value for each in values for value in each]), np.cumsum(sizes) - sizes, sizes


def _spoken(names: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(name.partition(":")[0] for name in each) for each in names]


def _addresses(names: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [tuple(map(_ascii, each)) for each in names]


_FIRST_NAMES = [language.first_names for language in LANGUAGES]
_LAST_NAMES = [language.last_names for language in LANGUAGES]
FIRST, FIRST_AT, FIRST_COUNT = _pool(_spoken(_FIRST_NAMES))
LAST, LAST_AT, LAST_COUNT = _pool(_spoken(_LAST_NAMES))
FIRST_ADDRESS, LAST_ADDRESS = _pool(_addresses(_FIRST_NAMES))[0], _pool(_addresses(_LAST_NAMES))[0]
_PLACES, _PLACE_AT, _PLACE_COUNT = _pool([language.places for language in LANGUAGES])
_TRADES = pa.array([trade for language in LANGUAGES for trade in language.trades])
_FORMS = pa.array([language.form for language in LANGUAGES])
_PHONES = pa.array([language.phone.rstrip("#") for language in LANGUAGES])
_PHONE_ENDS = np.array([10 ** language.phone.count("#") for language in LANGUAGES])


def person_names(language: np.ndarray, first: np.ndarray, last: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """Full names and the local parts of e-mail addresses; `first` and `last` in [0, 1) choose among the language's."""
    firsts = FIRST_AT[language] + (first * FIRST_COUNT[language]).astype(np.int64)
    lasts = LAST_AT[language] + (last * LAST_COUNT[language]).astype(np.int64)
    given, family = taken(FIRST, firsts), taken(LAST, lasts)
    family_first = pa.array(language == PLACE_OF["ja"])
    names = pc.binary_join_element_wise(
        pc.if_else(family_first, family, given), pc.if_else(family_first, given, family), " "
    )
    return names, pc.binary_join_element_wise(taken(FIRST_ADDRESS, firsts), taken(LAST_ADDRESS, lasts), ".")


def address_of(name: str) -> str:
    """The local part of an e-mail address for a name; of one in other letters the spelling after its colon."""
    parts = name.partition(":")[2] or name
    return ".".join(map(_ascii, parts.split()))


def company_names(language: np.ndarray, industry: np.ndarray, rank: np.ndarray) -> pa.Array:
    """Names by language and industry; `rank` counts the companies of a language, so that no two are called the same."""
    count = _PLACE_COUNT[language]
    place = taken(_PLACES, _PLACE_AT[language] + rank % count)
    trade = taken(_TRADES, language * len(INDUSTRIES) + industry)
    form = taken(_FORMS, language)
    again = rank // (count * len(INDUSTRIES))
    marks = pc.if_else(pa.array(again > 0), numbered(" ", again + 1), "")
    latin = pc.binary_join_element_wise(place, trade, form, " ")
    japanese = pc.binary_join_element_wise(place, trade, form, "")
    arabic = pc.binary_join_element_wise(form, place, trade, " ")
    names = pc.if_else(pa.array(language == PLACE_OF["ja"]), japanese, latin)
    names = pc.if_else(pa.array(language == PLACE_OF["ar"]), arabic, names)
    return pc.binary_join_element_wise(names, marks, "")


def industry_of_rank(language: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """The industry of a language's company of that rank: each place is used once in each."""
    count = _PLACE_COUNT[language]
    return (rank % count * 3 + rank // count) % len(INDUSTRIES)


def phone_numbers(language: np.ndarray, digits: np.ndarray) -> pa.Array:
    """Numbers of the ranges reserved for fiction; `digits` in [0, 1) chooses one."""
    end = _PHONE_ENDS[language]
    last = (end // 10 + digits * (end - end // 10)).astype(np.int64)
    return pc.binary_join_element_wise(taken(_PHONES, language), numbered("", last), "")
