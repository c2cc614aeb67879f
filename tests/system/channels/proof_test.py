"""What became of each mail is evidence: in the home's bundle, in the log, and missed when somebody takes it out."""

import json
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest
import urllib.request

from channel_kit import BINARY, Office, mail_settings
from played_server import PlayedServer
from relay_process import make_certificate

ADDRESSES = ["manager0@homes.test", "manager1@homes.test", ""]


class Proof(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-proof-")
        cls.addClassCleanup(cls.temp.cleanup)
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "tls").mkdir()
        make_certificate(cls.folder / "tls")
        (cls.folder / "secret").write_text("s3cret\n")
        cls.server = PlayedServer(cls.folder / "tls/cert.pem", cls.folder / "tls/key.pem", user="care@trust.test")
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.plan = lambda stage, what: (
            "550 5.1.1 <manager1@homes.test> unknown" if stage == "rcpt" and what.get("to") == ADDRESSES[1] else None)
        cls.office = Office(cls.folder / "office", ADDRESSES, evidence__checkpoint_seconds=1, **mail_settings(
            cls.server.port, cls.folder / "tls/cert.pem", cls.folder / "secret"))
        cls.office.relay.start()
        cls.addClassCleanup(lambda: cls.office.relay.stop(signal.SIGKILL))
        cls.message = cls.office.publish("Proven")
        cls.office.wait_for(cls.message, ("sent", "failed", "suppressed"))

    def bundle(self, home):
        """The home's bundle, once what its channels did is signed for."""
        end = time.monotonic() + 20
        while True:
            status, bundle = self.office.relay.call("GET", f"/v1/messages/{self.message}/evidence?home={home}",
                                                    token=self.office.token)
            said = [] if status != 200 else self.said(bundle)
            if said:
                return bundle, said
            self.assertLess(time.monotonic(), end, f"{status} {bundle}")
            time.sleep(0.3)

    @staticmethod
    def said(bundle):
        events = [json.loads(one["event"]) for log in bundle["logs"] for one in log["entries"] if "event" in one]
        return [one for one in events if one["type"] == "channel"]

    def verify(self, bundle):
        done = subprocess.run([BINARY, "verify", "-"], input=json.dumps(bundle), capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_a_the_bundle_of_a_home_says_what_became_of_its_mail_and_of_no_other(self):
        wanted = [("sent", None, "250 2.0.0"), ("failed", "address_unknown", "550 5.1.1"), ("suppressed", "no_address", None)]
        for home, (what, why, code) in zip(self.office.homes, wanted):
            bundle, said = self.bundle(home)
            self.assertEqual([(one["home"], one["channel"], one["what"], one.get("why"), one.get("code")) for one in said],
                             [(home, "email", what, why, code)])
            code, page = self.verify(bundle)
            self.assertEqual(code, 0, page)
            self.assertIn(f"By email to home {home}: {what}", page)
            self.assertNotIn("@", json.dumps(said))

    def test_b_what_a_bundle_says_of_a_mail_cannot_be_changed(self):
        bundle, _ = self.bundle(self.office.homes[1])
        for log in bundle["logs"]:
            for one in log["entries"]:
                one["event"] = one["event"].replace('"what":"failed"', '"what":"sent"')
        self.assertEqual(self.verify(bundle)[0], 1)

    def test_c_an_address_is_forgotten_and_what_was_sent_to_it_stays(self):
        said = self.office.relay.cli("channels", "forget", ADDRESSES[0], "--reason", "asked by letter", token=self.office.token)
        self.assertEqual(said, {"deliveries": 1, "stopped": 0, "in_register": 1})
        status, refused = self.office.relay.call("POST", "/v1/channels/forget", {
            "address": ADDRESSES[0], "reason": f"{ADDRESSES[0]} asked"}, token=self.office.token)
        self.assertEqual(status, 422, refused)
        self.assertEqual(self.office.ways(self.message)[self.office.homes[0]]["state"], "sent")
        again = self.office.relay.cli("channels", "forget", ADDRESSES[0], "--reason", "again", token=self.office.token)
        self.assertEqual(again["deliveries"], 0)

    def test_d_the_figures_of_the_channel_are_there_for_whoever_watches(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.office.relay.internal}/metrics", timeout=60) as answer:
            text = answer.read().decode()
        self.assertIn('carerelay_channel_rows{channel="email",state="sent"} 1', text)
        self.assertIn('carerelay_channel_state{channel="email",state="running"} 1', text)
        self.assertIn('carerelay_channel_oldest_due_seconds{channel="email"} 0', text)
        self.assertIn('carerelay_channel_returns_total{channel="email",said="delivered"} 0', text)

    def test_e_an_entry_that_somebody_takes_out_of_the_log_is_missed(self):
        self.office.relay.stop()
        path = self.office.relay.store
        whole = subprocess.run([BINARY, "verify", "--log", "--store", path], capture_output=True, text=True, check=False)
        self.assertEqual(whole.returncode, 0, whole.stdout + whole.stderr)
        with sqlite3.connect(path) as store:
            for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='log_events'").fetchall():
                store.execute(f"DROP TRIGGER {name}")
            key, = store.execute("SELECT key FROM log_events WHERE text LIKE '%\"type\":\"channel\"%' ORDER BY key").fetchone()
            store.execute("DELETE FROM log_events WHERE key=?", (key,))
        store.close()
        done = subprocess.run([BINARY, "verify", "--log", "--store", path], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"entry {key & 0xFFFFFFFFFF} ", (done.stdout + done.stderr).lower())
        self.assertIn("has lost its event", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
