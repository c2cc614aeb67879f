"""A group chat by a real relay and a real XMPP server: what is posted, what people answer, and what is not kept."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from channel_kit import BINARY, Office

SUPPORT = pathlib.Path(__file__).resolve().parents[2] / "support"
sys.path.insert(0, str(SUPPORT / "chat"))
from prosody_ground import PASSWORD, ProsodyGround, free_port, why_not  # noqa: E402

try:
    from xmpp_client import Client
    missing = why_not()
except ImportError:
    missing = "not installed: python3-slixmpp (./dev setup test)"

SAMPLE = SUPPORT / "sealed_sample.hpp"
CHATTER = "Mrs Zebrowska in room 4 has a cough"


class Pipe:
    """Between the relay and the server. `deaf`: nothing comes back to the relay any more."""

    def __init__(self, to):
        self.to, self.deaf = to, False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self._carry, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, True), daemon=True).start()

    def _carry(self, source, sink, is_back):
        try:
            while data := source.recv(65536):
                if not (is_back and self.deaf):
                    sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        if is_back:
            source.close()
            sink.close()

    def close(self):
        self.listener.close()


class Talk(unittest.TestCase):
    def setUp(self):
        if missing:
            raise RuntimeError(missing)
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-talk-")
        self.addCleanup(self.temp.cleanup)
        self.folder = pathlib.Path(self.temp.name)
        self.ground = ProsodyGround(["relay", "kim", "eve", "boss"]).__enter__()
        self.addCleanup(self.ground.__exit__)
        self.room = self.ground.room("managers")
        (self.folder / "secret").write_text(PASSWORD + "\n")
        self.office = None

    def config(self, **more):
        settings = {"kind": "xmpp", "address": self.room, "account": self.ground.jid("relay"),
                    "server": f"127.0.0.1:{self.ground.port}", "secret_file": str(self.folder / "secret"),
                    "ca_file": str(self.ground.ca), "per_minute": 600, "burst": 50, "retry_least_seconds": 1,
                    "pause_seconds": 1, **more}
        file = self.folder / "rooms.toml"
        file.write_text("[rooms.managers]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items()))
        return file

    def open(self, homes=2, **more):
        self.office = Office(self.folder / "office", [""] * homes, channels="stream,chat", evidence__checkpoint_seconds=1)
        self.office.relay.config = self.config(**more)
        self.addCleanup(lambda: self.office.relay.stop(signal.SIGKILL))
        self.office.relay.start()
        return self.office

    def person(self, name):
        client = Client(self.ground.jid(name), PASSWORD, self.ground.port, self.ground.ca).__enter__()
        self.addCleanup(client.__exit__)
        return client

    def posts(self, message):
        return self.office.relay.call("GET", f"/v1/messages/{message}/posts", token=self.office.token)[1]["posts"]

    def wait_for_post(self, message, wanted=("posted",), seconds=120):
        end = time.monotonic() + seconds
        while True:
            posts = self.posts(message)
            if posts and posts[0]["state"] in wanted:
                return posts[0]
            self.assertLess(time.monotonic(), end, f"{posts}\n{self.office.relay.log_tail()}\n{self.ground.tail(1500)}")
            time.sleep(0.1)

    def channel(self):
        return self.office.relay.call("GET", "/v1/channels", token=self.office.token)[1]["channels"][0]

    def receipts(self, message):
        answer = self.office.relay.cli("receipts", message, token=self.office.token)
        return {one["home"]: one for one in answer["receipts"]}

    def bind(self, person, home, *more):
        """By a code said to the relay's account alone."""
        made = self.office.relay.cli("homes", "chat-code", home, *more, token=self.office.token)
        self.assertEqual(made["to"], [self.ground.jid("relay")])
        seen = len(person.alone)
        person.tell(self.ground.jid("relay"), made["say"])
        return person.until(lambda: person.alone[seen:])[0][1]

    def test_a_manager_bound_by_a_code_acknowledges_in_the_room_and_nothing_else_said_is_kept(self):
        office = self.open()
        home, other = office.homes
        before = office.publish("Hands", "Wash them.")
        self.wait_for_post(before)
        kim, eve = self.person("kim"), self.person("eve")
        kim.join(self.room, "kim")
        eve.join(self.room, "Kim the manager")

        message = office.publish("Masks are back, @all", "Wear a **mask**. Ask visitors to.")
        post = self.wait_for_post(message)
        self.assertEqual(post["words"], "posted: the room's service gave it a name")
        text = kim.until(lambda: [said for _, said in kim.group if "B2.1" in said])[0]
        for words in ("[B2.1]", "Masks are back", "Wear a mask", office.relay.url + "/inbox"):
            self.assertIn(words, text)
        self.assertNotIn("@all", text)
        # Posting is no home's receipt.
        self.assertEqual({one["state"] for one in self.receipts(message).values()}, {"targeted"})

        self.assertIn("You now answer for Meadow 0 House (deputy)", self.bind(kim, home, "--role", "deputy"))
        kim.say(self.room, CHATTER)
        eve.say(self.room, "ack B2.1")
        reply = eve.until(lambda: eve.alone)[0]
        self.assertEqual(reply[0], self.ground.jid("relay"))
        self.assertIn("I do not know yet which home", reply[1])
        self.assertEqual({one["state"] for one in self.receipts(message).values()}, {"targeted"})

        seen = len(kim.alone)
        kim.say(self.room, "Ack b2.1")
        self.assertIn("Noted for Meadow 0 House: B2.1", kim.until(lambda: kim.alone[seen:])[0][1])
        receipt = self.receipts(message)[home]
        self.assertEqual((receipt["state"], receipt["response"], receipt["role"]), ("acknowledged", "in_progress", "deputy"))
        self.assertEqual(self.receipts(message)[other]["state"], "targeted")

        # A person stops the room: it says nothing any more, and what is acknowledged there counts all the same.
        later = office.publish("Gloves are back", "Wear them.")
        self.wait_for_post(later)
        shown = office.relay.cli("channels", "stop", "managers", token=office.token, plain=True)
        self.assertIn("nobody who writes in is answered", shown)
        seen = len(kim.alone)
        kim.tell(self.ground.jid("relay"), "help")
        kim.say(self.room, "ack B3.1")
        kim.until(lambda: self.receipts(later)[home]["state"] == "acknowledged")
        kim.until(lambda: '"event":"chat_unanswered"' in pathlib.Path(office.relay.log).read_text())
        office.relay.cli("channels", "start", "managers", token=office.token)
        kim.tell(self.ground.jid("relay"), "help")
        kim.until(lambda: kim.alone[seen:])
        kim.tell(self.ground.jid("relay"), "ack B3.1")
        # Answers come in the order in which it was said: of what was said to the stopped room there is none.
        answers = kim.until(lambda: kim.alone[seen + 1:] and kim.alone[seen:])
        self.assertIn("You answer for Meadow 0 House", answers[0][1])
        self.assertIn("Noted for Meadow 0 House: B3.1", answers[1][1])

        # Whoever takes the nickname of somebody who has gone is still somebody else.
        kim.leave(self.room, "kim")
        eve.leave(self.room, "Kim the manager")
        eve.join(self.room, "kim")
        eve.say(self.room, "ack B1.1")
        eve.until(lambda: ("kim", "ack B1.1") in eve.group)
        kim.tell(self.ground.jid("relay"), CHATTER)
        kim.tell(self.ground.jid("relay"), "help")
        kim.until(lambda: [one for _, one in kim.alone if "You answer for" in one])
        self.assertEqual({one["state"] for one in self.receipts(before).values()}, {"targeted"})
        # And in the group the relay has said nothing but its posts.
        self.assertEqual([said for nick, said in kim.group + eve.group if "answer for" in said or "Noted" in said], [])

        # The evidence of it verifies, and says that no device signed this.
        bundle = self.folder / "evidence.json"
        words = [BINARY, "evidence", message, "-o", str(bundle), "--server", office.relay.url, "--ca", office.relay.ca]

        def verified():
            bundle.unlink(missing_ok=True)  # it is never written over
            subprocess.run(words, env={**os.environ, "CARERELAY_TOKEN": office.token}, check=False, capture_output=True)
            done = subprocess.run([BINARY, "verify", str(bundle)], capture_output=True, text=True, check=False)
            return done.returncode == 0 and "by channel managers" in done.stdout
        kim.until(verified)  # a checkpoint is signed each second, or so
        self.assertNotIn("kim", bundle.read_text())
        listed = office.relay.cli("homes", "chat", home, token=office.token)["identities"]
        self.assertEqual(len(listed), 1)
        self.assertNotIn("kim", json.dumps(listed))
        seen = len(kim.alone)
        office.relay.cli("homes", "chat-end", home, listed[0]["id"], token=office.token, check=False)
        kim.tell(self.ground.jid("relay"), "help")
        time.sleep(1)
        self.assertEqual(office.relay.cli("homes", "chat", home, token=office.token)["identities"], [])
        office.relay.stop()
        for file in pathlib.Path(office.relay.folder).rglob("*"):
            if file.is_file():
                kept = file.read_bytes()
                for word in (b"Zebrowska", b"has a cough"):
                    self.assertNotIn(word, kept, file)
        log = pathlib.Path(office.relay.log).read_text()
        for word in (PASSWORD, "kim@", "Masks are"):
            self.assertNotIn(word, log)

    def test_a_post_in_doubt_is_looked_for_in_the_archive_and_is_there_once_after_kill_9(self):
        pipe = Pipe(self.ground.port)
        self.addCleanup(pipe.close)
        office = self.open(server=f"127.0.0.1:{pipe.port}")
        self.wait_for_post(office.publish("First", "It works."))
        kim = self.person("kim")
        kim.join(self.room, "kim")
        pipe.deaf = True
        message = office.publish("Second", "The answer to it is lost.")
        kim.until(lambda: [said for _, said in kim.group if "Second" in said])
        self.assertIn(self.posts(message)[0]["state"], ("sending", "unknown"))
        office.relay.stop(signal.SIGKILL)
        pipe.deaf = False
        office.relay.start()
        self.assertEqual(self.wait_for_post(message)["state"], "posted")
        time.sleep(1)
        self.assertEqual(len([said for said in kim.in_archive(self.room) if "Second" in said]), 1)
        self.assertEqual(len([said for _, said in kim.group if "Second" in said]), 1)

    def test_a_result_leaves_nothing_in_the_room(self):
        office = self.open()
        kim = self.person("kim")
        self.wait_for_post(office.publish("First", "It works."))
        kim.join(self.room, "kim")
        sealed = json.loads("".join(re.findall(r'R"\((.*?)\)"', SAMPLE.read_text())))
        lab = office.relay.cli("members", "add", "team", "lab", "--name", "Lab", "--roles", "result_sender", "--token",
                               token=office.token)["token"]
        status, result = office.relay.call("POST", "/v1/messages", {
            "kind": "test_result", "scope": "private", "urgency": "expected", "severity": "moderate",
            "audience": {"homes": [office.homes[0]]}, "sealed": sealed}, token=lab)
        self.assertEqual(status, 201, result)
        self.wait_for_post(office.publish("Last", "Behind it."))
        kim.until(lambda: [said for _, said in kim.group if "Last" in said])
        texts = kim.in_archive(self.room)
        self.assertEqual(len(texts), 2, texts)
        self.assertNotIn("result", " ".join(texts))

    def test_the_server_may_go_and_come_back_and_a_ban_pauses_the_channel(self):
        office = self.open()
        self.wait_for_post(office.publish("First", "It works."))
        self.ground.stop()
        message = office.publish("Second", "The server is away.")
        time.sleep(2)
        self.assertIn(self.posts(message)[0]["state"], ("queued", "sending"))
        self.ground.start()
        self.wait_for_post(message)
        boss = self.person("boss")
        boss.join(self.room, "boss")
        boss.ask(self.room, "set", "<query xmlns='http://jabber.org/protocol/muc#admin'>"
                 f"<item affiliation='outcast' jid='{self.ground.jid('relay')}'/></query>")
        message = office.publish("Third", "We are banned.")
        end = time.monotonic() + 90
        while self.channel()["state"] != "paused":
            self.assertLess(time.monotonic(), end, f"{self.channel()} {office.relay.log_tail()}")
            time.sleep(0.2)
        self.assertEqual(self.channel()["why"], "banned")
        self.assertEqual(self.posts(message)[0]["state"], "queued")
        boss.ask(self.room, "set", "<query xmlns='http://jabber.org/protocol/muc#admin'>"
                 f"<item affiliation='owner' jid='{self.ground.jid('relay')}'/></query>")
        self.wait_for_post(message)

    def test_a_room_that_was_closed_for_good_stops_the_channel_until_a_person_starts_it_again(self):
        office = self.open()
        self.wait_for_post(office.publish("First", "It works."))
        boss = self.person("boss")
        boss.ask(self.room, "set", "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>")
        time.sleep(0.5)
        message = office.publish("Second", "The room is no more.")
        self.assertIn("room", self.wait_for_post(message, ("failed",))["words"])
        self.assertEqual(self.channel()["state"], "stopped")
        time.sleep(2)
        boss.join(self.room, "boss")  # makes it anew: it would not be new if the relay had
        self.assertEqual(boss.in_archive(self.room), [])
        boss.ask(self.room, "set", "<query xmlns='http://jabber.org/protocol/muc#owner'>"
                 "<x xmlns='jabber:x:data' type='submit'/></query>")
        office.relay.cli("channels", "start", "managers", token=office.token)
        self.wait_for_post(office.publish("Third", "There is another one."))
        self.assertEqual(len(boss.in_archive(self.room)), 1)

    def test_a_room_that_was_closed_while_the_relay_was_away_is_not_made_again(self):
        office = self.open()
        first = office.publish("First", "It works.")
        self.wait_for_post(first)
        kim = self.person("kim")
        kim.join(self.room, "kim")
        self.assertEqual(len(kim.in_archive(self.room)), 1)
        office.relay.stop()
        boss = self.person("boss")
        boss.ask(self.room, "set", "<query xmlns='http://jabber.org/protocol/muc#owner'><destroy/></query>")
        office.relay.start()
        message = office.publish("Second", "The room is no more.")
        self.assertIn("room", self.wait_for_post(message, ("failed",))["words"])
        self.assertEqual(self.channel()["state"], "stopped")
        with self.assertRaises(Exception) as no:  # asking makes none: it is not there
            boss.ask(self.room, "get", "<query xmlns='http://jabber.org/protocol/disco#info'/>")
        self.assertRegex(str(no.exception), "item-not-found|gone")
        # Started again without a room, it fails again and makes none
        office.relay.cli("channels", "start", "managers", token=office.token)
        again = office.publish("Third", "There is still none.")
        self.wait_for_post(again, ("failed",))
        # Once people have made one, it is posted to
        boss.join(self.room, "boss")
        boss.ask(self.room, "set", "<query xmlns='http://jabber.org/protocol/muc#owner'>"
                 "<x xmlns='jabber:x:data' type='submit'/></query>")
        self.assertEqual(boss.in_archive(self.room), [])
        office.relay.cli("channels", "start", "managers", token=office.token)
        self.wait_for_post(office.publish("Fourth", "There is another one."))

    def ways(self, message, home):
        return {one["channel"]: one for one in self.receipts(message)[home].get("channels") or []}

    def until(self, what, seconds=90):
        end = time.monotonic() + seconds
        while not (found := what()):
            self.assertLess(time.monotonic(), end, self.office.relay.log_tail())
            time.sleep(0.1)
        return found

    def test_who_was_there_and_whose_device_has_shown_a_post_is_told_of_their_home_and_raises_nothing(self):
        office = self.open()
        home, other = office.homes
        self.wait_for_post(office.publish("Hands", "Wash them."))
        kim, eve = self.person("kim"), self.person("eve")
        kim.join(self.room, "kim")
        eve.join(self.room, "eve")
        self.bind(kim, home)
        first, second = office.publish("Masks", "Wear one."), office.publish("Gloves", "Wear them.")
        for message in (first, second):
            self.wait_for_post(message)
            self.assertEqual(self.ways(message, home)["managers"]["words"],
                             "posted to the group; somebody who answers for the home was in it then")
        eve.say(self.room, "thanks")  # behind both posts
        kim.until(lambda: "thanks" in kim.names)
        names = {text.split("]")[0] + "]": name for text, name in kim.names.items() if text.startswith("[")}
        eve.mark(self.room, names["[B3.1]"])  # nobody's
        kim.mark(self.room, names["[B2.1]"])
        shown = "shown on the device of somebody who answers for the home (their own receipt)"
        self.until(lambda: self.ways(first, home)["managers"]["words"] == shown)
        self.assertNotEqual(self.ways(second, home)["managers"]["words"], shown)
        kim.mark(self.room, kim.names["thanks"])  # of somebody else's words: all up to there has been shown
        self.until(lambda: self.ways(second, home)["managers"]["words"] == shown)
        self.assertEqual(self.ways(second, home)["managers"]["state"], "displayed")
        for message in (first, second):
            self.assertEqual({one["state"] for one in self.receipts(message).values()}, {"targeted"})
            self.assertNotIn("managers", self.ways(message, other))
        # In answer to a post nothing has to be copied
        seen = len(kim.alone)
        kim.answer(self.room, names["[B3.1]"], "ack")
        self.assertIn("Noted for Meadow 0 House: B3.1", kim.until(lambda: kim.alone[seen:])[0][1])
        self.assertEqual(self.receipts(second)[home]["state"], "acknowledged")
        seen = len(kim.alone)
        kim.answer(self.room, kim.names["thanks"], "ack")
        self.assertIn("Which message?", kim.until(lambda: kim.alone[seen:])[0][1])
        self.assertEqual(self.receipts(first)[home]["state"], "targeted")

    def test_two_rooms_of_one_account_answer_once(self):
        office = self.open(homes=2)
        office.relay.stop()
        other = self.ground.room("nurses")
        text = office.relay.config.read_text()
        office.relay.config.write_text(text + text.replace("[rooms.managers]", "[rooms.nurses]").replace(self.room, other))
        office.relay.start()
        message = office.publish("Hands", "Wash them.")
        self.until(lambda: [one["state"] for one in self.posts(message)] == ["posted", "posted"])
        kim = self.person("kim")
        kim.join(self.room, "kim")
        kim.join(other, "kim")
        made = office.relay.cli("homes", "chat-code", office.homes[0], token=office.token)
        self.assertEqual(made["to"], [self.ground.jid("relay")])
        self.assertIn("You now answer", self.bind(kim, office.homes[0]))
        kim.tell(self.ground.jid("relay"), "help")
        kim.tell(self.ground.jid("relay"), "ack B1.1")  # answered behind both of what help would be
        kim.until(lambda: [said for _, said in kim.alone if "Noted for" in said])
        kim.say(other, "ack B1.1")
        kim.tell(self.ground.jid("relay"), "stop")
        kim.until(lambda: [said for _, said in kim.alone if "no longer answer" in said])
        time.sleep(1)  # whatever came twice would have come by now
        for words in ("You now answer", "You answer for", "no longer answer"):
            self.assertEqual(len([said for _, said in kim.alone if words in said]), 1, kim.alone)

    def try_channel(self, **more):
        ran = subprocess.run([BINARY, "channels", "test", "managers", "--config", self.config(**more)], capture_output=True,
                             text=True, timeout=60, check=False)
        return ran.returncode, ran.stdout + ran.stderr

    def test_trying_the_channel_says_what_is_wrong_password_certificate_or_nothing(self):
        code, said = self.try_channel()
        self.assertEqual(code, 0, said)
        self.assertIn("in the room", said)
        kim = self.person("kim")
        kim.join(self.room, "kim")
        self.assertEqual(len(kim.in_archive(self.room)), 1)
        (self.folder / "wrong").write_text("not it\n")
        for more, why in (({"secret_file": str(self.folder / "wrong")}, "sign_in_refused"),
                          ({"ca_file": ""}, "certificate_refused"),
                          ({"server": f"127.0.0.1:{free_port()}"}, "no_connection")):
            with self.subTest(why=why):
                code, said = self.try_channel(**more)
                self.assertNotEqual(code, 0)
                self.assertIn(why, said)
                self.assertNotIn(PASSWORD, said)
        self.assertEqual(len(kim.in_archive(self.room)), 1)


if __name__ == "__main__":
    unittest.main()
