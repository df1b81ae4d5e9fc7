#!/usr/bin/env python3
"""Exact answers for driftline documents, by exhaustion.

Method. For each motivation hypothesis the assessment is a Markov chain over full node states: a state is the set of
misaligned nodes, written as a bit mask. One step from X(t-1) to X(t) is worked out by writing down EVERY assignment
of the phase's independent Bernoulli variables (emergence, persistence, opening, working; SEMANTICS section 1) whose
probability is neither 0 nor 1, iterating the defining equations from the empty set to their least fixpoint in each
assignment, and adding up the probabilities of the assignments that lead to the same X(t). numpy only does this for
all assignments side by side: element i of every array belongs to assignment i. Nothing is factorised, ordered,
pruned or sampled, with one exception: the persistence variable of a node that did not end the last phase misaligned
multiplies a zero, so it is not enumerated.

What a quantity over time needs (`ever`, `any_outcome`) is carried along in the state: the chain runs over pairs
(nodes misaligned now, nodes misaligned at any time from 0 on). Sums over assignments are exactly rounded (fsum), so
an answer is good to about 1e-14.

    oracle.py FOLDER      writes NAME.expected.json beside every NAME.json in FOLDER
"""

import json
import math
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

UNSCORED = {"stability": 1.0, "persistence": 1.0, "likelihood": 0.0, "effectiveness": 0.0}
EPSILON = 1e-6  # stands in for a band's end at 0 or 1
NEUTRAL = {"id": "neutral", "weight": 1.0}


# Values (SEMANTICS sections 2, 3 and 4)


def logit(p):
    return math.log(p) - math.log1p(-p)


def logistic(x):
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(x) / (1.0 + math.exp(x))


def shifted(p, shift):
    return p if p in (0.0, 1.0) else logistic(logit(p) + shift)


def band_best(band):
    if band.get("best") is not None:
        return float(band["best"])
    low, high = (min(max(float(band[end]), EPSILON), 1.0 - EPSILON) for end in ("low", "high"))
    return logistic((logit(low) + logit(high)) / 2.0)


def central(estimate, document):
    """The number a central result uses, of the quantity that a level of the scale would describe."""
    if "point" in estimate:
        return float(estimate["point"])
    if "range" in estimate:
        return float(estimate["range"]["best"])
    bands = {band["level"]: band for band in document["scale"]["bands"]}
    return band_best(bands[estimate["level"]])


def value(element, dimension, phase, document):
    """The value in a phase (an index): its own, else the last earlier one, else the one for 'unscored'."""
    series = element.get(dimension) or {}
    for earlier in range(phase, -1, -1):
        score = series.get(document["phases"][earlier]["id"])
        if score is not None:
            best = central(score["estimate"], document)
            # On stability a level names a band of 1 - stability.
            return 1.0 - best if dimension == "stability" and "level" in score["estimate"] else best
    return UNSCORED[dimension]


def is_enabled(mitigation):
    return mitigation.get("enabled", True)


def probabilities(document, hypothesis, phase):
    """The probability of every Bernoulli variable of one phase, keyed by (letter of SEMANTICS section 1, id)."""
    emergence_shift = hypothesis.get("emergence_shift", 0.0)
    spread_shift = hypothesis.get("spread_shift", 0.0)
    persistence_shift = hypothesis.get("persistence_shift", 0.0)
    p = {}
    for node in document["nodes"]:
        p["E", node["id"]] = shifted(1.0 - value(node, "stability", phase, document), emergence_shift)
        p["R", node["id"]] = shifted(value(node, "persistence", phase, document), persistence_shift)
    for link in existing_links(document):
        p["L", link["id"]] = shifted(value(link, "likelihood", phase, document), spread_shift)
    for mitigation in document.get("mitigations", []):
        effectiveness = value(mitigation, "effectiveness", phase, document)
        p["M", mitigation["id"]] = effectiveness if is_enabled(mitigation) else 0.0
    return p


def existing_links(document):
    enabled = {m["id"] for m in document.get("mitigations", []) if is_enabled(m)}
    return [link for link in document["links"] if link.get("requires") is None or link["requires"] in enabled]


# One phase


def assignments(p):
    """All assignments of the variables in `p`: (their probabilities, {variable: its truth in each of them})."""
    uncertain = [variable for variable, chance in p.items() if 0.0 < chance < 1.0]
    number = np.arange(2 ** len(uncertain))
    weight = np.ones(len(number))
    truth = {variable: np.full(len(number), chance == 1.0) for variable, chance in p.items()}
    for bit, variable in enumerate(uncertain):
        truth[variable] = (number >> bit) & 1 == 1
        weight *= np.where(truth[variable], p[variable], 1.0 - p[variable])
    return weight, truth


def gate_opens(gate, passed, links_in):
    """Whether the gate opens where `passed` of the `links_in` existing links pass misalignment on."""
    if gate == "any":
        return passed >= 1
    if gate == "all":
        return (passed == links_in) & (links_in >= 1)
    return passed >= gate["at_least"]


def one_application(document, truth, before, x):
    """The right side of the equation for X(t), for every assignment; `before` is X(t-1), `x` the X so far."""
    mitigations = document.get("mitigations", [])
    works = {}
    for m in mitigations:
        works[m["id"]] = truth["M", m["id"]].copy()
        for underminer in m.get("undermined_by", []):
            works[m["id"]] &= ~(x[underminer] | before[underminer])

    def stopped(action, target):
        result = np.zeros_like(x[document["nodes"][0]["id"]])
        for m in mitigations:
            if target in m.get(action, []):
                result |= works[m["id"]]
        return result

    after = {}
    for node in document["nodes"]:
        v = node["id"]
        links_in = [link for link in existing_links(document) if link["to"] == v]
        passed = np.zeros(len(x[v]), dtype=int)
        for link in links_in:
            source = before if link.get("delay_phases", 0) == 1 else x
            passed += source[link["from"]] & truth["L", link["id"]] & ~stopped("blocks", link["id"])
        carried = truth["R", v] & ~stopped("restores", v) if before[v] else np.zeros_like(x[v])
        emerged = truth["E", v] & ~stopped("prevents", v)
        after[v] = carried | emerged | gate_opens(node.get("gate", "any"), passed, len(links_in))
    return after


def step(document, p, state):
    """The distribution of X(t) given X(t-1) = `state`: a list of (state, probability)."""
    ids = [node["id"] for node in document["nodes"]]
    before = {v: np.bool_(state >> i & 1) for i, v in enumerate(ids)}
    relevant = {key: 0.0 if key[0] == "R" and not before[key[1]] else chance for key, chance in p.items()}
    weight, truth = assignments(relevant)

    x = {v: np.zeros(len(weight), dtype=bool) for v in ids}
    while True:
        after = one_application(document, truth, before, x)
        assert all((after[v] >= x[v]).all() for v in ids), "the right side is monotone"
        if all((after[v] == x[v]).all() for v in ids):
            break
        x = after

    reached = sum(x[v].astype(np.int64) << i for i, v in enumerate(ids))
    order = np.argsort(reached, kind="stable")
    states, starts = np.unique(reached[order], return_index=True)
    groups = np.split(weight[order], starts[1:])
    return [(int(s), math.fsum(group)) for s, group in zip(states, groups)]


# The chain


def initial_states(document):
    """The distribution of (X(0), ever), equal sets at time 0."""
    chances = {}
    for i, node in enumerate(document["nodes"]):
        score = node.get("initially_misaligned")
        chances[i] = 0.0 if score is None else central(score["estimate"], document)
    weight, truth = assignments(chances)
    distribution = defaultdict(float)
    for number, chance in enumerate(weight):
        state = sum(1 << i for i in chances if truth[i][number])
        distribution[state, state] += float(chance)
    return distribution


def chance_that(distribution, holds):
    return min(1.0, math.fsum(chance for (now, ever), chance in distribution.items() if holds(now, ever)))


def solve(document, hypothesis):
    """`nodes` and `any_outcome` of one hypothesis, and `any_outcome` at time 0."""
    nodes = document["nodes"]
    outcomes = sum(1 << i for i, node in enumerate(nodes) if node["kind"] == "outcome")
    distribution = initial_states(document)
    initial = chance_that(distribution, lambda now, ever: ever & outcomes)
    result = {"any_outcome": [], "nodes": {node["id"]: {"prevalence": [], "ever": []} for node in nodes}}
    for phase in range(len(document["phases"])):
        p = probabilities(document, hypothesis, phase)
        rows = {now: step(document, p, now) for now in {now for now, _ in distribution}}
        terms = defaultdict(list)
        for (now, ever), chance in distribution.items():
            for state, transition in rows[now]:
                terms[state, ever | state].append(chance * transition)
        distribution = {pair: math.fsum(parts) for pair, parts in terms.items()}
        for i, node in enumerate(nodes):
            series = result["nodes"][node["id"]]
            series["prevalence"].append(chance_that(distribution, lambda now, ever: now >> i & 1))
            series["ever"].append(chance_that(distribution, lambda now, ever: ever >> i & 1))
        result["any_outcome"].append(chance_that(distribution, lambda now, ever: ever & outcomes))
    return result, initial


def expected(document):
    """Everything an expected file holds."""
    hypotheses = document.get("hypotheses") or [NEUTRAL]
    total = math.fsum(h["weight"] for h in hypotheses)
    solved = {}
    for h in hypotheses:
        result, initial = solve(document, h)  # time 0 is the same under every hypothesis
        solved[h["id"]] = {"weight": h["weight"] / total, **result}

    def pooled(pick):
        columns = [[s["weight"] * number for number in pick(s)] for s in solved.values()]
        return [math.fsum(row) for row in zip(*columns)]

    return {
        "hypotheses": solved,
        "initial_any_outcome": initial,
        "any_outcome": pooled(lambda s: s["any_outcome"]),
        "nodes": {
            node["id"]: {
                "prevalence": pooled(lambda s: s["nodes"][node["id"]]["prevalence"]),
                "ever": pooled(lambda s: s["nodes"][node["id"]]["ever"]),
            }
            for node in document["nodes"]
        },
    }


def main(folder):
    for path in sorted(Path(folder).glob("*.json")):
        if path.name.endswith(".expected.json"):
            continue
        document = json.loads(path.read_text(encoding="utf-8"))
        answer = json.dumps(expected(document), indent=1) + "\n"
        path.with_suffix(".expected.json").write_text(answer, encoding="utf-8")
        print(path.name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: oracle.py FOLDER")
    main(sys.argv[1])
