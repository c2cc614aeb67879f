#!/usr/bin/python3
"""A relay's evidence, seen from outside: exported, checked offline, tampered with, erased, restored."""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "support"))
from listener import Listener  # noqa: E402
from relay_process import Relay  # noqa: E402

HOME, SILENT = "1-9000000001", "1-9000000003"
REGISTER = f"""id,name,area,telephone,service_types,beds
{HOME},Python Lodge,E09000012,020 7946 0101,care_home_with_nursing,20
1-9000000003,Silent Court,E09000025,020 7946 0103,care_home_with_nursing,44
"""
BULLETIN = {"kind": "guidance_bulletin", "msg_type": "alert", "status": "actual", "scope": "public",
            "urgency": "expected", "severity": "moderate", "topic": "hand-hygiene",
            "audience": {"homes": [HOME, "1-9000000003"]}, "acknowledgement": {"required": True},
            "info": [{"language": "en-GB", "headline": "Soap, not gel", "description": "Wash hands \u2014 with soap."}]}


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-evidence-")
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "homes.csv").write_text(REGISTER)
        cls.binary = os.environ["CARERELAY_BINARY"]
        cls.relay = Relay(cls.binary, cls.folder / "relay", evidence__checkpoint_seconds=1, approval__persons=1)
        made = cls.relay.cli("publishers", "add", "ipc-team", "--name", "IPC team", "--kinds", "guidance_bulletin",
                             "--areas", "all", "--urgency", "immediate", "--administrator", at_rest=True)
        cls.token = made["token"]
        cls.relay.cli("homes", "import", str(cls.folder / "homes.csv"), at_rest=True)
        cls.relay.start()
        cls.message = cls.publish()
        deadline = time.monotonic() + 40
        while cls.relay.call("GET", "/v1/log/checkpoint", token=cls.token)[0] != 200 and time.monotonic() < deadline:
            time.sleep(0.3)
        cls.answer()
        cls.bundle = cls.export(cls.message, HOME)
        status, made = cls.relay.call("POST", "/v1/backups", {}, cls.token)
        assert status == 201, made
        cls.backup = made["path"]

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.temp.cleanup()

    @classmethod
    def publish(cls):
        status, answer = cls.relay.call("POST", "/v1/messages", BULLETIN, cls.token)
        assert status == 201, answer
        return answer["id"]

    @classmethod
    def answer(cls):
        """A home written in Python stores the bulletin and answers it."""
        code = cls.relay.cli("enrol", HOME, token=cls.token)["code"]
        (cls.folder / "home").mkdir()
        child = subprocess.Popen(["/usr/bin/python3", str(here.parent / "foreign" / "python_home.py"), cls.relay.url,
                                  cls.relay.ca, code, str(cls.folder / "home")],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for line in child.stdout:
            if json.loads(line)["did"] == "away":
                break
        child.kill()
        child.communicate()

    @classmethod
    def export(cls, message, home):
        """The bundle, once everything in it is signed."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            status, bundle = cls.relay.call("GET", f"/v1/messages/{message}/evidence?home={home}", token=cls.token)
            if status == 200 and "responded" in json.dumps(bundle):
                return bundle
            time.sleep(0.5)
        raise AssertionError(f"no evidence was signed: {bundle}")

    def carerelay(self, *arguments, **how):
        env = dict(os.environ, CARERELAY_TOKEN=self.token)
        return subprocess.run([self.binary, *arguments], capture_output=True, text=True, env=env, **how)

    def remote(self):
        return ["--server", self.relay.url, "--ca", self.relay.ca]

    def verify(self, bundle, *more):
        done = self.carerelay("verify", "-", *more, input=json.dumps(bundle))
        return done.returncode, done.stdout

    def test_an_answer_is_proven_offline_in_plain_english(self):
        code, page = self.verify(self.bundle)
        self.assertEqual(code, 0, page)
        for part in ("This evidence holds.", f"At home {HOME}", "is signed by a device of home", "was published by"):
            self.assertIn(part, page)

    def test_a_verifier_that_is_not_ours_agrees(self):
        file = self.folder / "for-node.json"
        file.write_text(json.dumps(self.bundle))
        node = ["/usr/bin/node", str(here / "verify.mjs"), str(file)]
        self.assertEqual(subprocess.run(node, capture_output=True).returncode, 0)
        file.write_text(json.dumps(self.bundle).replace(HOME, "1-9000000002"))
        self.assertEqual(subprocess.run(node, capture_output=True).returncode, 1)

    def test_the_file_that_the_command_writes_is_the_one_that_the_command_checks(self):
        out = self.folder / "evidence.json"
        done = self.carerelay("evidence", self.message, "--home", HOME, "-o", str(out), *self.remote())
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.carerelay("verify", str(out))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.carerelay("verify").returncode, 2)

    def test_an_answer_carries_the_tree_that_its_device_had_verified_and_so_is_a_witness(self):
        status, bundle = self.relay.call("GET", f"/v1/messages/{self.message}/evidence", token=self.token)
        self.assertEqual(status, 200)
        self.assertEqual(len(bundle["logs"][0]["witnesses"]), 1)
        code, page = self.verify(bundle)
        self.assertEqual(code, 0, page)
        self.assertIn("had verified the log at", page)
        self.assertIn("Homes that had checked the log for themselves: 1", page)
        bundle["logs"][0]["witnesses"][0]["size"] += 1
        self.assertEqual(self.verify(bundle)[0], 1)

    def test_a_changed_answer_is_caught_and_the_page_says_what_it_means(self):
        changed = json.loads(json.dumps(self.bundle))
        for entry in changed["logs"][0]["entries"]:
            if '"act":"responded"' in entry.get("event", ""):
                entry["event"] = entry["event"].replace('"role":"', '"role":"deputy ')
        code, page = self.verify(changed)
        self.assertEqual(code, 1)
        self.assertIn("is not in the tree that was signed", page)
        self.assertIn("it was changed, or never recorded", page)

    def test_another_relay_s_key_is_not_believed(self):
        key = self.bundle["logs"][0]["key"]
        self.assertEqual(self.verify(self.bundle, "--key", key)[0], 0)
        status, head = self.relay.call("GET", "/v1/log/checkpoint", token=self.token)
        self.assertEqual(status, 200)
        self.assertEqual(head.splitlines()[0], key.split("+")[0])

    def test_the_whole_log_is_checked_entry_by_entry(self):
        done = self.carerelay("verify", "--log", *self.remote())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("every one is what was committed to", done.stdout)

    def copy_of_store(self, name):
        """The store as a stopped relay leaves it, to be tampered with."""
        folder = self.folder / name
        folder.mkdir()
        shutil.copy(self.backup, folder / "store.db")
        return folder / "store.db"

    def at_rest(self, store):
        done = self.carerelay("verify", "--log", "--store", str(store))
        return done.returncode, done.stdout + done.stderr

    def test_a_tampered_row_is_caught_and_named(self):
        good = self.copy_of_store("good")
        self.assertEqual(self.at_rest(good)[0], 0, self.at_rest(good)[1])
        for name, change, word in (
                ("event", "UPDATE log_events SET text=replace(text,'ipc-team','xpc-team') WHERE text LIKE '%message_published%'",
                 "has lost its event"),
                ("receipt", "UPDATE receipt_events SET recorded_at=recorded_at+1 WHERE number=1", "has lost its event"),
                ("salt", "UPDATE log_leaves SET leaves=CAST(zeroblob(16)||substr(leaves,17) AS BLOB)",
                 "log_leaves"),
                ("leaf", "DELETE FROM log_leaves WHERE key=(SELECT max(key) FROM log_leaves)", "missing")):
            with self.subTest(name):
                store = self.copy_of_store(name)
                db = sqlite3.connect(store)
                for trigger, in db.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
                    db.execute(f"DROP TRIGGER {trigger}")
                self.assertGreater(db.execute(change).rowcount, 0)
                db.commit()
                db.close()
                code, said = self.at_rest(store)
                self.assertEqual(code, 1, said)
                self.assertIn(word, said)

    def test_the_log_is_signed_as_often_as_the_settings_say(self):
        message = self.publish()
        begun = time.monotonic()
        self.export_all(message)
        self.assertLess(time.monotonic() - begun, 6)  # ten seconds unless it is set

    def test_evidence_of_a_message_to_many_homes_needs_no_home_and_lists_them_all(self):
        rows = "".join(f"1-8{i:08},Home {i},E09000012,020 7946 0101,care_home_with_nursing,20\n" for i in range(1100))
        (self.folder / "many.csv").write_text(REGISTER.splitlines()[0] + "\n" + rows)
        self.assertEqual(self.carerelay("homes", "import", str(self.folder / "many.csv"), *self.remote()).returncode, 0)
        everybody = dict(BULLETIN, audience={"areas": ["E09000012"]})
        status, made = self.relay.call("POST", "/v1/messages", everybody, self.token)
        self.assertEqual(status, 201, made)
        first = self.export_all(made["id"])
        self.assertIn("next", first)
        self.assertEqual(len(first["audience"]), made["targeted"])
        out = self.folder / "many.json"
        done = self.carerelay("evidence", made["id"], "-o", str(out), *self.remote())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("next", json.loads(out.read_text()))
        done = self.carerelay("verify", str(out))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"It was sent to the {made['targeted']} homes listed", done.stdout)

    def files_with(self, text):
        """Files of the relay's store that hold the text."""
        return [each.name for each in pathlib.Path(self.relay.store).parent.glob("store.db*")
                if text.encode() in each.read_bytes()]

    def test_an_erased_answer_is_in_no_file_and_every_proof_is_whole(self):
        message = self.publish()
        words = ["Winterbottom", "behind the laundry"]
        code = self.relay.cli("enrol", SILENT, token=self.token)["code"]
        home = Listener("--folder", str(self.folder / "silent"), "--server", self.relay.url, "--ca", self.relay.ca,
                        "--enrol", code)
        self.addCleanup(home.end)
        seq = home.until(lambda e: e.get("id") == message, "the message")["seq"]
        home.type("as nurse Winterbottom")
        home.type(f"done {seq} It is behind the laundry.")
        home.until(lambda e: e["event"] == "answer_recorded", "the answer")
        bundle = self.export_all(message)
        entry = next(each for each in bundle["logs"][0]["entries"] if '"act":"responded"' in each.get("event", ""))
        self.assertTrue(all(self.files_with(word) for word in words))
        page = self.verify(bundle)[1]
        self.assertIn(f"entry {entry['index']}  ", page)

        refused = self.carerelay("erase", "1", "--reason", "A test", *self.remote())
        self.assertEqual(refused.returncode, 1)
        self.assertIn("other evidence leans on", refused.stderr)
        done = self.carerelay("erase", str(entry["index"]), "--reason", "Asked for by the person named", *self.remote())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("every proof stay", done.stdout)
        again = self.export_all(message)
        deadline = time.monotonic() + 20
        while any(self.files_with(word) for word in words) and time.monotonic() < deadline:
            time.sleep(0.5)
        for word in words:
            self.assertEqual(self.files_with(word), [])

        erased = [each for each in again["logs"][0]["entries"] if each.get("erased")]
        self.assertEqual([each["index"] for each in erased], [entry["index"]])
        self.assertEqual(erased[0]["commitment"], self.commitment(entry))
        self.assertEqual(self.verify(again)[0], 0, self.verify(again)[1])
        self.assertEqual(self.verify(self.bundle)[0], 0)  # taken out before: still proves what it proved
        file = self.folder / "erased.json"
        file.write_text(json.dumps(again))
        node = subprocess.run(["/usr/bin/node", str(here / "verify.mjs"), str(file)], capture_output=True, text=True)
        self.assertEqual(node.returncode, 0, node.stdout)
        whole = self.carerelay("verify", "--log", *self.remote())
        self.assertEqual(whole.returncode, 0, whole.stdout)
        self.assertRegex(whole.stdout, r"[1-9]\d* of them erased")
        events = [json.loads(e["event"]) for e in self.relay.call("GET", "/v1/log/entries", token=self.token)[1]["entries"]
                  if e.get("event")]
        self.assertIn(("event_erased", entry["index"], "Asked for by the person named"),
                      [(e["type"], e.get("index"), e.get("reason")) for e in events])

    @staticmethod
    def commitment(entry):
        def raw(text):
            return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return base64.urlsafe_b64encode(hashlib.sha256(raw(entry["salt"]) + entry["event"].encode()).digest()).decode().rstrip("=")

    def export_all(self, message):
        """The bundle, once a checkpoint covers all of it."""
        path = f"/v1/messages/{message}/evidence"
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            own = self.relay.connection()
            own.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
            got = own.getresponse()
            text, pending = got.read().decode(), got.getheader("Evidence-Pending")
            own.close()
            if got.status == 200 and pending == "0":
                return json.loads(text)
            time.sleep(0.5)
        raise AssertionError("the log was not signed: " + text)

    def test_a_restored_store_begins_a_log_that_names_the_one_before(self):
        restored = Relay(self.binary, self.folder / "restored")
        shutil.copy(self.copy_of_store("backup"), restored.store)
        for end in (".log-key", ".log-signed"):
            shutil.copy(self.relay.store + end, restored.store + end)
        restored.start()
        try:
            old = self.bundle["logs"][0]["key"].split("+")[0]
            deadline = time.monotonic() + 40
            status = 0
            while status != 200 and time.monotonic() < deadline:
                status, got = restored.call("GET", "/v1/log/entries", token=self.token)
                time.sleep(0.3)
            self.assertEqual(status, 200, got)
            first = json.loads(got["entries"][0]["event"])
            self.assertEqual(first["type"], "log_started")
            self.assertEqual(first["before"]["origin"], old)
            self.assertNotEqual(got["origin"], old)
            self.assertIn("evidence_log_changed", pathlib.Path(restored.log).read_text())
            status, bundle = restored.call("GET", f"/v1/messages/{self.message}/evidence?home={HOME}", token=self.token)
            self.assertEqual(self.verify(bundle)[0], 0)
        finally:
            restored.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
