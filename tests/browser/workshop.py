"""A whole workshop in real browsers: twelve participants in headless Chromium against `driftline serve`.

Usage: workshop.py path/to/driftline

Two rounds. One participant reloads in the middle, one comes late, one sends twice and from two devices, and the server is
killed and started again while answers are on their way. In the end every judgement stands in the document exactly once, and
no response that any page got held anything of another's before it was revealed: all bodies are looked through for the
numbers, reasons and pseudonyms of the others.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from browser import Browser, until
from room import Server, document, links

EXPERTS = ["Heron", "Finch", "Osprey", "Plover", "Curlew", "Dunlin", "Godwit", "Knot", "Ruff", "Avocet", "Stilt"]
GUEST = "Turnstone"
ROUNDS = {"one": 3, "two": 3}
#: Sends what the page sent and got to the driver, before the page sees it.
TAP = """(() => {
  const real = window.fetch;
  window.fetch = async (path, options) => {
    const answer = await real(path, options);
    const body = await answer.clone().text();
    window.tap(JSON.stringify({ path: String(path), method: options?.method, sent: options?.body ?? null, status: answer.status, body }));
    return answer;
  };
})()"""


def numbers(name, question, number):
    """Low, best and high of one participant to one question of one round, in percent: nobody else says any of them."""
    seed = 1 + (EXPERTS + [GUEST]).index(name) * 7 + question * 101 + number * 1009
    best = 20 + seed / 100
    return {"low": f"{best - 7.0007:.4f} %", "best": f"{best:.4f} %", "high": f"{best + 11.0013:.4f} %"}


def reason(name, question, number, extra=""):
    return f"reason/{EXPERTS.index(name) if name in EXPERTS else 'guest'}/{question}/{number}{extra}/end"


def leaves(value):
    """All texts and numbers of a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


class Participant:
    """One expert with one page."""

    def __init__(self, browser, name):
        self.name, self.read, self.bodies, self.sent = name, 0, [], []
        self.page = browser.page()
        self.page.size(1000, 900)
        self.page.call("Runtime.addBinding", name="tap")
        self.page.call("Page.addScriptToEvaluateOnNewDocument", source=TAP)

    def drain(self):
        """Takes in what came since the last time."""
        self.page.run("1")
        for event in self.page.events[self.read:]:
            if event["method"] == "Runtime.bindingCalled":
                told = json.loads(event["params"]["payload"])
                self.bodies.append(told)
                if told["method"] == "PUT":
                    self.sent.append(told)
        self.read = len(self.page.events)

    def join(self, server, link=None):
        self.page.open(link or server.link)
        if not link:
            self.page.sees("Join the workshop")
            self.page.fill("#name", self.name)
            self.page.click("#joinButton")
        self.page.sees(f"You answer as {self.name}", "#who")

    def go(self, question):
        self.page.run(f"document.querySelectorAll('#questions button')[{question - 1}].click()")
        until(lambda: f"Question {question} of" in self.page.run("document.querySelector('#number').textContent"), f"question {question}")

    def fill(self, question, number, extra=""):
        self.go(question)
        for field, text in numbers(self.name, question, number).items():
            self.page.fill(f"#{field}", text)
        if not self.page.run("document.querySelector('#sure').hidden"):
            self.page.fill("#confidence", "80 %")
        self.page.fill("#rationale", reason(self.name, question, number, extra))

    def submit(self, seen="Sent"):
        # What follows a double click at once is not taken for a second answer.
        until(lambda: not self.page.run("document.querySelector('#submit').disabled"), "the button")
        self.page.click("#submit")
        self.page.sees(seen, "#state")

    def answer(self, question, number, extra=""):
        self.fill(question, number, extra)
        self.submit()


class Workshop:
    """The whole of it."""

    def __init__(self, program, folder):
        self.program, self.path, self.csv = program, folder / "fleet.json", folder / "links.csv"
        document(program, self.path, EXPERTS, 3, ROUNDS)
        self.arguments = ("--guests", "--links", self.csv)
        self.server = Server(program, self.path, "--round", "one", *self.arguments)
        self.browser = Browser("chromium")
        self.everybody, self.looked = {}, 0

    def enter(self, name):
        """By personal link who has one in even places of the list, else by code."""
        one = Participant(self.browser, name)
        place = EXPERTS.index(name) if name in EXPERTS else 1
        one.join(self.server, links(self.csv)[name.lower()] if place % 2 == 0 else None)
        self.everybody[name] = one
        return one

    def look(self, number, is_revealed):
        """Looks through everything that came so far for what others said in a round, and for who they are."""
        for one in self.everybody.values():
            one.drain()
        for name, one in self.everybody.items():
            others = [other for other in EXPERTS + [GUEST] if other != name]
            texts, values = set(), []
            for other in others:
                for question in range(1, 4):
                    texts.add(f"reason/{EXPERTS.index(other) if other in EXPERTS else 'guest'}/{question}/{number}")
                    values += [float(text.split()[0]) / 100 for text in numbers(other, question, number).values()]
            found = set()
            for told in one.bodies:
                for leaf in leaves(json.loads(told["body"] or "null")):
                    self.looked += 1
                    if isinstance(leaf, str):
                        assert not any(other in leaf or other.lower() == leaf for other in others), f"{name} is told of another: {leaf}"
                        found |= {text for text in texts if text in leaf}
                    elif isinstance(leaf, float):
                        found |= {value for value in values if abs(leaf - value) < 1e-9}
            # Once it is revealed all of it is there: so what is looked for would be found.
            wanted = texts | set(values) if is_revealed else set()
            assert found == wanted, f"{name} is told {found - wanted}, and not told {wanted - found}"

    def first_round(self):
        late, reloading, twice, away = "Stilt", "Heron", "Finch", "Osprey"
        for name in [*EXPERTS, GUEST]:
            if name != late:
                self.enter(name)
        for name, one in self.everybody.items():
            one.answer(1, 1)
        # Reloads with a half-written answer: the draft is there again, and goes on.
        one = self.everybody[reloading]
        one.fill(2, 1)
        one.page.reload()
        one.page.sees("You answer as", "#who")
        one.go(2)
        until(lambda: one.page.run("document.querySelector('#rationale').value") == reason(reloading, 2, 1), "the draft after the reload")
        one.submit()
        self.send_twice(self.everybody[twice])
        # The server dies while one is writing, and is started anew.
        one = self.everybody[away]
        one.fill(2, 1)
        self.server.kill()
        one.page.click("#submit")
        one.page.sees("will be sent", "#state", 30)
        link = self.server.link
        self.server = Server(self.program, self.path, *self.arguments)
        assert self.server.link == link, "the link is another one after the restart"
        for one in self.everybody.values():
            one.page.run("dispatchEvent(new Event('online'))")
        self.everybody[away].page.sees("Sent", "#state", 60)
        self.enter(late).answer(1, 1)
        for name, one in self.everybody.items():
            for question in (2, 3):
                one.drain()
                if not any(json.loads(put["sent"])["question"] == f"q{question}" and put["status"] == 200 for put in one.sent):
                    one.answer(question, 1)
        return twice

    def send_twice(self, one):
        """The same request once more, a double click, and another answer from a second device."""
        one.drain()
        put = one.sent[-1]
        again = "fetch('/api/judgements', { method: 'PUT', headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ' + localStorage.getItem('driftline:token') }, body: %s }).then((answer) => answer.text())"
        assert json.loads(one.page.run(again % json.dumps(put["sent"]))) == json.loads(put["body"]), "another acknowledgement"
        one.fill(2, 1)
        one.page.click("#submit", times=2)
        one.page.sees("Sent", "#state")
        second = Participant(self.browser, one.name)
        second.page.open(f"{self.server.base}/")
        second.page.sees("Join the workshop")
        second.page.run(f"localStorage.setItem('driftline:token', {json.dumps(one.page.run('localStorage.getItem(`driftline:token`)'))})")
        second.page.reload()
        second.page.sees("You answer as", "#who")
        second.go(1)
        second.answer(1, 1, "/second")
        # The first device hears of it.
        one.go(1)
        until(lambda: "/second" in one.page.run("document.querySelector('#rationale').value"), "the answer of the other device")
        second.drain()
        one.bodies += second.bodies
        second.page.socket.close()

    def second_round(self):
        for one in self.everybody.values():
            one.page.sees("Round two", "#title", 30)
        for name, one in self.everybody.items():
            one.go(1)
            until(lambda: not one.page.run("document.querySelector('#feedback').hidden"), "what the first round came to")
            for question in (1, 2, 3):
                one.answer(question, 2)

    def check(self, twice):
        """Every judgement exactly once."""
        panel = json.loads(self.path.read_text(encoding="utf-8"))["panel"]
        ids = {expert["id"]: expert["pseudonym"] for expert in panel["experts"]}
        assert sorted(ids.values()) == sorted([*EXPERTS, GUEST]), ids
        wanted = [(name, f"q{question}", round_id, reason(name, question, number))
                  for name in [*EXPERTS, GUEST] for number, round_id in ((1, "one"), (2, "two")) for question in (1, 2, 3)]
        wanted.append((twice, "q1", "one", reason(twice, 1, 1, "/second")))
        found = [(ids[j["expert"]], j["question"], j["round"], j.get("rationale", "")) for j in panel["judgements"]]
        assert sorted(found) == sorted(wanted), f"lost: {set(wanted) - set(found)}, too many: {[f for f in found if found.count(f) > 1 or f not in wanted]}"
        for j in panel["judgements"]:
            number = 1 if j["round"] == "one" else 2
            texts = numbers(ids[j["expert"]], int(j["question"][1:]), number)
            said = j["answer"]["range"]
            assert all(abs(said[field] - float(texts[field].split()[0]) / 100) < 1e-9 for field in said), (j, texts)
            assert j["confidence"] == 80, j
        return len(found)

    def run(self):
        twice = self.first_round()
        self.look(1, False)
        self.server.say("status", "round one: open")
        self.server.say("close", "round one is closed")
        for one in self.everybody.values():
            one.page.sees("is closed", "#notice", 30)
        self.look(1, False)
        self.server.say("reveal", "round one is revealed")
        for one in self.everybody.values():
            one.page.sees("is revealed", "#notice", 30)
            one.go(1)
            one.page.sees("12 judgements", "#result")
        self.look(1, True)
        self.server.say("open two", "round two is open")
        self.second_round()
        self.look(2, False)
        self.server.say("close", "round two is closed")
        self.look(2, False)
        self.server.say("reveal", "round two is revealed")
        for one in self.everybody.values():
            one.page.sees("is revealed", "#notice", 30)
        self.look(2, True)
        complaints = {name: one.page.complaints() for name, one in self.everybody.items()}
        assert not any(complaints.values()), complaints
        self.server.stop()
        return self.check(twice)

    def close(self):
        self.browser.close()
        if self.server.process.poll() is None:
            self.server.kill()


def main():
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="workshop-") as folder:
        workshop = Workshop(Path(sys.argv[1]).resolve(), Path(folder))
        try:
            count = workshop.run()
            bodies = sum(len(one.bodies) for one in workshop.everybody.values())
        finally:
            workshop.close()
    print(f"{count} judgements, each once; {bodies} answers of the server with {workshop.looked} texts and numbers looked through; {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
