"""The figures of a run as a table to read."""

from typing import Any


def as_table(figures: dict[str, Any]) -> str:
    """Columns in milliseconds, then what the index costs."""
    index, equality = figures["index"], figures["equality"]
    lines = [
        f"{figures['texts']:,} texts, {figures['terms']:,} terms, {figures['terms_a_text']} a text,"
        f" {figures['terms_a_profile']} a profile, best {figures['top_n']};"
        f" compiled: {'yes' if figures['compiled'] else 'no'}",
        "",
        *_rows("one profile", figures["single_ms"]),
        "",
        *_rows("all profiles at once, for each", figures["batch_ms_a_profile"]),
        "",
        f"index: {index['bytes_a_text']:.0f} bytes a text on disk, built in {index['build_s']:.1f}"
        f" s, opened in {index['opening_s']:.4f} s, narrowed to a tenth in"
        f" {index['narrowing_s']:.1f} s",
        f"against the plain product: {equality['wrong_ids']} wrong ids, scores differ by at most"
        f" {equality['largest_difference']:.1e}",
    ]
    if figures["not_installed"]:
        lines.append(f"not installed, so not measured: {', '.join(figures['not_installed'])}")
    return "\n".join(lines)


def _rows(title: str, summaries: dict[str, dict[str, float]]) -> list[str]:
    lines = [f"{title:<40} {'median':>10} {'p95':>10} {'least':>10} {'runs':>5}"]
    for name, summary in summaries.items():
        times = " ".join(f"{summary[key]:>10.2f}" for key in ("median", "p95", "least"))
        lines.append(f"{name:<40} {times} {summary['runs']:>5}")
    return lines
