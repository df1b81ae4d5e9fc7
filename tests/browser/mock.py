"""A stand-in for the workshop server: the API of the ballot page in memory, with a scripted workshop.

Usage: mock.py PORT [--keep FILE]

Beside the API, for tests only: GET /mock/log (every request with its body and every answer), POST /mock/set
(a JSON object of settings: round, state, deadline, mode, questions …). Nothing of that is part of the real server.
With --keep, tokens and judgements are written to FILE after each change and read back at the start, so that the
mock can be killed and started anew.
"""

import json
import os
import random
import secrets
import statistics
import sys
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import exp, log
from pathlib import Path

HERE = Path(__file__).parent
CODE = "K7QX4M"
LIMIT = 64 * 1024


def now():
    return datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


class Workshop:
    """All that the mock remembers."""

    def __init__(self, keep):
        sample = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))
        self.change = threading.Condition()
        self.keep = keep
        self.log = []
        self.title = sample["title"]
        self.questions = sample["questions"]
        self.settings = {"round": "r1", "name": "Round 1", "state": "open", "deadline": None, "mode": "", "feedback": None}
        self.version = 1
        self.tokens = {}
        self.once = {"one-time-Heron-1234": "Heron", "one-time-Wren-5678": "Wren"}
        self.records = []
        self.tries = 0
        if keep and keep.exists():
            kept = json.loads(keep.read_text(encoding="utf-8"))
            self.tokens, self.records, self.once, self.settings = kept["tokens"], kept["records"], kept["once"], kept["settings"]

    def changed(self):
        self.version += 1
        if self.keep:
            half = self.keep.with_suffix(".half")
            half.write_text(json.dumps({"tokens": self.tokens, "records": self.records, "once": self.once, "settings": self.settings}), encoding="utf-8")
            os.replace(half, self.keep)
        self.change.notify_all()

    def enter(self, name):
        token = secrets.token_urlsafe(24)
        expert = {"id": f"e{len(self.tokens) + 1}", "name": name or f"Expert {len(self.tokens) + 1}"}
        self.tokens[token] = expert
        self.changed()
        return {"token": token, "expert": expert}

    def latest(self, round_id):
        """Expert and question to the latest judgement of a round."""
        return {(record["expert"], record["question"]): record["judgement"] for record in self.records if record["round"] == round_id}

    def reveal(self, round_id, question):
        given = [judgement for (_, name), judgement in self.latest(round_id).items() if name == question]
        scored = [judgement for judgement in given if judgement["abstain"] is None]
        asked = next(asked for asked in self.questions if asked["id"] == question)
        to, back, made = AXES[(asked.get("quantity") or {"axis": "log_odds"})["axis"]]
        made_up = random.Random(question)
        for _ in range(6):
            middle = made_up.gauss(-2.2, 1.1)
            low, high = middle - abs(made_up.gauss(1, 0.4)), middle + abs(made_up.gauss(1.2, 0.5))
            scored.append({"low": sig(made(low)), "best": sig(made(middle)), "high": sig(made(high)), "rationale": made_up.choice(["", SAID[0], SAID[1], SAID[2]])})
        scored.append({"low": None, "best": sig(made(-2.5)), "high": None, "rationale": ""})
        made_up.shuffle(scored)
        values = {field: [judgement[field] for judgement in scored] for field in ("low", "best", "high")}
        texts = [judgement["rationale"] for judgement in scored if judgement["rationale"]]
        random.shuffle(texts)

        def pool(numbers):
            return back(statistics.mean(map(to, numbers)))

        pooled = {field: sig(pool([x for x in values[field] if x is not None])) for field in values}
        return {"n": len(scored), **values, "rationales": texts, "abstained": len(given) - sum(judgement["abstain"] is None for judgement in given), "pooled": {**pooled, "rule": "log-odds" if asked.get("quantity") is None else "quantile average"}}

    def state(self, expert):
        """What one expert may see."""
        settings = self.settings
        asked = [] if settings["state"] == "draft" else [dict(question) for question in self.questions]
        latest, before = self.latest(settings["round"]), self.latest("r1")
        mine = {question["id"]: latest[expert["id"], question["id"]] for question in asked if (expert["id"], question["id"]) in latest}
        if settings["round"] == "r2":
            for question in asked:
                question["previous"] = before.get((expert["id"], question["id"]))
                question["feedback"] = self.reveal("r1", question["id"])
        revealed = {question["id"]: self.reveal(settings["round"], question["id"]) for question in asked} if settings["state"] in ("revealed", "adopted") else None
        return {
            "version": self.version, "workshop": "w1", "title": self.title, "expert": expert, "questions": asked, "mine": mine, "revealed": revealed,
            "round": {"id": settings["round"], "name": settings["name"], "protocol": "idea", "state": settings["state"], "deadline": settings["deadline"]},
            "progress": {"answered": len(mine), "of": len(asked)},
        }

    def take(self, expert, body):
        """Records a submission; status and answer."""
        for record in self.records:
            if record["key"] == body["key"]:
                return 200, {"recorded": record["recorded"], "key": record["key"]}
        if body["round"] != self.settings["round"] or self.settings["state"] != "open":
            return 409, {"error": "This round is not open."}
        judgement = body["judgement"]
        if judgement["abstain"] is None:
            numbers = [judgement[field] for field in ("low", "best", "high")]
            if numbers[0] is None and numbers[2] is None:
                numbers = [numbers[1]] * 3
            if any(not isinstance(number, (int, float)) for number in numbers):
                return 422, {"error": "A number is missing.", "field": "low"}
            if not numbers[0] <= numbers[1] <= numbers[2]:
                return 422, {"error": "The best guess does not lie between lowest and highest.", "field": "best"}
        if judgement["rationale"] == "refuse me":
            return 422, {"error": "The server does not like this rationale.", "field": "rationale"}
        record = {"expert": expert["id"], "round": body["round"], "question": body["question"], "key": body["key"], "judgement": judgement, "recorded": now()}
        self.records.append(record)
        self.changed()
        return 200, {"recorded": record["recorded"], "key": record["key"]}


SAID = ["The notebook is read by every agent of a project; in the published case refusals spread exactly this way.",
        "Most runs never open it. I would expect the effect in long tasks only.",
        "Depends on whether monitoring reads the notebook. If it does, a tenth of this."]


def sig(number):
    return float(f"{number:.3g}")


def log_odds(p):
    return log(min(max(p, 1e-6), 1 - 1e-6) / (1 - min(max(p, 1e-6), 1 - 1e-6)))


def chance(x):
    return 1 / (1 + exp(-x))


# To the axis, back from it, and what a made-up place stands for.
AXES = {"log_odds": (log_odds, chance, chance), "log": (log, exp, lambda x: exp(3 * x + 14)), "linear": (float, float, lambda x: 120 * x)}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    workshop = None

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.workshop.log.append({"method": self.command, "path": self.path, "body": getattr(self, "body", None), "status": status,
                                  "answer": data.decode("utf-8", "replace") if kind == "application/json" and not self.path.startswith("/mock") else ""})
        self.send_response(status)
        for name, value in [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(data))), ("Cache-Control", "no-store"), *headers]:
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(data)
        except OSError:
            self.close_connection = True

    def read(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > LIMIT:
            self.close_connection = True
            return None
        self.body = json.loads(self.rfile.read(length) or b"null")
        return self.body

    def expert(self):
        return self.workshop.tokens.get((self.headers.get("Authorization") or "").removeprefix("Bearer "))

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/":
            return self.page()
        if path == "/mock/log":
            return self.answer(200, {"log": self.workshop.log, "records": self.workshop.records})
        if path == "/api/state":
            return self.state()
        return self.answer(404, {"error": "There is no such page."})

    def page(self):
        nonce = secrets.token_urlsafe(16)
        page = (HERE / "../../assets/workshop/page.html").read_text(encoding="utf-8").replace("{{NONCE}}", nonce)
        policy = f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        self.answer(200, page.encode(), "text/html", [("Content-Security-Policy", policy), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")])

    def state(self):
        workshop = self.workshop
        expert = self.expert()
        if expert is None:
            return self.answer(401, {"error": "Unknown token."})
        after = self.path.partition("after=")[2]
        with workshop.change:
            end = time.monotonic() + 20
            while after == str(workshop.version) and time.monotonic() < end:
                workshop.change.wait(end - time.monotonic())
            if after == str(workshop.version):
                body = {"version": workshop.version}
            else:
                body = workshop.state(expert)
        return self.answer(200, body)

    def do_POST(self):
        workshop = self.workshop
        body = self.read()
        with workshop.change:
            if self.path == "/mock/set":
                questions = body.pop("questions", None)
                if questions:
                    workshop.questions = questions
                if body.pop("forget", False):
                    workshop.tokens = {}
                workshop.settings.update(body)
                workshop.changed()
                return self.answer(200, {})
            if self.path == "/api/claim":
                name = workshop.once.get(body["token"], "")
                if name is None:
                    return self.answer(410, {"error": "Used."})
                if not name:
                    return self.answer(403, {"error": "Unknown."})
                workshop.once[body["token"]] = None
                return self.answer(200, workshop.enter(name))
            if self.path == "/api/join":
                workshop.tries += 1
                if workshop.settings["mode"] == "busy":
                    return self.answer(429, {"error": "Too many tries."}, headers=[("Retry-After", "30")])
                if body["code"] != CODE:
                    return self.answer(403, {"error": "Wrong code."})
                if any(expert["name"] == body.get("name") for expert in workshop.tokens.values()):
                    return self.answer(409, {"error": "Taken."})
                return self.answer(200, workshop.enter(body.get("name")))
        return self.answer(404, {"error": "There is no such page."})

    def do_PUT(self):
        workshop = self.workshop
        body = self.read()
        expert = self.expert()
        if expert is None:
            return self.answer(401, {"error": "Unknown token."})
        if body is None:
            return self.answer(413, {"error": "Too long."})
        mode = workshop.settings["mode"]
        if mode == "slow":
            time.sleep(1.0)
        if mode == "portal":
            # A network that answers instead of the server.
            workshop.settings["mode"] = ""
            return self.answer(200, {"sign": "in"})
        if mode == "full":
            workshop.settings["mode"] = ""
            return self.answer(429, {"error": "Too many."}, headers=[("Retry-After", "1")])
        with workshop.change:
            status, answer = workshop.take(expert, body)
        if mode == "mute":
            # Recorded, but the answer is lost on its way.
            workshop.settings["mode"] = ""
            return self.answer(502, b"Bad gateway", "text/plain")
        return self.answer(status, answer)


def main():
    keep = Path(sys.argv[sys.argv.index("--keep") + 1]) if "--keep" in sys.argv else None
    Handler.workshop = Workshop(keep)
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{sys.argv[1]}/#{CODE}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
