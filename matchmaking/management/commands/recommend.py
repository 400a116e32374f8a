"""Prints what the page of recommendations shows for one enterprise."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Enterprise
from matchmaking import feasibility, recommendations
from matchmaking.models import Recommendation
from tenders import eligibility


class Command(BaseCommand):
    help = "Print the tenders recommended to an enterprise, in the order of its page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--enterprise", type=int, required=True, help="id of the enterprise")
        parser.add_argument("--json", action="store_true", help="with all facts, for programs")
        parser.add_argument(
            "--include-closed", action="store_true", help="as if no tender had closed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["enterprise"]
        enterprise = Enterprise.objects.select_related("country").filter(pk=key).first()
        if enterprise is None:
            raise CommandError(f"There is no enterprise with the id {key}.")
        rows = (
            recommendations.including_closed(enterprise)
            if options["include_closed"]
            else list(recommendations.current_for(enterprise))
        )
        self.stdout.write(as_json(enterprise, rows) if options["json"] else as_text(rows))


def as_json(enterprise: Enterprise, rows: list[Recommendation]) -> str:
    facts = {
        "enterprise": enterprise.pk,
        "name": enterprise.name,
        "recommendations": [facts_of(row) for row in rows],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2)


def facts_of(row: Recommendation) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "tender": row.tender_id,
        "source": row.tender.source,
        "source_id": row.tender.source_id,
        "title": row.tender.title,
        "language": row.tender.language,
        "level": row.level,
        "score": row.score,
        "contributions": row.contributions,
        "eligibility": row.eligibility,
        "eligibility_facts": row.eligibility_facts,
        "feasibility": row.feasibility,
        "feasibility_facts": row.feasibility_facts,
    }


def as_text(rows: list[Recommendation]) -> str:
    """Four lines a tender: what it is, then one for each verdict."""
    if not rows:
        return "No tender that can still be answered fits this enterprise."
    return "\n".join(
        f"{row.rank}. {row.tender.title} [{row.tender.source} {row.tender.source_id}]\n"
        f"   about the same work: {row.level}\n"
        f"   may you bid: {row.eligibility}. {eligibility.sentence(row.eligibility_facts)}\n"
        f"   can you make it: {row.feasibility}. {feasibility.sentence(row.feasibility_facts)}"
        for row in rows
    )
