#!/usr/bin/python3
"""Signing in by a provider outside, from a house that lets nothing out but by its proxy."""

import http.server
import json
import pathlib
import re
import ssl
import sys
import tempfile
import threading
import unittest

import sign_in_test as kit  # first: it finds what the others need

sys.path.insert(0, str(kit.here.parents[1] / "support" / "chat"))
from connect_proxy import ConnectProxy  # noqa: E402
from relay_process import make_certificate  # noqa: E402


class SignInByProxy(unittest.TestCase, kit.Helpers):
    """Where nothing leaves the house but by its proxy: the provider's name is known to the proxy alone."""
    name = "sign-in.care.example"

    def provider(self, folder):
        """Says where to sign in and takes no code; gives its port. Keeps what it was asked in `heard`."""
        issuer, self.heard = f"https://{self.name}", []
        document = {"issuer": issuer, "authorization_endpoint": issuer + "/authorize", "token_endpoint": issuer + "/token",
                    "jwks_uri": issuer + "/keys"}
        heard = self.heard

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, status, what):
                heard.append((self.command, self.path))
                text = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def do_GET(self):
                self.answer(200, document if "well-known" in self.path else {"keys": []})

            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(400, {"error": "invalid_grant"})

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_port

    def open(self, password):
        temp = tempfile.TemporaryDirectory(prefix="carerelay-proxy-")
        self.addCleanup(temp.cleanup)
        folder = pathlib.Path(temp.name)
        (folder / "far").mkdir()
        make_certificate(folder / "far", self.name)
        (folder / "proxy").write_text(password + "\n")
        self.proxy = ConnectProxy(self.provider(folder / "far"), "relay:word").__enter__()
        self.addCleanup(self.proxy.__exit__)
        self.relay, self.token = kit.a_relay(
            folder / "relay", sign_in__issuer=f"https://{self.name}", sign_in__client_id="carerelay",
            sign_in__ca_file=folder / "far/cert.pem", channels__https_proxy=self.proxy.url,
            channels__https_proxy_secret_file=folder / "proxy")
        self.relay.start()
        self.addCleanup(self.relay.stop)

    def test_the_provider_is_asked_by_the_proxy_of_the_house_which_sees_only_where_to(self):
        self.open("relay:word")
        browser = self.browser()
        page = browser.once("GET", self.relay.url + "/v1/sign-in")
        self.assertEqual(page.status, 303, page.body)
        self.assertTrue(page.header("Location").startswith(f"https://{self.name}/authorize?"), page.header("Location"))
        state = re.search("[?&]state=([^&]+)", page.header("Location")).group(1)
        self.assertEqual(
            browser.once("GET", f"{self.relay.url}/v1/sign-in/callback?code=x&state={state}", from_other_site=True).status, 403)
        self.assertIn(("POST", "/token"), self.heard)
        self.assertEqual(set(self.proxy.asked), {("CONNECT", f"{self.name}:443")})
        self.assertNotIn(b"well-known", bytes(self.proxy.passed_on))

    def test_a_proxy_that_refuses_is_as_a_provider_that_is_away(self):
        self.open("relay:wrong")
        page = self.browser().once("GET", self.relay.url + "/v1/sign-in")
        self.assertGreaterEqual(page.status, 500, page.body)
        self.assertTrue(self.proxy.asked)
        self.assertEqual(self.heard, [])
        self.assertNotIn("relay:wrong", self.log())


if __name__ == "__main__":
    unittest.main(verbosity=2)
