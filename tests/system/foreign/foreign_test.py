#!/usr/bin/python3
"""Clients that share no line with the relay speak the stream: Python (websockets) and node (ws, WebCrypto).

Each enrols with a code, stores and answers a bulletin, goes away, and resumes to what was published meanwhile without
a gap or a double. Then the publisher's receipts must say what the clients did, no more and no less."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parents[1] / "support"))
from relay_process import Relay  # noqa: E402

REGISTER = """id,name,area,telephone,service_types,beds
1-9000000001,Python Lodge,E09000012,020 7946 0101,care_home_with_nursing,20
1-9000000002,Node House,E09000012,020 7946 0102,care_home_without_nursing,8
1-9000000003,Silent Court,E09000025,020 7946 0103,care_home_with_nursing,44
1-9000000004,Sealed Hall,E09000025,020 7946 0104,care_home_with_nursing,30
"""


SILENT, SEALED = "1-9000000003", "1-9000000004"


def bulletin(number, home):
    return {"kind": "guidance_bulletin", "msg_type": "alert", "status": "actual", "scope": "public",
            "urgency": "expected", "severity": "moderate", "topic": "hand-hygiene", "audience": {"homes": [home, SILENT]},
            "reference": f"foreign-{number}", "acknowledgement": {"required": True},
            "info": [{"language": "en-GB", "headline": f"Bulletin {number}: soap, not gel",
                      "description": "Wash hands with **soap** and water — \u00e9 \u4e2d \U0001f9fc."}]}


class ForeignClients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-foreign-")
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "homes.csv").write_text(REGISTER)
        cls.relay = Relay(os.environ["CARERELAY_BINARY"], cls.folder / "relay")
        made = cls.relay.cli("publishers", "add", "ipc-team", "--name", "IPC team", "--kinds", "guidance_bulletin",
                             "--areas", "all", "--urgency", "immediate", "--administrator", at_rest=True)
        cls.token = made["token"]
        cls.lab = cls.relay.cli("publishers", "add", "lab", "--name", "Laboratory", "--kinds", "test_result", "--areas",
                                "all", at_rest=True)["token"]
        cls.relay.cli("homes", "import", str(cls.folder / "homes.csv"), at_rest=True)
        cls.relay.start()

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.temp.cleanup()

    def publish(self, number, home):
        status, answer = self.relay.call("POST", "/v1/messages", bulletin(number, home), self.token)
        self.assertEqual(status, 201, answer)
        return answer["id"]

    def receipt_of(self, message, home):
        status, answer = self.relay.call("GET", f"/v1/messages/{message}/receipts", token=self.token)
        self.assertEqual(status, 200, answer)
        return next(r for r in answer["receipts"] if r["home"] == home)

    @staticmethod
    def end(child):
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()

    def speak(self, home, number, *command):
        code = self.relay.cli("enrol", home, token=self.token)["code"]
        folder = self.folder / home
        folder.mkdir()
        first = self.publish(number, home)
        child = subprocess.Popen([*command, self.relay.url, self.relay.ca, code, str(folder)],
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, child)
        heard = []

        def until(what):
            for line in child.stdout:
                heard.append(json.loads(line))
                if heard[-1]["did"] == what:
                    return
            self.fail(f"the client ended before '{what}': {heard}\n{self.relay.log_tail()}")

        until("away")
        self.assertEqual(self.receipt_of(first, home)["state"], "acknowledged")
        second, third = self.publish(number + 1, home), self.publish(number + 2, home)
        self.assertEqual(self.receipt_of(third, home)["state"], "targeted")
        child.stdin.write("go on\n")
        child.stdin.flush()
        until("done")
        child.wait(30)
        seqs = [h["seq"] for h in heard if h["did"] == "deliver"]
        self.assertEqual(seqs, list(range(1, len(seqs) + 1)), "every entry once, in order")
        self.assertEqual([h["resume"] for h in heard if h["did"] == "connected"], ["ok", "ok"])
        self.assertNotIn("error", [h["did"] for h in heard], heard)
        for message in (second, third):
            self.assertIn(self.receipt_of(message, home)["state"], ("delivered", "read", "acknowledged"))
        self.assertEqual(self.receipt_of(first, SILENT)["state"], "targeted")

    def test_a_home_written_in_python_enrols_stores_answers_and_resumes(self):
        self.speak("1-9000000001", 10, "/usr/bin/python3", str(here / "python_home.py"))

    def test_a_home_written_in_javascript_is_trusted_by_telephone_and_opens_a_result(self):
        code = self.relay.cli("enrol", SEALED, token=self.token)["code"]
        words = here.parents[2] / "docs" / "reference" / "words.txt"
        child = subprocess.Popen(["/usr/bin/node", str(here / "node_sealed_home.mjs"), self.relay.url, self.relay.ca, code,
                                  str(words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, child)

        def next_of(what):
            line = child.stdout.readline()
            self.assertTrue(line, f"the client ended before '{what}'\n{self.relay.log_tail()}")
            self.assertEqual(json.loads(line)["did"], what)
            return json.loads(line)

        def go_on():
            child.stdin.write("go on\n")
            child.stdin.flush()

        shown = next_of("enrolled")
        self.relay.cli("devices", "confirm", SEALED, shown["device"], "--words", shown["words"], token=self.token)
        go_on()
        next_of("trusted")
        result = {"kind": "test_result", "audience": {"homes": [SEALED]}, "report_status": "final", "outcome": "positive",
                  "test_code": "871555000", "subject_ref": "R-17",
                  "info": [{"language": "cy", "headline": "Canlyniad \u2014 \U0001f9ea"}]}
        file = self.folder / "result.json"
        file.write_text(json.dumps(result))
        subprocess.run([os.environ["CARERELAY_BINARY"], "publish", str(file), "--sender", str(self.folder / "lab"),
                        "--server", self.relay.url, "--ca", self.relay.ca], check=True, capture_output=True,
                       env=dict(os.environ, CARERELAY_TOKEN=self.lab))
        go_on()
        content = next_of("opened")["content"]
        self.assertEqual((content["outcome"], content["subject_ref"], content["info"]),
                         ("positive", "R-17", result["info"]))

    def test_a_home_written_in_javascript_enrols_stores_answers_and_resumes(self):
        self.speak("1-9000000002", 20, "/usr/bin/node", str(here / "node_home.mjs"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
