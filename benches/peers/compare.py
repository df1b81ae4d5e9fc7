#!/usr/bin/env python3
"""Compares driftline with the tools that an analyst could pick instead: same documents, same run, one thread, CPU time.

Each engine first shows that it computes the same thing (P[X_v(t)] of every node and phase, z scores against
driftline); then all are timed in turn, round by round, so that what else the machine does meets them alike. Prints
Markdown. See benches/README.md.
"""

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
from pathlib import Path

# Before numpy and numba are loaded: one thread each.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402

import document as documents  # noqa: E402
import engines  # noqa: E402

PEERS = {
    "cynetdiff": engines.Cynetdiff,
    "cynetdiff-totals": engines.CynetdiffTotals,
    "cynetdiff-seeded": engines.CynetdiffSeeded,
    "numba": engines.Numba,
    "numba-tuned": engines.NumbaTuned,
    "numpy": engines.Numpy,
}
# Cells with fewer expected hits are not normal enough for a z score.
HITS_MIN = 25
# Chance that engines which agree are called disagreeing, for one row of the table.
FALSE_ALARM = 1e-4


class Section:
    """One document with the engines that can run it."""

    def __init__(self, document, options):
        self.document, self.refusals, self.agrees = document, [], True
        # Two builds with one seed would agree by having the same draws.
        self.runners = [_driftline(document, wish, seed) for seed, wish in enumerate(options.driftline, 7)]
        for name in options.peers:
            try:
                self.runners.append(PEERS[name](document))
            except NotImplementedError as reason:
                self.refusals.append(str(reason))
        self.trials = [_calibrated(runner, options.seconds) for runner in self.runners]
        self.rates = [[] for _ in self.runners]
        self.checks = ["–"] * len(self.runners)
        if not options.no_check:
            self.checks, self.agrees = _checks(self.runners, self.trials)

    def measure(self):
        """One more rate of every engine."""
        for runner, trials, rates in zip(self.runners, self.trials, self.rates):
            rates.append(trials / runner.seconds(trials))

    def markdown(self):
        document = self.document
        lines = [
            f"\n### {document.name}: {document.nodes} nodes, {document.links} links, {document.phases} phases\n",
            "| engine | trials/s (CPU) | range | first row is faster by | agreement with the first row |",
            "|---|--:|--:|--:|---|",
        ]
        for runner, rates, check in zip(self.runners, self.rates, self.checks):
            ratio = _figure(_ratio(self.rates[0], rates))
            spread = f"{_figure(min(rates))} … {_figure(max(rates))}"
            lines.append(f"| {runner.label} | {_figure(statistics.median(rates))} | {spread} | {ratio}× | {check} |")
        lines += [f"\nLeft out: {reason}." for reason in sorted(set(self.refusals))]
        return "\n".join(lines)


def main():
    options = _options()
    print(_machine(options), flush=True)
    sections = []
    for path in options.files:
        try:
            sections.append(Section(documents.read(str(path)), options))
        except documents.Unsupported as reason:
            print(f"- {path.name} is left out: {reason}", flush=True)
    for _ in range(options.rounds):
        for section in sections:
            section.measure()
    for section in sections:
        print(section.markdown())
    print(_gates(sections))
    return 0 if all(section.agrees for section in sections) else 1


def _gates(sections):
    """What gates cost the first engine: documents NAME_gated against NAME_plain, as a table."""
    rates = {section.document.name: section.rates[0] for section in sections}
    pairs = [(name[: -len("_gated")], mine) for name, mine in rates.items() if name.endswith("_gated")]
    rows = [
        f"| {name} | {_ratio(rates[name + '_plain'], mine):.2f} |" for name, mine in pairs if name + "_plain" in rates
    ]
    return "\n".join(["\n| gates | time as a multiple of any-of gates |", "|---|--:|", *rows]) if rows else ""


def _ratio(one, other):
    """By how much the first is faster: the median over the rounds."""
    return statistics.median(a / b for a, b in zip(one, other))


def _options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="documents (JSON)")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="all JSON documents of a folder")
    parser.add_argument(
        "--driftline",
        action="append",
        metavar="[LABEL=]PATH",
        help="a built driftline; several are compared with each other, ratios are the first one's",
    )
    parser.add_argument("--peers", default=",".join(PEERS), help="some of " + ",".join(PEERS) + "; '' for none")
    parser.add_argument("--rounds", type=int, default=7, help="repetitions of everything (7)")
    parser.add_argument("--seconds", type=float, default=1.0, help="CPU time of one timing (1)")
    parser.add_argument("--no-check", action="store_true", help="time only")
    options = parser.parse_args()
    if options.documents:
        options.files += sorted(options.documents.glob("*.json"))
    if not options.files:
        parser.error("name documents, or a folder with --documents")
    options.peers = [name for name in options.peers.split(",") if name]
    for name in options.peers:
        if name not in PEERS:
            parser.error(f"no peer is called {name!r}")
    options.driftline = options.driftline or ["target/release/driftline"]
    return options


def _driftline(document, wish, seed):
    label, equals, path = wish.partition("=")
    if not equals:
        label, path = "driftline", wish
    return engines.Driftline(document, label, path, seed)


def _calibrated(runner, seconds):
    """Trials that take about that much CPU time, in whole steps of the engine."""
    seconds = max(seconds, runner.seconds_min)
    trials = runner.trials_min
    while True:
        spent = runner.seconds(trials)
        # Below a tenth the clock, and the two starts of driftline, are too coarse to go by.
        if spent > seconds / 10:
            return max(runner.trials_min, round(trials * seconds / spent / runner.step) * runner.step)
        trials *= 4


def _checks(runners, trials):
    counts = [runner.counts(count) for runner, count in zip(runners, trials)]
    words, agrees = ["–"], True
    for mine, count in zip(counts[1:], trials[1:]):
        word, is_near = _agreement(counts[0], trials[0], mine, count)
        words.append(word)
        agrees &= is_near
    return words, agrees


def _agreement(one, one_trials, other, other_trials):
    """z scores of the difference of two sets of counts, in words, and whether they are what chance gives."""
    pooled = (one + other) / (one_trials + other_trials)
    fewer = min(one_trials, other_trials)
    usable = np.minimum(pooled, 1.0 - pooled) * fewer >= HITS_MIN
    if not usable.any():
        return "too few hits to tell", True
    p = pooled[usable]
    error = np.sqrt(p * (1.0 - p) * (1.0 / one_trials + 1.0 / other_trials))
    z = (one[usable] / one_trials - other[usable] / other_trials) / error
    limit = statistics.NormalDist().inv_cdf(1.0 - FALSE_ALARM / 2.0 / z.size)
    largest, rms = np.abs(z).max(), np.sqrt((z**2).mean())
    is_near = largest <= limit
    verdict = "" if is_near else " **DISAGREES**"
    return f"{z.size} cells, rms z {rms:.2f}, largest {largest:.1f} (limit {limit:.1f}){verdict}", is_near


def _figure(number):
    """Three digits, in the form 1.23e4 from ten thousand on."""
    if number < 1e4:
        return f"{float(f'{number:.3g}'):,g}"
    digits, exponent = f"{number:.2e}".split("e")
    return f"{digits}e{int(exponent)}"


def _machine(options):
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("cynetdiff", "numba", "numpy"))
    lines = [
        f"- Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"load {os.getloadavg()[0]:.1f} at the start",
        f"- Peers: Python {platform.python_version()}, {versions}",
        f"- driftline: built by the caller; the checkout is at {_commit()}",
        f"- Trials per second of CPU time of one thread, medians of {options.rounds} interleaved rounds of "
        f"{options.seconds:g} s each",
    ]
    return "\n".join(lines)


def _processor():
    flags, name = "", platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        pairs = dict(line.split(":", 1) for line in info.read_text().splitlines() if ":" in line)
        pairs = {key.strip(): value.strip() for key, value in pairs.items()}
        name, flags = pairs.get("model name", name), pairs.get("flags", "")
    vectors = next((label for flag, label in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags.split()), None)
    return f"{name} with {vectors}" if vectors else name


def _commit():
    asked = subprocess.run(
        ["git", "-C", Path(__file__).parent, "describe", "--always", "--dirty"], capture_output=True, text=True
    )
    return asked.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
