"""Drives the ballot page in real headless Chromium against the mock server.

Usage: test_page.py [-v] [TestPage.test_name …]
"""

import base64
import hashlib
import json
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

from browser import Browser, until

HERE = Path(__file__).parent
HOSTILE = '<img src=x onerror="window.stung=1"><script>window.stung=1</script>'
TURNED = "\u202eevil\u202c \u05d0\u05d1\u05d2 \u2067unclosed"
LEAK = 0.0731


class Mock:
    """A mock server that can be killed and started anew on the same port."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.keep = Path(tempfile.mkdtemp(prefix="ballot-mock-")) / "keep.json"
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([sys.executable, HERE / "mock.py", str(self.port), "--keep", self.keep], stdout=subprocess.PIPE)
        self.process.stdout.readline()

    def kill(self):
        """Without any warning."""
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def set(self, **settings):
        data = json.dumps(settings).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.base}/mock/set", data, {"Content-Type": "application/json"})).read()

    def seen(self):
        return json.load(urllib.request.urlopen(f"{self.base}/mock/log"))

    def records(self, expert=None):
        return [record for record in self.seen()["records"] if expert in (None, record["expert"])]

    def puts(self):
        return [entry for entry in self.seen()["log"] if entry["method"] == "PUT"]


class TestPage(unittest.TestCase):
    """One test, one mock, one page."""

    @classmethod
    def setUpClass(cls):
        # A name that is not "localhost" makes it a page without a secure context, as on a network without TLS.
        cls.browser = Browser("chromium", "--host-resolver-rules=MAP workshop.test 127.0.0.1")

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def setUp(self):
        self.mock = Mock()
        self.page = self.browser.page()
        self.page.size(1280, 800)
        self.pages = [self.page]

    def tearDown(self):
        self.mock.kill()
        shutil.rmtree(self.mock.keep.parent)
        for page in self.pages:
            self.assertEqual(page.complaints(), [])
            page.socket.close()

    # ------------------------------------------------------------ Steps

    def join(self, page=None, name="Heron"):
        page = page or self.page
        page.open(f"{self.mock.base}/#K7QX4M")
        page.sees("Join the workshop")
        page.fill("#name", name)
        page.click("#joinButton")
        page.sees("Question 1 of 13")

    def answer(self, low="2 %", high="20 %", best="7 %", confidence="80", page=None):
        page = page or self.page
        for field, text in (("low", low), ("high", high), ("best", best)):
            page.fill(f"#{field}", text)
        if confidence and not page.run("document.querySelector('#sure').hidden"):
            page.fill("#confidence", confidence)

    def submit(self, page=None, seen="Sent"):
        page = page or self.page
        page.click("#submit")
        page.sees(seen, "#state")

    def go(self, number, page=None):
        page = page or self.page
        page.run(f"document.querySelectorAll('#questions button')[{number - 1}].click()")
        page.sees(f"Question {number} of 13")

    def value(self, field, page=None):
        return (page or self.page).run(f"document.querySelector('#{field}').value")

    # ------------------------------------------------------------ Coming in

    def test_join_by_code(self):
        page = self.page
        page.open(f"{self.mock.base}/#K7QX4M")
        page.sees("Join the workshop")
        self.assertEqual(page.run("location.hash"), "")
        self.assertEqual(page.run("location.href"), f"{self.mock.base}/")
        self.assertEqual(self.value("code"), "K7QX4M")
        page.fill("#code", "wrong1")
        page.click("#joinButton")
        page.sees("This is not the code", "#codeSay")
        page.fill("#code", " k7q-x4m ")
        page.fill("#name", "Heron")
        page.click("#joinButton")
        page.sees("Question 1 of 13")
        page.sees("Heron", "#who")
        second = self.browser.page()
        self.pages.append(second)
        second.open(f"{self.mock.base}/#K7QX4M")
        second.fill("#name", "Heron")
        second.click("#joinButton")
        second.sees("taken", "#codeSay")
        self.mock.set(mode="busy")
        second.click("#joinButton")
        second.sees("wait 30 seconds", "#codeSay")
        # A reload goes on with the same token and asks for nothing.
        page.reload()
        page.sees("Question 1 of 13")
        joins = [entry for entry in self.mock.seen()["log"] if entry["path"] == "/api/join" and entry["status"] == 200]
        self.assertEqual(len(joins), 1)

    def test_join_by_one_time_link(self):
        page = self.page
        page.open(f"{self.mock.base}/#t=one-time-Heron-1234")
        page.sees("Heron", "#who")
        self.assertEqual(page.run("location.hash"), "")
        self.assertEqual(page.run("history.length <= 2"), True)
        second = self.browser.page()
        self.pages.append(second)
        second.open(f"{self.mock.base}/#t=one-time-Heron-1234")
        second.sees("used before", "#joinNote")
        second.open("about:blank")
        second.open(f"{self.mock.base}/#t=guessed-token-000")
        second.sees("not valid", "#joinNote")
        self.assertEqual(second.run("location.hash"), "")

    def test_in_a_network_without_tls(self):
        self.page.open(f"http://workshop.test:{self.mock.port}/#K7QX4M")
        self.page.sees("Join the workshop")
        self.assertFalse(self.page.run("isSecureContext"))
        self.page.click("#joinButton")
        self.page.sees("Question 1 of 13")
        self.answer()
        self.submit()
        self.assertEqual(len(self.mock.records()), 1)

    def test_code_scanned_again_changes_nothing(self):
        self.join()
        self.page.fill("#low", "3")
        self.page.run("location.hash = 'K7QX4M'")
        until(lambda: self.page.run("location.hash") == "", "the code to be taken out")
        self.assertEqual(self.value("low"), "3")
        self.assertEqual(len([entry for entry in self.mock.seen()["log"] if entry["path"] == "/api/join"]), 1)

    def test_unknown_token_leads_back_to_join_and_keeps_the_draft(self):
        self.join()
        self.page.fill("#low", "3 %")
        self.mock.set(forget=True)
        self.page.sees("join again", "#joinNote")
        self.assertTrue(any("3 %" in value for value in self.page.run("Object.values(localStorage)")))
        self.page.fill("#code", "K7QX4M")
        self.page.fill("#name", "Heron")
        self.page.click("#joinButton")
        self.page.sees("Question 1 of 13")
        # The mock gives the same id again.
        self.assertEqual(self.value("low"), "3 %")

    # ------------------------------------------------------------ Answering

    def test_keyboard_only(self):
        page = self.page
        page.open(f"{self.mock.base}/#K7QX4M")
        page.sees("Join the workshop")
        self.assertEqual(page.run("document.activeElement.id"), "name")
        page.type("Wren")
        page.key("Enter")
        page.sees("Question 1 of 13")
        until(lambda: page.run("document.activeElement.id") == "wording", "the focus on the question")
        page.run("document.querySelector('#skip').focus()")
        page.key("Enter")
        self.assertEqual(page.run("document.activeElement.id"), "wording")
        for _ in range(12):
            page.key("Tab")
            if page.run("document.activeElement.id") == "low":
                break
        page.type("2")
        page.key("Enter")
        self.assertEqual(page.run("document.activeElement.id"), "high")
        page.sees("2 % = 1 in 50", "#lowSay")
        page.type("1 in 5")
        page.key("Enter")
        page.type("5")
        page.sees("5 % = 1 in 20", "#bestSay")
        page.key("ArrowUp")
        self.assertEqual(self.value("best"), "5.5 %")
        # On the line: the three thumbs follow in the order of the fields.
        page.key("Tab")
        self.assertEqual(page.run("document.activeElement.getAttribute('aria-label')"), "lowest plausible, on the line")
        self.assertEqual(page.run("document.activeElement.getAttribute('aria-valuetext')"), "2\u00a0%, 1 in 50")
        page.key("ArrowRight")
        self.assertEqual(self.value("low"), "2.2 %")
        page.key("Tab")
        page.key("End")
        self.assertEqual(self.value("high"), "99.99 %")
        page.key("Home")
        self.assertEqual(self.value("high"), "5.5 %", "the highest stops at the best guess")
        page.run("document.querySelector('#best').focus()")
        page.key("Enter")
        self.assertEqual(page.run("document.activeElement.id"), "confidence")
        page.type("80")
        page.key("Enter")
        page.sees("Sent", "#state")
        page.sees("Next question", "#submit")
        time.sleep(0.6)
        page.key("Enter")
        page.sees("Question 2 of 13")
        self.assertEqual(page.run("document.activeElement.id"), "wording")
        self.assertEqual(len(self.mock.records()), 1)
        self.assertEqual(self.mock.records()[0]["judgement"], {"low": 0.022, "best": 0.055, "high": 0.055, "confidence": 0.8, "rationale": "", "abstain": None})

    def test_numbers_are_understood_and_echoed(self):
        self.join()
        cases = {
            "5 %": "5 % = 1 in 20", "0.05": "0.05 % = 1 in 2 000", "5": "5 % = 1 in 20", "1 in 20": "5 % = 1 in 20", "1:20": "5 % = 1 in 20",
            "2e-4": "0.02 % = 1 in 5 000", "0,05": "0.05 % = 1 in 2 000", "5,5 %": "5.5 % = about 1 in 18", "1/3": "33.3 % = 1 in 3",
            "1 in 1,000": "0.1 % = 1 in 1 000", "one in a million": "0.0001 % = 1 in 1 000 000", "1 in 1 000 000": "0.0001 % = 1 in 1 000 000",
            "10^-4": "0.01 % = 1 in 10 000", "3 × 10^-3": "0.3 % = 3 in 1 000", "~ 30%": "30 % = 3 in 10", "98": "98 % = all but 1 in 50", "5‰": "0.5 % = 1 in 200",
            "50": "50 % = 1 in 2", "99.99%": "99.99 % = all but 1 in 10 000", ".5": "0.5 % = 1 in 200", "3 out of 10": "30 % = 3 in 10", "37 %": "37 % = 37 in 100",
            "5 per cent": "5 % = 1 in 20", "1": "1 % = 1 in 100", "0.3": "0.3 % = 3 in 1 000", "7": "7 % = 7 in 100", "1 in 1": "100 % = certain, pooled as all but 1 in a million",
            "0": "0 % = impossible, pooled as 1 in a million", "100": "100 % = certain, pooled as all but 1 in a million", "1.5e-16": "1.5e-14 % = about 1 in 6 700 000 000 000 000", "1e-320": "1e-318 % = next to impossible", "1e0": "100 % = certain, pooled as all but 1 in a million",
        }
        for text, echo in cases.items():
            self.page.fill("#low", text)
            self.assertEqual(self.page.text("#lowSay"), echo, text)
        wrong = {"abc": "Not understood", "-3": "negative", "120": "More than 100", "100.1": "More than 100", "20:1": "larger", "1 in 0": "larger", "<5": "Not understood", "5 6 %x": "Not understood", "1e": "Not understood"}
        for text, words in wrong.items():
            self.page.fill("#low", text)
            self.page.run("document.activeElement.blur()")
            self.assertIn(words, self.page.text("#lowSay"), text)

    def test_fractions_are_asked_about_and_nothing_more(self):
        self.join()
        for field, text in (("low", "0.1"), ("high", "0.6"), ("best", "0.3")):
            self.assertTrue(self.page.run("document.querySelector('#meant').hidden"))
            self.page.fill(f"#{field}", text)
        self.page.sees("Read as 0.1 %, 0.6 %, 0.3 %. Did you mean 10 %, 60 %, 30 %?", "#meant")
        self.page.run("document.activeElement.blur()")
        self.page.sees("Did you mean 10 %", "#live")
        # It is only a question: what stands there counts as it stands.
        self.submit()
        self.assertEqual([self.mock.records()[0]["judgement"][field] for field in ("low", "best", "high")], [0.001, 0.003, 0.006])
        self.page.click("#meantButton")
        self.assertEqual([self.value(field) for field in ("low", "high", "best")], ["10 %", "60 %", "30 %"])
        self.assertTrue(self.page.run("document.querySelector('#meant').hidden"))
        # No question where a sign says what is meant, one number is not below 1, or one is 0.
        for low, high, best in (("0.1 %", "0.6 %", "0.3 %"), ("0.1", "1", "0.3"), ("0", "0.6", "0.3"), ("0.1", "", "0.3"), ("1 in 500", "0.6", "0.3")):
            self.answer(low, high, best, None)
            self.assertTrue(self.page.run("document.querySelector('#meant').hidden"), (low, high, best))
        self.answer("", "", "0.3", None)
        self.page.sees("Read as 0.3 %. Did you mean 30 %?", "#meant")

    def test_what_the_program_takes_the_page_takes(self):
        self.join()
        taken = {("0", "100", "50"): (0, 0.5, 1), ("0", "0", "0"): (0, 0, 0), ("100", "100", "100"): (1, 1, 1), ("", "", "0"): (None, 0, None), ("", "", "1 in 8"): (None, 0.125, None)}
        for number, (texts, wanted) in enumerate(taken.items(), 1):
            self.answer(*texts, None)
            self.submit()
            until(lambda: len(self.mock.records()) == number, "the record")
            judgement = self.mock.records()[-1]["judgement"]
            self.assertEqual(tuple(judgement[field] for field in ("low", "best", "high")), wanted)
            self.assertIsNone(judgement["confidence"])
            time.sleep(0.55)
        refused = {("5", "", "7"): ("highSay", "both ends or neither"), ("", "9", "7"): ("lowSay", "both ends or neither"), ("5", "9", ""): ("bestSay", "missing"), ("", "", ""): ("lowSay", "at least a best guess"),
                   ("5", "100.5", "7"): ("highSay", "More than 100"), ("-1", "9", "7"): ("lowSay", "negative")}
        for texts, (place, words) in refused.items():
            self.answer(*texts, None)
            self.page.click("#submit")
            self.page.sees(words, f"#{place}")
            self.assertEqual(self.page.run("document.querySelectorAll('[aria-invalid]').length"), 1, texts)
        self.assertEqual(len(self.mock.puts()), len(taken))

    def test_how_sure_may_be_left_out(self):
        self.join()
        self.answer("2", "9", "5", None)
        self.page.sees("Left out, it counts as 90 %", "#confidenceSay")
        says = {"80": "80 % sure.", "0.8": "0.8 % sure. Did you mean 80 %?", "30": "30 % sure. Would you rather set them further apart?", "100": "100 % sure.", "1 %": "1 % sure. Would you rather"}
        for text, words in says.items():
            self.page.fill("#confidence", text)
            self.assertTrue(self.page.text("#confidenceSay").startswith(words), (text, self.page.text("#confidenceSay")))
        for text, words in {"0": "more than 0 %", "101": "More than 100", "x": "Not understood", "-5": "Not understood"}.items():
            self.page.fill("#confidence", text)
            self.page.click("#submit")
            self.page.sees(words, "#confidenceSay")
        self.assertEqual(self.mock.puts(), [])
        self.page.fill("#confidence", "30")
        self.submit()
        self.assertEqual(self.mock.records()[0]["judgement"]["confidence"], 0.3)

    def test_a_best_guess_alone_is_shown_again(self):
        self.join()
        self.answer("", "", "4 %", "80")
        self.page.sees("counts for nothing", "#confidenceSay")
        self.submit()
        self.page.run("(() => { const t = localStorage['driftline:token']; localStorage.clear(); localStorage['driftline:token'] = t; })()")
        self.page.reload()
        self.page.sees("1 of 13 answered", "#progress")
        self.go(1)
        self.assertEqual([self.value(field) for field in ("low", "high", "best")], ["", "", "4 %"])
        self.page.sees("Sent", "#state")
        self.mock.set(round="r2", name="Round 2")
        self.page.sees("dashed on the line: best 4 %.", "#before")
        self.page.sees("best guesses from", "#feedback")
        self.assertIn("–", self.page.run("[...document.querySelectorAll('#feedback tr.own td')].map((e) => e.textContent).join()"))
        self.mock.set(state="revealed")
        self.page.sees("7 judgements", "#result")

    def test_wrong_order_is_told_at_the_field(self):
        self.join()
        self.answer("5", "1", "3")
        self.page.click("#submit")
        self.assertEqual(self.page.text("#highSay"), "Highest plausible, 1 %, is below lowest, 5 %.")
        self.assertEqual(self.page.run("document.activeElement.id"), "high")
        self.assertEqual(self.page.run("[...document.querySelectorAll('[aria-invalid]')].map((e) => e.id).join()"), "high")
        self.page.fill("#high", "20")
        self.page.fill("#best", "50")
        self.page.click("#submit")
        self.assertEqual(self.page.text("#bestSay"), "Best guess, 50 %, is above highest plausible, 20 %.")
        self.page.fill("#low", "10.00001 %")
        self.page.fill("#best", "10 %")
        self.page.click("#submit")
        self.assertEqual(self.page.text("#bestSay"), "Best guess, 10 %, is below lowest plausible, 10.00001 %.")
        self.assertEqual(self.mock.puts(), [])

    def test_three_steps_ask_for_no_confidence(self):
        self.join()
        self.go(6)
        self.assertTrue(self.page.run("document.querySelector('#sure').hidden"))
        self.answer("90 %", "99.9 %", "98 %")
        self.submit()
        self.assertIsNone(self.mock.records()[0]["judgement"]["confidence"])

    def test_words_fill_the_three_numbers(self):
        self.join()
        self.page.run("[...document.querySelectorAll('#bands button')].find((b) => b.textContent.startsWith('likely')).click()")
        self.assertEqual([self.value(field) for field in ("low", "high", "best")], ["55 %", "80 %", "69 %"])
        self.assertEqual(self.page.run("document.querySelectorAll('#bands [aria-pressed=true]').length"), 1)
        self.page.run("document.querySelector('#bands button').click()")
        self.assertEqual(self.value("low"), "0.0001 %")

    def test_dragging_and_tapping_on_the_line(self):
        self.join()
        page = self.page
        box = page.run("(() => { document.querySelector('#rail').scrollIntoView({block:'center'}); const b = document.querySelector('#rail').getBoundingClientRect(); return [b.x, b.y, b.width]; })()")
        for share in (0.3, 0.6, 0.4):
            x = box[0] + share * box[2]
            page.mouse("mousePressed", x, box[1] + 49)
            page.mouse("mouseReleased", x, box[1] + 49)
        low, high, best = (float(self.value(field).rstrip(" %")) for field in ("low", "high", "best"))
        self.assertTrue(low < best < high)
        self.assertAlmostEqual(low, 2.4, delta=0.2)
        x, y = page.center(".thumb.low span")
        page.mouse("mousePressed", x, y)
        for step in range(1, 30):
            page.mouse("mouseMoved", x + 20 * step, y)
        page.mouse("mouseReleased", x + 580, y)
        self.assertAlmostEqual(float(self.value("low").rstrip(" %")), best, msg="a thumb stops at its neighbor")
        # A drag that the browser takes for scrolling changes nothing.
        before = self.value("high")
        page.run("""(() => { const t = document.querySelector('.thumb.high'), b = t.getBoundingClientRect();
            const send = (kind, dx) => t.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerId: 1, clientX: b.x + dx, clientY: b.y, button: 0 }));
            document.querySelector('#scale').setPointerCapture = () => {};
            send('pointerdown', 5); send('pointermove', 60); send('pointercancel', 60); })()""")
        self.assertEqual(self.value("high"), before)

    def test_abstaining(self):
        self.join()
        self.page.fill("#low", "5")
        self.page.click("#abstain")
        self.page.click("#submit")
        self.page.sees("Choose a reason", "#abstainSay")
        self.page.click("#reasons label:nth-child(1)")
        self.page.fill("#detail", "never worked with notebooks")
        self.submit()
        judgement = self.mock.records()[0]["judgement"]
        self.assertEqual(judgement, {"low": None, "best": None, "high": None, "confidence": None, "rationale": "", "abstain": "Outside my expertise: never worked with notebooks"})
        self.page.sees("cannot judge", "#questions li:first-child")
        self.mock.set(state="revealed")
        self.page.sees("7 judgements, best guesses from", "#result")
        self.page.sees("1 could not judge.", "#result")
        self.page.sees("You did not judge this one.", "#result")
        self.mock.set(state="open")
        self.page.sees("Sent", "#state")
        # On another device the reason stands in its fields again.
        self.page.run("(() => { const t = localStorage['driftline:token']; localStorage.clear(); localStorage['driftline:token'] = t; })()")
        self.page.reload()
        self.page.sees("Question 2 of 13")
        self.go(1)
        self.assertEqual(self.value("detail"), "never worked with notebooks")
        self.assertTrue(self.page.run("document.querySelector('#abstain').checked && document.querySelector('#reasons input').checked"))

    def test_submitting_again_makes_a_new_record(self):
        self.join()
        self.answer()
        self.submit()
        time.sleep(0.6)
        self.page.fill("#best", "9 %")
        self.page.sees("changed since sent", "#state")
        self.page.sees("changed", "#questions li:first-child")
        self.submit(seen="Sent")
        until(lambda: len(self.mock.records()) == 2, "the second record")
        first, second = self.mock.records()
        self.assertNotEqual(first["key"], second["key"])
        self.assertEqual((first["judgement"]["best"], second["judgement"]["best"]), (0.07, 0.09))

    def test_refusal_of_the_server_stands_at_the_field(self):
        self.join()
        self.answer()
        self.page.fill("#rationale", "refuse me")
        self.page.click("#submit")
        self.page.sees("does not like", "#rationaleSay")
        self.page.sees("refused", "#questions li:first-child")
        self.assertEqual(self.value("rationale"), "refuse me")
        self.page.fill("#rationale", "better")
        time.sleep(0.5)
        self.submit()
        self.assertEqual(len(self.mock.records()), 1)

    # ------------------------------------------------------------ Nothing lost, nothing doubled

    def test_reload_in_the_middle_keeps_the_draft(self):
        self.join()
        self.go(3)
        self.answer("1", "1 in 4", "", "")
        self.page.fill("#rationale", "half a thou")
        self.assertRegex(self.page.text("#state"), r"^Saved here \d\d:\d\d, not sent yet$")
        self.page.reload()
        self.page.sees("Question 1 of 13")
        self.page.sees("draft", "#questions li:nth-child(3)")
        self.go(3)
        self.assertEqual([self.value(field) for field in ("low", "high", "best", "rationale")], ["1", "1 in 4", "", "half a thou"])

    def test_double_click_sends_one_record(self):
        self.mock.set(mode="slow")
        self.join()
        self.answer()
        self.page.click("#submit", times=2)
        self.page.run("for (let i = 0; i < 5; i++) document.querySelector('#form').requestSubmit()")
        self.page.sees("Sent", "#state")
        time.sleep(1.2)
        self.assertEqual(len(self.mock.puts()), 1)
        self.assertEqual(len(self.mock.records()), 1)
        self.page.sees("Question 1 of 13")

    def test_server_killed_and_started_again(self):
        self.join()
        self.answer()
        self.submit()
        self.mock.kill()
        self.page.sees("offline", "#net", 20)
        self.go(2)
        self.answer("1 %", "10 %", "3 %")
        self.page.click("#submit")
        self.page.sees("Offline, will be sent", "#state", 20)
        self.go(3)
        self.answer("2 %", "11 %", "4 %")
        self.page.click("#submit")
        self.page.sees("2 answers will be sent", "#net", 20)
        kept = self.page.run("Object.entries(localStorage).filter(([k]) => k.startsWith('driftline:r:')).map(([, v]) => JSON.parse(v).out?.key).filter(Boolean)")
        self.assertEqual(len(kept), 2)
        self.mock.start()
        self.page.sees("Sent", "#state", 45)
        self.page.sees("connected", "#net", 20)
        records = self.mock.records()
        self.assertEqual(sorted(record["question"] for record in records), ["q1", "q2", "q3"])
        self.assertEqual(sorted(record["key"] for record in records if record["question"] != "q1"), sorted(kept))

    def test_reload_with_a_waiting_answer_sends_it_under_the_same_key(self):
        self.join()
        # The page's own network is cut, so that it can be loaded again.
        self.page.run("window.fetch = () => Promise.reject(new TypeError('away'))")
        self.answer()
        self.page.click("#submit")
        self.page.sees("will be sent", "#state", 20)
        key = self.page.run("Object.entries(localStorage).map(([, v]) => { try { return JSON.parse(v).out?.key } catch { return null } }).find(Boolean)")
        self.assertTrue(re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", key))
        self.page.reload()
        until(lambda: self.mock.records(), "the record")
        self.assertEqual([record["key"] for record in self.mock.records()], [key])
        self.go(1)
        self.page.sees("Sent", "#state")

    def test_lost_acknowledgement_is_asked_for_again_under_the_same_key(self):
        self.join()
        self.mock.set(mode="mute")
        self.answer()
        self.page.click("#submit")
        self.page.sees("Sent", "#state", 30)
        keys = [entry["body"]["key"] for entry in self.mock.puts()]
        self.assertEqual([entry["status"] for entry in self.mock.puts()], [502, 200])
        self.assertEqual(len(set(keys)), 1)
        self.assertEqual(len(self.mock.records()), 1)

    def test_only_an_answer_with_the_key_is_an_acknowledgement(self):
        self.join()
        self.mock.set(mode="portal")
        self.answer()
        self.page.click("#submit")
        self.page.sees("Sent", "#state", 30)
        self.assertEqual([entry["status"] for entry in self.mock.puts()], [200, 200])
        self.assertEqual(len(self.mock.records()), 1)

    def test_busy_server_is_asked_again_after_its_time(self):
        self.join()
        self.mock.set(mode="full")
        self.answer()
        self.page.click("#submit")
        self.page.sees("Sent", "#state", 20)
        self.assertEqual([entry["status"] for entry in self.mock.puts()], [429, 200])
        self.assertEqual(len(self.mock.records()), 1)

    def test_what_a_server_forgot_is_sent_again(self):
        self.join()
        self.answer()
        self.submit()
        self.mock.kill()
        kept = json.loads(self.mock.keep.read_text())
        key = kept["records"][0]["key"]
        kept["records"] = []
        self.mock.keep.write_text(json.dumps(kept))
        self.mock.start()
        until(lambda: self.mock.records(), "the record to come back", 45)
        time.sleep(0.5)
        self.assertEqual([record["key"] for record in self.mock.records()], [key])

    def test_two_devices_of_one_expert(self):
        self.join()
        token = self.page.run("localStorage['driftline:token']")
        second = self.browser.page()
        self.pages.append(second)
        second.open(self.mock.base)
        second.run(f"localStorage['driftline:token'] = {json.dumps(token)}")
        second.reload()
        second.sees("Question 1 of 13")
        self.page.fill("#rationale", "typed here")
        self.answer(page=second)
        self.submit(second)
        # The draft of the first device stays, and its list knows of the answer.
        self.page.sees("1 of 13 answered", "#progress")
        self.assertEqual(self.value("rationale"), "typed here")
        self.go(2)
        self.go(2, second)
        self.answer("1", "9", "3", page=second)
        self.submit(second)
        # An untouched question takes the answer over.
        until(lambda: self.value("best") == "3 %", "the answer of the other device")

    def test_two_windows_of_one_browser_send_once(self):
        self.join()
        self.page.run("window.real = fetch; window.fetch = () => Promise.reject(new TypeError('away'))")
        self.answer()
        self.page.click("#submit")
        self.page.sees("will be sent", "#state", 20)
        second = self.browser.page(self.page.context)
        self.pages.append(second)
        second.open(self.mock.base)
        second.sees("1 of 13 answered", "#progress")
        until(lambda: len(self.mock.records()) == 1, "the record")
        self.page.run("window.fetch = window.real; dispatchEvent(new Event('online'))")
        self.page.sees("connected", "#net", 40)
        self.page.sees("Sent", "#state", 40)
        self.assertEqual(len(self.mock.records()), 1)
        # What is typed in one window stands in the other.
        self.go(4)
        self.page.fill("#rationale", "from the first window")
        second.run("document.querySelectorAll('#questions button')[3].click()")
        self.assertEqual(self.value("rationale", second), "from the first window")

    def test_closed_round_says_so_and_keeps_the_draft(self):
        self.join()
        self.answer()
        self.page.fill("#rationale", "too slow")
        self.mock.set(state="closed")
        self.page.sees("is closed", "#notice")
        self.assertTrue(self.page.run("document.querySelector('#submit').disabled && document.querySelector('#numbers').disabled"))
        self.assertEqual(self.value("rationale"), "too slow")
        self.page.reload()
        self.page.sees("is closed", "#notice")
        self.assertEqual(self.value("rationale"), "too slow")
        self.mock.set(state="open")
        self.page.sees("Submit", "#submit")
        self.submit()
        self.assertEqual(self.mock.records()[0]["judgement"]["rationale"], "too slow")

    def test_answer_that_comes_too_late_is_told(self):
        self.join()
        self.answer()
        self.mock.kill()
        self.page.sees("offline", "#net", 20)
        self.page.click("#submit")
        kept = json.loads(self.mock.keep.read_text())
        kept["settings"]["state"] = "closed"
        self.mock.keep.write_text(json.dumps(kept))
        self.mock.start()
        self.page.sees("Not accepted: the round is not open", "#state", 45)
        self.assertEqual(self.value("best"), "7 %")
        self.mock.set(state="open")
        self.page.sees("Submit", "#submit")
        self.submit()
        self.assertEqual(len(self.mock.records()), 1)

    def test_draft_round_waits(self):
        self.mock.set(state="draft")
        self.page.open(f"{self.mock.base}/#t=one-time-Heron-1234")
        self.page.sees("not been opened yet")
        self.mock.set(state="open")
        self.page.sees("Question 1 of 13")

    # ------------------------------------------------------------ Secrets and strangers

    def test_nothing_of_others_before_reveal(self):
        other = self.browser.page()
        self.pages.append(other)
        self.join()
        self.join(other, "Wren")
        self.answer("7.29 %", "7.33 %", "7.31 %")
        self.page.fill("#rationale", "a secret reason")
        self.submit()
        time.sleep(0.5)
        def held():
            return other.run("document.documentElement.outerHTML + JSON.stringify({ ...localStorage })")
        self.assertNotIn("7.31", held())
        self.assertNotIn("secret reason", held())
        self.mock.set(state="closed")
        other.sees("is closed", "#notice")
        self.assertNotIn("7.31", held())
        self.assertNotIn("secret reason", held())
        self.mock.set(state="revealed")
        other.sees("is revealed", "#notice")
        self.assertIn("7.31", held())
        other.sees("a secret reason", "#result")
        self.page.sees("Yours is the thick line", "#result")
        self.assertNotIn("Yours is the", other.text("#result"))
        self.assertTrue(other.run("document.querySelector('#form').hidden"))
        # What is revealed is shown, not kept on the device.
        self.assertNotIn("secret reason", other.run("JSON.stringify({ ...localStorage })"))

    def test_second_round_shows_the_first(self):
        self.join()
        self.answer()
        self.page.fill("#rationale", "my first reason")
        self.submit()
        self.mock.set(round="r2", name="Round 2")
        self.page.sees("previous answer", "#before")
        self.assertEqual(self.value("low"), "")
        self.page.sees("my first reason", "#feedback")
        self.assertEqual(self.page.run("document.querySelectorAll('#feedback .own').length >= 1"), True)
        self.page.click("#again")
        self.assertEqual([self.value(field) for field in ("low", "high", "best", "confidence")], ["2 %", "20 %", "7 %", "80 %"])
        self.page.fill("#best", "6 %")
        self.submit()
        self.assertEqual([(record["round"], record["judgement"]["best"]) for record in self.mock.records()], [("r1", 0.07), ("r2", 0.06)])

    def test_hostile_texts_are_shown_as_text(self):
        long = "W" * 5000
        questions = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))["questions"]
        hostile = json.loads(json.dumps(questions[0]))
        hostile.update(text=f"{HOSTILE} {TURNED} how likely?", element=HOSTILE + TURNED, phase=HOSTILE, resolution=HOSTILE, context=long, dimension=TURNED)
        hostile["bands"][0]["name"] = HOSTILE
        hostile["graph"]["nodes"][0]["name"] = HOSTILE + long
        hostile["graph"]["nodes"][1]["name"] = TURNED
        hostile["graph"]["links"][0]["name"] = HOSTILE
        questions[1].update(quantity={"axis": "linear", "unit": HOSTILE + long}, unit=HOSTILE, graph=None, context="", resolution="")
        hostile["graph"]["links"].append({"from": "nowhere", "to": "coding-agents", "name": "", "focus": False})
        self.mock.set(questions=[hostile, *questions[1:]])
        self.page.open(f"{self.mock.base}/#K7QX4M")
        self.page.fill("#name", HOSTILE[:55])
        self.page.click("#joinButton")
        self.page.sees("Question 1 of 13")
        self.page.sees("<img src=x onerror", "#wording")
        self.page.sees("<img src=x onerror", "#phase")
        self.page.sees("<img src=x onerror", "#who")
        self.answer()
        self.page.fill("#rationale", HOSTILE + TURNED + long)
        self.submit()
        self.mock.set(state="revealed")
        self.page.sees("<img src=x onerror", "#result .said")
        self.assertIsNone(self.page.run("window.stung ?? null"))
        self.assertEqual(self.page.run("document.querySelectorAll('main img, nav img, header img').length"), 0)
        self.assertEqual(self.page.run("document.querySelectorAll('script').length"), 2)
        self.assertNotIn("\u202e", self.page.run("document.querySelector('main').textContent"))
        self.assertFalse(self.page.run("document.documentElement.scrollWidth > innerWidth"), "long words do not widen the page")
        self.page.size(320, 640)
        time.sleep(0.3)
        self.assertFalse(self.page.run("document.documentElement.scrollWidth > innerWidth"))
        self.page.run("document.querySelectorAll('#result details').forEach((e) => { e.open = true; })")
        self.go(2)
        self.page.run("document.querySelectorAll('#result details').forEach((e) => { e.open = true; })")
        self.page.sees("<img src=x onerror", "#result")
        self.assertFalse(self.page.run("document.documentElement.scrollWidth > innerWidth"))
        self.mock.set(state="open")
        self.page.sees("<IMG SRC=X ONERROR", "#unit")
        self.answer("1", "3", "2", None)
        self.assertFalse(self.page.run("document.documentElement.scrollWidth > innerWidth"))
        self.assertIsNone(self.page.run("window.stung ?? null"))

    def test_content_security_policy_is_in_force(self):
        self.join()
        self.page.events.clear()
        self.page.run("(() => { const s = document.createElement('script'); s.textContent = 'window.stung = 1'; document.body.append(s); })()")
        self.page.run("document.body.insertAdjacentHTML('beforeend', '<p id=inlined style=\"color:red\">x</p>')")
        until(lambda: len(self.page.complaints()) >= 2, "the browser to complain")
        self.assertIsNone(self.page.run("window.stung ?? null"))
        # Only these two, made on purpose.
        self.page.events.clear()

    def test_without_storage(self):
        self.page.call("Page.addScriptToEvaluateOnNewDocument", source="""
            Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });""")
        self.join()
        self.page.sees("this browser keeps no drafts", "#net")
        self.answer()
        self.page.sees("Kept only while this page is open", "#state")
        self.submit()
        self.go(2)
        self.go(1)
        self.assertEqual(self.value("low"), "2 %")
        self.assertEqual(len(self.mock.records()), 1)

    def test_full_storage(self):
        self.page.call("Page.addScriptToEvaluateOnNewDocument", source="Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
        self.join()
        self.answer()
        self.submit()
        self.assertEqual(len(self.mock.records()), 1)

    def test_leaving_removes_token_and_sent_answers(self):
        self.join()
        self.answer()
        self.submit()
        self.page.run("document.querySelector('#leave').click()")
        self.page.sees("Join the workshop")
        self.assertEqual(self.page.run("Object.keys(localStorage)"), [])

    # ------------------------------------------------------------ Form

    def test_fits_from_320_to_1600(self):
        self.join()
        for width, height in ((320, 640), (360, 740), (740, 360), (640, 400), (1280, 800), (1600, 1000)):
            self.page.size(width, height)
            time.sleep(0.2)
            for number in (1, 6, 10, 13):
                self.go(number)
                self.assertFalse(self.page.run("document.documentElement.scrollWidth > innerWidth"), f"{width} wide, question {number}")
                small = self.page.run("[...document.querySelectorAll('button, input, summary, .thumb')].filter((e) => e.offsetParent && !e.closest('nav .foot') && !e.closest('.choice') && e.getBoundingClientRect().height < 40).map((e) => e.id || e.textContent)")
                self.assertEqual([one for one in small if not (width >= 900 and one[0].isdigit())], [], "large enough to touch")

    def test_layout_does_not_jump(self):
        self.join()
        place = "document.querySelector('#submit').getBoundingClientRect().top + document.querySelector('#rationale').getBoundingClientRect().top"
        before = self.page.run(place)
        self.answer()
        self.page.run("scrollTo(0, 0)")
        self.assertEqual(self.page.run(place), before)
        self.page.click("#submit")
        self.page.run("scrollTo(0, 0)")
        self.page.sees("Sent", "#state")
        self.page.run("scrollTo(0, 0)")
        self.assertEqual(self.page.run(place), before)

    def test_layout_of_amounts_does_not_jump(self):
        self.amounts()
        place = "document.querySelector('#submit').getBoundingClientRect().top + document.querySelector('#rationale').getBoundingClientRect().top"
        before = self.page.run(place)
        self.answer("1.2e5", "30 million", "2 000 000")
        self.page.run("scrollTo(0, 0)")
        self.assertEqual(self.page.run(place), before)

    def test_names_for_screen_readers(self):
        self.join()
        tree = self.page.call("Accessibility.getFullAXTree")["nodes"]
        controls = [node for node in tree if node.get("role", {}).get("value") in ("button", "textbox", "slider", "checkbox", "radio", "image", "img") and not node.get("ignored")]
        self.assertGreater(len(controls), 20)
        self.assertEqual([node for node in controls if not node.get("name", {}).get("value")], [])
        roles = {node.get("role", {}).get("value") for node in tree}
        self.assertLessEqual({"main", "navigation", "heading", "group", "status"}, roles)

    def test_timer(self):
        self.mock.set(deadline=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 125)))
        self.join()
        self.page.sees("left", "#timer")
        self.assertRegex(self.page.text("#timer"), r"^(2:0|1:5)\d left$")
        self.mock.set(deadline=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 5)))
        self.page.sees("time is up", "#timer")
        self.answer()
        self.submit()

    def test_new_state_leaves_the_fields_alone(self):
        self.join()
        self.page.fill("#rationale", "typing")
        self.page.run("document.querySelector('#rationale').setSelectionRange(3, 3)")
        self.mock.set(deadline="2099-01-01T00:00:00Z")
        self.page.sees("left", "#timer")
        self.assertEqual(self.page.run("[document.activeElement.id, document.activeElement.selectionStart]"), ["rationale", 3])

    # ------------------------------------------------------------ Quantities

    AMOUNTS = [
        {"id": "q1", "text": "How many lines of code did the fleet merge in the year?", "resolution": "The published table.", "context": "", "steps": 4, "unit": "lines", "quantity": {"axis": "log", "unit": "lines"}},
        {"id": "q2", "text": "By how much did the temperature change?", "resolution": "The archive of the station.", "context": "", "steps": 4, "unit": "°C", "quantity": {"axis": "linear", "unit": "°C"}},
        {"id": "q3", "text": "What share of the tasks was solved?", "resolution": "", "context": "", "steps": 4, "unit": "of all tasks", "quantity": {"axis": "log_odds", "unit": "of all tasks"}},
    ]

    def amounts(self):
        questions = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))["questions"]
        empty = {"previous": None, "feedback": None, "bands": questions[0]["bands"], "graph": None, "element": "", "kind": "", "dimension": "", "phase": None}
        self.mock.set(questions=[{**empty, **asked} for asked in self.AMOUNTS] + questions[3:])
        self.join()

    def test_amounts_are_understood_and_echoed(self):
        self.amounts()
        self.page.sees("YOUR JUDGEMENT (LINES)", "#unit")
        cases = {
            "1500": "1500 lines", "12345": "12 345 lines", "1.5": "1.5 lines", "0,5": "0.5 lines", "12,34": "12.34 lines", "1 234 567": "1 234 567 = about 1.23 million",
            "1,234,567": "1 234 567 = about 1.23 million", "1.234.567": "1 234 567 = about 1.23 million", "1,234.5": "1234.5 lines", "1.234,5": "1234.5 lines", "1 234,5": "1234.5 lines",
            "2e6": "2 000 000 = 2 million", "2 million": "2 000 000 = 2 million", "1.5 billion": "1 500 000 000 = 1.5 billion", "10^-4": "0.0001 lines", "3 × 10^4": "30 000 lines",
            "~ 40 lines": "40 lines", "1'000": "1000 lines", "1e300": "1e300 lines", "2.5e-7": "2.5e\u22127 lines", "1.234": "1.234 lines",
        }
        for text, echo in cases.items():
            self.page.fill("#low", text)
            self.assertEqual(self.page.text("#lowSay"), echo, text)
        wrong = {"1,234": "Type 1234 or 1.234", "0": "above 0", "-5": "above 0", "abc": "Not understood", "5 6": "Not understood", "5 %": "Not understood", "1e400": "Too large", "lines": "Not understood", "1 in 5": "Not understood"}
        for text, words in wrong.items():
            self.page.fill("#low", text)
            self.page.run("document.activeElement.blur()")
            self.assertIn(words, self.page.text("#lowSay"), text)
        self.go(2)
        for text, echo in {"-5": "\u22125 °C", "0": "0 °C", "−0,5": "\u22120.5 °C", "5 °C": "5 °C"}.items():
            self.page.fill("#low", text)
            self.assertEqual(self.page.text("#lowSay"), echo, text)

    def test_amounts_are_sent_as_they_were_typed(self):
        self.amounts()
        self.assertTrue(self.page.run("document.querySelector('#scale').hidden && document.querySelector('#bandBox').hidden && document.querySelector('#figure').hidden"))
        self.answer("1.2e5", "30 million", "2 000 000")
        self.page.sees("2 000 000 = 2 million", "#bestSay")
        # The own answer is drawn, in order, on its own axis.
        drawn = "[...document.querySelectorAll('#drawn line')].filter((e) => e.getAttribute('stroke-width') === '4').map((e) => [e.getAttribute('x1'), e.getAttribute('x2')].map(Number))[0]"
        low, high = self.page.run(drawn)
        best = self.page.run("Number(document.querySelector('#drawn circle').getAttribute('cx'))")
        self.assertTrue(low < best < high, (low, best, high))
        self.assertAlmostEqual((best - low) / (high - low), math.log(2e6 / 1.2e5) / math.log(3e7 / 1.2e5), delta=0.01)
        self.assertEqual(self.page.run("document.querySelector('#drawn svg').getAttribute('aria-label')").replace("\u202f", " ").replace("\u00a0", " "),
                         "Your answer on a logarithmic axis: lowest plausible 120 000 lines, highest plausible 30 000 000 lines, best guess 2 000 000 lines.")
        ticks = self.page.run("[...document.querySelectorAll('#drawn text')].map((e) => e.textContent)")
        self.assertTrue(len(ticks) >= 2 and all("%" not in tick for tick in ticks), ticks)
        self.assertFalse(self.page.run("document.body.innerText.includes('Did you mean')"))
        self.submit()
        self.go(2)
        self.answer("-3", "0.5", "-1,5", None)
        self.submit()
        self.go(3)
        self.page.sees("IN PERCENT (OF ALL TASKS)", "#unit")
        self.assertFalse(self.page.run("document.querySelector('#scale').hidden"))
        self.answer("20", "60", "40", None)
        self.submit()
        numbers = [[record["judgement"][field] for field in ("low", "best", "high")] for record in self.mock.records()]
        self.assertEqual(numbers, [[120000, 2000000, 30000000], [-3, -1.5, 0.5], [0.2, 0.4, 0.6]])
        # From the server they come back into the fields as they were.
        self.page.run("(() => { const t = localStorage['driftline:token']; localStorage.clear(); localStorage['driftline:token'] = t; })()")
        self.page.reload()
        self.page.sees("3 of 13 answered", "#progress")
        self.go(2)
        self.assertEqual([self.value(field) for field in ("low", "high", "best")], ["-3", "0.5", "-1.5"])
        self.page.sees("Sent", "#state")

    def test_amounts_in_wrong_order_and_by_keyboard(self):
        self.amounts()
        self.go(2)
        self.answer("-1", "-3", "-2", None)
        self.page.click("#submit")
        self.assertEqual(self.page.text("#highSay"), "Highest plausible, \u22123 °C, is below lowest, \u22121 °C.")
        self.page.fill("#high", "20")
        self.page.run("document.querySelector('#best').focus()")
        for _ in range(3):
            self.page.key("ArrowDown")
        self.assertEqual(self.value("best"), "-1", "the best guess stops at the lowest")
        self.page.fill("#best", "10")
        self.page.key("ArrowUp")
        self.assertEqual(self.value("best"), "11")
        self.page.key("ArrowDown")
        self.page.key("ArrowDown")
        self.assertEqual(self.value("best"), "9.9")
        self.go(1)
        self.page.fill("#low", "2e6")
        self.page.key("ArrowUp")
        self.assertEqual(self.value("low"), "2100000")
        tree = self.page.call("Accessibility.getFullAXTree")["nodes"]
        fields = {node["name"]["value"]: node.get("description", {}).get("value", "") for node in tree if node.get("role", {}).get("value") == "textbox" and not node.get("ignored")}
        self.assertIn("2 100 000 = 2.1 million", fields["1 Lowest plausible"].replace("\u202f", " ").replace("\u00a0", " "))
        self.assertIn("above 0, in lines", fields["1 Lowest plausible"])
        self.assertTrue(any(node.get("role", {}).get("value") == "group" and "(lines)" in node.get("name", {}).get("value", "").lower() for node in tree), "the group tells the unit")

    def test_amounts_of_the_panel_are_in_their_unit(self):
        self.amounts()
        self.answer("1.2e5", "30 million", "2 000 000")
        self.submit()
        self.mock.set(round="r2", name="Round 2")
        self.page.sees("Your previous answer, dashed on the line: 120 000 lines to 30 000 000 lines, best 2 000 000 lines, 80 % sure.", "#before")
        self.page.sees("The axis is logarithmic.", "#feedback")
        self.page.click("#again")
        self.assertEqual([self.value(field) for field in ("low", "high", "best")], ["120000", "30000000", "2000000"])
        self.mock.set(state="revealed")
        self.page.sees("Pooled (quantile average):", "#result")
        self.assertRegex(self.page.text("#result"), r"best guesses from [\d. ]+ lines to [\d. ]+ lines\.")
        self.assertNotIn("%", self.page.run("document.querySelector('#result').textContent.replace(/80\u00a0% sure/, '')"))
        self.page.run("[...document.querySelectorAll('#result button')].at(-1).click()")
        self.page.sees("°C", "#result")
        self.assertNotIn("logarithmic", self.page.text("#result"))

    def test_axes_of_all_sizes(self):
        self.amounts()
        for number, all_texts in ((1, [("1", "1e9", "1e3"), ("100", "150", "120"), ("5", "5", "5"), ("1e-300", "1e300", "1"), ("", "", "7"), ("5e-324", "5e-324", "5e-324")]),
                                  (2, [("-1e308", "1.7e308", "0"), ("0", "0", "0"), ("1000000", "1000001", "1000000.5"), ("-5", "-1", "-2"), ("", "", "-40"), ("2019", "2031", "2025")])):
            self.go(number)
            for texts in all_texts:
                self.answer(*texts, None)
                numbers = self.page.run("[...document.querySelectorAll('#drawn line, #drawn circle, #drawn text')].flatMap((e) => [...e.attributes].filter((a) => /^(x|y|cx|cy)\\d?$/.test(a.name)).map((a) => Number(a.value)))")
                self.assertTrue(numbers and all(isinstance(x, (int, float)) and -1 <= x <= 2000 for x in numbers), (texts, numbers))
                self.assertGreaterEqual(self.page.run("document.querySelectorAll('#drawn text').length"), 1, texts)

    def test_nobody_learns_which_questions_are_seeds(self):
        # The last one of the sample is one; what the page shows and the server sends is of the same kinds.
        self.join()
        self.go(13)
        self.assertNotRegex(self.page.run("document.body.innerText").lower(), "calibrat|seed")
        self.page.sees("Of the 898 tasks", "#questions li:last-child")
        sent = [json.loads(entry["answer"]) for entry in self.mock.seen()["log"] if entry["path"].startswith("/api/state")][0]
        self.assertEqual(len({tuple(sorted(asked)) for asked in sent["questions"]}), 1)
        self.assertNotRegex(json.dumps(sent), r"(?i)\bseed\b|calibrat")

    # ------------------------------------------------------------ Ballot files

    def ballot(self, count=13):
        """A ballot as the program writes it."""
        sample = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))
        given = [{field: asked[field] for field in ("id", "text", "resolution", "unit", "context")} | {"probability": True} for asked in sample["questions"]]
        questions = [given[number] if number < 13 else {**given[number % 13], "id": f"q{number + 1}"} for number in range(count)]
        questions[0]["text"] += " </script><script>window.stung=1</script><!-- \u2028"
        questions[3].update(unit="lines", probability=False, axis="log")
        questions[4].update(unit="°C", probability=False)
        room = {"low": None, "best": None, "high": None, "confidence": None, "rationale": "", "abstained": None, "recorded": ""}
        return {"format": "driftline-ballot/1", "title": sample["title"] + HOSTILE, "round": "r1", "round_name": "Round 1", "expert": "heron", "pseudonym": "Heron / Süd", "fingerprint": "f" * 63 + str(count % 10),
                "questions": questions, "answers": [{"question": asked["id"], **room} for asked in questions]}

    def ballot_file(self, folder, ballot):
        """The page with a ballot inside, as the program writes it."""
        text = (HERE / "../../assets/workshop/page.html").read_text(encoding="utf-8")
        self.assertEqual(text.count(' nonce="{{NONCE}}"'), 2)
        text = text.replace(' nonce="{{NONCE}}"', "")

        def digest(part):
            inside = text.split(f"<{part}>")[1].split(f"</{part}>")[0]
            return base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()

        policy = f"default-src 'none'; script-src 'sha256-{digest('script')}'; style-src 'sha256-{digest('style')}'; img-src data:; base-uri 'none'; form-action 'none'"
        text = text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">')
        mark = '<script type="application/json" id="ballot">null</script>'
        self.assertEqual(text.count(mark), 1)
        path = Path(folder) / "ballot.html"
        path.write_text(text.replace(mark, mark.replace("null", json.dumps(ballot, indent=2, ensure_ascii=False).replace("<", "\\u003c"))), encoding="utf-8")
        return path

    def folder(self):
        folder = tempfile.mkdtemp(prefix="ballot-file-")
        self.addCleanup(shutil.rmtree, folder)
        self.page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder, browserContextId=self.page.context)
        return folder

    def saved(self, folder):
        """What the page saved; taken away, so that the next one is told apart."""
        def found():
            return list(Path(folder).glob("*.json"))
        until(found, "the saved file")
        time.sleep(0.2)
        file, = found()
        text = file.read_text(encoding="utf-8")
        return file.rename(file.with_suffix(f".saved{len(list(Path(folder).iterdir()))}")), json.loads(text)

    def take_up(self, path):
        node = self.page.call("DOM.querySelector", nodeId=self.page.call("DOM.getDocument")["root"]["nodeId"], selector="#open")["nodeId"]
        self.page.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def test_file_saves_the_ballot_with_its_answers(self):
        folder, page, ballot = self.folder(), self.page, self.ballot()
        page.open(self.ballot_file(folder, ballot).as_uri())
        page.sees("Question 1 of 13")
        page.sees("</script><script>", "#wording")
        self.assertIsNone(page.run("window.stung ?? null"))
        page.sees("kept in this browser", "#net")
        page.sees("Heron / Süd", "#who")
        page.sees("Nothing leaves this page", "#notice")
        page.sees(ballot["questions"][0]["resolution"], "#resolution")
        self.assertTrue(page.run("document.querySelector('#figure').hidden && document.querySelector('#leave').hidden"))
        for number in range(1, 12):
            self.go(number)
            self.answer("1 in 100", "20 %", f"{number + 1} %", "57") if number not in (4, 5) else self.answer("1", "2e6", "30 000", None)
            self.submit(seen="Kept for the file")
            time.sleep(0.05)
        self.go(12)
        page.click("#abstain")
        page.click("#reasons label:nth-child(2)")
        page.fill("#rationale", "Which red team?\u2028 \"<!--\"")
        # Complete but never kept by hand, and one that is unfinished.
        self.go(13)
        page.fill("#low", "5")
        page.click("#save")
        page.sees("unfinished: question 13", "#notice")
        page.sees("not in a file yet", "#net")
        file, saved = self.saved(folder)
        self.assertEqual(file.stem, "ballot-r1-heron")
        # The ballot itself, but for its answers.
        self.assertEqual({**saved, "answers": ballot["answers"]}, ballot)
        self.assertEqual(list(saved), list(ballot))
        self.assertEqual([list(answer) for answer in saved["answers"]], [list(answer) for answer in ballot["answers"]])
        self.assertEqual([answer["question"] for answer in saved["answers"]], [asked["id"] for asked in ballot["questions"]])
        self.assertEqual([(answer["low"], answer["best"], answer["high"], answer["confidence"]) for answer in saved["answers"]],
                         [(1, 30000, 2000000, None) if number in (4, 5) else (0.01, (number + 1) / 100, 0.2, 57) for number in range(1, 12)] + [(None, None, None, None)] * 2)
        self.assertEqual([answer["abstained"] for answer in saved["answers"]], [None] * 11 + ["The question is unclear to me", None])
        self.assertEqual(saved["answers"][11]["rationale"], "Which red team?\u2028 \"<!--\"")
        for answer in saved["answers"][:12]:
            self.assertRegex(answer["recorded"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual(saved["answers"][12], ballot["answers"][12])
        # Saved twice: the same records.
        page.reload()
        page.sees("Question 13 of 13")
        page.click("#save")
        self.assertEqual(self.saved(folder)[1], saved)
        # Taken up elsewhere, and saved from there.
        page.run("localStorage.clear()")
        page.reload()
        page.sees("0 of 13 answered", "#progress")
        self.take_up(file)
        page.sees("Took up 12 answers", "#notice")
        page.sees("12 of 13 answered", "#progress")
        page.sees("saved to a file", "#net")
        page.fill("#rationale", "One more thought")
        page.sees("not in a file yet", "#net")
        page.fill("#rationale", "")
        page.sees("saved to a file", "#net")
        page.click("#save")
        self.assertEqual(self.saved(folder)[1], saved)
        # Once more, without harm.
        self.take_up(file)
        page.sees("Took up 12 answers of the saved file.", "#notice")
        requests = [event["params"]["request"]["url"] for event in page.events if event["method"] == "Network.requestWillBeSent"]
        self.assertTrue(all(url.startswith(("file:", "blob:", "data:")) for url in requests), requests)

    def test_file_goes_on_where_a_saved_one_ended(self):
        folder, page, ballot = self.folder(), self.page, self.ballot()
        answers = ballot["answers"]
        answers[0].update(low=0.1, best=0.2, high=0.3, confidence=80, rationale="old", recorded="2020-01-01 10:00:00")
        answers[1].update(best=0.4, recorded="2020-01-01 10:00:00")
        answers[2].update(abstained="", recorded="")
        # More digits than a field shows, and less than a percentage does.
        answers[6].update(low=1.23e-16, best=0.12345678901234567, high=0.9999999999999, recorded="2020-01-01 10:00:00")
        # Filled in by hand and wrong: a draft to be mended.
        answers[5].update(low=0.5, best=0.2, high=0.3)
        saved = Path(folder) / "saved.txt"
        saved.write_text("\ufeff" + json.dumps({**ballot, "answers": answers}), encoding="utf-8")
        page.open(self.ballot_file(folder, self.ballot()).as_uri())
        page.sees("Question 1 of 13")
        page.fill("#best", "25 %")
        self.take_up(saved)
        page.sees("Took up 4 answers of the saved file. 1 answer was changed here later and stayed.", "#notice")
        self.assertEqual(self.value("best"), "25 %")
        page.sees("3 of 13 answered", "#progress")
        page.sees("draft", "#questions li:nth-child(6)")
        self.go(2)
        self.assertEqual([self.value(field) for field in ("low", "high", "best")], ["", "", "40 %"])
        # An emptied answer is none.
        page.fill("#best", "")
        page.sees("open", "#questions li:nth-child(2)")
        page.click("#save")
        kept = self.saved(folder)[1]["answers"]
        self.assertEqual(kept[0]["best"], 0.25)
        self.assertEqual(kept[1], self.ballot()["answers"][1])
        self.assertEqual((kept[2]["abstained"], kept[5]["low"]), ("Another reason", None))
        self.assertEqual(kept[6], answers[6], "not a digit was lost")
        # A ballot that comes with answers in it shows them.
        page.run("localStorage.clear()")
        page.open(self.ballot_file(folder, ballot).as_uri())
        page.sees("4 of 13 answered", "#progress")

    def test_file_of_another_ballot_is_refused(self):
        folder, page = self.folder(), self.page
        page.open(self.ballot_file(folder, self.ballot()).as_uri())
        page.sees("Question 1 of 13")
        mine = self.ballot()
        for name, content, words in (("a", "{", "not a saved ballot"), ("b", json.dumps({**mine, "format": "driftline-ballot/2"}), "not a saved ballot"), ("c", json.dumps({**mine, "answers": {}}), "not a saved ballot"),
                                     ("d", json.dumps({**mine, "fingerprint": "0" * 64}), "another ballot"),
                                     ("e", json.dumps({**mine, "answers": [None, 5, {"question": "q99", "best": 0.1}, {"question": "q1", "best": "x", "rationale": 7, "abstained": []}]}), "Took up 0")):
            other = Path(folder) / f"{name}.txt"
            other.write_text(content)
            self.take_up(other)
            page.sees(words, "#notice")

    def test_file_that_is_damaged_says_so(self):
        folder, page = self.folder(), self.page
        path = self.ballot_file(folder, self.ballot())
        text = path.read_text(encoding="utf-8")
        for old, new in (("driftline-ballot/1\"", "driftline-ballot/2\""), ('"questions":', '"questions"')):
            path.write_text(text.replace(old, new, 1), encoding="utf-8")
            page.open("about:blank")
            page.open(path.as_uri())
            page.sees("This ballot cannot be read", "main")
            self.assertTrue(page.run("document.querySelector('#ask').hidden && document.querySelector('#line').hidden"))

    def test_file_is_bound_by_its_policy(self):
        folder, page = self.folder(), self.page
        page.open(self.ballot_file(folder, self.ballot()).as_uri())
        page.sees("Question 1 of 13")
        self.assertEqual(page.complaints(), [])
        page.run("(() => { const s = document.createElement('script'); s.textContent = 'window.stung = 1'; document.body.append(s); })()")
        self.assertEqual(page.run(f"fetch('{self.mock.base}/mock/log').then(() => 'reached', () => 'kept in')"), "kept in")
        until(lambda: len(page.complaints()) >= 2, "the browser to complain")
        self.assertIsNone(page.run("window.stung ?? null"))
        self.assertEqual([entry for entry in self.mock.seen()["log"] if entry["path"] == "/mock/log" and entry["answer"]], [])
        # Only these two, made on purpose.
        page.events.clear()

    def test_file_with_200_questions(self):
        folder, page, ballot = self.folder(), self.page, self.ballot(200)
        for asked in ballot["questions"]:
            asked["context"] = "What is known. " * 700
        page.open(self.ballot_file(folder, ballot).as_uri())
        page.sees("Question 1 of 200")
        for number in (200, 100, 1, 150):
            page.run(f"document.querySelectorAll('#questions button')[{number - 1}].click()")
            page.sees(f"Question {number} of 200")
            self.answer("1", "9", "3", None)
            self.submit(seen="Kept for the file")
            time.sleep(0.05)
            # The list follows.
            self.assertTrue(page.run("(() => { const b = document.querySelector('[aria-current=true]').getBoundingClientRect(), n = document.querySelector('nav').getBoundingClientRect(); return b.top >= n.top && b.bottom <= n.bottom + 1; })()"), number)
        page.click("#save")
        saved = self.saved(folder)[1]
        self.assertEqual([index + 1 for index, answer in enumerate(saved["answers"]) if answer["best"] is not None], [1, 100, 150, 200])
        self.assertEqual(saved["questions"], ballot["questions"])

    def test_file_that_would_be_too_long_is_told(self):
        folder, page = self.folder(), self.page
        page.open(self.ballot_file(folder, self.ballot()).as_uri())
        page.sees("Question 1 of 13")
        self.answer("1", "9", "3", None)
        for text, words in (("ü" * 9500, "1 000 bytes left"), ("ü" * 10001, "2 bytes too long")):
            page.run(f"(() => {{ const e = document.querySelector('#rationale'); e.value = {json.dumps(text)}; e.dispatchEvent(new Event('input', {{ bubbles: true }})); }})()")
            page.sees(words, "#rationaleSay")
        page.click("#submit")
        page.sees("at most 20 000 are kept", "#rationaleSay")
        page.click("#save")
        page.sees("unfinished: question 1.", "#notice")
        self.assertIsNone(self.saved(folder)[1]["answers"][0]["best"])

    @unittest.skipUnless(os.environ.get("DRIFTLINE"), "needs a built program, named by DRIFTLINE")
    def test_ballot_goes_from_the_program_through_the_page_and_back(self):
        folder, page = self.folder(), self.page
        document, questions = sample_panel(folder)

        def driftline(*arguments, code=0):
            done = subprocess.run([os.environ["DRIFTLINE"], *map(str, arguments)], capture_output=True, text=True)
            self.assertEqual(done.returncode, code, done.stderr + done.stdout)
            return done.stdout.replace("\u202f", " ")

        driftline("ballot", "export", document, "--all", "--out", folder, "--format", "html")
        page.open((Path(folder) / "ballot-one-heron.html").as_uri())
        page.sees(f"Question 1 of {len(questions)}")
        self.assertIsNone(page.run("window.stung ?? null"))
        wanted = {}
        for number, asked in enumerate(questions, 1):
            page.run(f"document.querySelectorAll('#questions button')[{number - 1}].click()")
            page.sees(f"Question {number} of {len(questions)}")
            axis = asked["asked"].get("seed", {}).get("axis", "log_odds")
            if number == 2:
                page.click("#abstain")
                page.click("#reasons label:nth-child(1)")
                wanted[asked["id"]] = {"abstained": "Outside my expertise"}
            elif number == 3:
                self.answer("", "", "0", None)
                wanted[asked["id"]] = {"point": 0.0}
            else:
                texts, numbers = {"log_odds": (("0", "100", "12.5"), (0, 0.125, 1)), "log": (("1500", "2 million", "30 000"), (1500, 30000, 2000000)), "linear": (("-3", "2,5", "-0.1"), (-3, -0.1, 2.5))}[axis]
                self.answer(*texts, None)
                wanted[asked["id"]] = {"range": dict(zip(("low", "best", "high"), map(float, numbers)))}
            page.fill("#rationale", HOSTILE)
            self.submit(seen="Kept for the file")
            time.sleep(0.05)
        page.click("#save")
        file, _ = self.saved(folder)
        out = document.with_name("merged.json")
        count = len(questions)
        self.assertEqual(driftline("ballot", "merge", document, file, "--out", out), f"1 of 1 ballot merged: {count} new judgements\n")
        judged = json.loads(out.read_text(encoding="utf-8"))["panel"]["judgements"]
        self.assertEqual({judgement["question"]: judgement["answer"] for judgement in judged}, wanted)
        self.assertTrue(all(judgement["rationale"] == HOSTILE and judgement["recorded"] for judgement in judged))
        # Twice without harm, and from another device on which it was taken up.
        page.run("localStorage.clear()")
        page.reload()
        page.sees(f"0 of {count} answered", "#progress")
        self.take_up(file)
        page.sees(f"Took up {count} answers", "#notice")
        page.click("#save")
        again, _ = self.saved(folder)
        self.assertEqual(driftline("ballot", "merge", out, file, again), "2 of 2 ballots merged: 0 new judgements\n")
        # Changed but for its answers.
        ballot = json.loads(file.read_text(encoding="utf-8"))
        ballot["questions"][0]["text"] += "!"
        file.write_text(json.dumps(ballot), encoding="utf-8")
        self.assertIn("were changed", driftline("ballot", "merge", out, file, code=1))

    @unittest.skipUnless(os.environ.get("DRIFTLINE"), "needs a built program, named by DRIFTLINE")
    def test_page_and_program_refuse_the_same(self):
        folder, page = self.folder(), self.page
        document, _ = sample_panel(folder)
        for form in ("html", "json"):
            subprocess.run([os.environ["DRIFTLINE"], "ballot", "export", document, "--expert", "heron", "--out", folder, "--format", form], check=True, capture_output=True)
        ballot = json.loads((Path(folder) / "ballot-one-heron.json").read_text(encoding="utf-8"))
        page.open((Path(folder) / "ballot-one-heron.html").as_uri())
        page.sees("Question 1 of 7")
        chance = [(None, x, None) for x in (0, 1, -1e-9, 1.0000001, 1e-300, 0.5)] + [(0, 0.5, 1), (0, 0, 0), (1, 1, 1), (0.2, 0.1, 0.3), (0.1, 0.4, 0.3), (-0.1, 0.1, 0.3), (0.1, 0.2, 1.1)]
        amount = [(None, x, None) for x in (0, -1, 1e-300, 1e300)] + [(0, 1, 2), (-2, -1, 0), (5e-324, 1, 1.7e308), (3, 2, 4), (1, 5, 4)]
        cases = [(number, numbers, None) for number, all_numbers in ((0, chance), (4, amount), (5, amount), (6, chance)) for numbers in all_numbers]
        cases += [(0, (0.1, 0.2, 0.3), confidence) for confidence in (0, 1e-9, 0.5, 50, 100, 100.001, -5)]
        found = {}
        for number, (low, best, high), confidence in cases:
            answers = json.loads(json.dumps(ballot["answers"]))
            answers[number].update(low=low, best=best, high=high, confidence=confidence)
            path = Path(folder) / "answered.txt"
            path.write_text(json.dumps({**ballot, "answers": answers}), encoding="utf-8")
            done = subprocess.run([os.environ["DRIFTLINE"], "ballot", "merge", document, path, "--out", Path(folder) / "out.json"], capture_output=True, text=True)
            self.assertIn(done.returncode, (0, 1), done.stderr)
            page.run("localStorage.clear()")
            page.reload()
            page.sees("0 of 7 answered", "#progress")
            self.take_up(path)
            page.sees("Took up 1 answer", "#notice")
            has_page_taken = page.text("#progress").startswith("1 of 7")
            self.assertEqual(has_page_taken, "1 new judgement" in done.stdout, (number, low, best, high, confidence, done.stdout))
            found[has_page_taken] = found.get(has_page_taken, 0) + 1
        self.assertTrue(found[True] > 10 and found[False] > 10, found)


def sample_panel(folder):
    """A document with an open round: scores of the worked example, and quantities on all axes."""
    path = HERE / "../../templates/documents/spread-starter.driftline"
    converted = Path(folder) / "program" / "document.json"
    converted.parent.mkdir()
    subprocess.run([os.environ["DRIFTLINE"], "convert", path, converted], check=True, capture_output=True)
    document = json.loads(converted.read_text(encoding="utf-8"))
    phase = document["phases"][0]["id"]
    asked = [{"score": {"of": {"link": link["id"]}, "dimension": "likelihood", "phase": phase}} for link in document["links"][:4]]
    asked += [{"seed": {"axis": axis, "answer": answer}} for axis, answer in (("log", 40000.0), ("linear", -0.5), ("log_odds", 0.25))]
    questions = [{"id": f"q{number}", "asked": one, "context": HOSTILE, "unit": {"log": "lines", "linear": "°C"}.get(one.get("seed", {}).get("axis"), "")} for number, one in enumerate(asked, 1)]
    document["panel"] = {
        "experts": [{"id": "heron", "pseudonym": "Heron"}, {"id": "finch", "pseudonym": HOSTILE}], "questions": questions,
        "rounds": [{"id": "one", "name": "Round 1", "protocol": "idea", "state": "open", "questions": [question["id"] for question in questions]}], "judgements": [],
    }
    converted.write_text(json.dumps(document), encoding="utf-8")
    return converted, questions


if __name__ == "__main__":
    unittest.main()
