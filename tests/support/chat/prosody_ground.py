"""A real XMPP server for tests: Prosody with group chat and its archive, on a free loopback port in a temporary folder,
ended by whoever started it.

    with ProsodyGround(["relay", "kim"]) as ground:      # accounts at chat.test, all with PASSWORD
        ... ground.port, ground.ca, ground.room("managers") ...
        ground.restart()
"""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

PROSODY = "/usr/bin/prosody"
PASSWORD = "correct horse"
HOST = "chat.test"

CONFIG = """\
run_as_root = true
admins = {{ "boss@{host}" }}
data_path = "{folder}/data"
pidfile = "{folder}/prosody.pid"
log = {{ debug = "{folder}/log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
s2s_ports = {{ }}
c2s_require_encryption = true
authentication = "internal_hashed"
storage = "internal"
modules_enabled = {{ "saslauth", "tls", "disco", "roster", "ping", "offline", "presence", "message", "iq" }}
modules_disabled = {{ "s2s", "s2s_auth_certs", "admin_socket", "admin_shell" }}
VirtualHost "{host}"
  ssl = {{ certificate = "{folder}/certificate.pem", key = "{folder}/key.pem" }}
Component "rooms.{host}" "muc"
  modules_enabled = {{ {muc_modules} }}
  restrict_room_creation = {restrict}
  muc_log_by_default = true
  muc_tombstones = false
  muc_room_default_history_length = 20
"""


def why_not():
    """A sentence when the server cannot be started here, "" when it can."""
    missing = [path for path in (PROSODY, "/usr/bin/openssl") if not os.path.exists(path)]
    return f"not installed: {', '.join(missing)} (./dev setup test)" if missing else ""


def free_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def escaped(name):
    """As Prosody names its files."""
    return "".join(c if c.isalnum() else f"%{ord(c):02x}" for c in name)


class ProsodyGround:
    def __init__(self, accounts, *, archive=True, restrict=False, certificate_for=HOST):
        self.accounts, self.archive, self.restrict, self.certificate_for = accounts, archive, restrict, certificate_for
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="prosody-", dir="/tmp"))
        self.port = free_port()
        self.ca = self.folder / "ca.pem"
        self.child = None

    def __enter__(self):
        try:
            self._certificate()
            for name in self.accounts:
                self.add_account(name)
            modules = '"muc_mam"' if self.archive else ""
            (self.folder / "prosody.cfg.lua").write_text(CONFIG.format(
                folder=self.folder, port=self.port, host=HOST, muc_modules=modules,
                restrict="true" if self.restrict else "false"))
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        with open(self.folder / "output", "ab") as out:
            self.child = subprocess.Popen([PROSODY, "-F", "--config", str(self.folder / "prosody.cfg.lua")], stdout=out,
                                          stderr=out, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 90
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.5).close()
                return
            except OSError:
                if self.child.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("Prosody did not start:\n" + self.tail())
                time.sleep(0.05)

    def stop(self):
        if self.child is None:
            return
        self.child.terminate()
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child = None

    def restart(self):
        self.stop()
        self.start()

    def tail(self, size=4000):
        texts = [p.read_text(errors="replace") for p in (self.folder / "output", self.folder / "log") if p.exists()]
        return "\n".join(texts)[-size:]

    def jid(self, name):
        return f"{name}@{HOST}"

    def room(self, name):
        return f"{name}@rooms.{HOST}"

    def add_account(self, name):
        place = self.folder / "data" / escaped(HOST) / "accounts"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{escaped(name)}.dat").write_text(f'return {{ password = "{PASSWORD}" }};\n')

    def _certificate(self):
        def run(*words):
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.folder)
        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
            "/CN=test authority", "-keyout", "ca-key.pem", "-out", "ca.pem")
        run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            f"/CN={self.certificate_for}", "-keyout", "key.pem", "-out", "request.pem")
        (self.folder / "names").write_text(f"subjectAltName=DNS:{self.certificate_for}\n")
        run("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "certificate.pem")
