"""From the rounds' figures to a table and a file."""

from __future__ import annotations

import os
import statistics

from suite import Figure, Suite

# A limit that varies by more than this factor from round to round tells of a busy machine.
RESTLESS = 1.5


def results(suites: list[Suite], figures: list[Figure], options) -> dict:
    numbers = {name: all_ for suite in suites for name, all_ in suite.numbers.items()}
    latency = {name: all_ for suite in suites for name, all_ in suite.latency.items()}
    wanted = [ratio for suite in suites for ratio in suite.RATIOS if ratio.ours in numbers]
    ratios = {}
    for ratio in wanted:
        # Round by round, so that the spread is that of the ratio.
        per_round = [ours / limit for ours, limit in zip(numbers[ratio.ours], numbers[ratio.limit])]
        ratios[ratio.name] = {
            "words": ratio.words,
            "ratio": statistics.median(per_round),
            "least": min(per_round),
            "most": max(per_round),
            "aim": ratio.aim,
        }
    # Whatever varies this much is not a property of the code.
    limits = {ratio.limit: numbers[ratio.limit] for ratio in wanted}
    restless = {name: max(all_) / min(all_) for name, all_ in limits.items() if max(all_) > RESTLESS * min(all_)}
    return {
        "restless": restless,
        "rows": options.rows,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "processors": os.cpu_count(),
        "ratios": ratios,
        "per_second": {name: {"median": statistics.median(all_), "all": all_} for name, all_ in numbers.items()},
        "p99_ms": {name: statistics.median(all_) for name, all_ in latency.items()},
        "figures": {
            figure.words: {"median": statistics.median(figure.values), "all": figure.values, "at_most": figure.at_most}
            for figure in figures
        },
    }


def spread(all_: list[float]) -> str:
    return f"{min(all_):,.0f} to {max(all_):,.0f}" if len(all_) > 1 else ""


def table(results: dict) -> str:
    lines = ["| what | ratio | least to most | aim | |", "|---|--:|--:|--:|---|"]
    for found in results["ratios"].values():
        aim = found["aim"]
        verdict = "" if aim is None else "met" if found["ratio"] >= aim else "missed"
        lines.append(
            f"| {found['words']} | {found['ratio']:.2f} | {found['least']:.2f} to {found['most']:.2f}"
            f" | {'' if aim is None else f'{aim:.2f}'} | {verdict} |"
        )
    for words, found in results["figures"].items():
        most = found["at_most"]
        verdict = "" if most is None else "met" if found["median"] <= most else "missed"
        aim = "" if most is None else f"at most {most:.0f}"
        lines.append(f"| {words} | {found['median']:.0f} | {spread(found['all'])} | {aim} | {verdict} |")
    lines += ["", "| per second | median | least to most | p99, ms |", "|---|--:|--:|--:|"]
    for name, found in results["per_second"].items():
        p99 = results["p99_ms"].get(name)
        lines.append(f"| {name} | {found['median']:,.0f} | {spread(found['all'])} | {'' if p99 is None else f'{p99:.1f}'} |")
    for name, factor in results["restless"].items():
        lines += ["", f"The machine was not quiet: {name} varied by a factor of {factor:.1f}. Measure again."]
    return "\n".join(lines)
