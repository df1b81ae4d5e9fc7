"""A workshop in the program itself: a document with a panel, and `driftline serve` on it."""

import csv
import json
import queue
import re
import subprocess
import threading
from pathlib import Path

SAMPLE = Path(__file__).parent / "../../assets/samples/coding-agent-fleet.driftline"


def document(program, path, experts, count, rounds):
    """Writes the worked example with a panel: experts, so many questions about links, and rounds of ids to questions."""
    subprocess.run([program, "convert", SAMPLE, path], check=True)
    model = json.loads(path.read_text(encoding="utf-8"))
    phases = [phase["id"] for phase in model["phases"]]
    keys = [(link["id"], phase) for phase in phases for link in model["links"]][:count]
    assert len(keys) == count, f"the example has only {len(keys)} links and phases"
    questions = [{"id": f"q{number}", "asked": {"score": {"of": {"link": link}, "dimension": "likelihood", "phase": phase}}}
                 for number, (link, phase) in enumerate(keys, 1)]
    ids = [question["id"] for question in questions]
    model["panel"] = {
        "experts": [{"id": name.lower(), "pseudonym": name} for name in experts], "questions": questions,
        "rounds": [{"id": name, "name": f"Round {name}", "questions": ids[:asked]} for name, asked in rounds.items()],
    }
    path.write_text(json.dumps(model), encoding="utf-8")


class Server:
    """`driftline serve`, spoken to over its standard input."""

    def __init__(self, program, path, *arguments):
        self.process = subprocess.Popen([program, "serve", path, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.lines = queue.Queue()
        threading.Thread(target=self.listen, daemon=True).start()
        self.link = self.until("link: ").removeprefix("link: ")
        self.base, self.code = re.match(r"(http://[^/]+)/#(\w+)$", self.link).groups()
        self.until("type 'help'")

    def listen(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def until(self, words):
        """The next line that has some words."""
        seen = []
        while True:
            try:
                line = self.lines.get(timeout=60)
            except queue.Empty:
                raise AssertionError(f"no “{words}” after {seen}") from None
            if words in line:
                return line
            seen.append(line)

    def say(self, command, words):
        self.process.stdin.write(f"{command}\n")
        self.process.stdin.flush()
        return self.until(words)

    def kill(self):
        """Without any warning."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.stdin.write("stop\n")
        self.process.stdin.flush()
        assert self.process.wait(60) == 0, "the server did not end well"


def links(path):
    """Personal links by expert."""
    with open(path, encoding="utf-8", newline="") as file:
        return {row["expert"]: row["link"] for row in csv.DictReader(file)}
