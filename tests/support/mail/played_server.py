"""A mail server that does as it is told: STARTTLS, AUTH, DSN, and faults at any step. Counts every mail it took.

    with PlayedServer(certificate, key) as server:
        server.plan = lambda stage, envelope: "451 4.7.1 later" | "drop" | "silence" | None
"""

import base64
import email
import email.header
import socketserver
import ssl
import threading
import time


class Talk(socketserver.StreamRequestHandler):
    timeout = 120

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()

    def planned(self, stage):
        """Plays what is planned for this step; True when the step is done with."""
        action = self.server.owner.plan(stage, dict(self.envelope))
        if action is None:
            return False
        if action == "drop":
            raise ConnectionAbortedError
        if action == "silence":
            self.server.owner.stopping.wait(60)
            raise ConnectionAbortedError
        self.say(action)
        return True

    def handle(self):
        self.envelope = {}
        self.encrypted = self.signed_in = False
        try:
            self.talk()
        except (OSError, ssl.SSLError, ValueError):
            pass
        finally:
            self.connection.close()

    def talk(self):
        my = self.server.owner
        if self.planned("greeting"):
            return
        self.say("220 played.test ESMTP")
        while True:
            line = self.rfile.readline(4096)
            if not line:
                return
            words = line.decode("ascii", "replace").strip()
            verb = words.split(" ")[0].upper()
            my.heard.append(words if verb != "AUTH" else "AUTH " + words.split(" ")[1])
            if verb == "EHLO":
                offers = ["played.test", "DSN", "ENHANCEDSTATUSCODES", "SIZE 10000000"]
                if not self.encrypted and my.offers_starttls:
                    offers.append("STARTTLS")
                if self.encrypted:
                    offers.append("AUTH " + my.mechanisms)
                for one in offers[:-1]:
                    self.say("250-" + one)
                self.say("250 " + offers[-1])
            elif verb == "STARTTLS":
                self.say("220 go ahead")
                self.connection = my.context.wrap_socket(self.connection, server_side=True)
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb")
                self.encrypted = True
            elif verb == "AUTH":
                if not self.planned("auth"):
                    self.auth(words)
            elif verb == "MAIL":
                self.envelope = {"from": words.split("<")[1].split(">")[0], "mail": words}
                if not self.planned("mail"):
                    self.say("250 2.1.0 Ok" if self.signed_in else "530 5.7.0 Authentication required")
            elif verb == "RCPT":
                self.envelope.update(to=words.split("<")[1].split(">")[0], rcpt=words)
                if not self.planned("rcpt"):
                    self.say("250 2.1.5 Ok")
            elif verb == "DATA":
                if not self.planned("data"):
                    self.data()
            elif verb == "QUIT":
                return self.say("221 2.0.0 Bye")
            else:
                self.say("250 2.0.0 Ok")

    def auth(self, words):
        my = self.server.owner
        kind, _, first = words[5:].partition(" ")

        def more(challenge):
            self.say("334 " + challenge)
            return self.rfile.readline(8192).decode().strip()

        if kind == "PLAIN":
            said = base64.b64decode(first or more("")).split(b"\0")[1:]
        elif kind == "LOGIN":
            user = base64.b64decode(first or more("VXNlcm5hbWU6"))
            said = [user, base64.b64decode(more("UGFzc3dvcmQ6"))]
        else:
            fields = base64.b64decode(first or more("")).split(b"\1")
            said = [fields[0][5:], fields[1].removeprefix(b"auth=Bearer ")]
        self.signed_in = [one.decode() for one in said] == [my.user, my.secret]
        my.signed_in.append((kind, self.signed_in))
        self.say("235 2.7.0 Ok" if self.signed_in else "535 5.7.8 wrong")

    def data(self):
        my = self.server.owner
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline(10000)) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if not line:
            return
        fate = my.plan("end", dict(self.envelope))
        time.sleep(my.slow)
        # What falls silent may have taken the mail: "silence, taken".
        if fate is None or fate.endswith(", taken"):
            with my.lock:
                my.mails.append((dict(self.envelope), b"".join(lines)))
        if fate is None:
            self.say(f"250 2.0.0 Ok: queued as P{len(my.mails)}")
        elif fate.startswith("silence"):
            my.stopping.wait(60)
        elif fate.startswith("drop"):
            raise ConnectionAbortedError
        else:
            self.say(fate)


class Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 64


class PlayedServer:
    def __init__(self, certificate, key, user="care", secret="s3cret"):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self.user, self.secret, self.mechanisms = user, secret, "PLAIN LOGIN XOAUTH2"
        self.offers_starttls, self.slow = True, 0
        self.plan = lambda stage, envelope: None
        self.mails, self.heard, self.signed_in = [], [], []
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.listener = Listener(("127.0.0.1", 0), Talk)
        self.listener.owner = self
        self.port = self.listener.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.listener.shutdown()
        self.listener.server_close()

    def copies(self):
        """Address -> subjects of what it got, in order."""
        out = {}
        with self.lock:
            for envelope, raw in self.mails:
                subject = email.message_from_bytes(raw)["Subject"]
                out.setdefault(envelope["to"], []).append(str(email.header.make_header(email.header.decode_header(subject))))
        return out
