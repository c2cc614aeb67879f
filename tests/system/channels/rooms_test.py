"""Posts to groups by a real relay: chat services and webhooks that are as strict as their documents, over HTTPS on this
machine, and a group that a person posts to."""

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
from played_server import PlayedServer
from relay_process import free_port, make_certificate

SUPPORT = pathlib.Path(__file__).resolve().parents[2] / "support"
sys.path.insert(0, str(SUPPORT / "chat"))
from connect_proxy import ConnectProxy  # noqa: E402
from strict_hooks import WEBHOOK_KEY, Refused, StrictHooks, text_of  # noqa: E402

KINDS = ["teams", "standard", "slack", "mattermost", "rocketchat", "googlechat", "discord"]
SAMPLE = SUPPORT / "sealed_sample.hpp"


class Rooms(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-rooms-")
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls")
        self.ca = self.folder / "tls/cert.pem"
        self.hooks = StrictHooks(self.ca, self.folder / "tls/key.pem").__enter__()
        self.rooms = {}
        self.office = None

    def tearDown(self):
        if self.office is not None:
            self.office.relay.stop(signal.SIGKILL)
        self.hooks.__exit__()
        self.temp.cleanup()

    def room(self, name, kind, url=None, **more):
        """A section of the settings."""
        file = self.folder / f"{name}.url"
        file.write_text((url or self.hooks.url(kind, name)) + "\n")
        settings = {"kind": kind, "per_minute": 120, "burst": 50, "retry_least_seconds": 1, "pause_seconds": 1}
        if kind != "hosted":
            settings |= {"url_file": file, "ca_file": self.ca, "private_address": 1}
        if kind == "standard":
            (self.folder / "key").write_text(WEBHOOK_KEY + "\n")
            settings["secret_file"] = self.folder / "key"
        self.rooms[name] = settings | more

    def write_config(self):
        def shown(value):
            if isinstance(value, (int, list)):
                return json.dumps(value)
            return json.dumps(str(value))

        file = self.folder / "rooms.toml"
        file.write_text("[service]\nhelpline = \"020 7946 0123\"\n" + "\n".join(
            f"[rooms.{name}]\n" + "".join(f"{key} = {shown(value)}\n" for key, value in settings.items())
            for name, settings in self.rooms.items()))
        return file

    def open(self, addresses=("", ""), channels="stream,chat,webhook", **settings):
        self.office = Office(self.folder / "office", addresses, channels=channels, **settings)
        self.office.relay.config = self.write_config()
        self.office.relay.start()
        return self.office

    def posts(self, message):
        status, answer = self.office.relay.call("GET", f"/v1/messages/{message}/posts", token=self.office.token)
        self.assertEqual(status, 200, answer)
        return {one["channel"]: one for one in answer["posts"]}

    def wait_for(self, message, wanted, rooms=None, seconds=120):
        """Until each room's post is in one of these states."""
        end = time.monotonic() + seconds
        while True:
            posts = self.posts(message)
            if all(posts[name]["state"] in wanted for name in rooms or self.rooms):
                return posts
            self.assertLess(time.monotonic(), end, f"{posts}\n{self.office.relay.log_tail()}")
            time.sleep(0.1)

    def seen_in(self, name):
        """As people read it: without the backslashes of Markdown."""
        return [text_of(self.rooms[name]["kind"], one).replace("\\", "") for one in self.hooks.texts(name)]

    def channel(self, name):
        answer = self.office.relay.call("GET", "/v1/channels", token=self.office.token)[1]
        return next(one for one in answer["channels"] if one["channel"] == name)

    def all_rooms(self):
        for kind in KINDS:
            self.room(kind, kind)

    def run_program(self, *words):
        return subprocess.run([BINARY, *words, "--config", self.folder / "rooms.toml"], capture_output=True, text=True,
                              timeout=60, check=False)

    def verify(self, bundle):
        done = subprocess.run([BINARY, "verify", "-"], input=json.dumps(bundle), capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def evidence(self, message, home, words):
        """The home's bundle, once these words are in what verifying it says."""
        end = time.monotonic() + 60
        while True:
            status, bundle = self.office.relay.call("GET", f"/v1/messages/{message}/evidence?home={home}",
                                                    token=self.office.token)
            code, said = self.verify(bundle) if status == 200 else (1, str(bundle))
            if code == 0 and words in said:
                return bundle
            self.assertLess(time.monotonic(), end, f"{status} {code} {said}")
            time.sleep(0.3)

    def listening(self, home):
        """A device of the home, connected; what it prints goes to a file."""
        code = self.office.relay.cli("enrol", home, token=self.office.token)["code"]
        said = self.folder / "listen.log"
        with open(said, "wb") as out:
            device = subprocess.Popen(
                [BINARY, "listen", "--folder", str(self.folder / "device"), "--server", self.office.relay.url, "--ca",
                 self.office.relay.ca, "--json", "--enrol", code], stdin=subprocess.PIPE, stdout=out, stderr=out)
        self.addCleanup(device.stdin.close)
        self.addCleanup(device.wait)
        self.addCleanup(device.kill)
        return said

    def test_one_publish_reaches_a_home_and_every_room_in_its_own_words_and_each_is_told_apart(self):
        self.all_rooms()
        (self.folder / "secret").write_text("s3cret\n")
        mail = PlayedServer(self.ca, self.folder / "tls/key.pem", user="care@trust.test").__enter__()
        self.addCleanup(mail.__exit__)
        self.open(["", "manager@homes.test"], "stream,email,chat,webhook", **mail_settings(mail.port, self.ca, self.folder / "secret"))
        heard = self.listening(self.office.homes[0])
        message = self.office.publish("Masks are *back*, @all", "Wear a **mask**. Ask visitors to. Not this sentence.")
        posts = self.wait_for(message, ("sent", "posted"))
        for kind in KINDS:
            with self.subTest(kind=kind):
                self.assertEqual(len(self.hooks.texts(kind)), 1)
                text = self.seen_in(kind)[0]
                for words in ("B1.1", "Masks are", "back", "(at)all", "Wear a mask", self.office.relay.url + "/inbox"):
                    self.assertIn(words, text)
                self.assertNotIn("@all", text)
                self.assertNotIn("Not this sentence", text)
                self.assertIn("020 7946 0123", text)
                named = kind in ("googlechat", "discord")
                self.assertEqual(posts[kind]["state"], "posted" if named else "sent", posts[kind])
                self.assertEqual(posts[kind]["words"], "posted: the room's service gave it a name" if named
                                 else "taken by the room's service; nothing more is known")
        # Posting raises no home's receipt: one home stored it by its stream. The table of homes says nothing of rooms.
        end = time.monotonic() + 60
        while (coverage := self.office.relay.cli("coverage", message, token=self.office.token))["delivered"] == 0:
            self.assertLess(time.monotonic(), end, heard.read_text())
            time.sleep(0.1)
        self.assertEqual((coverage["targeted"], coverage["delivered"]), (2, 1))
        self.assertIn("Masks are", heard.read_text())
        rows = self.office.wait_for(message, {self.office.homes[0]: ("suppressed",), self.office.homes[1]: ("sent",)})
        self.assertEqual([row["channel"] for row in rows.values()], ["email", "email"])
        receipts = self.office.relay.cli("receipts", message, token=self.office.token)["receipts"]
        self.assertEqual([len(row["channels"]) for row in receipts], [1, 1])
        self.assertEqual([row["state"] for row in receipts], ["delivered", "targeted"])
        self.assertEqual(len(mail.copies()["manager@homes.test"]), 1)
        whole = self.office.relay.call("GET", f"/v1/messages/{message}", token=self.office.token)[1]
        self.assertEqual({one["channel"] for one in whole["posts"]}, set(KINDS))
        log = pathlib.Path(self.office.relay.log).read_text()
        for secret in (self.hooks.token, WEBHOOK_KEY, "Masks are"):
            self.assertNotIn(secret, log)

    def test_a_result_a_restricted_and_a_private_message_leave_nothing_in_any_room(self):
        self.all_rooms()
        self.open()
        sealed = json.loads("".join(re.findall(r'R"\((.*?)\)"', SAMPLE.read_text())))
        lab = self.office.relay.cli("members", "add", "team", "lab", "--name", "Lab", "--roles", "result_sender", "--token",
                                    token=self.office.token)["token"]
        status, result = self.office.relay.call("POST", "/v1/messages", {
            "kind": "test_result", "scope": "private", "urgency": "expected", "severity": "moderate",
            "audience": {"homes": [self.office.homes[0]]}, "sealed": sealed}, token=lab)
        self.assertEqual(status, 201, result)
        private = self.office.publish("Privateword", "Secretword.", scope="private", homes=self.office.homes[:1])
        restricted = self.office.publish("Hiddenword", "Secretword.", scope="restricted")
        self.wait_for(restricted, ("sent", "posted"))
        public = self.office.publish("Openword")
        self.wait_for(public, ("sent", "posted"))
        for one in (private, result["id"]):
            posts = self.posts(one)
            self.assertEqual({post["state"] for post in posts.values()}, {"suppressed"})
            self.assertEqual({post["words"] for post in posts.values()}, {"not posted: nothing of it may be said in a group"})
            self.assertFalse(any("text" in post for post in posts.values()))
        left = self.hooks.everything()
        for word in ("Privateword", "Secretword", "Hiddenword", result["id"], private, sealed["ciphertext"], sealed["iv"],
                     sealed["tag"], self.office.homes[0]):
            self.assertNotIn(word.encode(), left)
        self.assertIn(b"Openword", left)
        for kind in KINDS:
            self.assertEqual(len(self.hooks.texts(kind)), 2)
            self.assertIn("New guidance is waiting for your home: sign in to read it.", self.seen_in(kind)[0])

    def test_a_correction_and_a_withdrawal_are_posts_of_their_own(self):
        self.room("ops", "slack")
        self.open()
        first = self.office.publish("Masks")
        self.wait_for(first, ("sent",))
        status, second = self.office.relay.call("POST", f"/v1/messages/{first}/cancel", {"reason": "It was wrong."},
                                                token=self.office.token)
        self.assertEqual(status, 201, second)
        self.wait_for(second["id"], ("sent",))
        self.assertIn("Withdraws B1.1: it holds no longer.", self.seen_in("ops")[1])
        self.assertIn("[B1.2]", self.seen_in("ops")[1])

    def test_whoever_writes_a_message_sees_what_each_room_would_be_given(self):
        self.all_rooms()
        self.room("managers", "hosted", title="Managers")
        self.open()
        draft = {"kind": "guidance_bulletin", "scope": "public", "urgency": "expected", "severity": "moderate", "topic": "masks",
                 "audience": {"homes": self.office.homes},
                 "info": [{"language": "en-GB", "headline": "Masks are *back*", "description": "Wear one. Or two. Three."}]}
        status, answer = self.office.relay.call("POST", "/v1/previews", draft, token=self.office.token)
        self.assertEqual(status, 200, answer)
        seen = {one["channel"]: one for one in answer["previews"]}
        self.assertEqual(set(seen), {*KINDS, "managers"})
        for one in seen.values():
            self.assertIn("Masks are *back*", one["text"])
            self.assertIn("Wear one. Or two.", one["text"])
            self.assertNotIn("Three", one["text"])
            self.assertTrue(one["granted"])
        self.assertEqual((seen["managers"]["room"], seen["managers"]["name"]), ("hosted", "Managers"))

    def test_a_room_gets_what_is_for_its_areas_alone(self):
        self.room("enfield", "slack", areas=["E09000010"])
        self.room("hackney", "slack", areas=["E09000012"])
        self.open()
        message = self.office.publish("For Enfield")
        posts = self.wait_for(message, ("sent",), ["enfield"])
        self.assertEqual(set(posts), {"enfield"})
        self.assertEqual(posts["enfield"]["homes"], 2)
        self.assertEqual(self.hooks.texts("hackney"), [])

    def test_a_busy_room_is_left_alone_for_as_long_as_it_says_in_each_of_four_shapes(self):
        self.room("ops", "slack")
        self.open()
        for refusal in (Refused(429, "rate_limited", {"Retry-After": "2"}), Refused(429, "", {"Retry-After": "a date"}),
                        Refused(429, '{"retry_after_ms":1500}'), Refused(429, '{"retry_after":1.5,"global":false}'),
                        Refused(503), Refused(408), Refused(425)):
            with self.subTest(status=refusal.status, body=refusal.body):
                self.hooks.arrived.clear()
                self.hooks.taken.clear()
                if refusal.headers.get("Retry-After") == "a date":
                    soon = time.gmtime(time.time() + 5)
                    refusal.headers["Retry-After"] = time.strftime("%a, %d %b %Y %H:%M:%S GMT", soon)
                self.hooks.plans["ops"] = [refusal]
                message = self.office.publish("Busy")
                posts = self.wait_for(message, ("sent",))
                self.assertEqual(len(self.hooks.texts("ops")), 1)
                self.assertNotIn("possible_duplicate", posts["ops"])
                first, second = self.hooks.arrived
                if refusal.status == 429:
                    self.assertGreater(second.at - first.at, 1.2)

    def test_what_a_room_refuses_is_told_apart(self):
        self.room("ops", "slack")
        self.open()
        for refusal, words in ((Refused(400, "invalid_payload"), "not posted: the room's service refused it"),
                               (Refused(413), "not posted: the room's service found it too large")):
            self.hooks.plans["ops"] = [refusal]
            posts = self.wait_for(self.office.publish("Refused"), ("failed",))
            self.assertEqual(posts["ops"]["words"], words)
        # Our account is refused: the room rests, says why, and the post goes when it is let in again.
        elsewhere = {"Location": self.hooks.url("slack", "elsewhere")}
        for refusal, why in ((Refused(401), "not_allowed"), (Refused(403, "action_prohibited"), "not_allowed"),
                             (Refused(404, "no_service"), "not_found"), (Refused(302, "", elsewhere), "redirected"),
                             (Refused(307, "", elsewhere), "redirected")):
            with self.subTest(why=why):
                self.hooks.plans["ops"] = [refusal] * 2
                message = self.office.publish("Not let in")
                end = time.monotonic() + 60
                while self.channel("ops")["state"] != "paused":
                    self.assertLess(time.monotonic(), end)
                    time.sleep(0.05)
                self.assertEqual(self.channel("ops")["why"], why)
                self.wait_for(message, ("sent",))
                self.assertEqual(self.channel("ops")["state"], "running")
        self.assertIn("channel_paused", self.office.relay.log_tail(20000))
        self.assertEqual([one.room for one in self.hooks.arrived if one.room == "elsewhere"], [])  # nobody is sent on

    def test_a_room_that_answers_gone_is_switched_off_until_a_person_starts_it(self):
        self.room("old", "slack")
        self.room("new", "slack")
        self.open()
        self.hooks.plans["old"] = [Refused(410, "channel_is_archived")]
        message = self.office.publish("Gone")
        posts = self.wait_for(message, ("sent", "failed"))
        self.assertEqual(posts["old"]["words"], "not posted: the room is no more at that address")
        self.assertEqual(posts["new"]["state"], "sent")
        self.assertEqual((self.channel("old")["state"], self.channel("old")["why"]), ("stopped", "gone"))
        second = self.office.publish("After it")
        self.wait_for(second, ("sent",), ["new"])
        self.assertEqual(self.posts(second)["old"]["state"], "queued")
        self.assertEqual(self.hooks.texts("old"), [])
        self.office.relay.cli("channels", "start", "old", token=self.office.token)
        self.wait_for(second, ("sent",))

    def test_silence_after_the_post_is_doubt_and_the_second_says_so(self):
        self.room("ops", "slack")
        self.room("hook", "standard")
        self.open()
        for name in ("ops", "hook"):
            self.hooks.plans[name] = ["silence"]
        message = self.office.publish("Silent")
        posts = self.wait_for(message, ("sent",))
        self.assertTrue(posts["ops"]["possible_duplicate"])
        texts = self.seen_in("ops")
        self.assertEqual(len(texts), 2)
        self.assertTrue(texts[1].startswith("Possible duplicate"), texts[1])
        # A receiver of Standard Webhooks knows the second by its name.
        self.assertEqual(len(self.hooks.texts("hook")), 1)
        self.assertEqual(len({one.headers["webhook-id"] for one in self.hooks.arrived if one.room == "hook"}), 1)

    def test_a_connection_that_breaks_before_the_end_leaves_no_doubt(self):
        self.room("ops", "slack")
        self.open()
        self.hooks.hang_ups = 1
        posts = self.wait_for(self.office.publish("Dropped"), ("sent",))
        self.assertEqual(len(self.hooks.texts("ops")), 1)
        self.assertNotIn("possible_duplicate", posts["ops"])

    def test_a_dead_room_delays_nobody_and_the_kill_switch_holds(self):
        self.room("dead", "slack", url=f"https://localhost:{free_port()}/x")
        self.room("alive", "slack")
        self.open()
        begin = time.monotonic()
        messages = [self.office.publish(f"Number {i}") for i in range(5)]
        for message in messages:
            self.wait_for(message, ("sent",), ["alive"])
        self.assertLess(time.monotonic() - begin, 60)
        self.assertIn(self.posts(messages[0])["dead"]["state"], ("queued", "sending"))
        self.office.relay.cli("channels", "stop", "alive", token=self.office.token)
        stopped = self.office.publish("Stopped")
        time.sleep(2)
        self.assertEqual(self.posts(stopped)["alive"]["state"], "queued")
        self.assertEqual(len(self.hooks.texts("alive")), 5)
        self.office.relay.cli("channels", "start", "alive", token=self.office.token)
        self.wait_for(stopped, ("sent",), ["alive"])

    def test_killed_in_the_middle_nothing_is_lost_and_what_comes_twice_is_marked(self):
        self.room("ops", "slack")
        self.room("hook", "standard")
        self.open()
        messages = []
        for i in range(6):
            messages.append(self.office.publish(f"Killed {i}"))
            time.sleep(0.05 * i)
            self.office.relay.stop(signal.SIGKILL)
            self.office.relay.start()
        for message in messages:
            self.wait_for(message, ("sent", "unknown"))
        for i in range(6):
            texts = [text for text in self.seen_in("ops") if f"Killed {i}" in text]
            self.assertIn(len(texts), (1, 2))
            self.assertFalse(texts[0].startswith("Possible duplicate") and len(texts) > 1)
            for text in texts[1:]:
                self.assertTrue(text.startswith("Possible duplicate"))
            self.assertEqual(len([text for text in self.seen_in("hook") if f"Killed {i}" in text]), 1)

    def test_a_group_that_no_program_can_post_to_waits_for_its_host(self):
        self.room("managers", "hosted", title="Enfield managers (WhatsApp)", host="Jo Bloggs", areas=["E09000010"])
        self.open(evidence__checkpoint_seconds=1)
        message = self.office.publish("Masks are back")
        post = self.office.relay.cli("posts", "show", message, "managers", token=self.office.token)
        self.assertEqual((post["state"], post["words"]), ("waiting", "waiting for Jo Bloggs to post it"))
        self.assertEqual((post["kind"], post["name"], post["homes"]), ("hosted", "Enfield managers (WhatsApp)", 2))
        self.assertTrue(post["text"].startswith("[B1.1] Guidance\nMasks are back\n"), post["text"])
        self.assertIn(self.office.relay.url + "/inbox", post["text"])
        # While a person has stopped the room there is nothing to paste.
        self.office.relay.cli("channels", "stop", "managers", token=self.office.token)
        stopped = self.posts(message)["managers"]
        self.assertEqual(stopped["words"], "not to be posted: a person has stopped the room")
        self.assertNotIn("text", stopped)
        self.office.relay.cli("channels", "start", "managers", token=self.office.token)
        # A machine cannot say that it was pasted.
        path = f"/v1/messages/{message}/posts/managers"
        self.assertEqual(self.office.relay.call("POST", path, {"posted": True}, token=self.office.token)[0], 403)
        jo = self.office.relay.cli("members", "add", "team", "jo", "--name", "Jo Bloggs", "--person", "--roles", "publisher",
                                   "--token", token=self.office.token)["token"]
        self.assertEqual(self.office.relay.call("POST", path, {"posted": False}, token=jo)[0], 422)
        post = self.office.relay.cli("posts", "done", message, "managers", token=jo)
        self.assertEqual((post["state"], post["words"]), ("posted", "posted: reported by Jo Bloggs"))
        self.assertEqual((post["posted_by"], post["posted_by_name"]), ("jo", "Jo Bloggs"))
        again = self.office.relay.cli("posts", "done", message, "managers", token=jo)
        self.assertEqual(again["posted_at"], post["posted_at"])
        self.assertEqual(self.office.relay.cli("coverage", message, token=self.office.token)["delivered"], 0)
        self.assertEqual(self.office.relay.call("POST", f"/v1/messages/{message}/posts/nowhere", {"posted": True}, token=jo)[0], 404)
        # That is evidence, with whose word it rests on: in the home's bundle, which verifies and misses it when it is taken out.
        bundle = self.evidence(message, self.office.homes[0], "posted, reported by jo")
        for log in bundle["logs"]:
            log["entries"] = [one for one in log["entries"] if '"reported"' not in one.get("event", "")]
        self.assertNotIn("reported by jo", self.verify(bundle)[1])
        # What was replaced before anybody pasted it is not to be pasted any more.
        second = self.office.publish("Second")
        self.office.relay.call("POST", f"/v1/messages/{second}/cancel", {"reason": "Wrong."}, token=self.office.token)
        post = self.posts(second)["managers"]
        self.assertEqual((post["state"], post["words"]), ("withdrawn", "not posted: it was cancelled before it went"))
        self.assertNotIn("text", post)

    def test_posts_leave_by_the_proxy_of_the_house_which_sees_only_where_to_and_no_private_address_is_asked_of_it(self):
        (self.folder / "far").mkdir()
        far = self.folder / "far"
        name = "hooks.care.example"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout",
                        far / "key.pem", "-out", far / "cert.pem"], check=True, capture_output=True)
        hooks = StrictHooks(far / "cert.pem", far / "key.pem").__enter__()
        self.addCleanup(hooks.__exit__)
        proxy = ConnectProxy(hooks.port, "relay:word").__enter__()
        self.addCleanup(proxy.__exit__)
        (self.folder / "proxy").write_text("relay:word\n")
        away = hooks.url("slack", "ops").replace(f"localhost:{hooks.port}", name)
        self.room("ops", "slack", away, ca_file=far / "cert.pem", private_address=0)
        self.room("inside", "slack", ca_file=self.ca, private_address=0)  # https://localhost, as an attacker would like
        self.room("figures", "slack", self.hooks.url("slack", "figures").replace("localhost", "127.0.0.1"),
                  ca_file=self.ca, private_address=0)
        office = self.open(channels__https_proxy=proxy.url, channels__https_proxy_secret_file=self.folder / "proxy")
        message = office.publish("Masks are back", "Wear one.")
        self.wait_for(message, ("sent",), ["ops"])
        self.assertEqual(len(hooks.texts("ops")), 1)
        for room in ("inside", "figures"):
            end = time.monotonic() + 60
            while self.channel(room)["state"] != "paused":
                self.assertLess(time.monotonic(), end, office.relay.log_tail())
                time.sleep(0.1)
            self.assertEqual(self.channel(room)["why"], "private_address")
        self.assertEqual(set(proxy.asked), {("CONNECT", f"{name}:443")})
        for word in (b"Masks", b"slack", b"ops"):
            self.assertNotIn(word, bytes(proxy.passed_on))
        self.assertEqual(self.hooks.texts("inside") + self.hooks.texts("figures"), [])
        # A wrong password is a fault of ours: the room rests, nothing has failed
        (self.folder / "proxy").write_text("relay:wrong\n")
        message = office.publish("Gloves are back", "Wear them.")
        end = time.monotonic() + 60
        while self.channel("ops")["state"] != "paused":
            self.assertLess(time.monotonic(), end, office.relay.log_tail())
            time.sleep(0.1)
        self.assertEqual(self.channel("ops")["why"], "proxy_wants_a_password")
        (self.folder / "proxy").write_text("relay:word\n")
        self.wait_for(message, ("sent",), ["ops"])
        self.assertEqual(len(hooks.texts("ops")), 2)
        self.assertNotIn("relay:word", pathlib.Path(office.relay.log).read_text())

    def test_a_room_is_tried_and_its_settings_are_checked_before_the_start(self):
        self.all_rooms()
        self.room("managers", "hosted")
        self.write_config()
        self.assertEqual(self.run_program("check-config").returncode, 0, self.run_program("check-config").stderr)
        for kind in KINDS:
            with self.subTest(kind=kind):
                done = self.run_program("channels", "test", kind)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn("a test post was taken: HTTP 20", done.stdout)
                self.assertIn("This is a test post", self.seen_in(kind)[0])
                self.hooks.plans[kind] = [Refused(404, "no_service")]
                done = self.run_program("channels", "test", kind)
                self.assertEqual(done.returncode, 1)
                self.assertIn("a test post was not taken: not_found, HTTP 404 no_service", done.stdout)
                self.assertNotIn(self.hooks.token, done.stdout + done.stderr)
        self.assertIn("a person posts to managers", self.run_program("channels", "test", "managers").stdout)
        # A private address is refused unless the settings allow it, whatever its name; so is a stranger's certificate.
        self.rooms["slack"]["private_address"] = 0
        del self.rooms["discord"]["ca_file"]
        self.write_config()
        self.assertIn("was not reached: private_address", self.run_program("channels", "test", "slack").stdout)
        self.assertIn("was not reached: certificate_not_trusted", self.run_program("channels", "test", "discord").stdout)
        (self.folder / "slack.url").write_text("http://hooks.example/SECRETPART\n")
        (self.folder / "key").write_text("whsec_short\n")
        self.rooms["teams"]["url_file"] = "/nowhere"
        self.rooms["ops"] = {"kind": "matrix", "address": "!x:y", "account": "@care:y", "server": "http://localhost",
                             "secret_file": "/nowhere"}
        self.write_config()
        said = self.run_program("check-config").stderr
        for words in ("rooms.slack.url_file: ", "must hold one address that begins with https://",
                      "rooms.standard.secret_file: ", "must hold a key: whsec_", "rooms.teams.url_file: ", "rooms.ops.secret_file: ",
                      "rooms.ops.server: must begin with https://"):
            self.assertIn(words, said)
        self.assertNotIn("SECRETPART", said)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
