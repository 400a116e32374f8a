"""Country names as the banks write them, to ISO 3166-1 alpha-2.

The World Bank's own spellings are written out below, with the short forms that other banks use.
Names in Spanish, French and Portuguese come from the locale data of Babel. Accents, case and
punctuation do not count. A name that is in no list is no country: the adapter keeps it as a region.
"""

import re
import unicodedata
from functools import cache

import pycountry
from babel import Locale

_SPELLINGS = """
AF Afghanistan | AF Islamic Republic of Afghanistan | AL Albania | DZ Algeria | AS American Samoa
AD Andorra | AO Angola | AG Antigua and Barbuda | AR Argentina | AM Armenia | AW Aruba
AU Australia | AT Austria | AZ Azerbaijan | BS Bahamas, The | BS Bahamas | BH Bahrain
BD Bangladesh | BB Barbados
BY Belarus | BE Belgium | BZ Belize | BJ Benin | BM Bermuda | BT Bhutan | BO Bolivia
BO Bolivia, Plurinational State of | BA Bosnia and Herzegovina | BW Botswana | BR Brazil
VG British Virgin Islands | BN Brunei Darussalam | BN Brunei | BG Bulgaria | BF Burkina Faso
BI Burundi | CV Cabo Verde | CV Cape Verde | KH Cambodia | CM Cameroon | CA Canada
KY Cayman Islands | CF Central African Republic | TD Chad | CL Chile | CN China
CN People's Republic of China | CN China, People's Republic of | CO Colombia | KM Comoros
CD Congo, Democratic Republic of | CD Congo, Dem. Rep. | CD Congo, Democratic Republic of the
CD Democratic Republic of Congo | CD Democratic Republic of the Congo | CD DR Congo | CD DRC
CG Congo, Republic of | CG Congo, Rep. | CG Republic of Congo | CG Republic of the Congo | CG Congo
CK Cook Islands | CR Costa Rica | CI Cote d'Ivoire | CI Ivory Coast | HR Croatia | CU Cuba
CW Curacao | CY Cyprus | CZ Czech Republic | CZ Czechia | DK Denmark | DJ Djibouti | DM Dominica
DO Dominican Republic | EC Ecuador | EG Egypt, Arab Republic of | EG Egypt, Arab Rep. | EG Egypt
SV El Salvador | GQ Equatorial Guinea | ER Eritrea | EE Estonia | SZ Eswatini
SZ Eswatini, Kingdom of | SZ Kingdom of Eswatini | SZ Swaziland | ET Ethiopia | FO Faroe Islands
FJ Fiji | FI Finland | FR France | PF French Polynesia | GA Gabon | GM Gambia, The | GM Gambia
GM The Gambia | GE Georgia | DE Germany | GH Ghana | GI Gibraltar | GR Greece | GL Greenland
GD Grenada | GU Guam | GT Guatemala | GN Guinea | GW Guinea-Bissau | GY Guyana | HT Haiti
HN Honduras | HK Hong Kong SAR, China | HK Hong Kong, China | HK Hong Kong | HU Hungary | IS Iceland
IN India | ID Indonesia | IR Iran, Islamic Republic of | IR Iran, Islamic Rep. | IR Iran | IQ Iraq
IE Ireland | IM Isle of Man | IL Israel | IT Italy | JM Jamaica | JP Japan | JO Jordan
KZ Kazakhstan | KE Kenya | KI Kiribati | KP Korea, Democratic People's Republic of
KP Korea, Dem. People's Rep. | KP North Korea | KR Korea, Republic of | KR Korea, Rep. | KR Korea
KR Republic of Korea | KR South Korea | XK Kosovo | KW Kuwait | KG Kyrgyz Republic | KG Kyrgyzstan
LA Lao People's Democratic Republic | LA Lao PDR | LA Lao People's Dem. Rep. | LA Laos | LV Latvia
LB Lebanon | LS Lesotho | LR Liberia | LY Libya | LI Liechtenstein | LT Lithuania | LU Luxembourg
MO Macao SAR, China | MO Macao | MG Madagascar | MW Malawi | MY Malaysia | MV Maldives | ML Mali
MT Malta | MH Marshall Islands | MH Marshall Islands, Republic of | MR Mauritania | MU Mauritius
MX Mexico | FM Micronesia, Federated States of | FM Micronesia, Fed. Sts. | FM Micronesia
FM Federated States of Micronesia | MD Moldova | MD Moldova, Republic of | MD Republic of Moldova
MC Monaco | MN Mongolia | ME Montenegro | MS Montserrat | MA Morocco | MZ Mozambique | MM Myanmar
MM Burma | NA Namibia | NR Nauru | NP Nepal | NL Netherlands | NL The Netherlands | NC New Caledonia
NZ New Zealand | NI Nicaragua | NE Niger | NG Nigeria | NU Niue | MK North Macedonia
MK Macedonia, former Yugoslav Republic of | MK Macedonia, FYR | MK Macedonia
MK Republic of North Macedonia | MP Northern Mariana Islands | NO Norway | OM Oman | PK Pakistan
PW Palau | PA Panama | PG Papua New Guinea | PY Paraguay | PE Peru | PH Philippines
PH The Philippines | PL Poland | PT Portugal | PR Puerto Rico | QA Qatar | RO Romania
RU Russian Federation | RU Russia | RW Rwanda | WS Samoa | SM San Marino | ST Sao Tome and Principe
SA Saudi Arabia | SN Senegal | RS Serbia | RS Serbia, Republic of | RS Republic of Serbia
SC Seychelles | SL Sierra Leone | SG Singapore | SX Sint Maarten (Dutch part) | SX Sint Maarten
SX St Maarten | SK Slovak Republic | SK Slovakia | SI Slovenia | SB Solomon Islands | SO Somalia
SO Somalia, Federal Republic of | SO Federal Republic of Somalia | ZA South Africa | SS South Sudan
ES Spain | LK Sri Lanka | KN St. Kitts and Nevis | KN Saint Kitts and Nevis | LC St. Lucia
LC Saint Lucia | MF St. Martin (French part) | VC St. Vincent and the Grenadines
VC Saint Vincent and the Grenadines | SD Sudan | SR Suriname | SE Sweden | CH Switzerland
SY Syrian Arab Republic | SY Syria | TW Taiwan, China | TW Taiwan | TJ Tajikistan | TZ Tanzania
TZ Tanzania, United Republic of | TZ United Republic of Tanzania | TH Thailand | TL Timor-Leste
TL Timor Leste | TL East Timor | TG Togo | TK Tokelau | TO Tonga | TT Trinidad and Tobago
TN Tunisia | TR Turkiye | TR Turkey | TR Republic of Turkiye | TM Turkmenistan
TC Turks and Caicos Islands | TV Tuvalu | UG Uganda | UA Ukraine | AE United Arab Emirates
GB United Kingdom | GB UK | US United States | US United States of America | US USA | UY Uruguay
UZ Uzbekistan | VU Vanuatu | VE Venezuela, Republica Bolivariana de | VE Venezuela, RB
VE Venezuela, Bolivarian Republic of | VE Venezuela | VN Vietnam | VN Viet Nam
VN Socialist Republic of Vietnam | VI Virgin Islands (U.S.) | VI US Virgin Islands
PS West Bank and Gaza | PS Palestine
EH Western Sahara | YE Yemen, Republic of | YE Yemen, Rep. | YE Yemen | YE Republic of Yemen
ZM Zambia | ZW Zimbabwe | AI Anguilla | GP Guadeloupe | GF French Guiana | MQ Martinique
CD République démocratique du Congo | CG République du Congo
"""

_REGIONS = """
World | Global | Worldwide | Other | Regional | Multi-Regional | Africa | Eastern Africa
Western Africa | Central Africa | Southern Africa | Northern Africa | Eastern and Southern Africa
Western and Central Africa | Sub-Saharan Africa | Middle East and North Africa | Middle East
Middle East, North Africa, Afghanistan and Pakistan | East Asia and Pacific | East Asia | Asia
South Asia | Southeast Asia | South East Asia | Central Asia | Pacific Islands | Pacific | Oceania
Europe and Central Asia | Europe | Western Balkans | Latin America and Caribbean
Latin America and the Caribbean | Latin America | Caribbean | Central America | South America
Andean Countries | Mekong | Aral Sea | Red Sea and Gulf of Aden | OECS Countries
Organization of Eastern Caribbean States | Multiple destinations | Channel Islands
"""


_APOSTROPHES = re.compile("['\u2019`]")


def country_code(name: str) -> str:
    """The code of a country, or "" for a region or an unknown name."""
    return _codes_by_name().get(_folded(name), "")


def is_region(name: str) -> bool:
    """Whether a name stands for a region known to hold several countries."""
    return _folded(name) in _known_regions()


@cache
def _codes_by_name() -> dict[str, str]:
    codes: dict[str, str] = {}
    assigned = {country.alpha_2 for country in pycountry.countries} | {"XK"}
    for language in ("pt", "fr", "es"):
        for code, name in Locale(language).territories.items():
            if code in assigned:
                codes[_folded(name)] = code
    for country in pycountry.countries:
        codes[_folded(country.name)] = country.alpha_2
    for entry in _entries(_SPELLINGS):
        code, _, name = entry.partition(" ")
        codes[_folded(name)] = code
    return codes


@cache
def _known_regions() -> frozenset[str]:
    return frozenset(_folded(entry) for entry in _entries(_REGIONS))


def _entries(table: str) -> list[str]:
    return [entry.strip() for entry in re.split(r"[|\n]", table) if entry.strip()]


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return " ".join(re.sub(r"[^\w]+", " ", _APOSTROPHES.sub("", letters)).split())
