"""One message by every way at once: a device on the stream, mailboxes of a real mail server, a room of a real chat server.
The receipts tell each apart, and of a test result nothing leaves but the pointer."""

import csv
import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from channel_kit import BINARY, Office, mail_settings

SUPPORT = pathlib.Path(__file__).resolve().parents[2] / "support"
sys.path.insert(0, str(SUPPORT / "chat"))
import mail_ground  # noqa: E402
import prosody_ground  # noqa: E402
from xmpp_client import Client  # noqa: E402

ADDRESSES = ["connected@rosewood.test", "box@box.test", "full@rosewood.test", ""]
SAMPLE = SUPPORT / "sealed_sample.hpp"
POINTER = "A result is waiting for your home: sign in to read it."


def everything_below(folder):
    return b"".join(path.read_bytes() for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file())


class Together(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        why_not = mail_ground.why_not() or prosody_ground.why_not()
        if why_not:
            raise RuntimeError(why_not)
        temp = tempfile.TemporaryDirectory(prefix="carerelay-together-")
        cls.addClassCleanup(temp.cleanup)
        cls.folder = pathlib.Path(temp.name)
        cls.mail = mail_ground.MailGround().__enter__()
        cls.addClassCleanup(cls.mail.__exit__)
        for one in ("care@trust.test", "b@returns.test", "helpline@trust.test", ADDRESSES[0]):
            cls.mail.add_user(one)
        cls.mail.add_user(ADDRESSES[2], quota_bytes=10)
        cls.chat = prosody_ground.ProsodyGround(["relay", "kim"]).__enter__()
        cls.addClassCleanup(cls.chat.__exit__)
        (cls.folder / "mail-secret").write_text(mail_ground.PASSWORD + "\n")
        (cls.folder / "chat-secret").write_text(prosody_ground.PASSWORD + "\n")
        room = {"kind": "xmpp", "address": cls.chat.room("managers"), "account": cls.chat.jid("relay"),
                "server": f"127.0.0.1:{cls.chat.port}", "secret_file": str(cls.folder / "chat-secret"),
                "ca_file": str(cls.chat.ca), "per_minute": 600, "burst": 50, "retry_least_seconds": 1}
        cls.office = Office(cls.folder / "office", ADDRESSES, channels="stream,email,chat", **mail_settings(
            cls.mail.submission_port, cls.mail.ca, cls.folder / "mail-secret",
            channels__email__imap_server="localhost", channels__email__imap_port=cls.mail.imap_port,
            channels__email__imap_security="starttls", channels__email__imap_user="b@returns.test",
            channels__email__imap_secret_file=cls.folder / "mail-secret"))
        cls.office.relay.config = cls.folder / "rooms.toml"
        cls.office.relay.config.write_text(
            "[rooms.managers]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in room.items()))
        cls.office.relay.start()
        cls.addClassCleanup(lambda: cls.office.relay.stop(signal.SIGKILL))
        cls.kim = Client(cls.chat.jid("kim"), prosody_ground.PASSWORD, cls.chat.port, cls.chat.ca).__enter__()
        cls.addClassCleanup(cls.kim.__exit__)
        cls.heard = cls.listen(cls.office.homes[0])

    @classmethod
    def listen(cls, home):
        """A device of the home, connected; what it prints goes to a file."""
        code = cls.office.relay.cli("enrol", home, token=cls.office.token)["code"]
        heard = cls.folder / "heard"
        with open(heard, "wb") as out:
            device = subprocess.Popen(
                [BINARY, "listen", "--folder", str(cls.folder / "device"), "--server", cls.office.relay.url, "--ca",
                 cls.office.relay.ca, "--json", "--enrol", code], stdin=subprocess.PIPE, stdout=out, stderr=out)
        cls.addClassCleanup(device.stdin.close)
        cls.addClassCleanup(device.wait)
        cls.addClassCleanup(device.kill)
        return heard

    def receipts(self, message):
        answer = self.office.relay.cli("receipts", message, token=self.office.token)
        return {one["home"]: one for one in answer["receipts"]}

    def post(self, message):
        return self.office.relay.call("GET", f"/v1/messages/{message}/posts", token=self.office.token)[1]["posts"][0]

    def until(self, is_so, seconds=120):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, self.office.relay.log_tail(5000) + self.chat.tail(1500))
            time.sleep(0.2)
        return found

    def test_one_command_reaches_a_device_mailboxes_and_a_room_and_the_receipts_tell_each_apart(self):
        connected, mailbox, full, nothing = self.office.homes
        message = self.office.publish("Masks are back", "Wear a **mask**. Ask visitors to.")

        def states():
            rows = self.receipts(message)
            return {home: (row["state"], (row.get("channels") or [{}])[0].get("state")) for home, row in rows.items()}

        wanted = {connected: ("delivered", "relayed"), mailbox: ("targeted", "delivered"), full: ("targeted", "failed"),
                  nothing: ("targeted", "suppressed")}
        end = time.monotonic() + 90
        while states() != wanted:
            self.assertLess(time.monotonic(), end, f"{states()}\n{self.office.relay.log_tail(5000)}")
            time.sleep(0.3)
        self.assertIn("Masks are back", self.heard.read_text())
        self.assertIn("Masks are back", b"".join(self.mail.mails(ADDRESSES[0])).decode())
        # The room's post stands beside the message: it is no home's receipt.
        self.until(lambda: self.post(message)["state"] == "posted")
        self.kim.join(self.chat.room("managers"), "kim")
        self.assertTrue([one for one in self.kim.in_archive(self.chat.room("managers")) if "Masks are back" in one])

        # As people read it: a line a home, with the words of its channel.
        table = subprocess.run(
            [BINARY, "receipts", message, "--csv", "--server", self.office.relay.url, "--ca", self.office.relay.ca],
            env={"CARERELAY_TOKEN": self.office.token}, capture_output=True, text=True, check=True).stdout
        lines = {row["home"]: " ".join(row.values()) for row in csv.DictReader(table.splitlines())}
        for home, words in {mailbox: "delivered to the mailbox", full: "not delivered: the mailbox is full",
                            nothing: "not sent: the register has no address"}.items():
            self.assertIn(words, lines[home])

    def test_a_result_leaves_a_pointer_in_mailboxes_and_nothing_in_the_room(self):
        first = self.office.publish("First", "It works.")
        self.until(lambda: self.post(first)["state"] == "posted")
        before = everything_below(self.chat.folder / "data")
        sealed = json.loads("".join(re.findall(r'R"\((.*?)\)"', SAMPLE.read_text())))
        lab = self.office.relay.cli("members", "add", "team", "lab", "--name", "Lab of results", "--roles", "result_sender",
                                    "--token", token=self.office.token)["token"]
        status, result = self.office.relay.call("POST", "/v1/messages", {
            "kind": "test_result", "scope": "private", "urgency": "expected", "severity": "moderate",
            "audience": {"homes": [self.office.homes[0]]}, "sealed": sealed}, token=lab)
        self.assertEqual(status, 201, result)
        found = self.until(lambda: [one for one in self.mail.mails(ADDRESSES[0]) if POINTER.encode() in one.replace(b"=\r\n", b"")])
        self.assertEqual(len(found), 1)
        # A message behind it has passed through the room: the result would have been there by now.
        last = self.office.publish("Last", "Behind it.")
        self.until(lambda: self.post(last)["state"] == "posted")
        after = everything_below(self.chat.folder / "data")
        self.assertGreater(len(after), len(before))
        self.assertNotIn(b"result", after)
        self.assertIn(b"Behind it", after)
        for secret in (sealed["ciphertext"][:40], "Lab of results"):
            self.assertNotIn(secret.encode(), after)
            self.assertNotIn(secret.encode(), everything_below(self.mail.folder / "mail"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
