"""Builds sample.json, the questions of the mock workshop, from the worked example of the workbench.

Usage: make_sample.py path/to/coding-agent-fleet.driftline > sample.json

The document is RON; the few fields that are needed are picked out by their fixed layout.
"""

import json
import re
import sys

text = open(sys.argv[1], encoding="utf-8").read()
parts = {name: text.index(f"\n  {name}: [(") for name in ("phases", "nodes", "links", "mitigations", "pathways")}


def section(name, until):
    return text[parts[name]:parts[until]].split("\n  ), (")


def field(block, name, default=""):
    found = re.search(rf'\n    {name}: "((?:[^"\\]|\\.)*)"', block)
    return found.group(1).replace("\\'", "'").replace('\\"', '"').replace("\\n", "\n") if found else default


nodes = {}
for block in section("nodes", "links"):
    position = re.search(r"position: \(\s*x: ([-\d.]+),\s*y: ([-\d.]+)", block)
    nodes[field(block, "id")] = {
        "name": field(block, "name"), "kind": re.search(r"kind: (\w+)", block).group(1),
        "statement": field(block, "statement"), "notes": field(block, "notes"),
        "x": float(position.group(1)), "y": float(position.group(2)),
    }
links = {}
for block in section("links", "mitigations"):
    links[field(block, "id")] = {"from": field(block, "from"), "to": field(block, "to"), "name": field(block, "name"),
                                 "mechanism": (re.findall(r"mechanism: (\w+)", block) or [""])[0].replace("_", " "), "notes": field(block, "notes")}
mitigations = {}
for block in section("mitigations", "pathways"):
    blocks = re.search(r"blocks: \[(.*?)\]", block)
    restores = re.search(r"restores: \[(.*?)\]", block)
    mitigations[field(block, "id")] = {
        "name": field(block, "name"), "limitations": field(block, "limitations"),
        "blocks": re.findall(r'"([^"]+)"', blocks.group(1)) if blocks else [],
        "restores": re.findall(r'"([^"]+)"', restores.group(1)) if restores else [],
    }
phases = dict(re.findall(r'id: "([^"]+)",\n    name: "([^"]+)",\n    kind:', text[parts["phases"]:parts["nodes"]]))
scale = text[text.index("\n  scale: ("):]
bands = [{"name": name, "low": float(low), "high": float(high)} for name, low, high in
         re.findall(r'level: "([^"]+)",\s*low: ([-\de.]+),(?:\s*best: [-\de.]+,)?\s*high: ([-\de.]+)', scale)]
# On stability a level of the scale names how likely turning is; the page is given what it fills in.
turned = [{"name": "turning: " + band["name"], "low": 1 - band["high"], "high": 1 - band["low"]} for band in bands]


def graph(focus_nodes, focus_link=None, extra=None):
    """What surrounds the element: its neighbors over one link, at most four a side."""
    shown, used = dict.fromkeys(focus_nodes), []
    for name, link in links.items():
        if link["from"] in focus_nodes or link["to"] in focus_nodes:
            if len(shown) < 7 or (link["from"] in shown and link["to"] in shown):
                shown[link["from"]] = shown[link["to"]] = None
    for name, link in links.items():
        if link["from"] in shown and link["to"] in shown:
            used.append({"from": link["from"], "to": link["to"], "name": link["name"] or link["mechanism"], "focus": name == focus_link})
    drawn = [{"id": name, "name": nodes[name]["name"], "kind": nodes[name]["kind"], "x": nodes[name]["x"], "y": nodes[name]["y"],
              "focus": name in focus_nodes and focus_link is None} for name in shown]
    if extra:
        drawn.append(extra)
    return {"nodes": drawn, "links": used}


questions = []


def ask(element, kind, dimension, phase, wording, resolution, context, picture, steps=4):
    questions.append({
        "id": f"q{len(questions) + 1}", "text": wording, "element": element, "kind": kind, "dimension": dimension,
        "phase": phases.get(phase), "resolution": resolution, "unit": "probability", "context": context, "steps": steps,
        "previous": None, "feedback": None, "bands": turned if dimension == "stability" else bands, "graph": picture, "quantity": None,
    })


def lower(sentence):
    return sentence[0].lower() + sentence[1:].rstrip(".")


for name, phase in [("agents-notebook", "internal-broad"), ("notebook-agents", "internal-broad"), ("task-agents", "internal-broad"),
                    ("agents-internet", "external-limited"), ("memory-successor", "successor-hand-over")]:
    link = links[name]
    source, target = nodes[link["from"]], nodes[link["to"]]
    ask(f'{source["name"]} → {target["name"]}', "link", "likelihood", phase,
        f'In phase {phases[phase]}: if {lower(source["statement"])}, how likely is it that this leads to the following? {target["statement"]}',
        "A review of the logs of the phase finds at least one case, or finds none although it would have found one.",
        f'{link["notes"]}\n{target["notes"]}'.strip(), graph([link["from"], link["to"]], name))
for name, phase in [("coding-agents", "internal-broad"), ("ambitious-task", "internal-broad"), ("rogue-deployment", "external-limited")]:
    node = nodes[name]
    ask(node["name"], "node", "stability", phase,
        f'In phase {phases[phase]}: how likely is it that the following does NOT come about by itself, without spread from elsewhere? {node["statement"]}',
        "No case without an inbound route is found by the end of the phase.", node["notes"], graph([name]), steps=3)
node = nodes["shared-notebook"]
ask(node["name"], "node", "persistence", "internal-broad",
    f'In phase {phases["internal-broad"]}: if this held at the end of the phase before, how likely is it that it still holds without new spread? {node["statement"]}',
    "Entries of the former phase are still read and acted on.", node["notes"], graph(["shared-notebook"]))
for name in ("offline-monitoring", "channel-limits", "credential-scoping"):
    mitigation = mitigations[name]
    covered = [links[link]["to"] for link in mitigation["blocks"] if link in links] + [node for node in mitigation["restores"] if node in nodes]
    covered = list(dict.fromkeys(covered))[:2] or ["coding-agents"]
    extra = {"id": name, "name": mitigation["name"], "kind": "mitigation", "x": nodes[covered[0]]["x"], "y": nodes[covered[0]]["y"] - 60, "focus": True}
    picture = graph(covered, extra=extra)
    for node in picture["nodes"][:-1]:
        node["focus"] = False
    blocked = [(links[link]["from"], links[link]["to"]) for link in mitigation["blocks"] if link in links]
    for link in picture["links"]:
        link["focus"] = (link["from"], link["to"]) in blocked
    picture["links"] += [{"from": name, "to": node["id"], "name": "restores", "focus": False} for node in picture["nodes"][:-1] if node["id"] in mitigation["restores"]]
    ask(mitigation["name"], "mitigation", "effectiveness", "internal-broad",
        f'In phase {phases["internal-broad"]}: how likely is it that the mitigation {mitigation["name"]} does its job in everything that it covers?',
        "A red-team exercise in the phase is stopped or reported.", mitigation["limitations"], picture)
# A seed question: nothing tells that its answer is known.
ask("", "", "", None, "Of the 898 tasks in the reported incident, what share was never solved by any instance?",
    "The published table of the incident.", "", None)
json.dump({"title": "Internal coding-agent fleet", "questions": questions}, sys.stdout, indent=1, ensure_ascii=False)
