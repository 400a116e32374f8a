"""What banks publish, as stored: tenders with their versions, and the runs that brought them."""

from tenders.models.claims import DeadlineClaim
from tenders.models.feeds import OperatorFeed
from tenders.models.particulars import (
    Award,
    Lot,
    TenderCode,
    TenderContact,
    TenderLink,
    TenderText,
)
from tenders.models.runs import IngestionRun, QuarantinedRecord
from tenders.models.tenders import Tender
from tenders.models.versions import TenderVersion

__all__ = [
    "Award",
    "DeadlineClaim",
    "IngestionRun",
    "Lot",
    "OperatorFeed",
    "QuarantinedRecord",
    "Tender",
    "TenderCode",
    "TenderContact",
    "TenderLink",
    "TenderText",
    "TenderVersion",
]
