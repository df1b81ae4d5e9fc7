"""Reads a driftline JSON document into plain arrays: the part of SEMANTICS that all peers can express."""

import json
from dataclasses import dataclass

import numpy as np


class Unsupported(Exception):
    """The document asks for something that the peers cannot express."""


@dataclass(frozen=True)
class Document:
    """One threat model as arrays; links sorted by source.

    `emergence` and `persistence` are phases × nodes, `likelihood` is phases × links, all probabilities.
    `starts` has one entry a node and one more: the links out of node u are starts[u]..starts[u + 1].
    `need` is how many opened links a node's gate asks for.
    """

    name: str
    path: str
    emergence: np.ndarray
    persistence: np.ndarray
    likelihood: np.ndarray
    source: np.ndarray
    target: np.ndarray
    starts: np.ndarray
    need: np.ndarray

    @property
    def phases(self):
        return self.emergence.shape[0]

    @property
    def nodes(self):
        return self.emergence.shape[1]

    @property
    def links(self):
        return len(self.source)

    @property
    def is_gated(self):
        return bool((self.need > 1).any())


def read(path):
    """The document in a file.

    Raises Unsupported where it has mitigations, hypotheses, delays, initial misalignment or levels.
    """
    with open(path, encoding="utf-8") as file:
        raw = json.load(file)
    for key in ("mitigations", "hypotheses"):
        if raw.get(key):
            raise Unsupported(f"{key} are beyond the peers")
    phases = [phase["id"] for phase in raw["phases"]]
    place = {node["id"]: v for v, node in enumerate(raw["nodes"])}
    for node in raw["nodes"]:
        if _value(node.get("initially_misaligned"), 0.0) > 0.0:
            raise Unsupported("initial misalignment is beyond the peers")
    if any(link.get("delay_phases") for link in raw["links"]):
        raise Unsupported("delays are beyond the peers")

    source = np.array([place[link["from"]] for link in raw["links"]], dtype=np.int64)
    target = np.array([place[link["to"]] for link in raw["links"]], dtype=np.int64)
    order = np.argsort(source, kind="stable")
    inbound = np.bincount(target, minlength=len(place))
    need = np.array([_need(node, inbound[v]) for v, node in enumerate(raw["nodes"])], dtype=np.int64)
    outbound = np.bincount(source, minlength=len(place))
    return Document(
        name=path.rsplit("/", 1)[-1].removesuffix(".json"),
        path=path,
        emergence=1.0 - _table(raw["nodes"], "stability", phases, 1.0),
        persistence=_table(raw["nodes"], "persistence", phases, 1.0),
        likelihood=np.ascontiguousarray(_table(raw["links"], "likelihood", phases, 0.0)[:, order]),
        source=source[order],
        target=target[order],
        starts=np.concatenate(([0], np.cumsum(outbound))),
        need=need,
    )


def _value(score, default):
    if score is None:
        return default
    estimate = score["estimate"]
    if "point" in estimate:
        return estimate["point"]
    if "range" in estimate:
        return estimate["range"]["best"]
    raise Unsupported("levels are beyond the peers")


def _table(elements, dimension, phases, default):
    """Phases × elements; a phase without a value has that of the last one before it that has one."""
    table = np.empty((len(phases), len(elements)))
    for column, element in enumerate(elements):
        series, value = element.get(dimension, {}), default
        for row, phase in enumerate(phases):
            value = _value(series.get(phase), value)
            table[row, column] = value
    return table


def _need(node, inbound):
    gate = node.get("gate", "any")
    if gate == "any":
        return 1
    # A node without inbound links is never reached, whatever its gate.
    return max(1, inbound) if gate == "all" else gate["at_least"]
