"""Real mail servers for tests: Postfix with Dovecot (LMTP, IMAP, Sieve, quota) on free loopback ports in a temporary
folder, ended by whoever started them. Needs root, as Postfix does.

    with MailGround() as ground:  # `x@dead.test` never answers, mail to `x@box.test` is delivered by Postfix itself, to `x@sink.test` by nobody
        ground.add_user("manager@rosewood.test")
        ... ground.submission_port, ground.imap_port, ground.ca ...
        ground.mails("manager@rosewood.test")
"""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

POSTFIX, DOVECOT, DOVEADM = "/usr/sbin/postfix", "/usr/sbin/dovecot", "/usr/bin/doveadm"
PASSWORD = "correct horse"

SERVICES = """\
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def why_not():
    """A sentence when the servers cannot be started here, "" when they can."""
    if os.geteuid() != 0:
        return "Postfix needs root"
    missing = [path for path in (POSTFIX, DOVECOT, "/usr/bin/openssl") if not os.path.exists(path)]
    return f"not installed: {', '.join(missing)} (./dev setup test)" if missing else ""


def free_ports(count):
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 0.3):
            return True
    except OSError:
        return False


class MailGround:
    """`routes` sends mail of a domain to another loopback port, as if that were its server on the net. `refused` are
    addresses that are refused at once."""

    def __init__(self, routes=None, refused=(), lifetime="28s"):
        self.routes, self.refused, self.lifetime = dict(routes or {}), list(refused), lifetime
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))
        self.folder.chmod(0o755)
        (self.submission_port, self.open_port, self.imap_port, self.lmtp_port, self.auth_port, self.dead_port) = free_ports(6)
        self.ca = self.folder / "ca.pem"
        self.running, self.transports = [], {}

    def __enter__(self):
        try:
            self._certificate()
            self._dovecot()
            self._postfix()
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.stop_postfix()
        if (self.folder / "dovecot/run/master.pid").exists():
            subprocess.run([DOVEADM, "-c", self.folder / "dovecot.conf", "stop"], capture_output=True, check=False,
                           timeout=20)
        time.sleep(0.2)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_postfix(self):
        if (self.folder / "postfix/main.cf").exists():
            subprocess.run([POSTFIX, "-c", self.folder / "postfix", "abort"], capture_output=True, check=False,
                           timeout=20)

    # What tests do with it

    def add_user(self, address, *, quota_bytes=0, sieve=""):
        """A mailbox. Known at once."""
        home = self.folder / "mail" / address
        home.mkdir(parents=True)
        rule = f" userdb_quota_rule=*:bytes={quota_bytes}" if quota_bytes else ""
        if sieve:
            (home / ".dovecot.sieve").write_text(sieve)
        nobody = pwd.getpwnam("nobody")
        for path in (home, *home.iterdir()):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        with open(self.folder / "users", "a", encoding="ascii") as users:
            users.write(f"{address}:{{PLAIN}}{PASSWORD}:{nobody.pw_uid}:{nobody.pw_gid}::{home}::{rule.strip()}\n")

    def mails(self, address, folder=""):
        """Every mail in the mailbox, as bytes."""
        root = self.folder / "mail" / address / "Maildir"
        root = root / f".{folder}" if folder else root
        found = []
        for part in ("new", "cur"):
            if (root / part).is_dir():
                found += [path.read_bytes() for path in sorted((root / part).iterdir())]
        return found

    def reroute(self, domain, to):
        """Sends mail of a domain by another transport of Postfix from now on; None: as before."""
        conf = self.folder / "postfix/main.cf"
        kept = [line for line in conf.read_text().splitlines() if not line.startswith("transport_maps")]
        conf.write_text("\n".join(kept) + "\n")
        table = self.transports | ({domain: to} if to else {})
        with open(conf, "a", encoding="ascii") as out:
            out.write("transport_maps = inline:{ " + ", ".join(f"{{ {one} = {by} }}" for one, by in table.items()) + " }\n")
        subprocess.run([POSTFIX, "-c", conf.parent, "reload"], check=True, capture_output=True, timeout=30)

    def log(self):
        return (self.folder / "postfix.log").read_text(errors="replace") + (self.folder / "dovecot.log").read_text(errors="replace")

    # How they are set up

    def _certificate(self):
        def run(*words):
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, cwd=self.folder)

        run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", 2, "-subj",
            "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem")
        run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost", "-keyout",
            "key.pem", "-out", "request.pem")
        (self.folder / "names").write_text("subjectAltName=DNS:localhost\n")
        run("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", 2,
            "-extfile", "names", "-out", "certificate.pem")

    def _dovecot(self):
        root = self.folder
        (root / "users").touch()
        (root / "dovecot.log").touch()
        (root / "dovecot.log").chmod(0o666)
        (root / "mail").mkdir()
        (root / "dovecot.conf").write_text(f"""
base_dir = {root}/dovecot/run
state_dir = {root}/dovecot/state
log_path = {root}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <{root}/certificate.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
first_valid_uid = 1
mail_home = {root}/mail/%u
mail_location = maildir:~/Maildir
mail_plugins = quota
recipient_delimiter = +
submission_host = 127.0.0.1:{self.open_port}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {root}/users
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {self.lmtp_port}
  }}
}}
service auth {{
  inet_listener {{
    port = {self.auth_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  mail_plugins = quota sieve
  lmtp_hdr_delivery_address = original
}}
plugin {{
  quota = count:User quota
  quota_vsizes = yes
  quota_grace = 0
  sieve = file:~/sieve;active=~/.dovecot.sieve
  sieve_vacation_min_period = 0
}}
""")
        # A daemon keeps what it inherits: no pipe of ours.
        subprocess.run([DOVECOT, "-c", root / "dovecot.conf"], check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30)

    def _postfix(self):
        root = self.folder
        conf, queue, data = root / "postfix", root / "queue", root / "data"
        for path in (conf, queue, data, root / "boxes"):
            path.mkdir()
        shutil.chown(root / "boxes", "nobody")
        shutil.chown(data, "postfix")
        self.transports = routes = {"dead.test": f"smtp:[127.0.0.1]:{self.dead_port}", "box.test": "virtual:", "sink.test": "discard:",
                  **{
            domain: f"smtp:[127.0.0.1]:{port}" for domain, port in self.routes.items()}}
        table = ", ".join(f"{{ {domain} = {to} }}" for domain, to in routes.items())
        refused = ", ".join(f"{{ {address} = 550 5.1.1 no such person }}" for address in self.refused)
        (conf / "main.cf").write_text(f"""
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
myhostname = mail.test
mydestination =
local_recipient_maps =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
virtual_mailbox_domains = regexp:{{ {{ /[.]test$$/ yes }} }}
virtual_mailbox_maps = static:all
virtual_transport = lmtp:inet:127.0.0.1:{self.lmtp_port}
virtual_mailbox_base = {root}/boxes
virtual_uid_maps = static:{pwd.getpwnam("nobody").pw_uid}
virtual_gid_maps = static:{pwd.getpwnam("nobody").pw_gid}
transport_maps = inline:{{ {table} }}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = {f'check_recipient_access inline:{{ {refused} }}' if refused else ''}
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{self.auth_port}
smtpd_tls_cert_file = {root}/certificate.pem
smtpd_tls_key_file = {root}/key.pem
smtpd_client_connection_count_limit = 0
maximal_queue_lifetime = {self.lifetime}
bounce_queue_lifetime = {self.lifetime}
delay_warning_time = 5s
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
default_destination_concurrency_limit = 20
lmtp_destination_recipient_limit = 1
in_flow_delay = 0
""")
        (conf / "master.cf").write_text(
            f"127.0.0.1:{self.submission_port} inet n - n - - smtpd -o smtpd_sasl_auth_enable=yes -o smtpd_tls_security_level=encrypt\n"
            f"127.0.0.1:{self.open_port} inet n - n - - smtpd -o smtpd_relay_restrictions=permit_mynetworks,reject\n" + SERVICES)
        with open(root / "postfix.start", "wb") as said:
            done = subprocess.run([POSTFIX, "-c", conf, "start"], check=False, stdin=subprocess.DEVNULL, stdout=said,
                                  stderr=said, timeout=30)
        if done.returncode != 0:
            raise RuntimeError("Postfix does not start: " + (root / "postfix.start").read_text() + self.log())

    def _wait(self):
        end = time.monotonic() + 20
        for port in (self.submission_port, self.open_port, self.imap_port, self.lmtp_port):
            while not answers(port):
                if time.monotonic() > end:
                    raise RuntimeError("a mail server does not answer:\n" + self.log())
                time.sleep(0.05)
