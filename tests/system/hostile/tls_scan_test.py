"""What a stranger who scans the relay's TLS finds: testssl.sh, nothing above LOW.

The certificate is signed by an authority made here, good for 90 days with a place to ask for revocations, so that what
is found is the relay's own doing. First the scanner is pointed at a server that is badly set up on purpose: a scan that
finds nothing there would prove nothing here.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from relay_process import Relay, free_port  # noqa: E402

BAD = ("MEDIUM", "HIGH", "CRITICAL", "FATAL")


def openssl(*arguments, **more):
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, **more)


def make_authority_and_certificate(folder):
    """ca.pem, and cert.pem with key.pem for localhost signed by it."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *curve, "-days", "365", "-subj", "/CN=Carerelay test authority",
            "-keyout", f"{folder}/ca.key", "-out", f"{folder}/ca.pem")
    openssl("req", *curve, "-subj", "/CN=localhost", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/csr.pem")
    pathlib.Path(f"{folder}/extensions").write_text(
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n"
        "crlDistributionPoints=URI:http://crl.example/ca.crl\n")
    openssl("x509", "-req", "-in", f"{folder}/csr.pem", "-CA", f"{folder}/ca.pem", "-CAkey", f"{folder}/ca.key",
            "-CAcreateserial", "-days", "90", "-extfile", f"{folder}/extensions", "-out", f"{folder}/cert.pem")


def scan(port, folder, *checks):
    """The findings of testssl.sh, worst kinds only."""
    report = f"{folder}/report-{port}.json"
    done = subprocess.run(
        ["testssl", "--quiet", "--color", "0", "--warnings", "off", "--ip", "127.0.0.1", "--nodns", "none",
         "--add-ca", f"{folder}/ca.pem", "--jsonfile", report, *checks, f"localhost:{port}"],
        capture_output=True, text=True, env=dict(os.environ, TERM="dumb"))
    try:
        findings = json.loads(pathlib.Path(report).read_text())
    except (OSError, ValueError) as why:
        raise AssertionError(f"testssl.sh left no report ({why}): {done.stdout[-2000:]}{done.stderr[-2000:]}") from None
    return findings, [f"{f['severity']} {f['id']}: {f['finding']}" for f in findings if f["severity"] in BAD]


class TlsScan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="carerelay-tls-")
        make_authority_and_certificate(cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_scanner_sees_a_server_that_is_badly_set_up(self):
        port, folder = free_port(), self.folder.name
        server = subprocess.Popen(
            ["openssl", "s_server", "-quiet", "-www", "-accept", f"127.0.0.1:{port}", "-cert", f"{folder}/cert.pem",
             "-key", f"{folder}/key.pem", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _, bad = scan(port, folder, "-s", "-f")
        finally:
            server.kill()
            server.wait()
        self.assertNotEqual(bad, [])

    def test_nothing_above_low_is_found_on_the_relay(self):
        folder = self.folder.name
        relay = Relay(os.environ["CARERELAY_BINARY"], f"{folder}/relay", limits__per_source_new_per_minute=100000,
                      tls__certificate=f"{folder}/cert.pem", tls__key=f"{folder}/key.pem")
        relay.start()
        try:
            # Protocols, cipher categories, forward secrecy, the server's certificate, HTTP header, vulnerabilities.
            findings, bad = scan(relay.port, folder, "-p", "-s", "-f", "-S", "-h", "-U")
            self.assertIsNone(relay.child.poll(), "the relay lives")
        finally:
            relay.stop()
        self.assertEqual(bad, [])
        offered = {f["id"]: f["finding"] for f in findings}
        self.assertIn("offered", offered["TLS1_3"])
        self.assertIn("offered", offered["TLS1_2"])
        for old in ("SSLv2", "SSLv3", "TLS1", "TLS1_1"):
            self.assertIn("not offered", offered[old])


if __name__ == "__main__":
    unittest.main(verbosity=2)
