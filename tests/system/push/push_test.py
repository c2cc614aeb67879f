"""Waking a device that has no connection, with a push service of the test's own that opens what it gets by itself."""
import base64
import http.server
import json
import os
import pathlib
import ssl
import sys
import tempfile
import threading
import time
import unittest

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

sys.path[:0] = [str(pathlib.Path(__file__).parents[2] / "support"),
                str(pathlib.Path(__file__).parents[2] / "support" / "chat")]
from connect_proxy import ConnectProxy  # noqa: E402
from relay_process import Relay, make_certificate  # noqa: E402


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def point_of(key):
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def hkdf(secret, salt, info, size):
    return HKDF(hashes.SHA256(), size, salt, info).derive(secret)


class Subscription:
    """A browser's end of it: RFC 8291 from its text, with nothing of the relay's."""

    def __init__(self, endpoint):
        self.key, self.auth, self.endpoint = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), endpoint

    def json(self):
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None,
                           "keys": {"p256dh": b64(point_of(self.key)), "auth": b64(self.auth)}})

    def opened(self, body):
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21:21 + length], body[21 + length:]
        assert size == 4096 and length == 65 and len(sealed) <= size
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        secret = hkdf(shared, self.auth, b"WebPush: info\0" + point_of(self.key) + sender, 32)
        key = hkdf(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = hkdf(secret, salt, b"Content-Encoding: nonce\0", 12)
        text = AESGCM(key).decrypt(nonce, sealed, None)
        assert text.rstrip(b"\0").endswith(b"\2")
        return json.loads(text.rstrip(b"\0")[:-1])


class Service:
    """Answers with the next of `answers`, 201 after the last; keeps what it was asked."""

    def __init__(self, folder):
        self.answers, self.heard = [], []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.heard.append((self.path, dict(self.headers), body))
                status, headers = service.answers.pop(0) if service.answers else (201, {})
                self.send_response(status)
                for name, value in {"Content-Length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.origin = f"https://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait_for(self, count, seconds=120):
        until = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.05)
        return self.heard


class Push(unittest.TestCase):
    name = "localhost"

    @classmethod
    def way_there(cls):
        return {"push__hosts": "localhost"}

    def open_service(self):
        return Service(self.services)

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        services = pathlib.Path(cls.folder.name) / "service"
        services.mkdir()
        make_certificate(services, cls.name)
        cls.services = services
        cls.relay = Relay(os.environ["CARERELAY_BINARY"], pathlib.Path(cls.folder.name) / "relay",
                          push__subject="mailto:ops@relay.example", push__ca_file=f"{services}/cert.pem",
                          push__wait_ms=200, approval__persons=1, log__level="debug", **cls.way_there())
        made = cls.relay.cli("publishers", "add", "team", "--name", "Team", "--kinds", "guidance_bulletin", "--areas", "all",
                             "--urgency", "immediate", "--administrator", at_rest=True)
        cls.token = made["token"]
        cls.relay.start()

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.folder.cleanup()

    def call(self, method, path, body="", token=None):
        return self.relay.call(method, path, body, self.token if token is None else token)

    number = 0

    def setUp(self):
        Push.number += 1
        self.service = self.open_service()
        self.home = f"1-90000000{Push.number:02}"
        home = {"id": self.home, "name": f"Home {Push.number}", "area": "E09000010"}
        self.assertEqual(self.call("POST", "/v1/homes", json.dumps(home))[0], 201)
        self.key = ec.generate_private_key(ec.SECP256R1())
        numbers = self.key.public_key().public_numbers()
        code = self.call("POST", f"/v1/homes/{self.home}/codes", "{}")[1]["code"]
        jwk = {"kty": "EC", "crv": "P-256", "x": b64(numbers.x.to_bytes(32, "big")), "y": b64(numbers.y.to_bytes(32, "big"))}
        status, made = self.call("POST", "/v1/devices", json.dumps({"code": code, "public_key": jwk}), "")
        self.assertEqual(status, 201, made)
        self.device, self.short = made["device"], self.short_token(made["device"])
        self.subscription = Subscription(f"{self.service.origin}/send/{Push.number}")
        self.assertEqual(self.call("PUT", "/v1/devices/self/push", self.subscription.json(), self.short)[0], 204)

    def tearDown(self):
        self.service.server.shutdown()

    def short_token(self, device):
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        lines = f"carerelay.v1 token\n{self.home}\n{device}\n{at}".encode()
        r, s = utils.decode_dss_signature(self.key.sign(lines, ec.ECDSA(hashes.SHA256())))
        proof = {"at": at, "signature": b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))}
        return self.call("POST", f"/v1/devices/{device}/token", json.dumps(proof), "")[1]["token"]

    def publish(self, urgency):
        draft = {"kind": "guidance_bulletin", "urgency": urgency, "audience": {"homes": [self.home]},
                 "info": [{"language": "en-GB", "headline": "Nobody may read this on the way"}]}
        status, made = self.call("POST", "/v1/messages", json.dumps(draft))
        self.assertEqual(status, 201, made)
        return made["id"]

    def test_an_urgent_message_wakes_a_device_that_has_not_stored_it_and_says_nothing(self):
        self.publish("expected")
        message = self.publish("immediate")
        heard = self.service.wait_for(1)
        self.assertEqual(len(heard), 1)
        path, headers, body = heard[0]
        self.assertEqual(path, f"/send/{Push.number}")
        said = self.subscription.opened(body)
        self.assertEqual((said["kind"], said["urgency"]), ("message", "immediate"))
        self.assertNotIn(message, json.dumps(said) + headers["Topic"])
        self.assertEqual((headers["Content-Encoding"], headers["Urgency"]), ("aes128gcm", "high"))
        self.assertGreater(int(headers["TTL"]), 0)

    def test_the_relay_proves_to_the_service_who_it_is(self):
        self.assertEqual(self.call("POST", "/v1/devices/self/test-alert", "", self.short)[1]["push"], "sent")
        authorization = self.service.wait_for(1)[0][1]["Authorization"]
        token, key = authorization.removeprefix("vapid t=").split(", k=")
        self.assertEqual(key, self.call("GET", "/v1/push/key", "", "")[1]["key"])
        head, claims, signature = token.split(".")
        raw = unb64(signature)
        der = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key)).verify(
            der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        claims = json.loads(unb64(claims))
        self.assertEqual((claims["aud"], claims["sub"]), (self.service.origin, "mailto:ops@relay.example"))
        self.assertTrue(time.time() < claims["exp"] <= time.time() + 86400)
        self.assertEqual(self.subscription.opened(self.service.heard[0][2]), {"v": 1, "kind": "test"})

    def test_a_busy_service_is_asked_again_when_it_says(self):
        self.service.answers = [(429, {"Retry-After": "1"}), (503, {})]
        self.publish("immediate")
        self.assertEqual(len(self.service.wait_for(3)), 3)

    def test_a_subscription_that_has_ended_is_forgotten(self):
        self.service.answers = [(410, {})]
        self.publish("immediate")
        self.service.wait_for(1)
        until = time.monotonic() + 10
        gone = False
        while not gone and time.monotonic() < until:
            gone = not self.call("GET", "/v1/devices/self", "", self.short)[1]["device"]["push"]
            time.sleep(0.1)
        self.assertTrue(gone)

    def test_a_redirect_is_not_followed(self):
        self.service.answers = [(307, {"Location": f"{self.service.origin}/elsewhere"})]
        self.assertEqual(self.call("POST", "/v1/devices/self/test-alert", "", self.short)[1]["push"], "refused")
        self.assertEqual([path for path, _, _ in self.service.heard], [f"/send/{Push.number}"])

    def test_nothing_of_a_subscription_is_logged(self):
        self.publish("immediate")
        self.service.wait_for(1)
        time.sleep(0.2)
        log = self.relay.log_tail(100_000)
        self.assertIn("push_sent", log)
        for secret in ("/send/", b64(self.subscription.auth), "Nobody may read this"):
            self.assertNotIn(secret, log)


class PushByProxy(Push):
    """The same where nothing leaves the house but by its proxy, to a service whose name this machine does not know."""
    name = "push.care.example"

    @classmethod
    def way_there(cls):
        cls.proxy = ConnectProxy(None, "relay:word").__enter__()
        cls.addClassCleanup(cls.proxy.__exit__)
        secret = pathlib.Path(cls.folder.name) / "proxy"
        secret.write_text("relay:word\n")
        return {"channels__https_proxy": cls.proxy.url, "channels__https_proxy_secret_file": secret}

    def open_service(self):
        service = super().open_service()
        self.proxy.cut()
        self.proxy.leads_to = service.server.server_port
        self.proxy.asked.clear()
        self.proxy.passed_on.clear()
        service.origin = f"https://{self.name}"
        return service

    def tearDown(self):
        self.assertEqual(set(self.proxy.asked), {("CONNECT", f"{self.name}:443")})
        self.assertNotIn(b"/send/", bytes(self.proxy.passed_on))
        super().tearDown()


if __name__ == "__main__":
    unittest.main(verbosity=2)
