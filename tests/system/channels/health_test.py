"""How channels and the ways to homes fare, seen by a real relay over a real Postfix: reports that used to come and stop,
mailboxes that are full, and homes of our own to which tests are sent by email."""

import json
import pathlib
import re
import signal
import smtplib
import sys
import tempfile
import time
import unittest
import urllib.request

from channel_kit import Office, mail_settings
from listener import Listener
from mail_ground import PASSWORD, MailGround, why_not

QUIET = 8            # seconds without news until a channel is quiet
EVERY, WAIT = 15, 10   # seconds between tests to homes of our own, and until they are judged
OURS = "1-1999999999"
BOXES = [f"manager{i}@box.test" for i in range(10)]
ADDRESSES = [*BOXES, "full@rosewood.test", "manager@rosewood.test", ""]


class Health(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if why_not():
            raise RuntimeError(why_not())
        temp = tempfile.TemporaryDirectory(prefix="carerelay-health-")
        cls.addClassCleanup(temp.cleanup)
        cls.folder = pathlib.Path(temp.name)
        cls.ground = MailGround().__enter__()
        cls.addClassCleanup(cls.ground.__exit__)
        for one in ("care@trust.test", "b@returns.test", "helpline@trust.test", "manager@rosewood.test"):
            cls.ground.add_user(one)
        cls.ground.add_user("full@rosewood.test", quota_bytes=10)
        (cls.folder / "secret").write_text(PASSWORD + "\n")

    def open(self, name, **settings):
        given = mail_settings(
            self.ground.submission_port, self.ground.ca, self.folder / "secret",
            channels__email__imap_server="localhost", channels__email__imap_port=self.ground.imap_port,
            channels__email__imap_security="starttls", channels__email__imap_user="b@returns.test",
            channels__email__imap_secret_file=self.folder / "secret", **settings)
        self.office = Office(self.folder / name, ADDRESSES, **given)
        self.office.relay.start()
        self.addCleanup(lambda: self.office.relay.stop(signal.SIGKILL))
        return self.office

    def home(self, address):
        return self.office.homes[ADDRESSES.index(address)]

    def until(self, is_so, what, seconds=180):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, f"not in {seconds} s: {what}\n{self.office.relay.log_tail(5000)}")
            time.sleep(0.2)
        return found

    def get(self, path):
        status, answer = self.office.relay.call("GET", path, token=self.office.token)
        self.assertEqual(status, 200, answer)
        return answer

    def figure(self, name, **labels):
        """A figure at /metrics; None while it is not there."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.office.relay.internal}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        shown = ",".join(f'{key}="{value}"' for key, value in labels.items())
        found = re.search(rf"^{name}\{{{shown}\}} ([0-9.e+-]+)$", text, re.MULTILINE)
        return float(found.group(1)) if found else None

    def logged(self, event):
        lines = pathlib.Path(self.office.relay.log).read_text().splitlines()
        return [one for one in map(json.loads, (line for line in lines if line.startswith("{"))) if one.get("event") == event]

    def channel(self):
        return next(one for one in self.get("/v1/channels")["channels"] if one["channel"] == "email")

    def lose_reports(self):
        """Reports go astray from now on, as when somebody changes a rule of the mail service."""
        self.ground.reroute("returns.test", "discard:")
        self.addCleanup(self.find_reports)
        self.probe("postfix/discard")

    def find_reports(self):
        self.ground.reroute("returns.test", None)
        self.probe("postfix/lmtp")

    def probe(self, by):
        """Waits until mail to the return address goes by that program of Postfix."""
        number = [0]

        def goes():
            number[0] += 1
            to = f"b+probe{time.monotonic_ns()}@returns.test"
            with smtplib.SMTP("127.0.0.1", self.ground.open_port) as out:
                out.sendmail("probe@shop.test", [to], f"From: <probe@shop.test>\r\nTo: <{to}>\r\n\r\nProbe\r\n")
            end = time.monotonic() + 30
            while not (line := next((one for one in self.ground.log().splitlines() if f"to=<{to}>" in one), "")):
                self.assertLess(time.monotonic(), end, self.ground.log()[-3000:])
                time.sleep(0.1)
            return by in line

        self.until(goes, f"mail to the return address by {by}")

    def test_reports_that_used_to_come_and_stop_raise_the_alarm_in_the_time_of_the_settings_and_end_it(self):
        self.open("quiet", escalation__quiet_seconds=QUIET)
        boxes = [self.home(one) for one in BOXES]
        message = self.office.publish("As ever", homes=boxes)
        rows = self.until(lambda: (rows := self.office.ways(message)) and
                          all(rows[home]["state"] == "delivered" for home in boxes) and rows, "reports of every mail")
        self.assertEqual(len(rows), len(BOXES))
        self.until(lambda: self.figure("carerelay_channel_quiet", channel="email") == 0, "that it is not quiet")
        self.assertNotIn("quiet_since", self.channel())
        self.assertEqual(self.logged("channel_quiet"), [])
        self.lose_reports()
        message = self.office.publish("Nothing comes back", homes=boxes)
        self.office.wait_for(message, {home: ("sent",) for home in self.office.homes})
        alarm = self.until(lambda: self.logged("channel_quiet"), "the alarm")[0]
        self.assertEqual(alarm["channel"], "email")
        since = self.until(lambda: self.channel().get("quiet_since"), "quiet_since")
        self.assertEqual(alarm["since"], since)
        self.until(lambda: self.figure("carerelay_channel_quiet", channel="email") == 1, "the figure")
        took = seconds_of(alarm["time"]) - seconds_of(since)
        # Four minutes are five at most (docs/channels.md): a quarter of the time more, and what a busy machine needs.
        self.assertGreaterEqual(took, QUIET)
        self.assertLess(took, QUIET * 1.25 + 20)
        print(f"quiet for {QUIET} s: the alarm came {took:.1f} s after the first mail without news", file=sys.stderr)
        # The mails themselves were delivered: silence of a channel is no word about homes.
        self.assertEqual({row["state"] for row in self.office.ways(message).values()}, {"sent"})
        self.find_reports()
        self.office.publish("They come again", homes=boxes)
        self.until(lambda: self.logged("channel_heard"), "the end of the alarm")
        self.until(lambda: "quiet_since" not in self.channel(), "no more quiet_since")
        self.until(lambda: self.figure("carerelay_channel_quiet", channel="email") == 0, "the figure at 0")

    def test_how_each_way_to_a_home_fares_is_what_really_became_of_its_mails(self):
        self.open("paths")
        wanted = {self.home(address): "delivered" for address in BOXES} | {
            self.home("full@rosewood.test"): "failed", self.home("manager@rosewood.test"): "relayed", self.home(""): "suppressed"}
        message = self.office.publish("Masks are back")
        self.office.wait_for(message, {home: (state,) for home, state in wanted.items()})

        def way(address):
            paths = {one["channel"]: one for one in self.get(f"/v1/homes/{self.home(address)}/paths")["paths"]}
            self.assertEqual(list(paths), ["stream", "email"])
            return paths["email"]

        good, full, relayed, none = (way(one) for one in (BOXES[0], "full@rosewood.test", "manager@rosewood.test", ""))
        self.assertEqual([one["state"] for one in (good, full, relayed, none)], ["good", "failing", "taken", "never"])
        self.assertIn("last_good_at", good)
        self.assertEqual(full["words"], "not delivered: the mailbox is full; nothing was ever delivered")
        self.assertEqual(self.get(f"/v1/homes/{self.home(BOXES[0])}")["last_delivery"], {"email": good["last_good_at"]})
        self.assertEqual(self.get(f"/v1/homes/{self.home('full@rosewood.test')}")["last_delivery"], {})
        failing = [one["id"] for one in self.get("/v1/homes?health=failing")["homes"]]
        self.assertIn(self.home("full@rosewood.test"), failing)
        status, table = self.office.relay.call("GET", "/v1/homes?format=csv", token=self.office.token)
        self.assertEqual(status, 200)
        lines = table.splitlines()
        self.assertTrue(lines[0].endswith(",email,email_last_delivered"), lines[0])
        self.assertTrue(lines[1].endswith(good["last_good_at"]), lines[1])
        self.assertIn("not delivered: the mailbox is full; nothing was ever delivered", lines[1 + ADDRESSES.index("full@rosewood.test")])
        # A home whose mailbox has room again is well again with the next mail that arrives: nothing is kept that is over.
        home = self.get(f"/v1/homes/{self.home('full@rosewood.test')}")
        changed = {key: home[key] for key in ("id", "name", "area")} | {"email": "new@box.test"}
        self.assertEqual(self.office.relay.call("POST", "/v1/homes", changed, token=self.office.token)[0], 200)
        message = self.office.publish("Masks are back again", homes=[home["id"]])
        self.office.wait_for(message, ("delivered",))
        self.assertEqual(way("full@rosewood.test")["state"], "good")

    def test_a_home_of_our_own_is_tested_by_email_as_well_and_each_way_raises_its_own_alarm(self):
        self.open("canary", escalation__canary_every_seconds=EVERY, escalation__canary_wait_seconds=WAIT)
        status, answer = self.office.relay.call("POST", "/v1/homes", {
            "id": OURS, "name": "Ours", "area": "E09000010", "tags": ["canary"], "email": "canary@box.test"},
            token=self.office.token)
        self.assertEqual((status, answer["canary"]), (201, True), answer)
        code = self.office.relay.cli("enrol", OURS, token=self.office.token)["code"]
        device = Listener("--server", self.office.relay.url, "--ca", self.office.relay.ca, "--folder",
                          str(self.folder / "ours"), "--enrol", code)
        self.addCleanup(device.end)
        device.until(lambda e: e["event"] == "connected", "connection")
        self.office.relay.stop()
        self.office.relay.start()

        def silent(way):
            return self.figure("carerelay_canaries_silent", way=way)

        def arrived():
            paths = {one["channel"]: one for one in self.get(f"/v1/homes/{OURS}/paths")["paths"]}
            return paths["email"].get("last_good_at") and paths["stream"].get("last_good_at")

        self.until(arrived, "a test by both ways")
        self.until(lambda: silent("email") == 0 and silent("stream") == 0, "that both ways are well")
        # Our homes are in a list of their own, and in no figure.
        self.assertNotIn(OURS, [one["id"] for one in self.get("/v1/homes?limit=1000")["homes"]])
        self.assertEqual([one["id"] for one in self.get("/v1/homes?canaries=only")["homes"]], [OURS])
        message = self.office.publish("For everybody in Enfield", homes=self.office.homes)
        self.assertEqual(self.office.relay.cli("coverage", message, token=self.office.token)["targeted"], len(ADDRESSES))
        # Reports stop: the way by email is silent, the stream is not.
        self.lose_reports()
        self.until(lambda: silent("email") == 1, "the alarm of email")
        self.until(lambda: ("email", "no_news", "E09000010") in
                   [(one["way"], one["why"], one["area"]) for one in self.logged("canary_silent")], "why, in the log")
        self.find_reports()
        self.until(lambda: silent("email") == 0, "its end")
        # The device is gone: now it is the other way round.
        device.end()
        self.until(lambda: silent("stream") == 1, "the alarm of the stream")
        self.until(lambda: ("stream", "not_stored") in [(one["way"], one["why"]) for one in self.logged("canary_silent")],
                   "why, in the log")
        self.until(lambda: silent("email") == 0, "that email is well")


def seconds_of(text):
    """Seconds since 1970 of a time as the relay writes it."""
    whole, _, part = text.rstrip("Z").partition(".")
    return time.mktime(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) - time.timezone + float(f"0.{part or 0}")


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
