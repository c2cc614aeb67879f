"""What the tests of sealed results share: devices that listen, a relay without opening code, and what people type."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from listener import Listener  # noqa: E402
from relay_process import Relay  # noqa: E402

CARERELAY = os.environ["CARERELAY_BINARY"]
RELAY_ALONE = os.environ["CARERELAY_RELAY_BINARY"]
HOME = "1-9000000001"
HOMES = [f"1-900000000{n}" for n in range(1, 10)]
REGISTER = "id,name,area,service_types,beds\n" + "".join(
    f"{home},Fir Trees {home[-1]},E09000012,care_home_with_nursing,20\n" for home in HOMES)
SECRET = "RESIDENT-0417"


class SealedCase(unittest.TestCase):
    home = HOME

    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-sealed-")
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "homes.csv").write_text(REGISTER)
        cls.relay = Relay(CARERELAY, cls.folder / "relay")
        cls.lab = cls.relay.cli("publishers", "add", "north-lab", "--name", "North laboratory", "--kinds", "test_result",
                                "--areas", "all", "--urgency", "immediate", at_rest=True)["token"]
        cls.admin = cls.relay.cli("publishers", "add", "desk", "--name", "Desk", "--administrator", at_rest=True)["token"]
        cls.relay.cli("homes", "import", str(cls.folder / "homes.csv"), at_rest=True)
        cls.relay.binary = RELAY_ALONE  # serves; every other command is the people's program
        cls.relay.start()
        cls.relay.binary = CARERELAY

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.temp.cleanup()

    def run_cli(self, *arguments, code=0, token=None, text=None):
        environment = dict(os.environ, **({"CARERELAY_TOKEN": token} if token else {}))
        done = subprocess.run([CARERELAY, *arguments, "--ca", self.relay.ca], capture_output=True, text=True, input=text,
                              env=environment, timeout=60)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def device(self, command, name, *arguments, **how):
        return self.run_cli("device", command, "--folder", str(self.folder / name), *arguments, **how)

    def at_desk(self, command, *arguments, **how):
        return self.run_cli("devices", command, self.home, *arguments, "--server", self.relay.url, token=self.admin, **how)

    def enrol(self, name):
        code = self.relay.cli("enrol", self.home, token=self.admin)["code"]
        listener = Listener("--folder", str(self.folder / name), "--server", self.relay.url, "--ca", self.relay.ca,
                            "--enrol", code)
        self.addCleanup(listener.end)
        listener.until(lambda e: e["event"] == "connected", "connection")
        return listener

    def listen(self, name):
        listener = Listener("--folder", str(self.folder / name), "--ca", self.relay.ca)
        self.addCleanup(listener.end)
        listener.until(lambda e: e["event"] == "connected", "connection")
        return listener

    def founded(self, name):
        """A device that results are sealed for; gives its listener, its id and its home's sheet."""
        listener = self.enrol(name)
        device, words = self.words(name)
        self.at_desk("confirm", device, "--words", words)
        said = self.device("trust", name)
        return listener, device, "\n".join(line for line in said.split("\n") if len(line) == 11 and line.count("-") == 2)

    def words(self, name):
        device, words = self.device("words", name).strip().split("\n")
        return device.split()[1], words

    def publish(self, outcome, code=0, sender="lab", flags=(), **members):
        result = {"kind": "test_result", "urgency": "expected", "topic": "pcr", "audience": {"homes": [self.home]},
                  "acknowledgement": {"required": True}, "report_status": "final", "test_code": "871555000",
                  "outcome": outcome, "subject_ref": SECRET,
                  "info": [{"language": "en-GB", "headline": f"{SECRET} is {outcome}", "description": "Tell **nobody** else."}]}
        result.update(members)
        said = self.run_cli("publish", "-", "--server", self.relay.url, "--sender", str(self.folder / sender), "--json",
                            *flags, token=self.lab, text=json.dumps(result), code=code)
        return json.loads(next(line for line in said.split("\n") if line.startswith("{"))) if code == 0 else said

    def sealed_part(self, message):
        return self.relay.call("GET", f"/v1/messages/{message}", token=self.lab)[1]["message"]

    def lists(self, at_least):
        import base64
        for _ in range(100):
            texts = self.relay.call("GET", f"/v1/homes/{self.home}/device-lists", token=self.lab)[1]["lists"]
            if len(texts) >= at_least:
                break
            time.sleep(0.05)
        return [json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "==")) for text in texts]

    def entries(self, kind, least):
        """What the evidence log says of this kind and this home, once a checkpoint covers so many."""
        deadline = time.monotonic() + 30
        while True:
            found, page, start = [], True, 0
            while page:
                page = self.relay.call("GET", f"/v1/log/entries?from={start}", token=self.admin)[1].get("entries", [])
                start += len(page)
                events = [json.loads(entry["event"]) for entry in page if "event" in entry]
                found += [e for e in events if e["type"] == kind and e.get("home") == self.home]
            if len(found) >= least or time.monotonic() > deadline:
                return found
            time.sleep(0.3)
