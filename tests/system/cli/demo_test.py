"""The demo as somebody meets it: two links that sign in by themselves, and a picture that goes on changing."""
import base64
import json
import os
import re
import signal
import ssl
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric import ec

BINARY = os.environ["CARERELAY_BINARY"]


def as_text(number):
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


class Browser:
    """Keeps cookies, as a browser on that page would; does not follow redirects."""

    def __init__(self, url, authority):
        self.url, self.cookie = url, ""
        self.context = ssl.create_default_context(cafile=authority)

        class Stays(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *_):
                return None

        self.opener = urllib.request.build_opener(Stays, urllib.request.HTTPSHandler(context=self.context))

    def ask(self, method, path, body=None, kind="application/json", **headers):
        headers = {"Origin": self.url, "Content-Type": kind, "Cookie": self.cookie, **headers}
        asked = urllib.request.Request(self.url + path, body, headers, method=method)
        try:
            answer = self.opener.open(asked, timeout=10)
        except urllib.error.HTTPError as refused:
            answer = refused
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = line.split(";")[0]
        return answer.status, answer.headers, answer.read().decode()


class Demo(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.demo = subprocess.Popen([BINARY, "demo", "--folder", self.folder.name + "/demo"], stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT, text=True)
        self.said = ""
        while "Each link works once" not in self.said:
            line = self.demo.stdout.readline()
            self.assertTrue(line, self.said)
            self.said += line

    def tearDown(self):
        self.demo.send_signal(signal.SIGINT)
        self.demo.communicate(timeout=60)
        self.folder.cleanup()

    def link(self, pattern):
        found = re.search(r"(https://localhost:\d+)" + pattern, self.said)
        self.assertTrue(found, self.said)
        return Browser(found.group(1), self.folder.name + "/demo/authority.pem"), found.group(2)

    def test_both_links_sign_in_and_the_picture_goes_on_changing(self):
        console, secret = self.link(r"/console/#sign-in=(\S+)")
        form = f"link={secret}".encode()
        status, headers, _ = console.ask("POST", "/sign-in/link", form, "application/x-www-form-urlencoded")
        self.assertEqual((status, headers["Location"]), (303, "/console"))
        me = json.loads(console.ask("GET", "/v1/session")[2])
        self.assertEqual(sorted(me["roles"]), ["administrator", "auditor", "publisher"])
        again, _ = self.link(r"/console/#sign-in=(\S+)")
        self.assertEqual(again.ask("POST", "/sign-in/link", form, "application/x-www-form-urlencoded")[0], 403)

        inbox, code = self.link(r"/#enrol=(\S+)")
        point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
        key = {"kty": "EC", "crv": "P-256", "x": as_text(point.x), "y": as_text(point.y)}
        status, _, body = inbox.ask("POST", "/v1/devices", json.dumps({"code": code, "public_key": key}).encode())
        self.assertEqual(status, 201, body)

        until, answered = time.monotonic() + 40, []
        while time.monotonic() < until and len(set(answered)) < 2:
            rows = json.loads(console.ask("GET", "/v1/messages?limit=20")[2])["messages"]
            live = [row for row in rows if row.get("reference", "").startswith("demo-live-")]
            answered += [row["acknowledged"] for row in live[:1]]
            time.sleep(1)
        self.assertGreater(len(set(answered)), 1, "the newest bulletin's answers do not change")

    def test_what_is_for_every_home_is_approved_by_a_colleague(self):
        console, secret = self.link(r"/console/#sign-in=(\S+)")
        console.ask("POST", "/sign-in/link", f"link={secret}".encode(), "application/x-www-form-urlencoded")
        me = json.loads(console.ask("GET", "/v1/session")[2])
        draft = {"kind": "guidance_bulletin", "urgency": "immediate", "audience": {"everyone": True},
                 "info": [{"language": "en-GB", "headline": "Everybody"}]}
        status, _, body = console.ask("POST", "/v1/messages", json.dumps(draft).encode(),
                                      **{"X-Carerelay-Session": me["session_header"]})
        self.assertEqual(status, 202, body)
        path, until = "/v1/drafts/" + json.loads(body)["draft"], time.monotonic() + 30
        state = "waiting"
        while state == "waiting" and time.monotonic() < until:
            time.sleep(0.5)
            state = json.loads(console.ask("GET", path)[2])["state"]
        self.assertEqual(state, "sent")


if __name__ == "__main__":
    unittest.main(verbosity=2)
