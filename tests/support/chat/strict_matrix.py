"""A homeserver for tests, as strict as the Matrix client-server API (1.8) about what the relay uses: tokens, transactions
that are taken once, /sync with positions, long polls and cut timelines, invitations, rooms for two. Debian 12 has none.

    with StrictMatrix(certificate, key) as server:
        server.account("@care:chat.test", "token"); server.make_room("!r:chat.test", ["@care:chat.test", "@kim:chat.test"])
        server.say("!r:chat.test", "@kim:chat.test", "ack B1.1")
"""

import json
import re
import ssl
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LIMIT = 10


class StrictMatrix:
    def __init__(self, certificate, key):
        self.lock = threading.Condition()
        self.tokens, self.rooms, self.invites = {}, {}, {}  # token -> user, room -> members, room -> users
        self.events, self.transactions, self.problems = [], {}, []  # every event of every room in order
        self.answers = []  # (status, body) to give to the next sends instead
        self.hang_after_taking = 0
        self.receipts = {}  # room -> user -> (place in the order of news, event): the newest alone is kept
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                size = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(size) if size else b""
                try:
                    outer.answer(self, self.command, self.path, self.headers, body)
                except (BrokenPipeError, ConnectionError, ssl.SSLError):
                    pass

            do_GET = do_PUT = do_POST = handle_any

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    # What tests do

    def account(self, user, token):
        self.tokens[token] = user

    def make_room(self, room, members):
        self.rooms[room] = list(members)

    def invite(self, room, by, user):
        with self.lock:
            self.rooms.setdefault(room, [by])
            self.invites.setdefault(room, []).append(user)
            self.events.append({"room": room})
            self.lock.notify_all()

    def say(self, room, sender, body, **content):
        with self.lock:
            self._add(room, sender, {"msgtype": "m.text", "body": body, **content})

    def read(self, room, user, event):
        """Somebody's device has shown all up to this event."""
        with self.lock:
            self.events.append({"room": room})
            self.receipts.setdefault(room, {})[user] = (len(self.events), event)
            self.lock.notify_all()

    def id_of(self, room, part):
        """Of the newest message there that has this in it."""
        return [one["event_id"] for one in self.events if one["room"] == room and part in one.get("content", {}).get("body", "")][-1]

    def texts(self, room):
        return [one["content"]["body"] for one in self.events if one["room"] == room and "content" in one]

    def contents(self, room):
        return [one["content"] for one in self.events if one["room"] == room and "content" in one]

    def _add(self, room, sender, content):
        event = {"room": room, "type": "m.room.message", "event_id": f"$event{len(self.events)}", "sender": sender,
                 "origin_server_ts": int(time.time() * 1000), "content": content, "unsigned": {"age": 1}}
        self.events.append(event)
        self.lock.notify_all()
        return event

    # What the relay asks

    def answer(self, to, method, target, headers, body):
        def say(status, what):
            text = json.dumps(what).encode()
            to.send_response(status)
            to.send_header("Content-Type", "application/json")
            to.send_header("Content-Length", str(len(text)))
            to.end_headers()
            to.wfile.write(text)

        user = self.tokens.get((headers.get("Authorization") or "").removeprefix("Bearer "))
        if user is None:
            return say(401, {"errcode": "M_UNKNOWN_TOKEN", "error": "Unrecognised access token", "soft_logout": False})
        path, _, query = target.partition("?")
        asked = dict(urllib.parse.parse_qsl(query, strict_parsing=bool(query)))
        if not path.startswith("/_matrix/client/v3/"):
            return say(404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognised"})
        parts = [urllib.parse.unquote(part) for part in path.removeprefix("/_matrix/client/v3/").split("/")]
        sent = None
        if method in ("PUT", "POST"):
            try:
                sent = json.loads(body)
            except ValueError:
                return say(400, {"errcode": "M_NOT_JSON", "error": "Not JSON"})
        if (method, parts) == ("GET", ["account", "whoami"]):
            return say(200, {"user_id": user, "device_id": "RELAY"})
        if (method, parts) == ("GET", ["sync"]):
            return say(200, self._sync(user, asked))
        if (method, parts) == ("POST", ["createRoom"]):
            room = f"!made{len(self.rooms)}:chat.test"
            self.rooms[room] = [user]
            self.invites[room] = list(sent.get("invite", []))
            return say(200, {"room_id": room})
        if len(parts) < 3 or parts[0] != "rooms":
            return say(404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognised"})
        room, what = parts[1], parts[2]
        if (method, what) == ("POST", "join"):
            if user not in self.rooms.get(room, []):
                if user not in self.invites.get(room, []):
                    return say(403, {"errcode": "M_FORBIDDEN", "error": "You are not invited to this room."})
                self.invites[room].remove(user)
                self.rooms[room].append(user)
            return say(200, {"room_id": room})
        if user not in self.rooms.get(room, []):
            return say(403, {"errcode": "M_FORBIDDEN", "error": f"User {user} not in room {room}"})
        if (method, what) == ("GET", "joined_members"):
            return say(200, {"joined": {one: {"display_name": "somebody"} for one in self.rooms[room]}})
        if (method, what) == ("GET", "context") and len(parts) == 4:
            place = next((i for i, one in enumerate(self.events) if one.get("event_id") == parts[3]), None)
            if place is None or self.events[place]["room"] != room:
                return say(404, {"errcode": "M_NOT_FOUND", "error": "Event not found."})
            before = [self._shown(one) for one in self.events[:place] if one["room"] == room and "content" in one]
            return say(200, {"event": self._shown(self.events[place]), "start": "a", "end": "b", "state": [],
                             "events_before": before[::-1][:int(asked.get("limit", 10)) // 2], "events_after": []})
        if (method, what) == ("GET", "messages"):
            first, last = int(asked.get("to", "s0")[1:]), int(asked["from"][1:])
            chunk = [self._shown(one) for one in self.events[first:last] if one["room"] == room and "content" in one]
            return say(200, {"start": asked["from"], "end": asked.get("to", "s0"),
                             "chunk": chunk[::-1][:int(asked.get("limit", 10))]})
        if method == "PUT" and what == "send" and len(parts) == 5:
            return self._send(to, say, user, room, parts[3], parts[4], sent)
        return say(404, {"errcode": "M_UNRECOGNIZED", "error": "Unrecognised"})

    def _send(self, to, say, user, room, kind, transaction, sent):
        if not re.fullmatch(r"[\w.~-]{1,255}", transaction):
            self.problems.append(f"transaction {transaction}")
        if kind != "m.room.message" or not isinstance(sent.get("body"), str) or not sent.get("msgtype"):
            self.problems.append(f"not a message: {sent}")
            return say(400, {"errcode": "M_BAD_JSON", "error": "No body"})
        if self.answers:
            return say(*self.answers.pop(0))
        with self.lock:
            known = self.transactions.get((user, room, transaction))
            if known is None:
                known = self.transactions[(user, room, transaction)] = self._add(room, user, sent)["event_id"]
        if self.hang_after_taking > 0:
            self.hang_after_taking -= 1
            to.close_connection = True
            to.connection.close()
            return None
        return say(200, {"event_id": known})

    @staticmethod
    def _shown(event):
        return {name: value for name, value in event.items() if name != "room"}

    def _sync(self, user, asked):
        wants_receipts = "m.receipt" in json.loads(asked["filter"])["room"]["ephemeral"]["types"]
        since = int(asked["since"][1:]) if "since" in asked else None
        end = time.monotonic() + int(asked.get("timeout", 0)) / 1000
        with self.lock:
            while since is not None and len(self.events) <= since and time.monotonic() < end:
                self.lock.wait(end - time.monotonic())
            joined, invited = {}, {}
            for room, members in self.rooms.items():
                if user in members:
                    news = [one for one in self.events[since or 0:] if one["room"] == room and "content" in one]
                    read = {} if not wants_receipts else {
                        user: event for user, (at, event) in self.receipts.get(room, {}).items() if at > (since or 0)}
                    content = {}
                    for reader, event in read.items():
                        content.setdefault(event, {"m.read": {}})["m.read"][reader] = {"ts": 1700000000000}
                    if news or read or since is None:
                        joined[room] = {"timeline": {"events": [self._shown(one) for one in news[-LIMIT:]],
                                                     "limited": len(news) > LIMIT, "prev_batch": "p"},
                                        "state": {"events": []}, "ephemeral": {"events": [
                                            {"type": "m.receipt", "content": content}] if content else []},
                                        "summary": {"m.joined_member_count": len(members)},
                                        "unread_notifications": {"highlight_count": 0, "notification_count": 0}}
                if user in self.invites.get(room, []):
                    invited[room] = {"invite_state": {"events": []}}
            return {"next_batch": f"s{len(self.events)}", "rooms": {"join": joined, "invite": invited, "leave": {}},
                    "presence": {"events": []}, "device_one_time_keys_count": {"signed_curve25519": 0}}
