"""Homes that stay silent: a real relay with short clocks, a mail server that does as it is told, and a kill in between."""

import pathlib
import signal
import sys
import tempfile
import time
import unittest

from channel_kit import Office, mail_settings
from listener import Listener
from played_server import PlayedServer
from relay_process import make_certificate

CLOCK = 4    # seconds a home is waited for
GAP = 2      # and between two steps


class Ladder(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-ladder-")
        self.addCleanup(self.temp.cleanup)
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls")
        (self.folder / "secret").write_text("s3cret\n")
        self.server = PlayedServer(self.folder / "tls/cert.pem", self.folder / "tls/key.pem", user="care@trust.test")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def open(self, addresses, **settings):
        given = mail_settings(self.server.port, self.folder / "tls/cert.pem", self.folder / "secret",
                              escalation__expected_seconds=CLOCK, escalation__next_percent=100 * GAP // CLOCK,
                              escalation__steps="stream,email,deputy,call_list", **settings)
        self.office = Office(self.folder / "office", addresses, **given)
        self.office.relay.start()
        self.addCleanup(lambda: self.office.relay.stop(signal.SIGKILL))
        return self.office

    def contacts(self, home, *emails):
        """The manager first, then the deputy."""
        roles = ["manager", "deputy"]
        status, answer = self.office.relay.call("PUT", f"/v1/homes/{home}/contacts", {"contacts": [
            {"role": role, "label": role, "email": email, "telephone": f"+44770090000{i}"}
            for i, (role, email) in enumerate(zip(roles, emails))]}, token=self.office.token)
        self.assertEqual(status, 200, answer)

    def until(self, is_so, seconds=120):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, self.office.relay.log_tail(5000))
            time.sleep(0.2)
        return found

    def calls(self, message):
        return {one["home"]: one for one in self.office.relay.cli("calls", message, token=self.office.token)["calls"]}

    def mailed(self):
        return sorted(envelope["to"] for envelope, _ in self.server.mails)

    def steps(self, message, home):
        status, answer = self.office.relay.call("GET", f"/v1/messages/{message}/escalation", token=self.office.token)
        self.assertEqual(status, 200, answer)
        for one in answer["homes"]:
            if one["home"] == home:
                return [(step["step"], step["outcome"]) for step in one["steps"]]
        return []

    def test_a_silent_home_is_mailed_then_its_deputy_then_rung(self):
        office = self.open(["one@homes.test", ""])
        first, second = office.homes
        self.contacts(first, "manager@homes.test", "deputy@homes.test")
        message = office.publish("Masks are back")
        self.until(lambda: self.mailed() == ["one@homes.test"])
        began = time.monotonic()
        self.until(lambda: "manager@homes.test" in self.mailed())
        self.assertGreater(time.monotonic() - began, CLOCK - 2)
        self.until(lambda: "deputy@homes.test" in self.mailed())
        calls = self.until(lambda: len(self.calls(message)) == 2 and self.calls(message))
        self.assertEqual(self.mailed(), ["deputy@homes.test", "manager@homes.test", "one@homes.test"])
        self.assertIn("not reached after", calls[first]["why"])
        self.assertIn("email to the deputy: handed to the mail server", calls[first]["why"])
        self.assertEqual([one["telephone"] for one in calls[first]["contacts"]], ["+447700900000", "+447700900001"])
        shown = office.relay.cli("channels", "show", message, first, token=office.token)["channels"]
        self.assertEqual([one.get("role") for one in shown], [None, "manager", "deputy"])
        plain = office.relay.cli("channels", "show", message, first, token=office.token, plain=True)
        self.assertIn("email to the deputy (contact 2)", plain)
        self.assertIn("email: not sent: the register has no address", calls[second]["why"])
        self.assertEqual(self.steps(message, first), [("stream", "skipped"), ("email", "sent"), ("deputy", "sent"),
                                                      ("call_list", "listed")])
        # A note of a call is the word of whoever rang.
        office.relay.cli("call-note", message, second, "--outcome", "reached", "--spoke-to", "the nurse", token=office.token)
        noted = self.calls(message)[second]["calls"][0]
        self.assertEqual(noted["words"], "spoke to the nurse (reported by NCL team)")
        self.assertEqual(office.relay.cli("coverage", message, token=office.token)["delivered"], 0)
        status, text = office.relay.call("GET", "/v1/call-list?format=csv", token=office.token)
        self.assertEqual(status, 200)
        self.assertIn("Meadow 0 House", text)
        log = pathlib.Path(office.relay.log).read_text()
        self.assertEqual(log.count('"event":"escalated"'), 4)
        paths = office.relay.cli("paths", first, token=office.token)["paths"]
        self.assertEqual(paths[0]["channel"], "stream")

    def test_b_a_home_that_reads_in_the_middle_is_left_alone(self):
        office = self.open(["one@homes.test", "two@homes.test"])
        home, silent = office.homes
        self.contacts(home, "manager@homes.test", "deputy@homes.test")
        code = office.relay.cli("enrol", home, token=office.token)["code"]
        message = office.publish("Masks are back")
        self.until(lambda: "manager@homes.test" in self.mailed())
        device = Listener("--server", office.relay.url, "--ca", office.relay.ca, "--folder", str(self.folder / "device"),
                          "--enrol", code)
        self.addCleanup(device.end)
        device.until(lambda e: e["event"] == "connected", "connection")
        self.until(lambda: office.relay.cli("coverage", message, token=office.token)["delivered"] == 1)
        device.type("show 1")
        self.until(lambda: office.relay.cli("coverage", message, token=office.token)["read"] == 1)
        # By then the other one, which stays silent, has come to the end.
        self.until(lambda: silent in self.calls(message))
        receipts = office.relay.cli("receipts", message, token=office.token)["receipts"]
        read_at = next(one["read_at"] for one in receipts if one["home"] == home)
        status, answer = office.relay.call("GET", f"/v1/messages/{message}/escalation", token=office.token)
        self.assertEqual(status, 200, answer)
        taken = [step for one in answer["homes"] if one["home"] == home for step in one["steps"]]
        self.assertIn("email", [step["step"] for step in taken])
        self.assertEqual([step for step in taken if step["at"] > read_at], [])
        self.assertEqual(list(self.calls(message)), [silent])

    def test_c_a_kill_in_between_forgets_nothing_and_repeats_nothing(self):
        office = self.open([f"home{i}@homes.test" for i in range(20)])
        for home in office.homes:
            self.contacts(home, f"manager.{home}@homes.test", f"deputy.{home}@homes.test")
        message = office.publish("Masks are back")
        end = time.monotonic() + 60
        kills = 0
        while len(self.calls_or_none(message)) < 20:
            self.assertLess(time.monotonic(), end, office.relay.log_tail(5000))
            time.sleep(1.3)
            if kills < 5:
                kills += 1
                office.relay.stop(signal.SIGKILL)
                office.relay.start()
        rows = [one for receipt in office.relay.cli("receipts", message, token=office.token)["receipts"]
                for one in receipt.get("channels", [])]
        self.assertEqual(len(rows), 60)
        for home in office.homes:
            self.assertEqual([step for step, outcome in self.steps(message, home) if outcome != "skipped"],
                             ["email", "deputy", "call_list"])
        # What was in doubt at a kill may come twice, and then says so; nothing else does.
        for one in set(self.mailed()):
            marked = sum("Possible duplicate" in raw.decode("utf-8", "replace") for envelope, raw in self.server.mails
                         if envelope["to"] == one)
            self.assertLessEqual(self.mailed().count(one), 1 + marked, one)

    def calls_or_none(self, message):
        try:
            return self.calls(message)
        except (SystemExit, OSError):
            return {}

    def test_d_a_dead_channel_does_not_stop_the_ladder(self):
        self.server.plan = lambda stage, what: "drop" if stage == "greeting" else None
        office = self.open(["one@homes.test"])
        message = office.publish("Masks are back")
        calls = self.until(lambda: self.calls(message))
        self.assertIn("email: ", next(iter(calls.values()))["why"])
        self.assertEqual(self.server.mails, [])

    def test_e_a_canary_that_does_not_answer_raises_an_alarm_and_is_in_no_figure(self):
        office = self.open(["", ""], escalation__canary_every_seconds=5, escalation__canary_wait_seconds=2)
        status, answer = office.relay.call("POST", "/v1/homes", {"id": "1-1999999999", "name": "Ours", "area": "E09000010",
                                                                "tags": ["canary"]}, token=office.token)
        self.assertEqual(status, 201, answer)
        office.relay.stop()
        office.relay.start()

        def log():
            return pathlib.Path(office.relay.log).read_text()

        self.until(lambda: '"event":"canary_silent"' in log())
        self.assertIn('"area":"E09000010"', log())
        status, preview = office.relay.call("POST", "/v1/messages/preview", {
            "kind": "guidance_bulletin", "scope": "public", "urgency": "expected", "severity": "minor",
            "audience": {"areas": ["E09000010"]}, "info": [{"language": "en-GB", "headline": "H", "description": "D"}]},
            token=office.token)
        self.assertEqual((status, preview["targeted"]), (200, 2), preview)
        code = office.relay.cli("enrol", "1-1999999999", token=office.token)["code"]
        device = Listener("--server", office.relay.url, "--ca", office.relay.ca, "--folder", str(self.folder / "ours"),
                          "--enrol", code)
        self.addCleanup(device.end)
        self.until(lambda: '"event":"canary_answers"' in log())

    def test_f_a_check_in_goes_once_at_its_hour_over_a_kill_and_its_answers_are_told_by_day(self):
        office = self.open(["", ""])
        code = office.relay.cli("enrol", office.homes[0], token=office.token)["code"]
        device = Listener("--server", office.relay.url, "--ca", office.relay.ca, "--folder", str(self.folder / "device"),
                          "--enrol", code)
        self.addCleanup(device.end)
        device.until(lambda e: e["event"] == "connected", "connection")
        soon = time.time() + 65
        # The hour of London: London and UTC agree from November to March; ask the relay where they do not.
        clock = time.strftime("%H:%M", time.gmtime(soon if time.gmtime().tm_mon in (11, 12, 1, 2) else soon + 3600))
        if clock == "00:00":
            self.skipTest("a minute before midnight a check-in of today is one of tomorrow")
        made = office.relay.cli("check-ins", "add", "--headline", "Anything new today?", "--text", "One tap is enough.",
                                "--time", clock, "--until", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(soon + 86400)),
                                "--homes", ",".join(office.homes), token=office.token)
        self.assertEqual(made["state"], "running", made)

        def sent():
            return [one for one in office.relay.call("GET", "/v1/messages", token=office.token)[1]["messages"]
                    if one["headline"] == "Anything new today?"]

        self.until(sent, 120)
        office.relay.stop(signal.SIGKILL)
        office.relay.start()
        (message,) = sent()
        self.until(lambda: office.relay.cli("coverage", message["id"], token=office.token)["delivered"] == 1)
        device.type("show 1")
        device.type("done 1 Nothing new.")

        def answers():
            return office.relay.cli("check-ins", "answers", made["id"], token=office.token)

        (day,) = self.until(lambda: answers()["days"][0]["answered"] == 1 and answers()["days"])
        self.assertEqual([day[name] for name in ("asked", "no_change", "changed", "not_answered")], [2, 1, 0, 1])
        said = {one["home"]: one["answers"][0]["words"] for one in answers()["homes"]}
        self.assertEqual(said, {office.homes[0]: "No change", office.homes[1]: "Not reached"})
        for path in (f"/v1/check-ins/{made['id']}/answers", f"/v1/messages/{message['id']}/receipts"):
            status, text = office.relay.call("GET", path + "?format=csv", token=office.token)
            self.assertEqual(status, 200)
            self.assertIn("No change", text)
            self.assertNotIn("Done", text)
        self.assertEqual(len(sent()), 1)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
