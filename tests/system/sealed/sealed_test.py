#!/usr/bin/python3
"""Sealed results, typed as people type them: a home's devices become ones that results are sealed for, by telephone, by
each other, by the sheet; results go from a sender to them; and the relay, which is the program without opening code,
holds nothing that says how a test came out."""
import json
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from sealed_kit import CARERELAY, HOME, RELAY_ALONE, SECRET, SealedCase  # noqa: E402


class SealedResults(SealedCase):
    def test_from_the_first_telephone_call_to_the_new_sheet(self):
        # Enrolled by a code alone: bulletins, no results.
        tablet = self.enrol("tablet")
        said = self.publish("negative", code=1)
        self.assertIn("no device that results may be sealed for", said)
        self.assertIn("carerelay devices confirm", said)
        refused = self.device("trust", "tablet", code=1)
        device, words = self.words("tablet")
        self.assertIn(words, refused)
        self.assertIn("awaiting: its eight words", self.at_desk("list"))
        self.at_desk("confirm", device, "--words", " ".join(reversed(words.split())), code=1)
        self.at_desk("confirm", device, "--words", words.upper().replace(" ", ", "))
        self.assertIn("awaiting: the home's own word", self.at_desk("list"))
        founded = self.device("trust", "tablet")
        sheet = "\n".join(line for line in founded.split("\n") if len(line) == 11 and line.count("-") == 2)
        self.assertEqual(len(sheet.split("\n")), 4, founded)
        self.assertIn("sealed", self.at_desk("list"))
        self.assertNotIn("awaiting", self.at_desk("list"))

        # A result, once, and what a repeat of it is.
        first = self.publish("negative", reference="pcr-1")
        heard = tablet.result()
        self.assertEqual((heard["opened"], heard["outcome"], heard["subject_ref"], heard["sender_key"]),
                         (True, "negative", SECRET, "first"))
        again = self.publish("negative", reference="pcr-1")
        self.assertEqual((again["id"], again["repeated"]), (first["id"], True))
        self.assertIn("reference", self.publish("positive", reference="pcr-1", code=1))
        message = self.sealed_part(first["id"])
        self.assertEqual(message["info"], [{"headline": "A test result is ready", "language": "en-GB"}])
        self.assertEqual(len(message["sealed"]["recipients"]), 2, "the tablet and the sheet")

        # Corrected, then withdrawn.
        second = self.publish("positive", msg_type="update", references=[first["id"]], report_status="corrected",
                              change_note="The tubes were mixed up.")
        heard = tablet.result()
        self.assertEqual((heard["outcome"], heard["report_status"], heard["sender_key"]), ("positive", "corrected", "known"))
        status, _ = self.relay.call("POST", f"/v1/messages/{second['id']}/cancel", {"reason": f"{SECRET} moved"}, self.lab)
        self.assertEqual(status, 201)
        gone = tablet.until(lambda e: e["event"] == "message" and e["type"] == "cancel", "cancel")
        self.assertEqual(gone["headline"], "A test result was withdrawn")

        # A second device: the administrator cannot add it, the first can.
        phone = self.enrol("phone")
        phone_id, phone_words = self.words("phone")
        self.at_desk("confirm", phone_id, "--words", phone_words)
        self.assertIn("carerelay device approve", self.device("trust", "phone", code=1))
        self.publish("negative")
        self.assertEqual(phone.result()["opened"], False)
        self.assertEqual(tablet.result()["opened"], True)
        self.device("approve", "tablet", phone_id, "--words", words, code=1)
        self.device("approve", "tablet", phone_id, "--words", phone_words)
        self.assertIn("1 more", self.device("trust", "phone"))
        three = self.publish("negative")
        self.assertEqual((phone.result()["opened"], tablet.result()["opened"]), (True, True))
        self.assertEqual(len(self.sealed_part(three["id"])["sealed"]["recipients"]), 3)

        # A tablet is stolen: cut off at once, left out at once, and off the list as soon as the other looks.
        began = time.monotonic()
        self.at_desk("revoke", device)
        self.assertEqual(tablet.child.wait(10), 1)
        self.assertLess(time.monotonic() - began, 2.0, "cut within two seconds, the command's own time included")
        after = self.publish("negative")
        self.assertTrue(phone.result()["opened"])
        self.assertEqual(len(self.sealed_part(after["id"])["sealed"]["recipients"]), 2)
        phone.end()
        phone = self.listen("phone")
        self.assertEqual(self.lists(3)[-1]["version"], 3)
        self.assertEqual([d["device"] for d in self.lists(3)[-1]["devices"]], [phone_id])

        # The phone is lost too: the sheet opens what was sealed, on a device that has nothing but a code.
        phone.end()
        self.at_desk("revoke", phone_id)
        self.assertIn("no device that results may be sealed for", self.publish("negative", code=1))
        laptop = self.enrol("laptop")
        old = laptop.result()
        self.assertFalse(old["opened"])
        laptop.end()
        (self.folder / "sheet").write_text(sheet.lower())
        self.device("recover", "laptop", "--sheet", str(self.folder / "sheet"))
        laptop = self.listen("laptop")
        self.publish("positive")
        self.assertTrue(laptop.result()["opened"])
        laptop.child.stdin.write(f"show {old['seq']}\n")  # the history it holds, read with the sheet's key
        laptop.child.stdin.flush()
        laptop.until(lambda e: e["event"] == "answer_recorded", "reading of the old result")
        self.assertIn(f"Resident: {SECRET}", laptop.shown)

        # New keys, signed by the old: senders go on without a word, the old sheet opens the old results only.
        rotated = self.device("rotate", "laptop")
        self.assertIn("signed by the old", rotated)
        self.publish("negative")
        self.assertTrue(laptop.result()["opened"])
        spare = self.enrol("spare")
        said = self.device("recover", "spare", "--sheet", str(self.folder / "sheet"))
        self.assertIn("has changed since", said)
        laptop.end()
        spare.end()
        self.no_trace()

    def no_trace(self):
        """Nothing the relay keeps or logs, and nothing a device keeps on disk, says how a test came out."""
        for place in ("relay", "tablet", "phone", "laptop"):
            for file in (self.folder / place).rglob("*"):
                if file.is_file():
                    held = file.read_bytes()
                    for secret in (SECRET, "871555000", "mixed up", "Tell **nobody**"):
                        self.assertNotIn(secret.encode(), held, file)

    def test_the_relay_takes_no_result_in_the_clear(self):
        status, answer = self.relay.call("POST", "/v1/messages", {
            "kind": "test_result", "audience": {"homes": [HOME]}, "report_status": "final", "test_code": "871555000",
            "outcome": "positive", "subject_ref": "R-1", "info": [{"language": "en-GB", "headline": "Positive"}]}, self.lab)
        self.assertEqual((status, answer["code"]), (422, "not_sealed"))
        self.assertIn("/outcome", [e["pointer"] for e in answer["errors"]])

    def test_the_relays_program_has_nothing_that_opens_what_is_sealed(self):
        def symbols(program):
            listed = subprocess.run(["nm", "-C", program], capture_output=True, text=True, check=True).stdout
            return [name for name in ("crypto::gcm_open(", "crypto::unwrap_key(", "seal::unlock(", "seal::open_letter(",
                                      "seal::unlock_home_key(", "cli::open_result(") if name in listed]
        self.assertEqual(symbols(RELAY_ALONE), [])
        self.assertEqual(len(symbols(CARERELAY)), 6, "the people's program has them, so this test can fail")
        self.assertIn("seal::read_jwe(", subprocess.run(["nm", "-C", RELAY_ALONE], capture_output=True, text=True).stdout,
                      "the relay looks at the form of what it carries")


if __name__ == "__main__":
    unittest.main(verbosity=2)
