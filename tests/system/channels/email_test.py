"""Email through real servers: Postfix takes what the relay sends, Dovecot keeps it, and what they say comes back."""

import email
import email.policy
import json
import pathlib
import re
import smtplib
import subprocess
import sys
import tempfile
import time
import unittest

from channel_kit import BINARY, Office, mail_settings
from mail_ground import PASSWORD, MailGround, why_not
from played_server import PlayedServer

VACATION = 'require "vacation"; vacation :days 1 "I am away until Monday.";\n'
# address -> what the receipts must say in the end
HOMES = {
    "manager@secure.test": "relayed",         # LMTP reports no more than that
    "manager@rosewood.test": "relayed",
    "box@box.test": "delivered",
    "full@rosewood.test": "failed",
    "nobody@rosewood.test": "failed",
    "gone@strict.test": "failed",
    "rules@policy.test": "failed",
    "quiet@dead.test": "failed",
    "away@rosewood.test": "relayed",
    "": "suppressed",
    "manager@evilsecure.test": "suppressed",
}
WORDS = {
    "box@box.test": "delivered to the mailbox",
    "full@rosewood.test": "not delivered: the mailbox is full",
    "nobody@rosewood.test": "not delivered: the address does not exist",
    "gone@strict.test": "not delivered: the address does not exist",
    "rules@policy.test": "not delivered: their mail server refused it by its rules",
    "quiet@dead.test": "not delivered: their mail server could not be reached for too long",
    "": "not sent: the register has no address",
    "manager@evilsecure.test": "not sent: the address looks like a secure one but is not: check it",
}
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "support" / "sealed_sample.hpp"


def parts(raw):
    """(subject, everything a reader could see) of a mail."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    return mail["Subject"], "\n".join(part.get_content() for part in mail.walk() if part.get_content_type().startswith("text/"))


class RealMail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if why_not():
            raise RuntimeError(why_not())
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-mail-")
        cls.folder = pathlib.Path(cls.temp.name)
        cls.ground = MailGround(refused=["gone@strict.test"])
        cls.addClassCleanup(cls.temp.cleanup)
        cls.ground._certificate()  # the played server behind Postfix needs one as well
        cls.policy = PlayedServer(cls.ground.folder / "certificate.pem", cls.ground.folder / "key.pem")
        cls.policy.plan = lambda stage, what: "550 5.7.1 not by our rules" if stage == "mail" else None
        cls.ground.routes["policy.test"] = cls.policy.port
        cls.policy.__enter__()
        cls.addClassCleanup(cls.policy.__exit__)
        cls.ground.__enter__()
        cls.addClassCleanup(cls.ground.__exit__)
        for one in ("care@trust.test", "b@returns.test", "helpline@trust.test", "manager@secure.test", "manager@rosewood.test"):
            cls.ground.add_user(one)
        cls.ground.add_user("full@rosewood.test", quota_bytes=10)
        cls.ground.add_user("away@rosewood.test", sieve=VACATION)
        (cls.folder / "secret").write_text(PASSWORD + "\n")
        (cls.folder / "secure").write_text("secure.test 2026-01-01 2199-01-01\n")
        cls.office = Office(cls.folder / "office", list(HOMES), **cls.settings())
        cls.office.relay.start()
        cls.addClassCleanup(cls.office.relay.stop)

    @classmethod
    def settings(cls):
        return mail_settings(
            cls.ground.submission_port, cls.ground.ca, cls.folder / "secret",
            channels__secure_domains_file=cls.folder / "secure", channels__email__imap_server="localhost",
            channels__email__imap_port=cls.ground.imap_port, channels__email__imap_security="starttls",
            channels__email__imap_user="b@returns.test", channels__email__imap_secret_file=cls.folder / "secret")

    def home(self, address):
        return self.office.homes[list(HOMES).index(address)]

    def events(self, message, address):
        answer = self.office.relay.cli("channels", "show", message, self.home(address), token=self.office.token)
        return [event["what"] for event in answer["channels"][0]["events"]]

    def wait_until(self, is_so, seconds=120):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, self.office.relay.log_tail() + self.ground.log()[-3000:])
            time.sleep(0.2)
        return found

    def mails(self, address, headline):
        return [raw for raw in self.ground.mails(address) if headline in parts(raw)[0]]

    def come_back(self, text, to, sender):
        with smtplib.SMTP("127.0.0.1", self.ground.open_port) as out:
            out.sendmail(sender, [to], text.encode())

    def test_a_each_home_is_told_apart_by_what_really_became_of_its_mail(self):
        message = self.office.publish("Masks are back", "Wear a **mask** – always.")
        rows = self.office.wait_for(message, {self.home(address): (state,) for address, state in HOMES.items()}, 100)
        for address, words in WORDS.items():
            self.assertEqual(rows[self.home(address)]["words"], words)
        self.assertIn("delayed", self.events(message, "quiet@dead.test"))
        # The absence of a manager answers people, and not us: the mail says that a machine wrote it.
        self.assertNotIn("auto_reply", self.events(message, "away@rosewood.test"))
        self.come_back("From: <helpline@trust.test>\r\nTo: <away@rosewood.test>\r\nSubject: Hello\r\n\r\nHello\r\n",
                       "away@rosewood.test", "helpline@trust.test")
        self.wait_until(lambda: any(b"I am away until Monday." in raw for raw in self.ground.mails("helpline@trust.test")))
        subject, seen = parts(self.mails("manager@rosewood.test", "Masks")[0])
        self.assertEqual(subject, "Masks are back")
        for words in ("Wear a mask – always.", "<strong>mask</strong>", "NCL team", "020 7946 0123", self.office.relay.url):
            self.assertIn(words, seen)
        # Posting raises no receipt: no device has stored it.
        self.assertEqual(self.office.relay.cli("coverage", message, token=self.office.token)["delivered"], 0)
        csv = self.office.relay.call("GET", f"/v1/messages/{message}/receipts", token=self.office.token)
        self.assertEqual(csv[0], 200)
        done = subprocess.run([BINARY, "receipts", message, "--csv", "--server", self.office.relay.url, "--ca",
                               self.office.relay.ca], capture_output=True, text=True, check=True,
                              env={"CARERELAY_TOKEN": self.office.token})
        self.assertTrue(done.stdout.splitlines()[0].endswith(",email"), done.stdout.splitlines()[0])
        self.assertIn("not delivered: the mailbox is full", done.stdout)
        # Everything that came back has been put away, each under what it was.
        self.wait_until(lambda: not self.ground.mails("b@returns.test"))
        self.assertEqual(self.ground.mails("b@returns.test", "Unmatched"), [])
        self.judge_by_another_program()

    def judge_by_another_program(self):
        """Sisimai (Perl) reads the same failures: it must find the same addresses and sorts of reason."""
        read = self.folder / "bounces"
        read.mkdir()
        for i, raw in enumerate(self.ground.mails("b@returns.test", "Read")):
            (read / f"{i}.eml").write_bytes(raw)
        done = subprocess.run(["perl", "-MSisimai", "-e", f'print Sisimai->dump("{read}")'], capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {one["recipient"]: one["reason"] for one in json.loads(done.stdout) if one["action"] == "failed"}
        expected = {"nobody@rosewood.test": {"userunknown"}, "full@rosewood.test": {"mailboxfull"},
                    "rules@policy.test": {"policyviolation", "rejected", "blocked", "norelaying", "securityerror", "authfailure"},
                    "quiet@dead.test": {"expired", "networkerror"}}
        self.assertEqual(set(found), set(expected))
        for address, reasons in expected.items():
            self.assertIn(found[address], reasons, address)

    def test_b_a_restricted_message_is_whole_in_a_secure_mailbox_and_a_pointer_elsewhere(self):
        homes = [self.home("manager@secure.test"), self.home("manager@rosewood.test")]
        message = self.office.publish("Only for managers", "Secretword.", scope="restricted", homes=homes)
        self.office.wait_for(message, ("sent", "relayed"))
        secure = self.wait_until(lambda: self.mails("manager@secure.test", "Only for managers"))
        self.assertIn("Secretword.", parts(secure[0])[1])
        pointer = self.wait_until(lambda: self.mails("manager@rosewood.test", "New guidance is waiting"))
        self.assertNotIn("Secretword", parts(pointer[0])[1])
        self.assertNotIn(b"Only for managers", pointer[0])

    def test_c_a_test_result_leaves_nothing_but_the_pointer(self):
        sealed = json.loads("".join(re.findall(r'R"\((.*?)\)"', SAMPLE.read_text())))
        token = self.office.relay.cli("members", "add", "team", "lab", "--name", "Lab", "--roles", "result_sender", "--token",
                                      token=self.office.token)["token"]
        home = self.home("manager@rosewood.test")
        status, answer = self.office.relay.call("POST", "/v1/messages", {
            "kind": "test_result", "scope": "private", "urgency": "expected", "severity": "moderate",
            "audience": {"homes": [home]}, "sealed": sealed}, token=token)
        self.assertEqual(status, 201, answer)
        self.office.wait_for(answer["id"], ("sent", "relayed"))
        found = self.wait_until(lambda: self.mails("manager@rosewood.test", "A result is waiting"))
        everything = b"".join(raw for address in HOMES if address for raw in self.ground.mails(address))
        for path in ("queue", "boxes"):
            everything += b"".join(one.read_bytes() for one in (self.ground.folder / path).rglob("*") if one.is_file())
        for secret in (sealed["ciphertext"], sealed["iv"], sealed["tag"], answer["id"]):
            self.assertNotIn(secret.encode(), everything)
        self.assertEqual(len(found), 1)
        self.assertIn("A result is waiting for your home: sign in to read it.", parts(found[0])[1])

    def test_d_receipts_replies_and_forgeries_each_go_where_they_belong(self):
        address = "manager@rosewood.test"
        message = self.office.publish("Please answer", homes=[self.home(address)])
        self.office.wait_for(message, ("relayed",))
        raw = self.wait_until(lambda: self.mails(address, "Please answer"))[0]
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        ask = re.search(r"<(.*)>", str(mail["Disposition-Notification-To"])).group(1)

        def come_back(text, to, sender=address):
            self.come_back(text, to, sender)

        forged = ask[:5] + ("a" if ask[5] != "a" else "b") + ask[6:]
        come_back(f"From: <>\r\nTo: <{forged}>\r\nSubject: Undelivered\r\nContent-Type: multipart/report; "
                  "report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
                  "Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x--\r\n", forged, "")
        self.wait_until(lambda: self.ground.mails("b@returns.test", "Unmatched"))
        self.assertEqual(self.office.ways(message)[self.home(address)]["state"], "relayed")
        come_back(f"From: Jo <{address}>\r\nTo: <{ask}>\r\nSubject: Read\r\nMIME-Version: 1.0\r\nContent-Type: "
                  "multipart/report; report-type=disposition-notification; boundary=x\r\n\r\n--x\r\n\r\nShown.\r\n--x\r\n"
                  "Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action/MDN-sent-manually; "
                  "displayed\r\n\r\n--x--\r\n", ask)
        rows = self.office.wait_for(message, ("displayed",))
        self.assertEqual(rows[self.home(address)]["words"], "shown by their mail program")
        come_back(f"From: Jo <{address}>\r\nTo: <{ask}>\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nAway.\r\n", ask)
        self.wait_until(lambda: "auto_reply" in self.events(message, address))
        self.assertEqual(self.office.ways(message)[self.home(address)]["state"], "displayed")
        # A real program's absence: it does not answer what a machine wrote, so this one is asked in a person's name.
        before = self.events(message, address).count("auto_reply")
        come_back(f"From: <{ask}>\r\nTo: <away@rosewood.test>\r\nSubject: Are you there?\r\n\r\nAre you?\r\n",
                  "away@rosewood.test", ask)
        self.wait_until(lambda: self.events(message, address).count("auto_reply") > before)
        self.assertEqual(self.office.ways(message)[self.home(address)]["state"], "displayed")
        # What nothing of ours signed is nobody's, whoever sent it.
        known = len(self.ground.mails("b@returns.test", "Unmatched"))
        come_back("From: Ad <ad@shop.test>\r\nTo: <b@returns.test>\r\nSubject: Buy masks\r\n\r\nCheap!\r\n", "b@returns.test",
                  "ad@shop.test")
        self.wait_until(lambda: len(self.ground.mails("b@returns.test", "Unmatched")) > known)
        come_back(f"From: Jo <{address}>\r\nTo: <b@returns.test>\r\nSubject: Re: Please answer\r\nIn-Reply-To: "
                  f"{mail['Message-ID']}\r\n\r\nWe have no masks left!\r\n", "b@returns.test")
        self.wait_until(lambda: any(b"We have no masks left!" in raw for raw in self.ground.mails("helpline@trust.test")))
        self.assertIn("reply", self.events(message, address))
        self.assertNotIn("no masks", self.office.relay.log_tail(200_000))

    def test_e_what_should_not_leave_waits_for_a_person(self):
        home = self.home("manager@secure.test")
        message = self.office.publish("About one resident", "Ask about 943 476 5919.", homes=[home])
        rows = self.office.wait_for(message, ("held",))
        self.assertEqual(rows[home]["words"], "held back until a person has looked at it: an NHS number in the description")
        status, refused = self.office.relay.call("POST", f"/v1/messages/{message}/release", {}, token=self.office.token)
        self.assertEqual(status, 403, refused)
        jane = self.office.relay.cli("members", "add", "team", "jane", "--name", "Jane", "--person", "--roles", "approver",
                                     "--token", token=self.office.token)["token"]
        self.assertEqual(self.office.relay.cli("release", message, token=jane)["released"], 1)
        self.office.wait_for(message, ("sent", "relayed"))

    def test_f_the_channel_is_tried_and_its_settings_are_checked_before_the_start(self):
        config = self.folder / "mail.toml"
        lines = {key.split("__")[2]: value for key, value in self.settings().items() if key.startswith("channels__email__")}
        text = "[channels.email]\n" + "\n".join(
            f"{key} = {value if isinstance(value, int) else json.dumps(str(value))}" for key, value in lines.items())
        config.write_text(text + "\n")

        def run(*words):
            return subprocess.run([BINARY, *words, "--config", config], capture_output=True, text=True, timeout=60, check=False)

        done = run("channels", "test", "email", "--to", "manager@secure.test")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("encrypted, its certificate is trusted, signed in", done.stdout)
        self.assertIn("a test mail to manager@secure.test was taken: 250 2.0.0", done.stdout)
        self.assertIn("signed in,", done.stdout.splitlines()[-1])
        done = run("channels", "test", "email", "--to", "gone@strict.test")
        self.assertEqual(done.returncode, 1)
        self.assertIn("was not taken: address_unknown, 550 5.1.1", done.stdout)
        self.assertEqual(run("check-config").returncode, 0)
        config.write_text(text.replace(str(self.folder / "secret"), "/nowhere") + "\nauht = 1\n")
        done = run("check-config")
        self.assertEqual(done.returncode, 1)
        self.assertIn("did you mean channels.email.auth?", done.stderr)
        config.write_text(text.replace(str(self.folder / "secret"), "/nowhere").replace("b@returns.test", "b+x@returns.test"))
        self.assertIn("must have no plus", run("check-config").stderr)
        config.write_text(text.replace(str(self.folder / "secret"), "/nowhere") + "\n")
        self.assertIn("channels.email.secret_file: ", run("check-config").stderr)


if __name__ == "__main__":
    if why_not():
        print("not run: " + why_not(), file=sys.stderr)
    unittest.main(verbosity=2, warnings="ignore")
