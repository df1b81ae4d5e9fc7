"""Drives the ballot page in real headless Chromium against the mock server.

Usage: test_page.py [-v] [TestPage.test_name …]
"""

import json
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
        page.type("0.02")
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
            "5 %": "5 % = 1 in 20", "0.05": "5 % = 1 in 20", "5": "5 % = 1 in 20", "1 in 20": "5 % = 1 in 20", "1:20": "5 % = 1 in 20",
            "2e-4": "0.02 % = 1 in 5,000", "0,05": "5 % = 1 in 20", "5,5 %": "5.5 % = about 1 in 18", "1/3": "33.3 % = 1 in 3",
            "1 in 1,000": "0.1 % = 1 in 1,000", "one in a million": "0.0001 % = 1 in 1,000,000", "1 in 1 000 000": "0.0001 % = 1 in 1,000,000",
            "10^-4": "0.01 % = 1 in 10,000", "3 × 10^-3": "0.3 % = about 1 in 330", "~ 30%": "30 % = 3 in 10", "98": "98 % = all but 1 in 50", "5‰": "0.5 % = 1 in 200",
            "50": "50 % = 1 in 2", "99.99%": "99.99 % = all but 1 in 10,000", ".5": "50 % = 1 in 2", "3 out of 10": "30 % = 3 in 10", "37 %": "37 % = 37 in 100",
            "5 per cent": "5 % = 1 in 20", "1": "1 % = 1 in 100", "0": "0 % = impossible, pooled as 1 in a million", "100": "100 % = certain, pooled as all but 1 in a million",
        }
        for text, echo in cases.items():
            self.page.fill("#low", text)
            self.assertEqual(self.page.text("#lowSay"), echo, text)
        wrong = {"abc": "Not understood", "-3": "negative", "120": "More than 100", "20:1": "larger", "1 in 0": "larger", "<5": "Not understood", "5 6 %x": "Not understood", "1e": "Not understood"}
        for text, words in wrong.items():
            self.page.fill("#low", text)
            self.page.run("document.activeElement.blur()")
            self.assertIn(words, self.page.text("#lowSay"), text)

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
        self.page.fill("#best", "10")
        self.page.fill("#confidence", "30")
        self.page.click("#submit")
        self.assertIn("further apart", self.page.text("#confidenceSay"))
        self.page.fill("#confidence", "")
        self.page.click("#submit")
        self.assertIn("missing", self.page.text("#confidenceSay"))
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
        self.page.sees("Saved here", "#state")
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

    # ------------------------------------------------------------ Ballot files

    def ballot_file(self, folder):
        sample = json.loads((HERE / "sample.json").read_text(encoding="utf-8"))
        sample["questions"][0]["text"] += " </script><script>window.stung=1</script>"
        state = {"workshop": "w1", "seal": "abc", "title": sample["title"], "round": {"id": "r1", "name": "Round 1", "protocol": "idea", "state": "open", "deadline": None},
                 "expert": {"id": "e7", "name": "Heron / Süd"}, "questions": sample["questions"]}
        text = (HERE / "../../assets/workshop/page.html").read_text(encoding="utf-8")
        mark = '<script type="application/json" id="ballot">null</script>'
        self.assertEqual(text.count(mark), 1)
        embedded = json.dumps(state).replace("</", "<\\/").replace("<!--", "<\\!--")
        path = Path(folder) / "ballot.html"
        path.write_text(text.replace(mark, mark.replace("null", embedded)), encoding="utf-8")
        return path

    def saved(self, folder, count=1):
        def found():
            return [file for file in sorted(Path(folder).iterdir(), key=lambda file: file.stat().st_mtime_ns) if file.suffix == ".json"]
        until(lambda: len(found()) >= count, "the saved file")
        time.sleep(0.2)
        return found()[-1]

    def test_file_mode_saves_all_answers(self):
        folder = tempfile.mkdtemp(prefix="ballot-file-")
        self.addCleanup(shutil.rmtree, folder)
        page = self.page
        path = self.ballot_file(folder)
        page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder, browserContextId=page.context)
        page.open(path.as_uri())
        page.sees("Question 1 of 13")
        self.assertIsNone(page.run("window.stung ?? null"))
        page.sees("kept in this browser", "#net")
        for number in range(1, 12):
            self.go(number)
            self.answer("1 in 100", "20 %", f"{number + 1} %")
            self.submit(seen="Kept for the file")
            time.sleep(0.05)
        self.go(12)
        page.click("#abstain")
        page.click("#reasons label:nth-child(2)")
        # Complete but never kept by hand, and one that is unfinished.
        self.go(13)
        page.fill("#low", "5")
        page.click("#save")
        page.sees("unfinished: question 13", "#notice")
        file = self.saved(folder)
        self.assertEqual(file.name, "ballot-Heron-S-d-r1.json")
        ballot = json.loads(file.read_text(encoding="utf-8"))
        self.assertEqual((ballot["format"], ballot["seal"], ballot["round"]["id"], ballot["expert"]), ("driftline-ballot/1", "abc", "r1", {"id": "e7"}))
        self.assertEqual([answer["question"] for answer in ballot["answers"]], [f"q{number}" for number in range(1, 13)])
        self.assertEqual([answer["judgement"]["best"] for answer in ballot["answers"]][:11], [(number + 1) / 100 for number in range(1, 12)])
        self.assertEqual(ballot["answers"][11]["judgement"]["abstain"], "The question is unclear to me")
        self.assertEqual(len({answer["key"] for answer in ballot["answers"]}), 12)
        file = file.rename(file.with_name("first.txt"))
        # Saved twice: the same keys.
        page.reload()
        page.sees("Question 13 of 13")
        page.click("#save")
        again = json.loads(self.saved(folder).read_text(encoding="utf-8"))
        self.assertEqual(again["answers"], ballot["answers"])
        # Taken up elsewhere.
        page.run("localStorage.clear()")
        page.reload()
        page.sees("0 of 13 answered", "#progress")
        node = page.call("DOM.querySelector", nodeId=page.call("DOM.getDocument")["root"]["nodeId"], selector="#open")["nodeId"]
        page.call("DOM.setFileInputFiles", nodeId=node, files=[str(file)])
        page.sees("Took up 12 answers", "#notice")
        page.sees("12 of 13 answered", "#progress")
        requests = [event["params"]["request"]["url"] for event in page.events if event["method"] == "Network.requestWillBeSent"]
        self.assertTrue(all(url.startswith(("file:", "blob:", "data:")) for url in requests), requests)

    def test_file_of_another_ballot_is_refused(self):
        folder = tempfile.mkdtemp(prefix="ballot-file-")
        self.addCleanup(shutil.rmtree, folder)
        page = self.page
        page.open(self.ballot_file(folder).as_uri())
        page.sees("Question 1 of 13")
        for name, content, words in (("a", "{", "not a saved ballot"), ("b", '{"format":"driftline-ballot/1","round":{"id":"r2"},"expert":{"id":"e7"},"answers":[]}', "another ballot"),
                                     ("c", '{"format":"driftline-ballot/1","round":{"id":"r1"},"expert":{"id":"e7"},"answers":[null,{"question":"q99","judgement":{}}]}', "Took up 0")):
            other = Path(folder) / f"{name}.json"
            other.write_text(content)
            node = page.call("DOM.querySelector", nodeId=page.call("DOM.getDocument")["root"]["nodeId"], selector="#open")["nodeId"]
            page.call("DOM.setFileInputFiles", nodeId=node, files=[str(other)])
            page.sees(words, "#notice")


if __name__ == "__main__":
    unittest.main()
