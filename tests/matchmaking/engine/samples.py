"""Small notices and firm texts that several tests of the engine share."""

from matchmaking.engine import Document

INVERTERS = Document(
    "n1",
    "en",
    "Supply of solar inverters",
    "Supply, delivery and commissioning of 40 string inverters for rooftop solar plants.",
    ("cpv:09331200",),
)
PUMPING = Document(
    "n2",
    "es",
    "Suministro de bombas solares",
    "Adquisición e instalación de sistemas de bombeo solar para pozos agrícolas.",
    ("cpv:42122000",),
)
ROADS = Document(
    "n3",
    "en",
    "Rehabilitation of rural roads",
    "Civil works for the rehabilitation of 30 km of rural roads and drainage.",
    ("cpv:45233142",),
)
AUDIT = Document(
    "n4",
    "fr",
    "Audit énergétique de bâtiments publics",
    "Réalisation d'audits énergétiques et d'études d'efficacité pour des écoles.",
)
LINES = Document(
    "n5",
    "en",
    "Construction of a transmission line",
    "Design and construction of a 115 kV transmission line and two substations.",
)
NOTICES = (INVERTERS, PUMPING, ROADS, AUDIT, LINES)

SOLAR_FIRM = (
    Document("p1", "en", "Rooftop solar plants", "We design and install rooftop solar plants."),
    Document("p2", "en", "Inverter service", "Repair of string inverters.", ("cpv:09331000",)),
)
