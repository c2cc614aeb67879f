#!/usr/bin/python3
"""The subcommands as a person types them, against a real relay, and `listen` as the device of a home."""
import json
import os
import pathlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from relay_process import Relay  # noqa: E402

BINARY = os.environ["CARERELAY_BINARY"]
ASH, OAK = "1-9000000001", "1-9000000002"
REGISTER = f"""id,name,area,telephone,service_types,beds
{ASH},Ash Grove,E09000012,020 7946 0101,care_home_with_nursing,20
{OAK},Oak Lodge,E09000025,020 7946 0102,care_home_without_nursing,8
"""
BULLETIN = """---
kind: guidance_bulletin
scope: public
urgency: expected
severity: moderate
topic: hand-hygiene
audience: everyone
acknowledgement:
  required: true
---
# Stop using SureClean hand gel

- Take it off every floor **today**.
"""


def run(*arguments, **more):
    return subprocess.run([BINARY, *arguments], capture_output=True, text=True, timeout=60, **more)


class Listener:
    """`carerelay listen --json` with what it prints as a queue."""

    def __init__(self, relay, folder, *more):
        self.child = subprocess.Popen([BINARY, "listen", "--folder", str(folder), "--ca", relay.ca, "--json", *more],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        for line in self.child.stdout:
            if line.startswith("{"):
                self.lines.put(json.loads(line))

    def until(self, event):
        while True:
            try:
                got = self.lines.get(timeout=30)
            except queue.Empty:
                self.child.kill()
                raise AssertionError(f"no '{event}': {self.child.stderr.read()}") from None
            if got["event"] == event:
                return got

    def type(self, line):
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()

    def end(self, how=None):
        if how is None:
            self.type("quit")
        else:
            self.child.send_signal(how)
        code = self.child.wait(30)
        self.reader.join()
        for pipe in (self.child.stdin, self.child.stdout, self.child.stderr):
            pipe.close()
        return code


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-cli-")
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "homes.csv").write_text(REGISTER)
        (cls.folder / "gel.md").write_text(BULLETIN)
        cls.relay = Relay(BINARY, cls.folder / "relay", approval__persons=1)
        cls.token = cls.relay.cli("publishers", "add", "team", "--name", "Team", "--kinds", "guidance_bulletin",
                                  "--areas", "all", "--administrator", at_rest=True)["token"]
        cls.relay.start()
        cls.relay.cli("homes", "import", str(cls.folder / "homes.csv"), token=cls.token)

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.temp.cleanup()

    def cli(self, *arguments):
        return self.relay.cli(*arguments, token=self.token)

    def words(self, *arguments):
        environment = dict(os.environ, CARERELAY_TOKEN=self.token)
        return run(*arguments, "--server", self.relay.url, "--ca", self.relay.ca, env=environment)

    def test_importing_the_same_register_again_changes_nothing_and_says_so(self):
        done = self.words("homes", "import", str(self.folder / "homes.csv"), "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0 added, 0 changed, 2 same", done.stdout)
        self.assertEqual(len(self.cli("homes", "list")["homes"]), 2)

    def test_a_broken_register_is_refused_with_row_and_column_and_changes_nothing(self):
        bad = self.folder / "bad.csv"
        bad.write_text(REGISTER + "not-an-id,Elm House,E09000012,,care_home_with_nursing,9\n")
        done = self.words("homes", "import", str(bad))
        self.assertEqual(done.returncode, 1)
        self.assertIn("row 4", done.stderr.lower())
        self.assertEqual(len(self.cli("homes", "list")["homes"]), 2)

    def test_the_whole_life_of_a_message_from_file_to_answer(self):
        device = self.folder / "ash"
        code = self.cli("enrol", ASH)["code"]
        home = Listener(self.relay, device, "--server", self.relay.url, "--enrol", code)
        home.until("connected")
        self.assertEqual(self.cli("publish", str(self.folder / "gel.md"), "--preview")["targeted"], 2)
        sent = self.cli("publish", str(self.folder / "gel.md"))
        got = home.until("message")
        self.assertEqual(got["id"], sent["id"])
        home.until("recorded")
        self.assertEqual(self.coverage(sent), {"delivered": 1, "read": 0, "acknowledged": 0})
        home.type(f"show {got['seq']}")
        home.until("answer_recorded")
        self.assertEqual(self.coverage(sent), {"delivered": 1, "read": 1, "acknowledged": 0})

        # The power goes before the answer is out: kill -9, then the device says it when it is back.
        self.relay.stop(signal.SIGKILL)
        home.type(f"done {got['seq']} gone from every floor")
        home.type("list")
        home.until("held")
        self.assertEqual(home.end(signal.SIGKILL), -signal.SIGKILL)
        self.relay.start()
        again = Listener(self.relay, device)
        self.assertEqual(again.until("connected")["resume"], "ok")
        self.assertEqual(again.until("answer_recorded")["state"], "acknowledged")
        self.assertEqual(again.end(), 0)
        self.assertEqual(self.coverage(sent), {"delivered": 1, "read": 1, "acknowledged": 1})

        table = self.words("receipts", sent["id"], "--csv").stdout
        self.assertIn("gone from every floor", table)
        rows = {r["home"]: r for r in self.cli("receipts", sent["id"])["receipts"]}
        self.assertEqual(rows[ASH]["response"], "actioned")
        self.assertEqual(rows[OAK]["state"], "targeted")
        self.assertIn("1 of 2 homes reached", self.words("coverage", sent["id"]).stdout)

    def coverage(self, sent):
        got = self.cli("coverage", sent["id"])
        return {name: got[name] for name in ("delivered", "read", "acknowledged")}

    def test_a_message_file_with_faults_is_refused_with_its_lines(self):
        bad = self.folder / "bad.md"
        bad.write_text(BULLETIN.replace("urgency: expected", "urgency: soon").replace("topic:", "tpoic:"))
        done = self.words("publish", str(bad))
        self.assertEqual(done.returncode, 1)
        self.assertIn("line 4", done.stderr)
        self.assertIn("line 6", done.stderr)

    def test_a_backup_is_written_and_opens_as_a_store(self):
        made = self.cli("backup")
        self.assertTrue(pathlib.Path(made["path"]).exists())
        done = run("homes", "list", "--store", made["path"], "--json")
        self.assertEqual(len(json.loads(done.stdout)["homes"]), 2, done.stderr)

    def test_a_store_in_use_is_not_opened_a_second_time(self):
        done = run("homes", "list", "--store", self.relay.store)
        self.assertEqual(done.returncode, 1)
        self.assertIn("use", done.stderr)

    def test_an_account_that_is_ended_may_do_nothing_any_more(self):
        made = self.cli("publishers", "add", "short-lived", "--name", "Short")
        self.words("publishers", "revoke", "short-lived")
        done = run("coverage", "0193a1b2-0000-7000-8000-000000000000", "--server", self.relay.url, "--ca",
                   self.relay.ca, env=dict(os.environ, CARERELAY_TOKEN=made["token"]))
        self.assertEqual(done.returncode, 1)

    def test_a_flag_beats_the_environment(self):
        elsewhere = dict(os.environ, CARERELAY_SERVER="https://nowhere.invalid:1")
        copy = self.cli("backup")["path"]
        done = run("homes", "list", "--store", copy, "--json", env=elsewhere)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run("homes", "list", "--server", self.relay.url, "--ca", self.relay.ca, "--json",
                   env=dict(elsewhere, CARERELAY_TOKEN=self.token))
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run("homes", "list", "--ca", self.relay.ca, env=dict(elsewhere, CARERELAY_SERVER=self.relay.url,
                                                                    CARERELAY_TOKEN=self.token))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("homes", "list", "--store", copy, "--server", self.relay.url).returncode, 2)

    def test_wrong_usage_is_exit_2_and_help_has_an_example(self):
        self.assertEqual(run().returncode, 2)
        self.assertEqual(run("publish").returncode, 2)
        self.assertEqual(run("serve", "--listen.prot=1").returncode, 1)
        for command in ("serve", "check-config", "homes import", "homes list", "enrol", "publishers add",
                        "publishers change", "members add", "members list", "members revoke", "members token", "drafts",
                        "draft", "approve", "reject", "send-now", "confirm", "publish",
                        "receipts", "coverage", "evidence", "erase", "verify", "listen", "backup", "demo"):
            done = run(*command.split(), "--help")
            self.assertEqual(done.returncode, 0, command)
            self.assertIn("Example:\n  carerelay " + command, done.stdout)

    def test_check_config_names_every_fault_with_its_line(self):
        file = self.folder / "bad.toml"
        file.write_text("[stream]\nwindow = 0\nheartbeat_mss = 5\n")
        done = run("check-config", "--config", str(file))
        self.assertEqual(done.returncode, 1)
        self.assertIn("bad.toml:2", done.stderr)
        self.assertIn("bad.toml:3", done.stderr)

    def test_the_demo_ends_by_itself_and_every_receipt_is_as_it_should_be(self):
        done = run("demo", "--once", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        got = json.loads(done.stdout)
        self.assertEqual((got["homes"], got["targeted"]), (72, 72))
        self.assertEqual(got["delivered"] + got["unreached"], 72)
        self.assertGreater(got["unreached"], 0)
        self.assertGreater(got["delivered"], got["read"])
        self.assertGreater(got["read"], got["acknowledged"])
        self.assertEqual(len(got["areas"]), 5)
        self.assertEqual(sum(area["delivered"] for area in got["areas"]), got["delivered"])
        self.assertTrue(got["complete"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
