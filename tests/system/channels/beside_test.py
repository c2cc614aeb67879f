"""A server that is dead delays nobody else: a channel of email and rooms side by side, one of them dead in every way there
is, and what goes by the others has all arrived while it still hangs."""

import json
import pathlib
import signal
import socket
import ssl
import sys
import tempfile
import threading
import time
import unittest

from channel_kit import SUPPORT, Office, mail_settings
from played_server import PlayedServer
from relay_process import free_port, make_certificate

sys.path.insert(0, str(SUPPORT / "chat"))
from strict_hooks import StrictHooks, text_of  # noqa: E402

HOMES = 30
POSTS = 4


class Tarpit:
    """Takes every connection and never says a word; with a `context`, not one beyond the greeting of TLS."""

    def __init__(self, context=None):
        self.context = context
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.held = []
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                one = self.listener.accept()[0]
            except OSError:
                return
            try:
                if self.context is not None:
                    one.settimeout(60)
                    one = self.context.wrap_socket(one, server_side=True)
                one.setblocking(False)
                self.held.append(one)
            except OSError:
                one.close()

    def hangs(self, one):
        """Whether whoever made the connection still waits at its other end."""
        try:
            while one.recv(65536):
                pass
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            pass
        return False

    def hanging(self):
        """A connection at which somebody waits now; None when there is none."""
        return next((one for one in reversed(self.held) if self.hangs(one)), None)

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for one in self.held:
            one.close()


class Beside(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="carerelay-beside-")
        self.addCleanup(self.temp.cleanup)
        self.folder = pathlib.Path(self.temp.name)
        (self.folder / "tls").mkdir()
        make_certificate(self.folder / "tls")
        self.ca, key = self.folder / "tls/cert.pem", self.folder / "tls/key.pem"
        (self.folder / "secret").write_text("s3cret\n")
        self.hooks = StrictHooks(self.ca, key).__enter__()
        self.addCleanup(self.hooks.__exit__)
        self.mail = PlayedServer(self.ca, key, user="care@trust.test").__enter__()
        self.addCleanup(self.mail.__exit__)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.ca, key)

    def open(self, mail_port, dead_room=None):
        """A channel of email, the room `living`, and `dead` where it is wanted."""
        urls = {"living": self.hooks.url("slack", "living")}
        if dead_room is not None:
            urls["dead"] = f"https://localhost:{dead_room}/slack/dead/{self.hooks.token}"
        text = ""
        for name, url in urls.items():
            (self.folder / f"{name}.url").write_text(url + "\n")
            settings = {"kind": "slack", "url_file": str(self.folder / f"{name}.url"), "ca_file": str(self.ca),
                        "private_address": 1, "per_minute": 120, "burst": 50, "retry_least_seconds": 1}
            text += f"[rooms.{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
        self.office = Office(self.folder / "office", [f"manager{i}@homes.test" for i in range(HOMES)],
                             channels="stream,email,chat", **mail_settings(mail_port, self.ca, self.folder / "secret"))
        self.office.relay.config = self.folder / "rooms.toml"
        self.office.relay.config.write_text(text)
        self.office.relay.start()
        self.addCleanup(lambda: self.office.relay.stop(signal.SIGKILL))

    def until(self, is_so, what, seconds=120):
        end = time.monotonic() + seconds
        while not (found := is_so()):
            self.assertLess(time.monotonic(), end, f"not in {seconds} s: {what}\n{self.office.relay.log_tail(5000)}")
            time.sleep(0.1)
        return found

    def states(self, messages):
        """States of everything that goes by email."""
        return {row.get("state") for message in messages for row in self.office.ways(message).values()}

    def posts(self, message):
        answer = self.office.relay.call("GET", f"/v1/messages/{message}/posts", token=self.office.token)[1]
        return {one["channel"]: one for one in answer["posts"]}

    def publish(self):
        return [self.office.publish(f"Number {i} of {POSTS}") for i in range(POSTS)]

    def seen(self):
        return [text_of("slack", one) for one in self.hooks.texts("living")]

    def all_in_the_room(self):
        return all(any(f"Number {i} of" in text for text in self.seen()) for i in range(POSTS))

    def room_beside_dead_mail(self, why):
        """Every post is in the room while not one mail has left; `why`: what the mails' rows may say meanwhile."""
        messages = self.publish()
        self.until(self.all_in_the_room, "every post in the room")
        self.assertEqual(self.mail.mails, [])
        self.assertLessEqual(self.states(messages), {"queued", "sending"})
        words = {row["words"] for message in messages for row in self.office.ways(message).values()}
        self.assertLessEqual(words, {"waiting to be sent", "being sent", *why})
        # Whoever asks the relay is answered, and homes are answered by their streams, all the same.
        self.assertEqual(self.office.relay.call("GET", "/v1/messages", token=self.office.token)[0], 200)
        return messages

    def test_a_mail_server_that_takes_connections_and_never_answers_delays_no_room(self):
        dead = [True]
        self.mail.plan = lambda stage, what: "silence" if stage == "greeting" and dead[0] else None
        self.open(self.mail.port)
        messages = self.room_beside_dead_mail(["tried, will be tried again: it did not answer",
                                               "tried, will be tried again: nothing answers at its address"])
        dead[0] = False
        self.mail.stopping.set()  # what hangs is let go, as a server that is restarted does
        for message in messages:
            self.office.wait_for(message, ("sent",), 120)
        self.assertEqual(len(self.mail.mails), POSTS * HOMES)

    def test_a_mail_server_that_refuses_connections_delays_no_room(self):
        self.open(free_port())
        self.room_beside_dead_mail(["tried, will be tried again: nothing answers at its address"])

    def mail_and_room_beside_dead_room(self, dead=("queued", "sending")):
        """Every mail and every post has gone while the dead room has nothing; `dead`: what may be known of its posts."""
        messages = self.publish()
        for message in messages:
            self.office.wait_for(message, ("sent",), 120)
        self.assertEqual(len(self.mail.mails), POSTS * HOMES)
        self.until(self.all_in_the_room, "every post in the living room")
        self.assertEqual({self.posts(message)["living"]["state"] for message in messages}, {"sent"})
        for message in messages:
            self.assertIn(self.posts(message)["dead"]["state"], dead)

    def arrives_while_it_hangs(self, tarpit):
        """A mail and a post go out and arrive during one try of the dead room. Nobody knows how long the machine takes for
        them, so when the try ends first, the next one is taken: had they waited for it, none would do."""
        home = self.office.homes[0]
        end = time.monotonic() + 240
        for number in range(1000):
            self.assertLess(time.monotonic(), end, "never did a mail and a post arrive while the dead room was being tried")
            held = self.until(tarpit.hanging, "that the dead room is being tried", 240)
            message = self.office.publish(f"Meanwhile {number}.", homes=[home])
            arrived = {"mail": False, "post": False}
            while not all(arrived.values()) and tarpit.hangs(held) and time.monotonic() < end:
                # What has arrived is looked at first, and then whether the try still goes on.
                arrived = {"mail": self.office.ways(message)[home].get("state") == "sent",
                           "post": any(f"Meanwhile {number}." in text for text in self.seen())}
                if all(arrived.values()) and tarpit.hangs(held):
                    return
                time.sleep(0.05)

    def mail_and_room_beside_mute_room(self, context=None):
        tarpit = Tarpit(context)
        self.addCleanup(tarpit.close)
        self.open(self.mail.port, tarpit.port)
        # What left whole and was not answered may have been taken: after a second time it is left at that.
        self.mail_and_room_beside_dead_room(("queued", "sending", "unknown") if context else ("queued", "sending"))
        self.arrives_while_it_hangs(tarpit)

    def test_a_room_that_takes_connections_and_never_answers_delays_no_mail_and_no_other_room(self):
        self.mail_and_room_beside_mute_room()

    def test_a_room_that_takes_the_whole_post_and_never_answers_delays_no_mail_and_no_other_room(self):
        self.mail_and_room_beside_mute_room(self.tls)

    def test_a_room_that_refuses_connections_delays_no_mail_and_no_other_room(self):
        self.open(self.mail.port, free_port())
        self.mail_and_room_beside_dead_room()


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
