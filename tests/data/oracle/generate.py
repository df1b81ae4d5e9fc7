#!/usr/bin/env python3
"""Writes the documents that oracle.py answers: known answers, one feature each, combinations, seeded random mixtures.

    generate.py FOLDER
"""

import json
import random
import sys
from pathlib import Path

from oracle import assignments, expected, probabilities


# Short forms


def estimate(short):
    """0.5 is a point, (low, best, high) a range, "name" a level."""
    if isinstance(short, str):
        return {"level": short}
    if isinstance(short, tuple):
        return {"range": dict(zip(("low", "best", "high"), short))}
    return {"point": short}


def series(short):
    """{phase: value}, or one value given in the first phase and carried forward."""
    by_phase = short if isinstance(short, dict) else {"t1": short}
    return {phase: {"estimate": estimate(one)} for phase, one in by_phase.items()}


def node(id, kind="host", *, stable=None, persists=None, initially=None, **other):
    result = {"id": id, "name": id.replace("-", " ").capitalize(), "kind": kind, **other}
    if initially is not None:
        result["initially_misaligned"] = {"estimate": estimate(initially)}
    if stable is not None:
        result["stability"] = series(stable)
    if persists is not None:
        result["persistence"] = series(persists)
    return result


def link(source, target, likelihood=None, *, id=None, **other):
    result = {"id": id or f"{source}-{target}", "from": source, "to": target, **other}
    if likelihood is not None:
        result["likelihood"] = series(likelihood)
    return result


def mitigation(id, effectiveness=None, **other):
    result = {"id": id, "name": id.replace("-", " ").capitalize(), **other}
    if effectiveness is not None:
        result["effectiveness"] = series(effectiveness)
    return result


def hypothesis(id, weight, emergence=None, spread=None, persistence=None):
    shifts = {"emergence_shift": emergence, "spread_shift": spread, "persistence_shift": persistence}
    given = {field: shift for field, shift in shifts.items() if shift is not None}
    return {"id": id, "name": id.capitalize(), "weight": weight, **given}


def assessment(title, phases, nodes, links, **other):
    return {
        "format": "driftline/1",
        "title": title,
        "phases": [{"id": f"t{t}", "name": f"Phase {t}"} for t in range(1, phases + 1)],
        "nodes": nodes,
        "links": links,
        **other,
    }


def both_ways(a, b, likelihood):
    """An undirected link: as far as reaching from one source goes, two independent directed ones are the same."""
    return [link(a, b, likelihood), link(b, a, likelihood)]


SCALE = {
    "name": "Likelihood with a log tail",
    "bands": [
        {"level": "impossible-ish", "low": 0.0, "high": 0.01},
        {"level": "remote", "low": 0.01, "high": 0.1},
        {"level": "unlikely", "low": 0.1, "best": 0.22, "high": 0.4},
        {"level": "even", "low": 0.4, "high": 0.6},
        {"level": "likely", "low": 0.6, "best": 0.7, "high": 0.9},
        {"level": "near-certain", "low": 0.9, "high": 1.0},
    ],
}


# Known answers


def known_answers():
    certain = {"initially": 1.0}
    yield "known-series-parallel", assessment(
        "Series .6 x .7 = .42; parallel 1 - (1 - .3)(1 - .4) = .58; both routes 1 - (1 - .42)(1 - .5 x .2) = .478",
        1,
        [node("source", "origin", **certain), node("a"), node("b"), node("series", "outcome"),
         node("parallel", "outcome"), node("routes", "outcome")],
        [link("source", "a", 0.6), link("a", "series", 0.7),
         link("source", "parallel", 0.3), link("source", "parallel", 0.4, id="source-parallel-again"),
         link("source", "routes", 0.42), link("source", "b", 0.5), link("b", "routes", 0.2)],
    )
    for p in (0.9, 0.5, 0.1):
        yield f"known-bridge-0{round(p * 10)}", assessment(
            f"Bridge network, every link {p}",
            1,
            [node("source", "origin", **certain), node("a"), node("b"), node("sink", "outcome")],
            [link("source", "a", p), link("source", "b", p), link("a", "sink", p), link("b", "sink", p),
             *both_ways("a", "b", p)],
        )
    yield "known-k-of-n", assessment(
        "2 of 3 at .1 (emergence of the sources) = .028; 3 of 5 at .3 (openings) = .16308",
        1,
        [*(node(f"a{i}", "origin", stable=0.9) for i in range(3)), node("source", "origin", **certain),
         node("two-of-three", "outcome", gate={"at_least": 2}), node("three-of-five", "outcome", gate={"at_least": 3})],
        [*(link(f"a{i}", "two-of-three", 1.0) for i in range(3)),
         *(link("source", "three-of-five", 0.3, id=f"s{i}") for i in range(5))],
    )
    yield "known-one-node", assessment(
        "Emergence .05, persistence .8, ten phases: prevalence .1949398147, ever .4012630608",
        10, [node("only", "outcome", stable=0.95, persists=0.8)], [],
    )
    for n in (2, 3):
        yield f"known-lattice-{n}", lattice(n)


def lattice(n):
    """Left to right across n rows; the two outermost columns are one node each. Self-dual: exactly 1/2."""
    def name(row, column):
        return "left" if column == 0 else "right" if column == n else f"r{row}c{column}"

    inner = [(row, column) for row in range(n) for column in range(1, n)]
    links = []
    for row in range(n):
        links.append(link("left", name(row, 1), 0.5))
        links.append(link(name(row, n - 1), "right", 0.5))
        for column in range(1, n - 1):
            links += both_ways(name(row, column), name(row, column + 1), 0.5)
    for row in range(n - 1):
        for column in range(1, n):
            links += both_ways(name(row, column), name(row + 1, column), 0.5)
    nodes = [node("left", "origin", initially=1.0), *(node(name(*at)) for at in inner), node("right", "outcome")]
    return assessment(f"Crossing of the {n} x {n + 1} lattice at 1/2 = 1/2", 1, nodes, links)


# One feature each


def features():
    yield "carry-forward", assessment(
        "Values hold until the next one; before the first they are unscored",
        5,
        [node("a", "origin", stable={"t2": 0.7, "t4": 0.95}, persists={"t2": 0.6, "t4": 0.2}),
         node("b", "outcome", persists={"t4": 0.5})],
        [link("a", "b", {"t3": 0.4, "t5": 0.9})],
        mitigations=[mitigation("m", {"t4": 0.8}, restores=["a"])],
    )
    yield "unscored", assessment(
        "Unscored stability and persistence are 1, likelihood and effectiveness 0",
        3,
        [node("a", "origin", stable=0.8), node("b", persists=0.5), node("c", "state", initially=0.3),
         node("d", "outcome"), node("e", "outcome")],
        [link("a", "b", 0.6), link("b", "d"), link("c", "d", 0.2), link("a", "e")],
        mitigations=[mitigation("m", restores=["a"], prevents=["a"], blocks=["a-b"])],
    )
    yield "initially-misaligned", assessment(
        "Outcomes may hold at time 0 and count in ever; a node may leave its first state",
        3,
        [node("a", "origin", initially=0.35, persists=0.4), node("b", "outcome", initially=0.1, persists=0.0),
         node("c", "outcome", initially=(0.02, 0.05, 0.2), persists=0.7), node("d", "residual", initially=1.0, persists=0.9)],
        [link("a", "b", 0.5), link("d", "c", 0.15)],
    )
    yield "several-outcomes", assessment(
        "any_outcome is of the union of dependent outcomes; other kinds do not count",
        3,
        [node("x", "outcome", persists=0.3), node("root", "origin", stable=0.75, persists=0.5),
         node("y", "outcome", stable=0.98), node("seen", "state"), node("left-over", "residual", stable=0.9)],
        [link("root", "x", 0.6), link("root", "y", 0.4), link("x", "y", 0.2), link("root", "seen", 0.9)],
    )
    yield "no-outcome", assessment(
        "Without an outcome any_outcome is 0", 2, [node("a", stable=0.7), node("b")], [link("a", "b", 0.5)]
    )
    yield "gates", assessment(
        "Every gate on the same three sources, gates that cannot open, and an all with a likelihood of 0",
        2,
        [node("s1", "origin", stable=0.6, persists=0.5), node("s2", "origin", stable=0.7, persists=0.5),
         node("s3", "origin", stable=0.8, persists=0.5),
         node("any", "state", persists=0.0), node("all", "outcome", persists=0.0, gate="all"),
         node("one", "state", persists=0.0, gate={"at_least": 1}), node("two", "outcome", persists=0.0, gate={"at_least": 2}),
         node("three", "state", persists=0.0, gate={"at_least": 3}), node("four", "state", gate={"at_least": 4}),
         node("closed", "state", gate="all"), node("alone", "state", gate="all"), node("still", "state", gate={"at_least": 1})],
        [*(link(s, v, p) for v, ps in {"any": (0.5, 1.0, 1.0), "all": (1.0, 0.6, 1.0), "one": (1.0, 1.0, 1.0),
                                       "two": (1.0, 0.7, 1.0), "three": (1.0, 1.0, 1.0), "four": (1.0, 1.0, 1.0),
                                       "closed": (1.0, 1.0, 0.0)}.items() for s, p in zip(("s1", "s2", "s3"), ps))],
    )
    yield "requires", assessment(
        "Links that exist only with an enabled mitigation; all counts the links that exist",
        2,
        [node("a", "origin", stable=0.6), node("b", "origin", stable=0.5), node("opened", "outcome", gate="all"),
         node("narrowed", "outcome", gate="all"), node("short", "outcome", gate={"at_least": 2}), node("cut-off", "outcome", gate="all")],
        [link("a", "opened", 0.8), link("b", "opened", 0.7, requires="on"),
         link("a", "narrowed", 0.8, id="a-narrowed"), link("b", "narrowed", 0.7, requires="off"),
         link("a", "short", 0.9), link("b", "short", 0.9, requires="off"),
         link("a", "cut-off", 1.0, requires="off")],
        mitigations=[mitigation("on"), mitigation("off", 0.9, enabled=False, prevents=["a", "b"])],
    )
    yield "delay", assessment(
        "Delayed links pass on the state at the end of the phase before",
        4,
        [node("a", "origin", initially=0.2, stable=0.85, persists=0.5), node("b", "channel", persists=0.3),
         node("c", "channel", persists=0.0), node("d", "outcome", gate="all", persists=0.4)],
        [link("a", "b", 0.7, delay_phases=1), link("b", "c", 0.8, delay_phases=0), link("c", "a", 0.5, delay_phases=1),
         link("b", "d", 0.9, delay_phases=1), link("c", "d", 0.9)],
    )
    yield "common-cause", assessment(
        "One working or failing for all that a mitigation covers in a phase; two mitigations on one target",
        2,
        [node("a", "origin", stable=0.7, persists=0.6), node("b", "origin", stable=0.6, persists=0.6),
         node("c", persists=0.0), node("d", "outcome", gate="all")],
        [link("a", "c", 0.7), link("b", "d", 0.8), link("c", "d", 0.9)],
        mitigations=[mitigation("shared", 0.5, prevents=["a", "b"], blocks=["b-d", "c-d"]),
                     mitigation("second", 0.4, prevents=["b"], restores=["a", "b"], blocks=["c-d"])],
    )
    yield "restores", assessment(
        "A restoring mitigation ends what was carried, not what emerges or spreads in the phase",
        3,
        [node("a", "host", initially=0.9, stable=0.9), node("b", "outcome", persists=0.8, initially=0.2)],
        [link("a", "b", 0.4)],
        mitigations=[mitigation("m", {"t1": 0.3, "t2": 0.6, "t3": 1.0}, kind="recover", restores=["a", "b"])],
    )
    yield "disabled", assessment(
        "A disabled mitigation does nothing, whatever its effectiveness; an enabled one of 1 always works",
        2,
        [node("a", "origin", stable=0.7, persists=0.5), node("b", "origin", stable=0.7, persists=0.5), node("c", "outcome")],
        [link("a", "c", 0.5), link("b", "c", 0.5)],
        mitigations=[mitigation("off", 1.0, enabled=False, prevents=["a"], restores=["a"], blocks=["a-c"]),
                     mitigation("on", {"t2": 1.0}, enabled=True, prevents=["b"], restores=["b"], blocks=["b-c"])],
    )
    yield "undermined", assessment(
        "A mitigation fails where an underminer enters the phase misaligned, or turns so in it, if only through its failing",
        3,
        [node("gateway", "channel", stable=0.8, persists=0.3), node("agents", "host", stable=0.6, persists=0.5),
         node("logs", "channel"), node("harm", "outcome", persists=0.0)],
        [link("agents", "gateway", 0.5), link("gateway", "logs", 0.3), link("agents", "harm", 0.6)],
        mitigations=[mitigation("filter", 0.9, blocks=["agents-harm", "agents-gateway"], restores=["gateway"], undermined_by=["gateway"]),
                     mitigation("review", 0.7, prevents=["agents"], restores=["logs"], undermined_by=["logs", "harm"])],
    )
    yield "self-undermined", assessment(
        "A mitigation undermined by what it guards: the least fixpoint leaves it standing unless something else breaks it",
        3,
        [node("a", "host", stable=0.5, persists=0.6), node("b", "host", stable=0.6, persists=0.6), node("c", "outcome", persists=0.5)],
        [link("a", "c", 0.7), link("b", "c", 0.7)],
        mitigations=[mitigation("guards-a", 0.8, prevents=["a"], restores=["a"], undermined_by=["a"]),
                     mitigation("m", 0.9, prevents=["b"], undermined_by=["c"]),
                     mitigation("n", 0.6, blocks=["b-c"], undermined_by=["b"])],
    )
    yield "cycle", assessment(
        "A loop within the phase cannot lift itself; gates in loops",
        3,
        [node("a", "host", stable=0.9, persists=0.4), node("b", "host", persists=0.4, gate="all"),
         node("c", "host", stable=0.95, persists=0.4), node("d", "outcome", persists=0.0, gate={"at_least": 2})],
        [link("a", "b", 0.8), link("b", "c", 0.7), link("c", "a", 0.6), link("c", "b", 0.9), link("b", "d", 0.8),
         link("c", "d", 0.5), link("d", "a", 0.3)],
    )
    yield "self-links", assessment(
        "A link from a node to itself: without delay it adds nothing to any and shuts all; with delay it persists",
        3,
        [node("a", "origin", stable=0.7, persists=0.2), node("same", persists=0.1), node("held", persists=0.0),
         node("shut", "state", persists=0.0, gate="all"), node("late", "outcome", gate="all", persists=0.0, initially=0.4)],
        [link("a", "same", 0.5), link("same", "same", 0.9), link("a", "held", 0.5), link("held", "held", 0.8, delay_phases=1),
         link("a", "shut", 0.9), link("shut", "shut", 1.0), link("a", "late", 0.9), link("late", "late", 1.0, delay_phases=1)],
    )
    yield "hypotheses", assessment(
        "Shifts in log-odds leave 0 and 1 alone; weights are normalised; weight 0 is computed",
        3,
        [node("a", "origin", stable=0.85, persists=0.5, initially=0.1), node("b", "origin", stable=1.0, persists=1.0),
         node("c", "origin", stable={"t1": 1.0, "t3": 0.0}, persists=0.0), node("d", "outcome", persists=0.3, gate={"at_least": 2})],
        [link("a", "b", 0.2), link("a", "d", 0.4), link("b", "d", 0.6), link("c", "d", 1.0), link("c", "a", 0.0)],
        mitigations=[mitigation("m", 0.3, prevents=["a"], blocks=["b-d"])],
        hypotheses=[hypothesis("kludge", 1.5), hypothesis("seeker", 2.25, 1.2, -0.7, 0.4), hypothesis("schemer", 1.25, -2.0, 1.5, 3.0),
                    hypothesis("unheard", 0.0, 0.9, 0.9, -0.9)],
    )
    yield "levels-and-ranges", assessment(
        "Central results use best, a band's logit midpoint where it has none; on stability a level names 1 - stability",
        2,
        [node("a", "origin", stable="unlikely", persists="near-certain", initially="remote"),
         node("b", "host", stable=(0.9, 0.97, 0.99), persists=(0.2, 0.5, 0.6)),
         node("c", "outcome", stable="impossible-ish", persists="even")],
        [link("a", "b", "likely"), link("b", "c", {"t1": "remote", "t2": "even"}), link("a", "c", (0.05, 0.1, 0.5))],
        mitigations=[mitigation("m", "even", blocks=["a-b"]), mitigation("n", (0.3, 0.5, 0.8), restores=["b"])],
        hypotheses=[hypothesis("one", 0.5), hypothesis("two", 0.5, 0.5, -0.5, 0.25)],
        scale=SCALE,
    )
    yield "rare", assessment(
        "Small probabilities keep their digits",
        3,
        [node("a", "origin", stable=0.99999, persists=0.5), node("b", "channel", persists=0.1), node("c", "outcome", stable=0.999999999)],
        [link("a", "b", 0.003), link("b", "c", 0.0002), link("a", "c", 1e-7)],
    )


# Combinations


def combinations():
    yield "fleet", fleet()
    yield "vocabulary", vocabulary()
    yield "takeover", assessment(
        "Loops, delays, undermining both ways, a mitigation that brings its own way in",
        3,
        [node("harm", "outcome", gate={"at_least": 2}, persists=1.0),
         node("agents", "host", stable={"t1": 0.9, "t2": 0.8}, persists=0.6, initially=0.05),
         node("memory", "channel", persists=0.7), node("weights", "enabler", stable=0.95, gate="all"),
         node("control", "state", persists=0.5)],
        [link("agents", "memory", 0.6), link("memory", "agents", 0.5, delay_phases=1), link("agents", "control", 0.3),
         link("control", "weights", 0.5), link("memory", "weights", 0.8), link("agents", "harm", 0.4),
         link("weights", "harm", 0.9), link("control", "harm", 0.5, requires="monitor"), link("weights", "agents", 1.0)],
        mitigations=[mitigation("monitor", 0.7, restores=["agents", "memory"], blocks=["agents-harm"], undermined_by=["control"]),
                     mitigation("sandbox", 0.8, blocks=["agents-control", "control-harm"], undermined_by=["weights"]),
                     mitigation("retired", 0.9, enabled=False, prevents=["agents"])],
        hypotheses=[hypothesis("schemer", 0.3, 0.5, 0.8, 0.5), hypothesis("kludge", 0.7, -0.3, 0.0, -1.0)],
    )
    yield "successor", assessment(
        "Delays around a loop, restored nodes, gates on delayed and present links together",
        5,
        [node("teacher", "origin", stable={"t1": 0.9, "t3": 0.97}, persists=0.8), node("data", "channel", persists=0.0, gate="any"),
         node("student", "host", gate="all", persists=0.9), node("harm", "outcome", persists=0.2)],
        [link("teacher", "data", 0.5), link("data", "student", 0.8, delay_phases=1), link("student", "teacher", 0.9, delay_phases=1),
         link("teacher", "student", 0.95), link("student", "harm", 0.3), link("teacher", "harm", 0.1, delay_phases=1)],
        mitigations=[mitigation("audit", {"t2": 0.4, "t4": 0.7}, restores=["teacher", "student"], blocks=["student-harm"],
                                undermined_by=["harm"])],
    )


def fleet():
    """Every field of FORMAT.md at least once."""
    document = assessment(
        "Internal coding-agent fleet",
        2,
        [node("agents", "host", stable={"t1": (0.97, 0.99, 0.998), "t2": 0.95}, persists=0.6, initially=0.01,
              mechanism=None, gate="any", statement="Copies act on the misaligned motivation", zone="internal",
              position={"x": 120.0, "y": -80.5}, instances=1200, severity=None, tags=["mit:7.1"], evidence=["e-notebook"], notes=""),
         node("notebook", "channel", persists=0.9, mechanism="shared_context", gate={"at_least": 1}),
         node("gateway", "enabler", stable="remote", persists="even", gate="all"),
         node("unlisted", "residual", stable=0.995), node("rare-input", "origin", stable=0.98, persists=0.0, mechanism="rare_input"),
         node("belief", "state", persists=0.5),
         node("sabotage", "outcome", gate={"at_least": 2}, severity="severe", persists=0.25)],
        [link("agents", "notebook", "unlikely", mechanism="shared_context", intent="incidental", delay_phases=0, requires=None,
              evidence=["e-notebook"], notes="seen twice"),
         link("notebook", "belief", 0.5), link("belief", "agents", 0.3, delay_phases=1, intent="selected", mechanism="cultural_selection"),
         link("rare-input", "agents", 1.0), link("agents", "gateway", 0.2, intent="adversary"),
         link("gateway", "sabotage", 0.7), link("agents", "sabotage", 0.4, intent="deliberate"), link("unlisted", "sabotage", 1.0),
         link("notebook", "gateway", 0.6, requires="monitoring", intent="unknown")],
        mitigations=[mitigation("monitoring", 0.5, kind="detect", strength="moderate", enabled=True, prevents=["agents"],
                                restores=["agents"], blocks=["agents-notebook"], undermined_by=["gateway"], cost=3.0,
                                owner="Safety", limitations="", mit_code="3.5", evidence=["e-notebook"]),
                     mitigation("rate-limit", "likely", kind="limit", strength="weak", blocks=["gateway-sabotage"])],
        hypotheses=[{**hypothesis("kludge", 0.6, 0.0, 0.0, 0.0), "archetype": "kludge", "notes": ""},
                    {**hypothesis("seeker", 0.3, 0.4, 0.2, -0.3), "archetype": "fitness_seeker"},
                    {**hypothesis("schemer", 0.1, -0.5, 0.7, 0.9), "archetype": "schemer"}],
        pathways=[{"id": "p-notebook", "name": "Through the notebook", "links": ["notebook-gateway", "gateway-sabotage"],
                   "outcome": "sabotage", "frequency": "moderate", "complexity": "low", "severity": "severe",
                   "reversibility": "costly", "detection": "", "notes": ""}],
        scale=SCALE,
        zones=[{"id": "internal", "name": "Internal deployment"}],
        evidence=[{"id": "e-notebook", "title": "Notebook incident", "kind": "incident", "grade": "e4", "source": "", "locator": "",
                   "date": "2026-08-01", "finding": "", "limits": ""}],
        summary="", version="0.1", status="draft", coverage_date="2026-11-01", authors=["A. Evaluator"],
        system={"name": "Fleet", "developer": "", "models": [{"name": "M", "version": "1", "internal_only": True}], "description": ""},
    )
    document["phases"][0] |= {"kind": "internal_pilot", "days": 30, "exposure": 10000, "exposure_unit": "agent runs",
                              "distribution_shift": "partial", "evidence_overlap": "partial", "affordances": "", "notes": ""}
    document["phases"][1] |= {"kind": "external_general", "distribution_shift": "major", "evidence_overlap": "none"}
    score = document["nodes"][0]["stability"]["t1"]
    score |= {"rationale": "Two pilots", "confidence": "moderate", "evidence": ["e-notebook"], "basis": "panel"}
    return document


def vocabulary():
    """Every word of every enum of FORMAT.md at least once."""
    kinds = "origin enabler host channel state outcome residual".split()
    mechanisms = """rare_input affordance reflection cultural_selection shared_codebase shared_context long_term_memory agent_messaging
        internet rogue_deployment api_manipulation inference_server external_injection central_control cross_generation
        continual_learning other""".split()
    intents = "deliberate incidental selected adversary unknown".split()
    severities = "negligible limited serious severe catastrophic".split()
    gates = [{"at_least": 1}, "any", "all", {"at_least": 2}]
    phase_kinds = """pre_deployment internal_pilot internal_broad external_limited external_general post_incident successor
        other""".split()
    evidence_kinds = "evaluation incident red_team audit expert literature analogy".split()

    def turn(words, i):
        return words[i % len(words)]

    nodes = [node(f"n-{kind}", kind, stable=0.9 if i < 4 else None, persists=0.5 if i % 2 else None,
                  gate=turn(gates, i), mechanism=turn([None, *mechanisms], i), severity=turn([*severities, None], i))
             for i, kind in enumerate(kinds)]
    for i, (confidence, basis) in enumerate(zip(["low", "moderate", "high", "low"], ["analyst", "panel", "imported", "evaluation"])):
        nodes[i]["stability"]["t1"] |= {"confidence": confidence, "basis": basis}
    links = [link(f"n-{turn(kinds, i)}", f"n-{turn(kinds, i + 1 + i // 7)}", 0.4 if i < 3 else 1.0 if i < 8 else 0.0, id=f"by-{i}",
                  mechanism=mechanism, intent=turn(intents, i)) for i, mechanism in enumerate(mechanisms)]
    document = assessment(
        "Every word of the format", 8, nodes, links,
        mitigations=[mitigation(f"to-{kind}", 0.5, kind=kind, strength=strength, blocks=[f"by-{i}"])
                     for i, (kind, strength) in enumerate(zip(["prevent", "detect", "limit", "recover"],
                                                              ["strong", "moderate", "weak", "unrated"]))],
        hypotheses=[{**hypothesis(f"h-{i}", 1.0, i * 0.25), "archetype": archetype}
                    for i, archetype in enumerate(["fitness_seeker", "schemer", "kludge", "instructed", "unknown"])],
        pathways=[{"id": f"p-{i}", "name": f"Pathway {i}", "links": ["by-4"], "outcome": "n-outcome", "frequency": grade,
                   "complexity": grade, "reversibility": turn(["easy", "costly", "irreversible"], i), "severity": turn(severities, i)}
                  for i, grade in enumerate(["low", "moderate", "high", "varied"])],
        evidence=[{"id": f"e-{i}", "title": f"Source {i}", "kind": kind, "grade": f"e{i % 5}"} for i, kind in enumerate(evidence_kinds)],
    )
    for i, phase in enumerate(document["phases"]):
        phase |= {"kind": phase_kinds[i], "distribution_shift": turn(["none", "partial", "major"], i),
                  "evidence_overlap": turn(["none", "partial", "full"], i)}
    return document


# Random mixtures


class Dice:
    """Draws from `random()` alone, the one generator that Python promises to keep."""

    def __init__(self, seed):
        self.source = random.Random(seed)

    def chance(self, p):
        return self.source.random() < p

    def number(self, low, high):
        return low + int(self.source.random() * (high - low + 1))

    def one_of(self, items):
        return items[self.number(0, len(items) - 1)]

    def some_of(self, items, p):
        return [item for item in items if self.chance(p)]

    def probability(self, low, high):
        """A point mostly; certain, a range or a level sometimes."""
        roll = self.source.random()
        if roll < 0.1:
            return self.one_of([0.0, 1.0])
        best = round(low + (high - low) * self.source.random(), 3)
        if roll < 0.25:
            return (round(best * 0.6, 4), best, round(1.0 - (1.0 - best) * 0.6, 4))
        return self.one_of([band["level"] for band in SCALE["bands"]]) if roll < 0.4 else best

    def series(self, phases, low, high, given):
        """None (unscored), or values in some phases."""
        if not self.chance(given):
            return None
        first = 1 if self.chance(0.8) else self.number(1, phases)
        later = [t for t in range(first + 1, phases + 1) if self.chance(0.3)]
        return {f"t{t}": self.probability(low, high) for t in [first, *later]}


def random_assessment(seed):
    dice = Dice(seed)
    phases = dice.number(2, 4)
    ids = [f"v{i}" for i in range(dice.number(4, 6))]
    outcomes = {ids[0]} | ({ids[2]} if dice.chance(0.3) else set())
    with_mitigations = [f"m{i}" for i in range(dice.number(1, 3))]
    nodes = []
    for v in ids:
        gate = dice.one_of(["any", "any", "all", {"at_least": 1}, {"at_least": 2}, {"at_least": 2}])
        nodes.append(node(
            v, "outcome" if v in outcomes else dice.one_of(["origin", "enabler", "host", "channel", "state", "residual"]),
            stable=dice.series(phases, 0.5, 0.98, 0.3 if v in outcomes else 0.7), persists=dice.series(phases, 0.1, 0.9, 0.8),
            initially=dice.probability(0.05, 0.5) if dice.chance(0.3) else None, gate=gate))
    links = []
    for i in range(len(ids) + dice.number(1, 4)):
        source, target = dice.one_of(ids), dice.one_of(ids)
        if source == target:
            source = ids[ids.index(target) - 1]
        extra = {}
        if dice.chance(0.25):
            extra["delay_phases"] = 1
        if dice.chance(0.2):
            extra["requires"] = dice.one_of(with_mitigations)
        links.append(link(source, target, dice.series(phases, 0.2, 0.95, 0.9), id=f"e{i}", **extra))
    mitigations = []
    for m in with_mitigations:
        extra = {"enabled": False} if dice.chance(0.2) else {}
        mitigations.append(mitigation(
            m, dice.series(phases, 0.3, 0.95, 0.9), prevents=dice.some_of(ids, 0.3), restores=dice.some_of(ids, 0.3),
            blocks=dice.some_of([l["id"] for l in links], 0.3), undermined_by=dice.some_of(ids, 0.25), **extra))
    hypotheses = [
        hypothesis(f"h{i}", dice.number(0 if i else 1, 5) / 4,
                   *(round(dice.source.random() * 4 - 2, 2) if dice.chance(0.7) else None for _ in range(3)))
        for i in range(dice.number(0, 3))
    ]
    return assessment(f"Random mixture {seed}", phases, nodes, links, mitigations=mitigations, hypotheses=hypotheses, scale=SCALE)


def is_feasible(document, limit=2**15):
    """Whether no phase has too many assignments."""
    hypothesis = {"id": "any", "weight": 1.0}
    phases = range(len(document["phases"]))
    counts = [sum(0.0 < p < 1.0 for p in probabilities(document, hypothesis, t).values()) for t in phases]
    return 2 ** max(counts) <= limit


def is_telling(document):
    """Whether outcomes are neither settled nor constant, and most nodes are in doubt."""
    answer = expected(document)
    curve = answer["any_outcome"]
    doubtful = sum(0.01 < n["ever"][-1] < 0.995 for n in answer["nodes"].values())
    return 0.02 < curve[0] < curve[-1] < 0.95 and doubtful >= len(document["nodes"]) - 1


def mixtures(wanted=12):
    seed = 0
    for number in range(1, wanted + 1):
        while True:
            seed += 1
            document = random_assessment(seed)
            if is_feasible(document) and is_telling(document):
                break
        yield f"random-{number:02}", document


# Writing


def text(document):
    """JSON with one element a line."""
    fields = []
    for name, content in document.items():
        if isinstance(content, list) and content and isinstance(content[0], dict):
            content = "[\n" + ",\n".join(f"    {json.dumps(one)}" for one in content) + "\n  ]"
        else:
            content = json.dumps(content)
        fields.append(f"  {json.dumps(name)}: {content}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def main(folder):
    for family in (known_answers, features, combinations, mixtures):
        for name, document in family():
            (Path(folder) / f"{name}.json").write_text(text(document), encoding="utf-8")
            print(name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: generate.py FOLDER")
    main(sys.argv[1])
