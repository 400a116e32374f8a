"""Figures of the network with definitions, the rows behind them, and what stays hidden."""

from counselors.reports.charts import (
    Bar,
    caseload,
    last_year_of_weeks,
    met_barriers,
    pairs,
    public_barriers,
)
from counselors.reports.figures import Figure, figures
from counselors.reports.rows import rows
from counselors.reports.scopes import (
    FEWEST_CLIENTS,
    Period,
    Scope,
    centers_of,
    hidden_words,
    supervises,
)

__all__ = [
    "FEWEST_CLIENTS",
    "Bar",
    "Figure",
    "Period",
    "Scope",
    "caseload",
    "centers_of",
    "figures",
    "hidden_words",
    "last_year_of_weeks",
    "met_barriers",
    "pairs",
    "public_barriers",
    "rows",
    "supervises",
]
