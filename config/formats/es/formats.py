"""Numbers in Spanish as Mexico writes them: Django's own Spanish counts as Spain does."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
