"""Published figures: what was measured, when, with which matcher and on which data."""

from matchmaking.engine import ENGINE_VERSION
from matchmaking.models import QualityRun
from matchmaking.quality.labelled import LabelledSet
from matchmaking.quality.measuring import Figures, Labels

# Rows outlive code: a page shows only figures whose shape it knows.
FORMAT = 1


def store(figures: Figures) -> QualityRun:
    """Publish figures. The same figures again are the run that is published already."""
    last = latest()
    if last is not None and last.figures == figures:
        return last
    return QualityRun.objects.create(
        engine_version=figures["engine_version"],
        data_fingerprint=figures["fingerprint"],
        format=FORMAT,
        figures=figures,
    )


def is_current(labelled: LabelledSet, *, labels: Labels) -> bool:
    """Whether the published figures are those of this matcher, this data and these labels."""
    last = latest()
    return last is not None and (
        last.engine_version == ENGINE_VERSION
        and last.data_fingerprint == labelled.fingerprint
        and last.figures["labels"] == len(labels)
    )


def latest() -> QualityRun | None:
    return QualityRun.objects.filter(format=FORMAT).first()
