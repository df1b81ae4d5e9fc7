"""Takes the screenshots into shots/."""
import json, subprocess, sys, time, urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from browser import Browser, until

PORT = 8931
HERE = Path(__file__).parent
out = HERE / "shots"
out.mkdir(exist_ok=True)
server = subprocess.Popen([sys.executable, HERE / "mock.py", str(PORT)], stdout=subprocess.PIPE)
server.stdout.readline()
browser = Browser()
BASE = f"http://127.0.0.1:{PORT}"

def mock(**settings):
    urllib.request.urlopen(urllib.request.Request(f"{BASE}/mock/set", json.dumps(settings).encode(), {"Content-Type": "application/json"}))

SIZES = {"360": (360, 740), "740": (740, 360), "1280": (1280, 800), "200": (640, 400), "320": (320, 640), "1600": (1600, 1000)}
try:
    page = browser.page()
    page.look()
    page.size(360, 740, 2)
    page.open(BASE + "/#K7QX4M")
    time.sleep(.3)
    page.shot(out / "join-360.png")
    page.size(1280, 800)
    page.shot(out / "join-1280.png")
    page.fill("#name", "Heron")
    page.click("#joinButton")
    page.sees("how likely is it")
    def series(name, looks=(False, True), which=SIZES, number=1):
        for size in which:
            width, height = SIZES[size]
            for dark in looks:
                page.look(dark)
                page.size(width, height, 2 if width < 700 else 1)
                page.reload()
                page.sees("how likely")
                page.run(f"document.querySelectorAll('#questions button')[{number - 1}].click(); document.activeElement.blur()")
                page.run("scrollTo(0,0)")
                time.sleep(.3)
                page.shot(out / f"{name}-{size}{'-dark' if dark else ''}.png")
                if size in ("360", "1280", "740"):
                    page.shot(out / f"{name}-{size}{'-dark' if dark else ''}-full.png", True)
        page.size(1280, 800)
        page.look()
    series("empty", (False,))
    for field, text in [("low", "2 %"), ("high", "1 in 5"), ("best", "0,07"), ("confidence", "80")]:
        page.fill("#" + field, text)
    page.fill("#rationale", "Every agent of a project reads the notebook. Against it: short tasks never open it.")
    series("filled")
    page.click("#submit"); page.sees("Sent", "#state")
    time.sleep(.6); page.click("#submit")
    page.size(360, 740, 2); page.reload(); page.sees("how likely"); time.sleep(.3)
    page.fill("#low", "5"); page.fill("#high", "1"); page.fill("#best", "3"); page.click("#submit")
    page.shot(out / "wrong-360.png")
    page.click("#abstain"); page.click("#reasons label:nth-child(2)"); time.sleep(.2); page.shot(out / "abstain-360.png")
    page.click("#abstain")
    page.fill("#low", "2"); page.fill("#high", "9"); page.call("Emulation.setEmulatedMedia", features=[]); page.click("#best"); time.sleep(.2); page.shot(out / "form-360.png")
    page.size(360, 740, 2); page.click("#toggle"); time.sleep(.2); page.run("scrollTo(0,0)"); page.shot(out / "list-360.png"); page.click("#toggle")
    mock(state="closed"); page.sees("closed"); series("closed", (False,), ["360"])
    mock(round="r2", name="Round 2", state="open", deadline=(datetime.now(timezone.utc)+timedelta(minutes=12)).isoformat()); page.sees("PREVIOUS ROUND")
    series("second", (False, True), ["360", "1280", "740"])
    series("stability", (False,), ["1280", "360"], 8); series("mitigation", (True,), ["1280", "360"], 10); page.run("document.querySelectorAll('#questions button')[0].click()")
    page.click("#again"); page.click("#submit"); page.sees("Sent", "#state")
    mock(state="revealed"); page.sees("All judgements".upper()); series("revealed", (False, True), ["360", "1280"])
    print(page.complaints())
finally:
    browser.close()
    server.terminate()
