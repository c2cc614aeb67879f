#!/usr/bin/python3
"""Keys that change: of one device, of a home that lost everything, of a sender; the sheet that leaves its drawer; and limits
that keep no home from receiving. Typed as people type it, each test with a home of its own."""
import json
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from sealed_kit import CARERELAY, HOMES, SECRET, SealedCase  # noqa: E402


class Keys(SealedCase):
    def recipients(self, message):
        return [r["header"]["kid"] for r in self.sealed_part(message)["sealed"]["recipients"]]

    def show(self, listener, seq):
        """What the device says when a person wants to read it."""
        listener.child.stdin.write(f"show {seq}\n")
        listener.child.stdin.flush()
        listener.until(lambda e: e["event"] == "answer_recorded", "reading")
        return listener.shown

    def test_a_device_takes_a_new_key_and_still_opens_what_was_sealed_for_the_old_one(self):
        self.home = HOMES[1]
        tablet, device, _ = self.founded("renewed")
        first = self.publish("negative")
        old = tablet.result()
        self.assertTrue(old["opened"])
        # While it listens; senders hear nothing of it and seal for the new key.
        self.assertIn("new key", self.device("renew", "renewed"))
        second = self.publish("positive")
        self.assertEqual(tablet.result()["outcome"], "positive")
        before, after = self.recipients(first["id"]), self.recipients(second["id"])
        self.assertEqual((len(before), len(after), len(set(before) & set(after))), (2, 2, 1), "only the sheet's key stays")
        self.assertEqual([d["device"] for d in self.lists(2)[-1]["devices"]], [device])
        leaf = self.entries("sealing_key_changed", 1)
        self.assertEqual([e["device"] for e in leaf], [device])
        self.assertEqual((leaf[0]["before"] in before, leaf[0]["thumbprint"] in after), (True, True))
        # Begun again, it opens both; told to forget, only the new one.
        tablet.end()
        tablet = self.listen("renewed")
        self.assertIn(f"Resident: {SECRET}", self.show(tablet, old["seq"]))
        tablet.end()
        self.assertIn("no longer open", self.device("forget", "renewed"))
        self.assertIn("no earlier key", self.device("forget", "renewed"))
        tablet = self.listen("renewed")
        self.publish("negative")
        newest = tablet.result()
        self.assertTrue(newest["opened"])
        tablet.child.stdin.write(f"show {old['seq']}\nshow {newest['seq']}\n")
        tablet.child.stdin.flush()
        tablet.until(lambda e: e["event"] == "answer_recorded" and e["seq"] == newest["seq"], "reading")
        self.assertIn("not sealed for this device", tablet.shown)
        self.assertEqual(tablet.shown.count(f"Resident: {SECRET}"), 1)
        # Once more, then stolen: nothing more is sealed for it, and it takes no further key.
        self.device("renew", "renewed")
        self.at_desk("revoke", device)
        self.device("renew", "renewed", code=1)
        self.assertEqual(len(self.entries("sealing_key_changed", 2)), 2)

    def test_a_device_that_was_never_trusted_takes_no_new_key(self):
        self.home = HOMES[2]
        self.enrol("stranger").end()
        self.assertIn("does not hold the home's key", self.device("renew", "stranger", code=1))

    def test_a_renewal_that_was_cut_off_is_finished_the_next_time(self):
        self.home = HOMES[3]
        tablet, _, _ = self.founded("cut")
        folder = self.folder / "cut"
        before = (folder / "sealing.pem").read_text()
        self.device("renew", "cut")
        # As a power cut leaves it: the relay took the list, the device had not yet put the new key in its place.
        (folder / "sealing-next.pem").write_text((folder / "sealing.pem").read_text())
        (folder / "sealing.pem").write_text(before)
        (folder / "sealing-old-1.pem").unlink()
        self.publish("positive")
        self.assertTrue(tablet.result()["opened"])
        self.assertIn("for this device", self.device("trust", "cut"))
        self.assertFalse((folder / "sealing-next.pem").exists())
        self.assertEqual((folder / "sealing-old-1.pem").read_text(), before)
        self.assertNotEqual((folder / "sealing.pem").read_text(), before)

    def test_the_sheet_that_is_used_is_logged_and_alarmed_and_another_homes_sheet_opens_nothing(self):
        self.home = HOMES[4]
        self.founded("drawer")[0].end()
        (self.folder / "foreign").write_text(self.sheet_of("drawer"))
        self.home = HOMES[5]
        self.founded("lost")[0].end()
        (self.folder / "own").write_text(self.sheet_of("lost"))
        self.enrol("found").end()
        found, _ = self.words("found")
        self.device("recover", "found", "--sheet", str(self.folder / "foreign"), code=1)
        self.assertFalse((self.folder / "found" / "recovery-1.pem").exists())
        self.device("recover", "found", "--sheet", str(self.folder / "own"))
        used = self.entries("recovery_used", 1)
        self.assertEqual([(e["device"], e["of_the_newest_sheet"]) for e in used], [(found, True)])
        alarms = [json.loads(line) for line in pathlib.Path(self.relay.log).read_text().splitlines()
                  if "recovery_used" in line]
        self.assertEqual([self.home in json.dumps(a) for a in alarms], [True])

    def sheet_of(self, name):
        """The recovery sheet that a new pair of home keys brings."""
        said = self.device("rotate", name)
        return "\n".join(line for line in said.split("\n") if len(line) == 11 and line.count("-") == 2)

    def test_a_home_that_lost_everything_begins_anew_and_senders_ask_for_its_words(self):
        self.home = HOMES[6]
        lost, device, _ = self.founded("gone")
        self.publish("negative")
        self.assertTrue(lost.result()["opened"])
        lost.end()
        self.at_desk("revoke", device)
        tablet = self.enrol("anew")
        self.assertFalse(tablet.result()["opened"])  # what was sealed before stays shut
        new, words = self.words("anew")
        # Not without another telephone call.
        self.device("trust", "anew", "--begin-anew", code=1)
        self.at_desk("confirm", new, "--words", words)
        self.assertIn("RECOVERY SHEET", self.device("trust", "anew", "--begin-anew"))
        home_words = self.device("home-words", "anew").strip().split("\n")[-1]
        self.assertEqual(len(home_words.split()), 8)
        # A sender that knew the home stops, says so, and takes the right words only.
        said = self.publish("positive", code=1)
        self.assertIn("has begun anew", said)
        self.assertIn(home_words, said)
        self.publish("positive", code=1, flags=("--home-words", " ".join(reversed(home_words.split()))))
        self.publish("positive", flags=("--home-words", home_words))
        self.assertEqual(tablet.result()["outcome"], "positive")
        self.publish("negative")  # and remembers them
        self.assertEqual(tablet.result()["outcome"], "negative")
        anew = self.entries("identity_key_set", 2)
        self.assertEqual([e["signed_by_the_old"] for e in anew], [False, False])
        self.assertIn("identity_key_set", pathlib.Path(self.relay.log).read_text())

    def sender_key(self, sender):
        done = subprocess.run([CARERELAY, "sender-key", "--sender", str(self.folder / sender)], capture_output=True,
                              text=True, check=True)
        (self.folder / f"{sender}.jwk").write_text(done.stdout)
        return str(self.folder / f"{sender}.jwk"), done.stderr.strip().split(": ")[-1]

    def register(self, *arguments):
        return self.run_cli("members", "signing-key", "north-lab", "north-lab", *arguments, "--server", self.relay.url,
                            token=self.admin)

    def test_a_result_signed_by_another_key_than_the_registered_one_is_not_shown(self):
        self.home = HOMES[7]
        tablet = self.founded("warned")[0]
        self.addCleanup(self.register)
        file, words = self.sender_key("lab")
        self.assertIn(words, self.register("--key", file))
        sent = self.publish("negative")
        self.assertEqual(tablet.result()["opened"], True)
        self.assertEqual(self.sealed_part(sent["id"])["sender_key"], self.thumbprint(file))
        # Whoever stole the token has another key.
        forged = self.publish("positive", sender="thief")
        heard = tablet.result()
        self.assertEqual((heard["opened"], "ANOTHER KEY" in heard["detail"]), (False, True))
        shown = self.show(tablet, heard["seq"])
        self.assertEqual(("NOT shown" in shown, SECRET in shown), (True, False))
        self.assertEqual(self.sealed_part(forged["id"])["sender_key"], self.thumbprint(file))
        # A sender that changes its key and says so: shown, with the warning that it is another one.
        self.register("--key", self.sender_key("thief")[0])
        self.publish("positive", sender="thief")
        heard = tablet.result()
        self.assertEqual((heard["opened"], heard["sender_key"]), (True, "changed"))

    def thumbprint(self, file):
        import base64
        import hashlib
        key = json.loads(pathlib.Path(file).read_text())
        text = json.dumps({n: key[n] for n in ("crv", "kty", "x", "y")}, separators=(",", ":"))
        return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


class Limits(SealedCase):
    """A relay of its own: wrong codes make this address wait."""

    def test_nothing_that_is_done_too_often_keeps_a_home_from_receiving(self):
        self.home = HOMES[8]
        tablet, device, _ = self.founded("patient")
        tablet.end()
        said = set()
        for n in range(60):
            said.add(self.relay.call("POST", "/v1/devices", {"code": "AAAAA-AAAAA", "home": self.home, "public_key": {
                "kty": "EC", "crv": "P-256", "x": "", "y": ""}})[0])
            said.add(self.relay.call("POST", f"/v1/devices/{device}/token", {"at": "2026-11-21T09:00:00Z",
                                                                              "signature": "A" * 86})[0])
        key = json.loads(subprocess.run([CARERELAY, "sender-key", "--sender", str(self.folder / "lab")],
                                        capture_output=True, text=True, check=True).stdout)
        for n in range(8):
            said.add(self.relay.call("POST", "/v1/devices", {"code": "AAAAA-AAAAA", "home": self.home, "public_key": key})[0])
        self.assertIn(429, said)
        tablet = self.listen("patient")
        self.publish("negative")
        self.assertTrue(tablet.result()["opened"])
        # Asking for tokens until it must wait, the device still holds its stream.
        for n in range(30):
            done = subprocess.run([CARERELAY, "device", "home-words", "--folder", str(self.folder / "patient"), "--ca",
                                   self.relay.ca], capture_output=True, text=True)
            if done.returncode != 0:
                break
        self.assertIn("too often", done.stderr)
        self.publish("positive")
        self.assertTrue(tablet.result()["opened"])
        tablet.end()
        tablet = self.listen("patient")
        self.publish("negative")
        self.assertTrue(tablet.result()["opened"])
        self.assertIn("too_often", pathlib.Path(self.relay.log).read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
