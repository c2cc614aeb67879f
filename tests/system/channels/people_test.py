"""Homes that stay silent are reached one person at a time: WhatsApp and text messages, against services played as
strictly as their documents."""

import json
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from channel_kit import BINARY, SUPPORT

sys.path.insert(0, str(SUPPORT / "chat"))
from notify_fake import Notify  # noqa: E402
from notify_fake import error as notify_error  # noqa: E402
from played_service import Silence  # noqa: E402
from relay_process import Relay, make_certificate  # noqa: E402
from whatsapp_fake import VERSION, WhatsApp  # noqa: E402
from whatsapp_fake import error as whatsapp_error  # noqa: E402

OUR_NUMBER = "+15550783881"
CHATTER = "Mrs Zebrowska in room 4 has a cough"
BULLETIN = """---
kind: guidance_bulletin
scope: {scope}
urgency: expected
severity: severe
topic: masks
audience:
  homes: [{homes}]
---
# {headline}

Wear a mask when you are with residents.
"""


class People(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-people-")
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls")
        cert, key = self.folder / "tls/cert.pem", self.folder / "tls/key.pem"
        self.whatsapp, self.notify = WhatsApp(cert, key), Notify(cert, key)
        for name, text in (("token", self.whatsapp.token), ("app", self.whatsapp.secret), ("word", "our word"),
                           ("key", self.notify.api_key), ("bearer", self.notify.bearer)):
            (self.folder / name).write_text(text + "\n")
        self.relay = None

    def tearDown(self):
        if self.relay is not None:
            self.relay.stop(signal.SIGKILL)
        self.whatsapp.close()
        self.notify.close()
        self.temp.cleanup()

    def settings(self):
        cert = str(self.folder / "tls/cert.pem")
        quick = {"ca_file": cert, "private_address": 1, "per_minute": 60000, "burst": 1000, "retry_least_seconds": 1,
                 "pause_seconds": 1}
        whatsapp = {"phone_number_id": self.whatsapp.phone, "token_file": str(self.folder / "token"),
                    "app_secret_file": str(self.folder / "app"), "verify_token_file": str(self.folder / "word"),
                    "template": self.whatsapp.template, "number": OUR_NUMBER, "server": f"{self.whatsapp.url}/{VERSION}", **quick}
        notify = {"api_key_file": str(self.folder / "key"), "callback_token_file": str(self.folder / "bearer"),
                  "sms_template": self.notify.templates["sms"], "server": self.notify.url, **quick}
        return {"whatsapp": whatsapp, "notify": notify}

    def open(self, homes=3, steps="whatsapp,notify_sms", config=None, **more):
        flags = {f"channels__{channel}__{name}": value for channel, all_of_it in self.settings().items()
                 for name, value in all_of_it.items()}
        self.relay = Relay(BINARY, self.folder / "relay", approval__persons=1, limits__http_per_minute=1000000,
                           escalation__expected_seconds=1, escalation__steps=steps, **{**flags, **more})
        self.relay.config = config
        self.homes = [f"1-{1000000001 + i}" for i in range(homes)]
        self.numbers = {home: f"+4477009{i:05d}" for i, home in enumerate(self.homes)}
        rows = [f"{home},Meadow {i} House,E09000010" for i, home in enumerate(self.homes)]
        (self.folder / "homes.csv").write_text("id,name,area\n" + "\n".join(rows) + "\n")
        contacts = [f"{home},manager,Manager,{number}" for home, number in self.numbers.items()]
        (self.folder / "contacts.csv").write_text("home,role,label,telephone\n" + "\n".join(contacts) + "\n")
        self.relay.cli("homes", "import", str(self.folder / "homes.csv"), at_rest=True)
        done = self.relay.cli("homes", "contacts", "import", str(self.folder / "contacts.csv"), at_rest=True)
        self.assertEqual((done["homes"], done["added"]), (homes, homes))
        self.token = self.relay.cli(
            "publishers", "add", "team", "--name", "NCL team", "--kinds", "guidance_bulletin", "--areas", "all",
            "--channels", "stream,chat", "--administrator", at_rest=True)["token"]
        self.relay.start()

    def publish(self, headline, scope="public"):
        file = self.folder / "message.md"
        file.write_text(BULLETIN.format(headline=headline, scope=scope, homes=", ".join(self.homes)))
        return self.relay.cli("publish", str(file), token=self.token)["id"]

    def rows(self, message):
        """Home -> channel -> its row, as the receipts say."""
        answer = self.relay.cli("receipts", message, token=self.token)
        return {one["home"]: {row["channel"]: row for row in one.get("channels") or []} for one in answer["receipts"]}

    def wait(self, wanted, what, seconds=120):
        """Until `wanted()` gives something; `what` says what was waited for."""
        end = time.monotonic() + seconds
        while not (found := wanted()):
            if time.monotonic() > end:
                self.fail(f"not in {seconds} s: {what}\n{self.relay.log_tail(6000)}")
            time.sleep(0.1)
        return found

    def row(self, message, home, channel):
        return self.rows(message)[home].get(channel, {})

    def sent_to(self, service, home):
        return [one for one in service.sent if one["to"] == self.numbers[home]]

    def test_silent_homes_are_tried_by_whatsapp_and_then_by_text_message_and_each_state_is_told_in_words(self):
        self.open(homes=3)
        self.whatsapp.plan = lambda to: whatsapp_error(400, 131026, "Message undeliverable") \
            if to == self.numbers[self.homes[1]] else None
        message = self.publish("Masks are back")
        self.wait(lambda: all(self.sent_to(self.whatsapp, home) for home in (self.homes[0], self.homes[2])), "WhatsApp")
        shown, arrived = (self.sent_to(self.whatsapp, home)[0] for home in (self.homes[0], self.homes[2]))
        taken = "handed to the service that carries it; nothing more is known"
        self.wait(lambda: self.row(message, self.homes[0], "whatsapp").get("words") == taken, "that it was taken")
        # In no order, told twice, and more in one call
        self.assertEqual(self.whatsapp.tell(self.relay, statuses=[self.whatsapp.status(shown, "read"),
                                                                   self.whatsapp.status(arrived, "failed", 131000)]), 200)
        for one, state in ((shown, "delivered"), (arrived, "delivered"), (shown, "read"), (arrived, "sent"),
                           (arrived, "failed")):
            self.assertEqual(self.whatsapp.tell(self.relay, statuses=[self.whatsapp.status(one, state)]), 200)
        self.assertEqual(self.row(message, self.homes[0], "whatsapp")["words"], "shown on the telephone")
        self.assertEqual(self.row(message, self.homes[2], "whatsapp")["words"], "delivered to the telephone")
        self.assertEqual(self.row(message, self.homes[1], "whatsapp")["words"],
                         "not delivered: the number is not on WhatsApp")
        # Nobody has answered: a text message follows
        self.wait(lambda: all(self.sent_to(self.notify, home) for home in self.homes), "text messages")
        text = self.sent_to(self.notify, self.homes[1])[0]
        self.assertRegex(text["text"], r"^\[B\d+\.1\] Guidance for care homes: Masks are back\nSign in: https://localhost")
        self.wait(lambda: self.row(message, self.homes[1], "notify_sms").get("state") == "sent", "that it was taken")
        self.assertEqual(self.notify.tell(self.relay, "notify_sms", text, "delivered"), 200)
        self.assertEqual(self.row(message, self.homes[1], "notify_sms")["words"], "delivered to the telephone")
        other = self.sent_to(self.notify, self.homes[0])[0]
        for state in ("temporary-failure", "delivered", "temporary-failure"):
            self.assertEqual(self.notify.tell(self.relay, "notify_sms", other, state), 200)
        self.assertEqual(self.row(message, self.homes[0], "notify_sms")["words"], "delivered to the telephone")
        # None of it has raised a receipt
        answer = self.relay.cli("receipts", message, token=self.token)
        self.assertEqual({one["state"] for one in answer["receipts"]}, {"targeted"})
        self.assertNotIn("+447700", self.relay.log_tail(200000))

    def test_what_does_not_prove_itself_changes_nothing(self):
        self.open(homes=1)
        message = self.publish("Masks are back")
        one = self.wait(lambda: self.sent_to(self.whatsapp, self.homes[0]), "WhatsApp")[0]
        self.wait(lambda: self.row(message, self.homes[0], "whatsapp").get("state") == "sent", "that it was taken")
        read = self.whatsapp.status(one, "read")
        body = self.whatsapp.webhook([read])
        for signature in ("sha256=" + "0" * 64, "nonsense", self.whatsapp.signature(body, "another secret"),
                          self.whatsapp.signature(body + b" ")):
            self.assertIn(self.whatsapp.tell(self.relay, statuses=[read], signature=signature), (401, 429))
        forged = {**read, "biz_opaque_callback_data": "A" * 32}
        self.assertIn(self.whatsapp.tell(self.relay, statuses=[forged]), (200, 429))
        self.assertEqual(self.row(message, self.homes[0], "whatsapp")["state"], "sent")
        status, text = self.relay.call("GET", "/v1/channels/whatsapp/callback?hub.mode=subscribe"
                                              "&hub.verify_token=our%20word&hub.challenge=1158201444")
        self.assertIn((status, text), ((200, "1158201444"), (429, text)))

    def test_of_what_is_restricted_nothing_leaves_but_a_pointer(self):
        self.open(homes=2)
        self.publish("Scabies at Meadow", scope="restricted")
        self.wait(lambda: len(self.notify.sent) == 2 and len(self.whatsapp.sent) == 2, "both ways")
        left = json.dumps([self.whatsapp.sent, self.notify.sent])
        for word in ("Scabies", "Meadow", "mask"):
            self.assertNotIn(word, left)
        self.assertIn("New guidance is waiting for your home: sign in to read it.", left)

    def test_a_service_that_is_busy_or_falls_silent_is_told_apart_and_a_text_message_is_never_doubled(self):
        self.open(homes=2, steps="notify_sms")
        left = {self.numbers[self.homes[0]]: [notify_error(429, "RateLimitError", "Exceeded rate limit"), None],
                self.numbers[self.homes[1]]: []}
        silent = {self.numbers[self.homes[1]]: [Silence()]}
        self.notify.plan = lambda to: left[to].pop(0) if left[to] else None
        self.notify.after = lambda to: silent[to].pop(0) if silent.get(to) else None
        message = self.publish("Masks are back")
        self.wait(lambda: all(self.row(message, home, "notify_sms").get("state") == "sent" for home in self.homes),
                  "both sent")
        self.assertEqual([len(self.sent_to(self.notify, home)) for home in self.homes], [1, 1])
        self.assertTrue(self.row(message, self.homes[1], "notify_sms")["possible_duplicate"])

    def test_a_wrong_token_pauses_the_channel_and_no_home_is_to_blame(self):
        self.open(homes=1, steps="whatsapp")
        self.whatsapp.token = "changed"
        message = self.publish("Masks are back")
        state = lambda: next(one for one in self.relay.call("GET", "/v1/channels", token=self.token)[1]["channels"]
                             if one["channel"] == "whatsapp")
        self.assertEqual(self.wait(lambda: state() if state()["state"] == "paused" else None, "a pause")["why"],
                         "token_out_of_date")
        self.assertEqual(self.row(message, self.homes[0], "whatsapp")["state"], "queued")
        (self.folder / "token").write_text("changed\n")
        self.wait(lambda: self.row(message, self.homes[0], "whatsapp").get("state") == "sent", "that it goes on")

    def test_a_contact_that_is_erased_is_in_no_row_and_is_not_written_to(self):
        self.open(homes=1, steps="whatsapp")
        message = self.publish("Masks are back")
        self.wait(lambda: self.row(message, self.homes[0], "whatsapp").get("state") == "sent", "that it was taken")
        self.relay.cli("channels", "stop", "whatsapp", token=self.token)
        self.assertEqual(self.relay.call("DELETE", f"/v1/homes/{self.homes[0]}/contacts/1", token=self.token)[0], 204)
        self.relay.stop()
        files = b"".join(path.read_bytes() for path in (self.folder / "relay").glob("store.db*"))
        self.assertNotIn(self.numbers[self.homes[0]].encode(), files)
        self.relay.start()

    def test_killed_at_any_moment_nothing_is_lost_and_a_second_copy_is_marked(self):
        homes = 30
        self.open(homes=homes, steps="whatsapp,notify_sms")
        slow = lambda to: time.sleep(0.05)
        self.whatsapp.plan = self.whatsapp.after = self.notify.plan = self.notify.after = slow
        chance = random.Random(20261121)
        message = self.publish("Never lost")
        self.wait(lambda: self.whatsapp.sent, "a first message")
        for _ in range(6):
            time.sleep(chance.uniform(0.05, 0.5))
            self.relay.stop(signal.SIGKILL)
            self.relay.start()

        def is_over(row):
            """Also when it is in doubt: not while it is still to go once more."""
            return row.get("state") in ("sent", "unknown") and "goes once more" not in row["words"]
        self.wait(lambda: all(is_over(row.get(channel, {})) for row in self.rows(message).values()
                              for channel in ("whatsapp", "notify_sms")), "all sent", 90)
        marked = 0
        for home in self.homes:
            self.assertEqual(len(self.sent_to(self.notify, home)), 1, home)
            first, *again = self.sent_to(self.whatsapp, home)
            self.assertLessEqual(len(again), 1)
            for one in again:
                self.assertTrue(one["texts"][0].startswith("Possible duplicate. "), one)
                self.assertEqual(one["data"], first["data"])
                marked += 1
        print(f"killed 6 times: {homes} homes, {marked} messages marked as possible duplicates, none lost, no text twice",
              file=sys.stderr)

    def test_a_button_answers_for_the_home_it_went_to_and_stop_is_kept(self):
        self.open(homes=3, steps="whatsapp")
        message = self.publish("Masks are back")
        self.wait(lambda: all(self.sent_to(self.whatsapp, home) for home in self.homes), "WhatsApp")
        has, stops, other = (self.sent_to(self.whatsapp, home)[0] for home in self.homes)
        pressed = self.whatsapp.pressed(has, 0)
        stolen = {**self.whatsapp.pressed(other, 0), "from": has["to"][1:]}
        for _ in range(2):
            self.assertEqual(self.whatsapp.tell(self.relay, messages=[pressed, stolen]), 200)
        receipts = {one["home"]: one for one in self.relay.cli("receipts", message, token=self.token)["receipts"]}
        self.assertEqual([receipts[home].get("response") for home in self.homes], ["in_progress", None, None])
        self.assertEqual(receipts[self.homes[0]]["role"], "manager")
        # Whoever says stop gets nothing more this way
        self.assertEqual(self.whatsapp.tell(self.relay, messages=[self.whatsapp.pressed(stops, 2)]), 200)
        contact = self.relay.call("GET", f"/v1/homes/{self.homes[1]}/contacts", token=self.token)[1]["contacts"][0]
        self.assertEqual(contact["opted_out"], ["whatsapp"])
        self.publish("Gloves are back")
        self.wait(lambda: len(self.sent_to(self.whatsapp, self.homes[0])) == 2 and
                  len(self.sent_to(self.whatsapp, self.homes[2])) == 2, "a second message")
        time.sleep(1)
        self.assertEqual(len(self.sent_to(self.whatsapp, self.homes[1])), 1)

    def test_a_group_of_ours_gets_one_post_and_each_members_state_is_heard(self):
        group = "Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0"
        members = ["447700900201", "447700900202", "447700900203"]
        self.whatsapp.groups[group] = {"subject": "Managers", "people": members}
        (self.folder / "rooms.toml").write_text(
            f'[rooms.managers]\nkind = "whatsapp_group"\ntitle = "Managers"\naddress = "{group}"\n')
        self.open(homes=2, config=self.folder / "rooms.toml", escalation__on=0)
        message = self.publish("Masks are back")
        post = self.wait(lambda: [one for one in self.whatsapp.sent if one["to"] == group], "a post")[0]
        self.assertIn("Masks are back", post["texts"][0])
        posts = lambda: self.relay.call("GET", f"/v1/messages/{message}/posts", token=self.token)[1]["posts"][0]
        self.wait(lambda: posts()["state"] == "posted", "that it was taken")
        self.assertEqual(self.whatsapp.tell(self.relay, statuses=[
            self.whatsapp.group_status(post, "failed", members[0], 131026)]), 200)
        self.assertEqual(posts()["state"], "posted")
        self.assertEqual(self.whatsapp.tell(self.relay, statuses=[
            self.whatsapp.group_status(post, "read", members[1]),
            self.whatsapp.group_status(post, "delivered", members[2]),
            self.whatsapp.group_status(post, "delivered", members[1])]), 200)
        self.assertEqual(posts()["words"], "posted: it was seen there")
        self.assertEqual(len([one for one in self.whatsapp.sent if one["to"] == group]), 1)
        answer = self.relay.cli("receipts", message, token=self.token)
        self.assertEqual({one["state"] for one in answer["receipts"]}, {"targeted"})

    def write(self, *arguments, **named):
        """Words of somebody to the number; gives what they are answered, "" for nothing within a few seconds."""
        seen = len(self.whatsapp.answers)
        wrote = self.whatsapp.wrote(*arguments, **named)
        for _ in range(2):  # told twice, as services do
            self.assertEqual(self.whatsapp.tell(self.relay, messages=[wrote]), 200)
        return lambda: [one["text"] for one in self.whatsapp.answers[seen:]]

    def answered(self, said):
        return self.wait(said, "an answer")[0]

    def receipt(self, message, home):
        answer = self.relay.cli("receipts", message, token=self.token)
        return next(one for one in answer["receipts"] if one["home"] == home)

    def test_words_written_to_the_number_are_understood_from_whoever_is_bound_and_answered_alone(self):
        self.open(homes=2, steps="whatsapp")
        home, other = self.homes
        message = self.publish("Masks are back")
        sent = self.wait(lambda: self.sent_to(self.whatsapp, home), "WhatsApp")[0]
        kim, eve = "+447700900301", "+447700900302"
        made = self.relay.cli("homes", "chat-code", home, "--role", "deputy", token=self.token)
        self.assertEqual(made["to"], [OUR_NUMBER])
        # Whoever is not bound changes nothing and is told how, now and then
        self.assertIn("I do not know yet which home", self.answered(self.write(eve, "ack B1.1")))
        self.assertIn("You now answer for Meadow 0 House (deputy)", self.answered(self.write(kim, made["say"])))
        self.assertIn("You answer for Meadow 0 House", self.answered(self.write(kim, "help")))
        for words in (CHATTER, "ack it yourself, please", "x" * 600):
            self.write(kim, words)
        self.assertEqual(self.receipt(message, home)["state"], "targeted")
        self.assertIn("Noted for Meadow 0 House: B1.1", self.answered(self.write(kim, "Ack b1.1.")))
        receipt = self.receipt(message, home)
        self.assertEqual((receipt["state"], receipt["response"], receipt["role"]),
                         ("acknowledged", "in_progress", "deputy"))
        self.assertEqual(self.receipt(message, other)["state"], "targeted")
        # Known by what WhatsApp calls them and by their number; whoever gets that number after them is somebody else
        for name in ("id", "number"):
            self.assertIn("You answer for Meadow 0 House", self.answered(self.write(kim, "help", known_by=name)))
        self.assertIn("I do not know yet", self.answered(self.write(kim, "ack B1.1", person="another")))
        self.assertEqual(len(self.relay.cli("homes", "chat", home, token=self.token)["identities"]), 1)
        # In answer to a message, nothing has to be copied
        gloves = self.publish("Gloves are back")
        sent = self.wait(lambda: self.sent_to(self.whatsapp, home)[1:], "a second message")[0]
        code = self.relay.cli("homes", "chat-code", home, token=self.token)["code"]
        manager = self.numbers[home]
        self.assertIn("You now answer", self.answered(self.write(manager, code)))
        self.assertIn("Noted for Meadow 0 House: B2.1", self.answered(self.write(manager, "ack", about=sent)))
        self.assertEqual(self.receipt(gloves, home)["role"], "manager")
        # A person stops the channel: it says nothing any more, and what is acknowledged counts all the same
        aprons = self.publish("Aprons are back")
        self.relay.cli("channels", "stop", "whatsapp", token=self.token)
        said = [self.write(kim, "help"), self.write(kim, "ack B3.1")]
        self.assertEqual(self.receipt(aprons, home)["state"], "acknowledged")
        self.relay.cli("channels", "start", "whatsapp", token=self.token)
        self.assertIn("You answer for Meadow 0 House", self.answered(self.write(kim, "help")))
        self.assertEqual([len(one()) for one in said], [1, 1])  # the answer to what was said after the start
        # stop ends it, and the number gets nothing more this way
        self.assertIn("Nothing more is sent to this number", self.answered(self.write(manager, "Stop")))
        self.assertIn("You no longer answer", self.answered(self.write(kim, "stop")))
        contact = self.relay.call("GET", f"/v1/homes/{home}/contacts", token=self.token)[1]["contacts"][0]
        self.assertEqual(contact["opted_out"], ["whatsapp"])
        self.assertEqual(self.relay.cli("homes", "chat", home, token=self.token)["identities"], [])
        # Not signed by WhatsApp: not heard
        forged = self.whatsapp.wrote(kim, "help")
        self.assertIn(self.whatsapp.tell(self.relay, messages=[forged], signature="sha256=" + "0" * 64), (401, 429))
        self.relay.stop()
        for file in (self.folder / "relay").rglob("*"):
            if file.is_file():
                for word in (b"Zebrowska", b"ack it yourself"):
                    self.assertNotIn(word, file.read_bytes(), file)
        self.assertNotIn("447700900301", self.relay.log_tail(200000))
        # Each was told twice, and answered once; what was said to the stopped channel never
        self.assertEqual(len([one for one in self.whatsapp.answers if "You answer for" in one["text"]]), 4)
        self.assertEqual({one["to"] or one["recipient"] for one in self.whatsapp.answers},
                         {kim, eve, manager, "GB." + kim[-9:]})

    def test_an_answer_that_cannot_go_now_goes_a_little_later(self):
        self.open(homes=1, escalation__on=0)
        refuse = [whatsapp_error(429, 130429, "Rate limit hit")]
        take = self.whatsapp.take_words

        def at_first_not(what):
            if refuse:
                raise refuse.pop()
            return take(what)
        self.whatsapp.take_words = at_first_not
        code = self.relay.cli("homes", "chat-code", self.homes[0], token=self.token)["say"]
        self.assertIn("You now answer", self.answered(self.write("+447700900301", code)))
        self.assertEqual(refuse, [])

    def test_a_group_is_made_once_and_tells_who_of_a_home_was_in_it_and_has_seen_a_post(self):
        config = self.folder / "made.toml"
        quoted = lambda value: value if isinstance(value, int) else json.dumps(value)
        config.write_text("[channels.whatsapp]\n" + "".join(
            f"{name} = {quoted(value)}\n" for name, value in self.settings()["whatsapp"].items()))
        made = [subprocess.run([BINARY, "channels", "group", "--title", "Managers", "--config", config],
                               capture_output=True, text=True, timeout=60, check=False) for _ in range(2)]
        for done in made:
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("https://chat.whatsapp.com/", done.stdout)
        (group, kept), = self.whatsapp.groups.items()
        self.assertIn(f'address = "{group}"', made[1].stdout)
        self.assertEqual(kept["subject"], "Managers")
        # Nobody can be put into it: people come by the link
        kim = "+447700900301"
        kept["people"] = [kim[1:], "447700900399"]
        (self.folder / "rooms.toml").write_text(
            f'[rooms.managers]\nkind = "whatsapp_group"\ntitle = "Managers"\naddress = "{group}"\n')
        self.open(homes=2, config=self.folder / "rooms.toml", escalation__on=0)
        home, other = self.homes
        code = self.relay.cli("homes", "chat-code", home, token=self.token)["say"]
        # The list of a group has numbers alone, and whoever is bound by the name that WhatsApp has for them is known there
        self.assertIn("You now answer", self.answered(self.write(kim, code)))
        message = self.publish("Masks are back")
        post = self.wait(lambda: [one for one in self.whatsapp.sent if one["to"] == group], "a post")[0]
        way = lambda of: self.row(message, of, "managers")
        self.assertEqual(self.wait(lambda: way(home).get("words"), "that they were in it"),
                         "posted to the group; somebody who answers for the home was in it then")
        seen = {**self.whatsapp.group_status(post, "read", kim[1:]), "recipient_user_id": ""}
        for _ in range(2):
            self.assertEqual(self.whatsapp.tell(self.relay, statuses=[seen]), 200)
        self.assertEqual(way(home)["words"],
                         "shown on the device of somebody who answers for the home (their own receipt)")
        self.assertEqual(self.receipt(message, home)["state"], "targeted")
        self.assertEqual(way(other), {})
        # An answer in the group is an answer; and the relay says nothing there
        self.assertIn("Noted for Meadow 0 House: B1.1", self.answered(
            self.write(kim, "ack", group=group, about=post)))
        self.assertEqual(self.receipt(message, home)["state"], "acknowledged")
        self.assertEqual(len([one for one in self.whatsapp.sent if one["to"] == group]), 1)

    def test_each_channel_can_be_tried_by_itself(self):
        config = self.folder / "people.toml"
        quoted = lambda value: value if isinstance(value, int) else json.dumps(value)
        config.write_text("".join(f"[channels.{channel}]\n" + "".join(f"{name} = {quoted(value)}\n" for name, value in
                                                                      all_of_it.items())
                                  for channel, all_of_it in self.settings().items()))
        for channel, service in (("whatsapp", self.whatsapp), ("notify_sms", self.notify)):
            done = subprocess.run([BINARY, "channels", "test", channel, "--to", "+447700900123", "--config", config],
                                  capture_output=True, text=True, timeout=60, check=False)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("a test message to +447700900123 was taken", done.stdout)
            self.assertEqual(len(service.sent), 1)
        (self.folder / "key").write_text("not a key\n")
        done = subprocess.run([BINARY, "check-config", "--config", config], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertIn("holds no API key of GOV.UK Notify", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
