"""Many participants at once against `driftline serve` on loopback: times, errors, memory; no browser.

Usage: load.py path/to/driftline [PARTICIPANTS [QUESTIONS]]

Every participant joins by code, follows the state as the page does (one request always waits), and answers all questions one
after the other; all begin together. It fails where anything is refused, lost or doubled; the times it only tells.
"""

import asyncio
import json
import re
import sys
import tempfile
import time
from pathlib import Path

from room import Server, document


class Line:
    """One connection that is kept open."""

    def __init__(self, host, port):
        self.host, self.port, self.reader = host, port, None

    async def ask(self, *request):
        """Asks; once more where the server had ended an idle connection, as browsers do."""
        is_fresh = self.reader is None
        try:
            return await self.try_to(*request)
        except (asyncio.IncompleteReadError, ConnectionError):
            if is_fresh:
                raise
            self.close()
            self.reader = None
            return await self.try_to(*request)

    async def try_to(self, method, path, token=None, body=None):
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        data = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n"
        head += f"Authorization: Bearer {token}\r\n" if token else ""
        head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n" if body is not None else ""
        self.writer.write(head.encode() + b"\r\n" + data)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        answer = await self.reader.readexactly(int(fields.get("content-length", 0)))
        return int(head.split()[1]), answer

    def close(self):
        if self.reader is not None:
            self.writer.close()


def memory(process):
    """Resident memory in MB: now and at most."""
    status = Path(f"/proc/{process}/status").read_text()
    return [int(line.split()[1]) / 1024 for name in ("VmRSS", "VmHWM") for line in status.splitlines() if line.startswith(f"{name}:")]


class Load:
    """The participants and what they measure."""

    def __init__(self, server, participants, questions):
        self.server, self.participants, self.questions = server, participants, questions
        self.host, port = server.base.removeprefix("http://").split(":")
        self.port = int(port)
        self.times = {"join": [], "first state": [], "answer": [], "state after an answer": []}
        self.errors = []
        self.start = asyncio.Event()

    async def timed(self, what, line, *request):
        began = time.perf_counter()
        status, answer = await line.ask(*request)
        self.times[what].append(time.perf_counter() - began)
        if status != 200:
            self.errors.append((what, status, answer[:100]))
        return answer

    async def follow(self, line, token):
        version = json.loads(await self.timed("first state", line, "GET", "/api/state", token))["version"]
        ready.append(1)
        await self.start.wait()
        while True:
            began = time.perf_counter()
            status, answer = await line.ask("GET", f"/api/state?after={version}", token)
            if status != 200:
                self.errors.append(("follow", status, answer[:100]))
            if b'"mine"' in answer:
                self.times["state after an answer"].append(time.perf_counter() - began)
                if f'"answered":{self.questions},'.encode() in answer:
                    return json.loads(answer)
            # Not all of it is read each time: the participants share one processor with the server.
            version = int(re.match(rb'{"version":(\d+)', answer)[1])
            # As the page does.
            await asyncio.sleep(max(0, 0.25 - (time.perf_counter() - began)))

    async def participate(self, number):
        following, sending = Line(self.host, self.port), Line(self.host, self.port)
        told = json.loads(await self.timed("join", sending, "POST", "/api/join", None, {"code": self.server.code, "name": f"Guest {number}"}))
        token = told["token"]
        followed = asyncio.create_task(self.follow(following, token))
        await self.start.wait()
        for question in range(1, self.questions + 1):
            key = f"key-{number:04}-{question:04}"
            best = 0.2 + number / 1000
            said = {"low": best / 2, "best": best, "high": best + 0.2, "confidence": 0.8, "rationale": f"{number}/{question} " * 40, "abstain": None}
            answer = await self.timed("answer", sending, "PUT", "/api/judgements", token, {"round": "one", "question": f"q{question}", "key": key, "judgement": said})
            if json.loads(answer).get("key") != key:
                self.errors.append(("no acknowledgement", question, answer[:100]))
        state = await asyncio.wait_for(followed, 120)
        if len(state["mine"]) != self.questions:
            self.errors.append(("mine", len(state["mine"]), b""))
        following.close()
        sending.close()

    async def run(self):
        tasks = [asyncio.create_task(self.participate(number)) for number in range(self.participants)]
        while len(ready) < self.participants and not any(task.done() for task in tasks):
            await asyncio.sleep(0.05)
        self.before = memory(self.server.process.pid)
        began = time.perf_counter()
        self.start.set()
        await asyncio.gather(*tasks)
        self.whole = time.perf_counter() - began


ready = []


def main():
    program = Path(sys.argv[1]).resolve()
    participants, questions = [int(text) for text in (sys.argv[2:] + ["200", "40"][len(sys.argv) - 2:])][:2]
    with tempfile.TemporaryDirectory(prefix="workshop-") as folder:
        path = Path(folder) / "fleet.json"
        document(program, path, [], questions, {"one": questions})
        server = Server(program, path, "--round", "one", "--guests")
        load = Load(server, participants, questions)
        try:
            asyncio.run(load.run())
            after = memory(server.process.pid)
            server.say("close", "is closed")
            closed = memory(server.process.pid)
            server.stop()
        finally:
            if server.process.poll() is None:
                server.kill()
        judgements = json.loads(path.read_text())["panel"]["judgements"]
        journal = path.with_suffix(".workshop").stat().st_size
    print(f"{participants} participants, {questions} questions each, answered within {load.whole:.1f} s: {participants * questions / load.whole:.0f} answers a second")
    for what, times in load.times.items():
        times.sort()
        at = lambda share: times[min(len(times) - 1, int(share * len(times)))] * 1000
        print(f"{what:>22}: {len(times):6} times, p50 {at(0.5):7.1f} ms, p99 {at(0.99):7.1f} ms, max {times[-1] * 1000:7.1f} ms")
    print(f"memory of the server: {load.before[0]:.0f} MB when all had come in, {after[0]:.0f} MB after, {closed[0]:.0f} MB with the round closed, {closed[1]:.0f} MB at most")
    print(f"journal: {journal / 1e6:.1f} MB; errors: {len(load.errors)}")
    assert not load.errors, load.errors[:5]
    pairs = {(judgement["expert"], judgement["question"]) for judgement in judgements}
    assert len(judgements) == len(pairs) == participants * questions, (len(judgements), len(pairs))


if __name__ == "__main__":
    main()
