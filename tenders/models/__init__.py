"""What banks publish, as stored: tenders with their versions, and the runs that brought them."""

from tenders.models.runs import IngestionRun, QuarantinedRecord
from tenders.models.tenders import Tender, TenderCode, TenderContact, TenderLink, TenderText
from tenders.models.versions import TenderVersion

__all__ = [
    "IngestionRun",
    "QuarantinedRecord",
    "Tender",
    "TenderCode",
    "TenderContact",
    "TenderLink",
    "TenderText",
    "TenderVersion",
]
