"""The whole ladder, with clocks of a second: the stream and email, mail by GOV.UK Notify, WhatsApp, a text message, the
deputy, and in the end the list of those to be rung. Against a mail server and services that are played, stricter than
they are."""

import csv
import json
import pathlib
import re
import signal
import sys
import tempfile
import threading
import time
import unittest

from channel_kit import SUPPORT, Office, mail_settings
from listener import Listener
from played_server import PlayedServer
from relay_process import make_certificate

sys.path.insert(0, str(SUPPORT / "chat"))
from notify_fake import Notify  # noqa: E402
from whatsapp_fake import VERSION, WhatsApp  # noqa: E402

CHAIN = ["stream", "email", "notify_email", "whatsapp", "notify_sms", "deputy", "call_list"]
POINTER = "A result is waiting for your home: sign in to read it."
SAMPLE = SUPPORT / "sealed_sample.hpp"


class Chain(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-chain-")
        self.addCleanup(self.temp.cleanup)
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls")
        self.ca, key = self.folder / "tls/cert.pem", self.folder / "tls/key.pem"
        self.mail = PlayedServer(self.ca, key, user="care@trust.test").__enter__()
        self.addCleanup(self.mail.__exit__)
        self.whatsapp, self.notify = WhatsApp(self.ca, key), Notify(self.ca, key)
        self.addCleanup(self.whatsapp.close)
        self.addCleanup(self.notify.close)
        for name, text in (("secret", "s3cret"), ("token", self.whatsapp.token), ("app", self.whatsapp.secret),
                           ("word", "our word"), ("key", self.notify.api_key), ("bearer", self.notify.bearer)):
            (self.folder / name).write_text(text + "\n")

    def settings(self, gap):
        quick = {"ca_file": self.ca, "private_address": 1, "per_minute": 60000, "burst": 1000, "retry_least_seconds": 1,
                 "pause_seconds": 1}
        whatsapp = {"phone_number_id": self.whatsapp.phone, "token_file": self.folder / "token",
                    "app_secret_file": self.folder / "app", "verify_token_file": self.folder / "word",
                    "template": self.whatsapp.template, "server": f"{self.whatsapp.url}/{VERSION}", **quick}
        notify = {"api_key_file": self.folder / "key", "callback_token_file": self.folder / "bearer",
                  "sms_template": self.notify.templates["sms"], "email_template": self.notify.templates["email"],
                  "server": self.notify.url, **quick}
        flags = {f"channels__{channel}__{name}": value for channel, given in (("whatsapp", whatsapp), ("notify", notify))
                 for name, value in given.items()}
        clocks = {f"escalation__{clock}_seconds": 1 for clock in ("immediate", "expected", "result_read", "result_answer")}
        return mail_settings(self.mail.port, self.ca, self.folder / "secret", **flags, **clocks,
                             escalation__next_percent=100 * gap, escalation__steps=",".join(CHAIN))

    def open(self, homes, gap=1):
        """Homes with a mailbox, a manager with one and a telephone, and a deputy with a telephone alone. `gap`: seconds
        between two steps."""
        self.office = Office(self.folder / "office", [f"home{i}@homes.test" for i in range(homes)],
                             channels="stream,email,chat", **self.settings(gap))
        self.office.relay.start()
        self.addCleanup(lambda: self.office.relay.stop(signal.SIGKILL))
        self.manager = {home: f"+4477009{i:05d}" for i, home in enumerate(self.office.homes)}
        self.deputy = {home: f"+4477008{i:05d}" for i, home in enumerate(self.office.homes)}
        for i, home in enumerate(self.office.homes):
            status, answer = self.office.relay.call("PUT", f"/v1/homes/{home}/contacts", {"contacts": [
                {"role": "manager", "label": "Manager", "email": f"manager{i}@homes.test", "telephone": self.manager[home]},
                {"role": "deputy", "label": "Deputy", "telephone": self.deputy[home]}]}, token=self.office.token)
            self.assertEqual(status, 200, answer)
        return self.office.homes

    def until(self, is_so, what, seconds=120):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, f"not in {seconds} s: {what}\n{self.office.relay.log_tail(6000)}")
            time.sleep(0.1)
        return found

    def steps(self, message):
        """Home -> the steps that were taken."""
        status, answer = self.office.relay.call("GET", f"/v1/messages/{message}/escalation", token=self.office.token)
        self.assertEqual(status, 200, answer)
        return {one["home"]: one["steps"] for one in answer["homes"]}

    def rung(self, message):
        return {one["home"]: one for one in self.office.relay.cli("calls", message, token=self.office.token)["calls"]}

    def receipts(self, message):
        answer = self.office.relay.cli("receipts", message, token=self.office.token)
        return {one["home"]: one for one in answer["receipts"]}

    def mailed(self, i):
        return [envelope["to"] for envelope, _ in self.mail.mails if envelope["to"] in (f"home{i}@homes.test", f"manager{i}@homes.test")]

    def to(self, service, *addresses, sort=None):
        return [one for one in service.sent if one["to"] in addresses and sort in (None, one.get("type"))]

    def test_a_silent_home_is_tried_by_each_way_in_turn_and_whoever_answers_is_left_alone_from_then_on(self):
        silent, presses, reads = self.open(3, gap=2)
        answering = threading.Event()

        def press(to):
            """Whoever has the telephone of the second home presses "We have it" as soon as it is there."""
            if to == self.manager[presses] and not answering.is_set():
                answering.set()
                one = self.to(self.whatsapp, to)[0]
                threading.Thread(target=self.whatsapp.tell, args=(self.office.relay,),
                                 kwargs={"messages": [self.whatsapp.pressed(one, 0)]}, daemon=True).start()

        self.whatsapp.after = press
        code = self.office.relay.cli("enrol", reads, token=self.office.token)["code"]
        device = Listener("--server", self.office.relay.url, "--ca", self.office.relay.ca, "--folder",
                          str(self.folder / "device"), "--enrol", code)
        self.addCleanup(device.end)
        device.until(lambda e: e["event"] == "connected", "connection")
        message = self.office.publish("Masks are back")
        self.until(lambda: self.receipts(message)[reads]["state"] == "delivered", "that the device has it")
        device.type("show 1")
        self.until(lambda: self.receipts(message)[reads]["state"] == "read", "that it was read")
        self.until(lambda: silent in self.rung(message), "that the silent home is to be rung")

        # The silent home was tried by everything, in this order, once each.
        taken = self.steps(message)
        self.assertEqual([(one["step"], one["outcome"], one.get("channel")) for one in taken[silent]],
                         [("stream", "skipped", None), ("email", "sent", "email"), ("notify_email", "sent", "notify_email"),
                          ("whatsapp", "sent", "whatsapp"), ("notify_sms", "sent", "notify_sms"),
                          ("deputy", "sent", "whatsapp"), ("call_list", "listed", None)])
        self.assertEqual(self.mailed(0), ["home0@homes.test", "manager0@homes.test"])
        self.assertEqual([one["to"] for one in self.notify.sent if one["to"] in ("home0@homes.test", self.manager[silent])],
                         ["home0@homes.test", self.manager[silent]])
        self.assertEqual([one["to"] for one in self.to(self.whatsapp, self.manager[silent], self.deputy[silent])],
                         [self.manager[silent], self.deputy[silent]])
        self.assertEqual([one["telephone"] for one in self.rung(message)[silent]["contacts"]],
                         [self.manager[silent], self.deputy[silent]])
        # What was said by GOV.UK Notify: a headline and the way in.
        mail = self.to(self.notify, "home0@homes.test", sort="email")[0]
        self.assertRegex(mail["subject"], r"^\[B\d+\.1\] Masks are back$")
        self.assertIn(f"Sign in to read it and to answer: {self.office.relay.url}/inbox", mail["text"])
        self.assertIn("Wear a mask.", mail["text"])

        # Whoever answered, by whatever way, was left alone from that moment.
        self.assertTrue(answering.is_set())
        receipts = self.receipts(message)
        self.assertEqual(receipts[presses]["response"], "in_progress")
        for home, answered_at in ((presses, receipts[presses]["answered_at"]), (reads, receipts[reads]["read_at"])):
            self.assertEqual([one for one in taken.get(home, []) if one["at"] > answered_at], [])
        self.assertNotIn(presses, self.rung(message))
        self.assertNotIn(reads, self.rung(message))
        self.assertEqual({one["state"] for home, one in receipts.items() if home == silent}, {"targeted"})

        # What comes back from Notify's mail is told apart from the other ways, in words.
        self.assertEqual(self.notify.tell(self.office.relay, "notify_email", mail, "delivered"), 200)
        words = {row["channel"]: row["words"] for row in self.receipts(message)[silent]["channels"] if row["channel"] == "notify_email"}
        self.assertEqual(words, {"notify_email": "delivered to the mailbox"})
        status, text = self.office.relay.call("GET", f"/v1/messages/{message}/receipts?format=csv", token=self.office.token)
        self.assertEqual(status, 200)
        line = {row["home"]: row for row in csv.DictReader(text.splitlines())}[silent]
        self.assertEqual(line["notify_email"], "delivered to the mailbox")
        self.assertEqual(line["email"].count("handed to the mail server"), 2, line["email"])

    def test_a_sealed_result_leaves_a_pointer_by_mail_and_text_message_and_nothing_by_whatsapp(self):
        home, other = self.open(2)
        sealed = json.loads("".join(re.findall(r'R"\((.*?)\)"', SAMPLE.read_text())))
        lab = self.office.relay.cli("members", "add", "team", "lab", "--name", "Lab of results", "--roles", "result_sender",
                                    "--token", token=self.office.token)["token"]
        status, result = self.office.relay.call("POST", "/v1/messages", {
            "kind": "test_result", "scope": "private", "urgency": "expected", "severity": "severe",
            "audience": {"homes": [home]}, "sealed": sealed}, token=lab)
        self.assertEqual(status, 201, result)
        self.until(lambda: (self.steps(result["id"]).get(home) or [{}])[-1].get("step") == "call_list", "the end of the ladder")
        taken = {one["step"]: (one["outcome"], one.get("channel") or one.get("why")) for one in self.steps(result["id"])[home]}
        self.assertEqual(taken["email"], ("sent", "email"))
        self.assertEqual(taken["notify_email"], ("sent", "notify_email"))
        self.assertEqual(taken["whatsapp"], ("skipped", "not_by_this_channel"))
        self.assertEqual(taken["notify_sms"], ("sent", "notify_sms"))
        self.assertEqual(taken["deputy"], ("sent", "notify_sms"))
        self.assertEqual(taken["call_list"][0], "listed")
        self.until(lambda: len(self.notify.sent) == 3 and len(self.mail.mails) == 2, "everything that leaves")

        # A message behind it has gone by every way: the result would have been there by now.
        last = self.office.publish("Behind it", homes=[home])
        self.until(lambda: self.to(self.whatsapp, self.manager[home]), "the message behind it by WhatsApp")
        self.until(lambda: home in self.rung(last), "its end")
        about_result = self.notify.sent[:3]
        self.assertEqual([one["type"] for one in about_result], ["email", "sms", "sms"])
        self.assertEqual([one["to"] for one in about_result], ["home0@homes.test", self.manager[home], self.deputy[home]])
        for one in about_result:
            sign_in = f"{self.office.relay.url}/inbox"
            if one["type"] == "sms":
                self.assertEqual(one["text"], f"{POINTER}\nSign in: {sign_in}")
            else:
                self.assertEqual(one["subject"], POINTER)
                self.assertEqual(one["text"].strip(), f"{POINTER}\n\nSign in to read it and to answer: {sign_in}")
        # Every byte that left, by any way.
        self.assertNotIn(b"result", self.whatsapp.heard.lower())
        left = self.whatsapp.heard + self.notify.heard + b"".join(raw for _, raw in self.mail.mails)
        self.assertIn(b"Behind it", left)
        for secret in (sealed["ciphertext"], sealed["ciphertext"][:40], sealed["iv"], sealed["tag"], result["id"], "Lab of results",
                       "Meadow", home):
            self.assertNotIn(secret.encode(), left.replace(b"=\r\n", b""))
        self.assertEqual([one for one in self.notify.sent if one["to"] in (self.manager[other], self.deputy[other])], [])


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
