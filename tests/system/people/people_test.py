"""Two persons, seen from outside: a running relay, its command line, people with tokens of their own, and kill -9."""

import asyncio
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from listener import Listener  # noqa: E402
from relay_process import Relay  # noqa: E402

BINARY = os.environ["CARERELAY_BINARY"]
REGISTER = """id,name,area,telephone,service_types,beds
1-1000000001,Elm Court,E09000010,020 7946 0101,care_home_with_nursing,40
1-1000000002,Oak Lodge,E09000025,020 7946 0102,care_home_without_nursing,8
"""
URGENT = """---
kind: guidance_bulletin
scope: public
urgency: immediate
severity: severe
topic: norovirus
audience:
  areas: [E09000010]
---
# Close to visitors now

Norovirus in three homes nearby.
"""
CONFIRM_SECONDS = 10


class TwoPersons(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-people-")
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "homes.csv").write_text(REGISTER)
        cls.relay = Relay(BINARY, cls.folder / "relay", approval__confirm_seconds=CONFIRM_SECONDS,
                          limits__http_per_minute=100000, evidence__checkpoint_seconds=1)
        cls.machine = cls.relay.cli("publishers", "add", "team", "--name", "Team", "--kinds", "guidance_bulletin",
                                    "--areas", "all", "--urgency", "immediate", "--administrator",
                                    at_rest=True)["token"]
        cls.jane = cls.person("jane", "publisher")
        cls.john = cls.person("john", "approver")
        cls.relay.cli("homes", "import", str(cls.folder / "homes.csv"), at_rest=True)
        cls.relay.start()

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.temp.cleanup()

    @classmethod
    def person(cls, name, roles, **where):
        return cls.relay.cli("members", "add", "team", name, "--name", name.title(), "--person", "--roles", roles,
                             "--token", **(where or {"at_rest": True}))["token"]

    def words(self, token, *arguments, code=0):
        done = subprocess.run([BINARY, *arguments, "--server", self.relay.url, "--ca", self.relay.ca],
                              capture_output=True, text=True, timeout=60, env=dict(os.environ, CARERELAY_TOKEN=token))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def write(self, headline):
        file = self.folder / "urgent.md"
        file.write_text(URGENT.replace("Close to visitors now", headline))
        return self.relay.cli("publish", str(file), token=self.jane)["draft"]

    def titles(self):
        status, answer = self.relay.call("GET", "/v1/messages", token=self.machine)
        self.assertEqual(status, 200)
        return {one["headline"]: one for one in answer["messages"]}

    def test_an_urgent_message_waits_until_another_person_has_read_and_approved_it(self):
        file = self.folder / "first.md"
        file.write_text(URGENT.replace("Close to visitors now", "First"))
        said = self.words(self.jane, "publish", str(file))
        self.assertIn("Nothing has been sent. It waits for another person", said)
        draft = said.split("Draft ")[1].split()[0]
        self.assertNotIn("First", self.titles())
        self.assertIn(draft, self.words(self.john, "drafts"))
        self.assertIn("Norovirus in three homes nearby.", self.words(self.john, "draft", draft))
        self.assertIn("needs the role approver", self.words(self.jane, "approve", draft, code=1))
        said = self.words(self.john, "approve", draft)
        self.assertIn("Published to 1 homes", said)
        self.assertIn("First", self.titles())
        self.assertIn("approved and published before", self.words(self.john, "approve", draft, code=1))

    def test_a_rejected_draft_is_never_sent_and_says_why(self):
        draft = self.write("Rejected")
        self.assertIn("is rejected", self.words(self.john, "reject", draft, "--reason", "Wrong number"))
        self.assertIn("Wrong number", self.words(self.john, "approve", draft, code=1))
        self.assertNotIn("Rejected", self.titles())

    def page_of(self, message, *words):
        """What `carerelay verify` says of the message's evidence, once what is signed says all of the words."""
        file = self.folder / f"{message}.json"
        deadline = time.monotonic() + 60
        said = "no evidence yet"
        while not all(one in said for one in words):
            self.assertLess(time.monotonic(), deadline, f"{words} not in: {said}")
            status, _ = self.relay.call("GET", f"/v1/messages/{message}/evidence", token=self.machine)
            if status == 200:
                file.unlink(missing_ok=True)  # it is never written over
                self.words(self.machine, "evidence", message, "-o", str(file))
                done = subprocess.run([BINARY, "verify", str(file)], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stdout)
                said = done.stdout
            time.sleep(0.3)
        return said

    def test_evidence_says_who_approved_whose_message_and_who_sent_and_confirmed(self):
        approved = self.relay.cli("approve", self.write("Proven"), token=self.john)["id"]
        alone = self.sent_alone("Proven too")
        self.confirm(alone)
        self.page_of(approved, "was written by jane and approved by john, in time, for these bytes and homes")
        self.page_of(alone, "was sent by jane alone", "It was confirmed by john, another person, in time.")

    def test_drafts_outlive_kill_9(self):
        draft = self.write("Survives")
        self.relay.stop(signal.SIGKILL)
        self.relay.start()
        self.assertEqual(self.relay.cli("approve", draft, token=self.john)["confirmed"], True)
        self.assertIn("Survives", self.titles())

    def test_what_is_sent_alone_is_marked_and_corrected_when_nobody_comes_though_the_relay_was_killed(self):
        draft = self.write("Alone")
        said = self.words(self.jane, "send-now", draft, "--reason", "Nobody answers")
        self.assertIn("NOT YET CONFIRMED", said)
        begun = time.monotonic()
        message = said.split("homes: ")[1].split()[0]
        self.assertEqual(self.relay.call("GET", f"/v1/messages/{message}/coverage", token=self.jane)[1]["confirmed"], False)
        self.relay.stop(signal.SIGKILL)
        self.relay.start()
        while self.titles()["Alone"]["closed"] != "superseded":
            self.assertLess(time.monotonic() - begun, CONFIRM_SECONDS + 20, "no correction came")
            time.sleep(0.2)
        self.assertGreater(time.monotonic() - begun, CONFIRM_SECONDS - 2)
        self.assertIn("NOT CONFIRMED: Alone", self.titles())
        self.assertIn("the time to confirm it is over", self.words(self.john, "confirm", message, code=1))
        log = pathlib.Path(self.relay.log).read_text()
        for event in ("approval_asked", "sent_alone", "correction_sent"):
            self.assertIn(f'"event":"{event}"', log)
        self.assertNotIn("Nobody answers", log)  # ids only

    def test_what_is_sent_alone_and_confirmed_stays(self):
        draft = self.write("Confirmed")
        message = self.relay.cli("send-now", draft, "--reason", "Nobody answers", token=self.jane)["id"]
        self.assertIn("you stand for it already", self.words_of_jane_as_approver(message))
        self.assertIn("is confirmed by a second person", self.words(self.john, "confirm", message))
        time.sleep(CONFIRM_SECONDS + 2)
        self.assertEqual(self.titles()["Confirmed"]["closed"], "open")

    def home(self, name, *more):
        listener = Listener("--folder", str(self.folder / name), "--ca", self.relay.ca, *more)
        self.addCleanup(listener.end)
        listener.until(lambda e: e["event"] == "connected", "connection")
        return listener

    def enrol(self, name):
        code = self.relay.cli("enrol", "1-1000000001", token=self.machine)["code"]
        return self.home(name, "--server", self.relay.url, "--enrol", code)

    def sent_alone(self, headline):
        return self.relay.cli("send-now", self.write(headline), "--reason", "Nobody answers", token=self.jane)["id"]

    def confirm(self, message):
        self.assertIn("is confirmed by a second person", self.words(self.john, "confirm", message))

    def test_homes_are_told_when_it_is_confirmed_connected_or_not_and_after_a_restart_of_either(self):
        there, away = self.enrol("there"), self.enrol("away")
        message = self.sent_alone("Told")
        came = there.until(lambda e: e.get("headline") == "Told", "the message")
        self.assertIs(came["confirmed"], False)
        away.until(lambda e: e.get("headline") == "Told", "the message")
        away.end()
        self.relay.stop(signal.SIGKILL)
        self.relay.start()
        there.until(lambda e: e["event"] == "connected", "connection")
        self.confirm(message)
        self.assertEqual(there.until(lambda e: e["event"] == "confirmed", "confirmation")["seq"], came["seq"])
        there.type("list")
        self.assertIs(there.until(lambda e: e.get("headline") == "Told", "the list")["confirmed"], True)
        there.type(f"show {came['seq']}")
        there.until(lambda e: e["event"] == "answer_recorded", "reading")
        self.assertIn("Sent by one person, confirmed by a second since.", there.shown)

        back = self.home("away")  # the message is held; only the word comes
        self.assertEqual(back.until(lambda e: e["event"] == "confirmed", "confirmation")["seq"], came["seq"])
        back.end()
        again = self.home("away")  # known: not told twice
        again.type("list")
        self.assertIs(again.until(lambda e: e.get("headline") == "Told", "the list")["confirmed"], True)
        self.assertNotIn("confirmed", [e["event"] for e in again.events])

        late = self.enrol("late")  # has it all in one
        late.until(lambda e: e.get("headline") == "Told", "the message")
        late.until(lambda e: e["event"] == "confirmed" and e["seq"] == came["seq"], "confirmation")

    def test_a_home_that_nobody_confirms_to_gets_the_correction_and_no_confirmation(self):
        home = self.enrol("corrected")
        self.sent_alone("Dubious")
        self.assertIs(home.until(lambda e: e.get("headline") == "Dubious", "the message")["confirmed"], False)
        home.until(lambda e: e.get("headline") == "NOT CONFIRMED: Dubious", "correction", CONFIRM_SECONDS + 20)
        home.type("list")
        self.assertIs(home.until(lambda e: e["event"] == "held" and e["headline"] == "Dubious", "list")["confirmed"],
                      False)

    def words_of_jane_as_approver(self, message):
        self.relay.call("PUT", "/v1/publishers/team/members/jane", {"name": "Jane", "roles": ["publisher", "approver"]},
                        token=self.machine)
        return self.words(self.jane, "confirm", message, code=1)

    def test_a_revoked_person_does_nothing_more(self):
        joan = self.person("joan", "publisher", token=self.machine)
        self.words(joan, "drafts")
        self.assertIn("is revoked", self.words(self.machine, "members", "revoke", "team", "joan"))
        self.assertIn("no account has that token", self.words(joan, "drafts", code=1))
        self.assertIn("revoked", self.words(self.machine, "members", "list", "team"))

    def test_a_borough_viewer_watches_the_borough_alone(self):
        self.words(self.machine, "publishers", "add", "council", "--name", "Council", "--kinds", "guidance_bulletin",
                   "--areas", "E09000010", "--urgency", "immediate")
        vera = self.relay.cli("members", "add", "council", "vera", "--name", "Vera", "--person", "--roles",
                              "borough_viewer", "--token", token=self.machine)["token"]
        file = self.folder / "both.md"
        file.write_text(URGENT.replace("immediate", "expected").replace("[E09000010]", "[E09000010, E09000025]"))
        message = self.relay.cli("publish", str(file), token=self.jane)["id"]

        async def watched(token):
            async with websockets.connect(
                    self.relay.url.replace("https", "wss") + "/v1/stream", ssl=ssl.create_default_context(cafile=self.relay.ca),
                    subprotocols=["carerelay.v1"], extra_headers={"Authorization": f"Bearer {token}"}) as stream:
                await stream.send(json.dumps({"type": "watch", "message": message}))
                while True:
                    frame = json.loads(await asyncio.wait_for(stream.recv(), 20))
                    if frame["type"] in ("coverage", "error"):
                        return frame
        seen = asyncio.run(watched(vera))
        self.assertEqual(seen["targeted"], 1)
        self.assertEqual([area["area"] for area in seen["areas"]], ["E09000010"])
        self.assertEqual(asyncio.run(watched(self.jane))["targeted"], 2)

    def test_a_days_quota_ends_the_day(self):
        self.words(self.machine, "members", "add", "team", "quota-feed", "--name", "Feed", "--roles", "publisher",
                   "--kinds", "guidance_bulletin", "--areas", "all", "--daily-quota", "1")
        token = self.relay.cli("members", "token", "team", "quota-feed", token=self.machine)["token"]
        file = self.folder / "plain.md"
        file.write_text(URGENT.replace("immediate", "expected"))
        self.assertIn("Published to 1 homes", self.words(token, "publish", str(file)))
        self.assertIn("all it may today", self.words(token, "publish", str(file), code=1))


if __name__ == "__main__":
    unittest.main()
