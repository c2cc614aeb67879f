"""A real relay as a child process, for tests and benchmarks that speak to it from outside."""
import http.client
import json
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def make_certificate(folder, name="localhost"):
    """cert.pem and key.pem for that name and this machine, ECDSA P-256, two days."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1",
         "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
        check=True, capture_output=True)


class Relay:
    """`carerelay serve` on free loopback ports with everything it keeps in `folder`."""

    def __init__(self, binary, folder, wrap=(), **settings):
        self.binary, self.wrap = str(binary), tuple(wrap)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        make_certificate(self.folder)
        self.store = f"{self.folder}/store.db"
        self.ca = f"{self.folder}/cert.pem"
        self.log = f"{self.folder}/log"
        self.port, self.internal = free_port(), free_port()
        self.settings = {
            "listen.address": "127.0.0.1", "listen.port": self.port, "listen.hosts": "localhost",
            "listen.internal_port": self.internal, "tls.certificate": self.ca, "tls.key": f"{self.folder}/key.pem",
            "store.path": self.store, "store.backup_dir": f"{self.folder}/backups",
            **{key.replace("__", "."): value for key, value in settings.items()},
        }
        self.child = None
        self.config = None  # a settings file, for what flags cannot say

    @property
    def url(self):
        return f"https://localhost:{self.port}"

    def start(self):
        flags = [f"--{key}={value}" for key, value in self.settings.items()]
        if self.config:
            flags += ["--config", str(self.config)]
        with open(self.log, "ab") as log:
            self.child = subprocess.Popen([*self.wrap, self.binary, "serve", *flags], stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                if self.child.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("the relay did not start:\n" + self.log_tail())
                time.sleep(0.05)

    def log_tail(self, size=3000):
        return pathlib.Path(self.log).read_text(errors="replace")[-size:]

    def stop(self, how=signal.SIGTERM, patience=60):
        if self.child is None:
            return None
        self.child.send_signal(how)
        code = self.child.wait(patience)
        self.child = None
        return code

    def cli(self, *arguments, check=True, at_rest=False, token=None, plain=False):
        """A subcommand with --json against this relay (or its store at rest); gives the object it prints. `plain`: what it
        shows people instead."""
        place = ["--store", self.store] if at_rest else ["--server", self.url, "--ca", self.ca]
        environment = dict(os.environ, **({"CARERELAY_TOKEN": token} if token else {}))
        done = subprocess.run([self.binary, *arguments, *place, *([] if plain else ["--json"])], capture_output=True, text=True,
                              env=environment)
        if check and done.returncode != 0:
            raise SystemExit(f"carerelay {' '.join(arguments)} exited {done.returncode}: {done.stderr}\n{self.log_tail()}")
        if plain:
            return done.stdout
        return json.loads(done.stdout) if done.stdout.strip() else None

    def connection(self):
        context = ssl.create_default_context(cafile=self.ca)
        return http.client.HTTPSConnection("localhost", self.port, context=context, timeout=60)

    def call(self, method, path, body=None, token=None, content_type="application/json", connection=None):
        """One HTTP call; gives (status, decoded body)."""
        own = connection or self.connection()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = content_type
            body = json.dumps(body) if not isinstance(body, (str, bytes)) else body
        own.request(method, path, body, headers)
        answer = own.getresponse()
        text = answer.read().decode()
        if connection is None:
            own.close()
        kind = answer.getheader("Content-Type") or ""
        return answer.status, json.loads(text) if "json" in kind and text else text
