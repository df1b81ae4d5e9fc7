"""Takes screenshots of the page into shots/, for looking at: every state on a phone, a small laptop and a projector, light and dark, at 200 %.

Usage: shots.py [part of a name]
"""

import json
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path

from browser import Browser
from test_page import TestPage

PORT = 8931
BASE = f"http://127.0.0.1:{PORT}"
HERE = Path(__file__).parent
OUT = HERE / "shots"
# Width, height, points per pixel. "200" is the small laptop at 200 %.
SIZES = {"phone": (390, 844, 2), "laptop": (1280, 720, 1), "projector": (1920, 1080, 1), "200": (640, 360, 2), "tiny": (320, 640, 2), "turned": (740, 360, 2)}
EMPTY = {"previous": None, "feedback": None, "bands": [], "graph": None, "element": "", "kind": "", "dimension": "", "phase": None}


def mock(**settings):
    urllib.request.urlopen(urllib.request.Request(f"{BASE}/mock/set", json.dumps(settings).encode(), {"Content-Type": "application/json"}))


class Shots:
    """The pictures of one page."""

    def __init__(self, page, wanted):
        self.page, self.wanted, self.wide = page, wanted, []

    def series(self, name, sizes=SIZES, looks=(False, True), number=None):
        """The page as it is, or at a question, in sizes and looks."""
        if self.wanted not in name:
            return
        for size in sizes:
            width, height, scale = SIZES[size]
            for is_dark in looks:
                self.page.look(is_dark)
                self.page.size(width, height, scale)
                if number:
                    self.page.run(f"document.querySelectorAll('#questions button')[{number - 1}].click()")
                self.page.run("document.activeElement.blur(); scrollTo(0, 0)")
                time.sleep(0.25)
                path = OUT / f"{name}-{size}{'-dark' if is_dark else ''}.png"
                self.page.shot(path)
                if size in ("phone", "laptop"):
                    self.page.shot(path.with_stem(f"{path.stem}-full"), True)
                if self.page.run("document.documentElement.scrollWidth > innerWidth"):
                    self.wide.append(path.name)
        self.page.look()
        self.page.size(1280, 720)

    def fill(self, **texts):
        for field, text in texts.items():
            self.page.fill(f"#{field}", text)


def served(page, shots):
    """Everything that a workshop shows."""
    sample = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))["questions"]
    amounts = [{**EMPTY, **asked, "id": "a" + asked["id"], "context": "The table of the year before told of 1 200 000 lines."} for asked in TestPage.AMOUNTS]
    mock(questions=sample + amounts)
    page.size(1280, 720)
    page.open(f"{BASE}/#K7QX4M")
    page.sees("Join the workshop")
    shots.series("join")
    page.fill("#name", "Heron")
    page.click("#joinButton")
    page.sees("Question 1 of 16")
    shots.series("empty")
    shots.fill(low="2 %", high="1 in 5", best="7", confidence="80", rationale="Every agent of a project reads the notebook. Against it: short tasks never open it.")
    shots.series("filled")
    page.click("#submit")
    page.sees("Sent", "#state")
    page.run("document.querySelectorAll('#questions button')[1].click()")
    shots.fill(low="0.1", high="0.6", best="0.3")
    shots.series("fractions", ["phone", "laptop"])
    shots.fill(low="5", high="1", best="3")
    page.click("#submit")
    shots.series("wrong", ["phone", "laptop"])
    page.run("document.querySelectorAll('#questions button')[2].click()")
    page.click("#abstain")
    page.click("#reasons label:nth-child(2)")
    shots.series("abstain", ["phone", "laptop"])
    page.click("#abstain")
    page.run("document.querySelectorAll('#questions button')[3].click()")
    page.fill("#best", "4")
    page.click("#submit")
    page.sees("Sent", "#state")
    shots.series("point", ["phone", "laptop"])
    page.run("document.querySelectorAll('#questions button')[13].click()")
    shots.series("amount-empty", ["phone", "laptop"])
    shots.fill(low="1.2e5", high="30 million", best="2 000 000", confidence="80")
    shots.series("amount")
    page.click("#submit")
    page.sees("Sent", "#state")
    page.run("document.querySelectorAll('#questions button')[14].click()")
    shots.fill(low="-3", high="0,5", best="-1")
    page.click("#submit")
    page.sees("Sent", "#state")
    shots.series("amount-linear", ["phone", "laptop"])
    shots.series("stability", ["phone", "laptop"], number=8)
    shots.series("mitigation", ["phone", "laptop"], number=10)
    page.size(390, 844, 2)
    page.click("#toggle")
    shots.series("list", ["phone"])
    page.size(390, 844, 2)
    page.click("#toggle")
    mock(state="closed")
    page.sees("is closed", "#notice")
    shots.series("closed", ["phone", "laptop"], number=1)
    mock(round="r2", name="Round 2", state="open", deadline=(datetime.now(timezone.utc) + timedelta(minutes=12)).isoformat())
    page.sees("PREVIOUS ROUND")
    shots.series("second", number=1)
    shots.series("second-amount", ["phone", "laptop", "projector"], number=14)
    mock(state="revealed")
    page.sees("ALL JUDGEMENTS")
    shots.series("revealed", number=1)
    page.run("document.querySelectorAll('#result details').forEach((e) => { e.open = true; })")
    shots.series("revealed-amount", number=14)


def in_a_file(page, shots):
    """The ballot of a file, with very many questions too."""
    test = TestPage()
    for name, count in (("file", 13), ("file-long", 200)):
        page.open(test.ballot_file(OUT, test.ballot(count)).as_uri())
        page.sees(f"Question 1 of {count}")
        shots.fill(low="2", high="20", best="7")
        page.click("#submit")
        page.click("#save")
        page.sees("Saved 1 answer", "#notice")
        shots.series(name, ["phone", "laptop", "200"])
        shots.series(f"{name}-last", ["laptop"], number=count)
    (OUT / "ballot.html").unlink()


def main():
    OUT.mkdir(exist_ok=True)
    server = subprocess.Popen([sys.executable, HERE / "mock.py", str(PORT)], stdout=subprocess.PIPE)
    server.stdout.readline()
    browser = Browser()
    try:
        page = browser.page()
        page.call("Browser.setDownloadBehavior", behavior="deny", browserContextId=page.context)
        shots = Shots(page, "".join(sys.argv[1:]))
        page.look()
        served(page, shots)
        in_a_file(page, shots)
        print("complaints:", page.complaints(), "wider than the window:", shots.wide)
    finally:
        browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
