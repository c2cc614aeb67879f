"""A Matrix room by a real relay and a homeserver that is as strict as its document."""

import json
import pathlib
import signal
import sys
import tempfile
import time
import unittest

from channel_kit import Office
from relay_process import make_certificate

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "chat"))
from strict_matrix import StrictMatrix  # noqa: E402

ROOM, CARE, KIM, EVE = "!group:chat.test", "@care:chat.test", "@kim:chat.test", "@eve:chat.test"
CHATTER = "Mrs Zebrowska in room 4 has a cough"


class Matrix(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-matrix-")
        self.addCleanup(self.temp.cleanup)
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls")
        (self.folder / "token").write_text("syt_secret\n")
        self.server = StrictMatrix(self.folder / "tls/cert.pem", self.folder / "tls/key.pem").__enter__()
        self.addCleanup(self.server.__exit__)
        self.server.account(CARE, "syt_secret")
        self.server.make_room(ROOM, [CARE, KIM, EVE])
        file = self.folder / "rooms.toml"
        settings = {"kind": "matrix", "address": ROOM, "account": CARE, "server": self.server.url,
                    "secret_file": str(self.folder / "token"), "ca_file": str(self.folder / "tls/cert.pem"),
                    "private_address": 1, "per_minute": 600, "burst": 50, "retry_least_seconds": 1, "pause_seconds": 1}
        file.write_text("[rooms.nurses]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()))
        self.office = Office(self.folder / "office", ["", ""], channels="stream,chat")
        self.office.relay.config = file
        self.addCleanup(lambda: self.office.relay.stop(signal.SIGKILL))
        self.office.relay.start()

    def until(self, what, seconds=120):
        end = time.monotonic() + seconds
        while not (found := what()):
            self.assertLess(time.monotonic(), end, f"{self.server.events}\n{self.office.relay.log_tail()}")
            time.sleep(0.1)
        return found

    def post(self, message):
        return self.office.relay.call("GET", f"/v1/messages/{message}/posts", token=self.office.token)[1]["posts"][0]

    def receipt(self, message, home):
        answer = self.office.relay.cli("receipts", message, token=self.office.token)
        return next(one for one in answer["receipts"] if one["home"] == home)

    def test_a_post_is_in_the_room_once_and_a_bound_person_acknowledges_it(self):
        office, server = self.office, self.server
        server.answers = [(429, {"errcode": "M_LIMIT_EXCEEDED", "error": "Too fast", "retry_after_ms": 700})]
        server.hang_after_taking = 1  # taken, and the answer is lost
        message = office.publish("Masks are <back>", "Wear a **mask**.")
        self.until(lambda: self.post(message)["state"] == "posted")
        self.assertEqual(len(server.texts(ROOM)), 1)
        content = server.contents(ROOM)[0]
        self.assertIn("[B1.1]", content["body"])
        self.assertIn("Masks are &lt;back&gt;", content["formatted_body"])
        self.assertEqual(server.problems, [])

        made = office.relay.cli("homes", "chat-code", office.homes[0], token=office.token)
        server.invite("!two:chat.test", KIM, CARE)
        self.until(lambda: CARE in server.rooms["!two:chat.test"])
        server.say("!two:chat.test", KIM, made["say"])
        self.until(lambda: [text for text in server.texts("!two:chat.test") if "You now answer for" in text])
        server.say(ROOM, EVE, "ack B1.1")
        for i in range(15):  # more than a timeline holds
            server.say(ROOM, EVE, f"{CHATTER} {i}")
        server.say(ROOM, KIM, "ack B1.1")
        for i in range(12):
            server.say(ROOM, EVE, f"{CHATTER} {i}")
        self.until(lambda: self.receipt(message, office.homes[0])["state"] == "acknowledged")
        self.assertEqual(self.receipt(message, office.homes[1])["state"], "targeted")
        self.until(lambda: [text for text in server.texts("!two:chat.test") if "Noted for" in text])
        made_for_eve = self.until(lambda: [room for room, users in server.invites.items() if EVE in users])
        self.until(lambda: server.texts(made_for_eve[0]))
        self.assertIn("I do not know", server.texts(made_for_eve[0])[0])
        self.assertEqual(len([one for one in server.events if one.get("sender") == CARE and one["room"] == ROOM]), 1)

        office.relay.stop()
        for file in pathlib.Path(office.relay.folder).rglob("*"):
            if file.is_file():
                kept = file.read_bytes()
                self.assertNotIn(b"Zebrowska", kept, file)
                self.assertNotIn(b"syt_secret", kept, file)

    def way(self, message, home):
        return next((one["words"] for one in self.receipt(message, home).get("channels") or []), "")

    def bind(self, person, home):
        made = self.office.relay.cli("homes", "chat-code", home, token=self.office.token)
        self.server.invite("!two:chat.test", person, CARE)
        self.until(lambda: CARE in self.server.rooms["!two:chat.test"])
        self.server.say("!two:chat.test", person, made["say"])
        self.until(lambda: [text for text in self.server.texts("!two:chat.test") if "You now answer for" in text])

    def test_a_receipt_means_seen_up_to_there_and_an_answer_is_about_what_it_answers(self):
        office, server = self.office, self.server
        home, other = office.homes
        self.bind(KIM, home)
        messages = [office.publish(title, "As before.") for title in ("Masks", "Gloves", "Hands")]
        for message in messages:
            self.until(lambda: self.post(message)["state"] == "posted")
            self.assertEqual(self.way(message, home),
                             "posted to the group; somebody who answers for the home was in it then")
        for i in range(3):
            server.say(ROOM, EVE, f"{CHATTER} {i}")
        server.read(ROOM, EVE, server.id_of(ROOM, "Hands"))  # nobody's
        server.read(ROOM, KIM, server.id_of(ROOM, "Masks"))
        server.read(ROOM, KIM, server.id_of(ROOM, "Gloves"))  # the one before is never told
        shown = "shown on the device of somebody who answers for the home (their own receipt)"
        self.until(lambda: [self.way(one, home) == shown for one in messages] == [True, True, False])
        # After a restart the relay knows nothing of what was said: it asks what stands before an event
        office.relay.stop()
        for i in range(15):
            server.say(ROOM, EVE, f"{CHATTER} again {i}")
        office.relay.start()
        server.read(ROOM, KIM, server.id_of(ROOM, "again 2"))
        self.until(lambda: self.way(messages[2], home) == shown)
        for message in messages:
            self.assertEqual(self.receipt(message, home)["state"], "targeted")
            self.assertEqual(self.way(message, other), "")
        answer = {"m.relates_to": {"m.in_reply_to": {"event_id": server.id_of(ROOM, "Gloves")}}}
        server.say(ROOM, KIM, "> <@care:chat.test> [B2.1] Guidance\n> Gloves\n\nack", **answer)
        self.until(lambda: self.receipt(messages[1], home)["state"] == "acknowledged")
        self.assertEqual(self.receipt(messages[0], home)["state"], "targeted")
        self.assertEqual(server.problems, [])

    def test_a_token_that_is_refused_pauses_the_channel_and_a_new_one_starts_it_again(self):
        self.server.tokens = {}
        message = self.office.publish("Masks", "Wear one.")

        def channel():
            return self.office.relay.call("GET", "/v1/channels", token=self.office.token)[1]["channels"][0]
        self.until(lambda: channel()["state"] == "paused")
        self.assertEqual(channel()["why"], "token_refused")
        self.server.account(CARE, "syt_new")
        (self.folder / "token").write_text("syt_new\n")
        self.until(lambda: self.post(message)["state"] == "posted")


if __name__ == "__main__":
    unittest.main()
