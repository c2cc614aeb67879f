"""Chat services as their documents describe them, over HTTPS on loopback: each refuses what its document does not name,
keeps everything that arrived, and answers as it is told."""

import base64
import collections
import hashlib
import hmac
import http.server
import json
import re
import ssl
import threading
import time
import urllib.parse

WEBHOOK_KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SEARCHED = collections.namedtuple("Arrived", "room path headers body at answered")


class Refused(Exception):
    def __init__(self, status, body="", headers=()):
        super().__init__(status)
        self.status, self.body, self.headers = status, body, dict(headers)


def only(what, required, optional=()):
    """The object has these members and no other."""
    if not isinstance(what, dict):
        raise Refused(400, "invalid_payload")
    unknown = set(what) - set(required) - set(optional)
    missing = set(required) - set(what)
    if unknown or missing:
        raise Refused(400, "invalid_payload")
    return what


def text_in(what, name, most):
    text = what[name]
    if not isinstance(text, str) or not text:
        raise Refused(400, "no_text")
    if len(text.encode("utf-16-le")) // 2 > most:
        raise Refused(400, "msg_too_long")
    return text


# Each takes (headers, query, body as read) and gives (status, body) or raises Refused.

def slack(_headers, _query, what):
    only(what, ["text"], ["blocks", "attachments", "thread_ts", "mrkdwn", "unfurl_links", "unfurl_media", "response_type"])
    text_in(what, "text", 40000)
    return 200, "ok"


def mattermost(_headers, _query, what):
    only(what, ["text"], ["channel", "username", "icon_url", "icon_emoji", "attachments", "type", "props", "priority"])
    text_in(what, "text", 16383)
    return 200, "ok"


def rocketchat(_headers, _query, what):
    only(what, ["text"], ["alias", "emoji", "avatar", "channel", "roomId", "attachments", "parseUrls"])
    text_in(what, "text", 5000)
    return 200, '{"success":true}'


def googlechat(_headers, _query, what):
    only(what, ["text"], ["cardsV2", "thread", "accessoryWidgets"])
    if len(what["text"].encode()) > 32000:
        raise Refused(400, '{"error":{"code":400,"status":"INVALID_ARGUMENT"}}')
    number = next(COUNTER)
    return 200, json.dumps({"name": f"spaces/AAAA/messages/M{number}.M{number}", "text": what["text"]})


def discord(_headers, query, what):
    only(what, ["content"], ["username", "avatar_url", "tts", "embeds", "allowed_mentions", "components", "flags",
                             "thread_name", "applied_tags", "poll"])
    text_in(what, "content", 2000)
    if what.get("allowed_mentions") != {"parse": []}:
        raise Refused(400, '{"message":"this post could call everybody"}')
    return (200, json.dumps({"id": str(10**17 + next(COUNTER)), "type": 0})) if query.get("wait") == ["true"] else (204, "")


def teams(_headers, _query, what):
    if len(json.dumps(what).encode()) > 28 * 1024:
        raise Refused(413)
    only(what, ["type", "attachments"])
    if what["type"] != "message" or len(what["attachments"]) != 1:
        raise Refused(400)
    card = only(what["attachments"][0], ["contentType", "content"], ["contentUrl"])
    if card["contentType"] != "application/vnd.microsoft.card.adaptive":
        raise Refused(400)
    content = only(card["content"], ["type", "version", "body"], ["$schema", "actions", "msteams", "fallbackText"])
    if content["type"] != "AdaptiveCard" or not re.fullmatch(r"1\.[0-5]", content["version"]):
        raise Refused(400)
    for block in content["body"]:
        if block["type"] == "RichTextBlock":
            for run in only(block, ["type", "inlines"], ["horizontalAlignment"])["inlines"]:
                only(run, ["type", "text"], ["weight", "size", "color", "isSubtle", "italic"])
        else:
            only(block, ["type", "text"], ["wrap", "weight", "size"])
    for action in content.get("actions", []):
        only(action, ["type", "title", "url"])
        if not action["url"].startswith("https://"):
            raise Refused(400)
    return 202, ""


def standard(headers, _query, what):
    name, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name) or abs(time.time() - int(seconds or 0)) > 300:
        raise Refused(400)
    key = base64.b64decode(WEBHOOK_KEY.removeprefix("whsec_"))
    right = hmac.new(key, f"{name}.{seconds}.".encode() + headers["raw"], hashlib.sha256).digest()
    given = [one.partition(",")[2] for one in headers.get("webhook-signature", "").split() if one.startswith("v1,")]
    if not any(hmac.compare_digest(base64.b64decode(one), right) for one in given):
        raise Refused(401)
    only(what, ["type", "timestamp", "data"])
    if not re.fullmatch(r"[a-z_.]+", what["type"]) or not re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", what["timestamp"]):
        raise Refused(400)
    return 204, ""


def counting():
    number = 0
    while True:
        number += 1
        yield number


COUNTER = counting()
KINDS = {one.__name__: one for one in (slack, mattermost, rocketchat, googlechat, discord, teams, standard)}


class StrictHooks:
    """Serves /KIND/NAME/TOKEN for each room. `plans[NAME]` is a list of what to do next, one a request: a Refused to
    raise, "silence" (reads everything, takes it, and hangs up without an answer); when it is empty the post is judged as
    the document says. So many of the next connections as `hang_ups` are ended before a word was said."""

    token = "T0KEN-5ECRET"

    def __init__(self, certificate, key):
        self.arrived, self.taken = [], collections.defaultdict(list)
        self.plans = collections.defaultdict(list)
        self.names = set()
        self.hang_ups = 0
        self.lock = threading.Lock()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                outer.answer(self)

            def do_GET(self):
                outer.reply(self, 405, "")

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def verify_request(self, _request, _client):
                with outer.lock:
                    outer.hang_ups -= 1
                    return outer.hang_ups < 0

            def handle_error(self, *_):
                pass  # a peer that went away

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def url(self, kind, name):
        return f"https://localhost:{self.port}/{kind}/{name}/{self.token}"

    def everything(self):
        """Every byte that came to any room."""
        with self.lock:
            return b"\n".join(one.path.encode() + json.dumps(one.headers).encode() + one.body for one in self.arrived)

    def texts(self, name):
        """What the room's people see, in order."""
        with self.lock:
            return list(self.taken[name])

    def reply(self, to, status, body, headers=()):
        raw = body.encode()
        to.send_response(status)
        for key, value in dict(headers).items():
            to.send_header(key, value)
        to.send_header("Content-Type", "application/json" if body.startswith("{") else "text/plain")
        to.send_header("Content-Length", str(len(raw)))
        to.send_header("Connection", "close")
        to.end_headers()
        to.wfile.write(raw)
        to.close_connection = True

    def answer(self, to):
        where = urllib.parse.urlsplit(to.path)
        _, kind, name, token = (where.path.split("/") + [""] * 4)[:4]
        with self.lock:
            plan = self.plans[name].pop(0) if self.plans[name] else None
        raw = to.rfile.read(int(to.headers["Content-Length"]))
        headers = {key.lower(): value for key, value in to.headers.items()}
        status, body, more = self.judge(kind, name, token, where.query, headers, raw, plan)
        with self.lock:
            self.arrived.append(SEARCHED(name, to.path, headers, raw, time.monotonic(), status))
            # A receiver of Standard Webhooks knows a post by its name and takes it once.
            known = (name, headers.get("webhook-id")) in self.names
            self.names.add((name, headers.get("webhook-id") or len(self.arrived)))
            if 200 <= status < 300 and not known:
                self.taken[name].append(json.loads(raw))
        if plan == "silence":
            to.close_connection = True
            return
        self.reply(to, status, body, more)

    def judge(self, kind, name, token, query, headers, raw, plan):
        try:
            if isinstance(plan, Refused):
                raise plan
            if kind not in KINDS:
                raise Refused(404)
            if token != self.token:
                raise Refused(401, "invalid_token")
            if not headers.get("content-type", "").startswith("application/json"):
                raise Refused(400, "invalid_payload")
            try:
                what = json.loads(raw)
            except ValueError as why:
                raise Refused(400, "invalid_payload") from why
            status, body = KINDS[kind]({**headers, "raw": raw}, urllib.parse.parse_qs(query), what)
            return status, body, {}
        except Refused as why:
            return why.status, why.body, why.headers


def text_of(kind, what):
    """What people read of a post."""
    if kind == "teams":
        card = what["attachments"][0]["content"]
        lines = ["".join(run["text"] for run in block["inlines"]) for block in card["body"]]
        return "\n".join(lines + [action["url"] for action in card.get("actions", [])])
    if kind == "standard":
        return what["data"]["text"]
    return what["content" if kind == "discord" else "text"]
