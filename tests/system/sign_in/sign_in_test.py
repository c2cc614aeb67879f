#!/usr/bin/python3
"""People sign in to a running relay: with one-time links, and by a real identity provider (npm oidc-provider, in node).

Every rule of the way in has its attack here: another's state, nonce, issuer, audience, key, code, cookie, Origin; and
what must end when somebody signs out, is signed out or may no longer act."""
import asyncio
import atexit
import hashlib
import html
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import websockets

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parents[1] / "support")]
from browser import Browser  # noqa: E402
from relay_process import Relay, free_port  # noqa: E402

NODE = "/usr/bin/node" if os.path.exists("/usr/bin/node") else "node"
SECRET = "the client secret of the test"
PEOPLE = {"ada": ["publisher"], "grace": ["administrator"]}


def a_relay(folder, **settings):
    """A relay with a team of administrators that has two people in it; gives it with the team's token."""
    relay = Relay(os.environ["CARERELAY_BINARY"], folder, log__level="debug", **settings)
    token = relay.cli("publishers", "add", "team", "--name", "The team", "--kinds", "guidance_bulletin", "--areas", "all",
                      "--urgency", "immediate", "--administrator", at_rest=True)["token"]
    return relay, token


def add_people(relay, token):
    for name, roles in PEOPLE.items():
        status, answer = relay.call("POST", "/v1/publishers/team/members",
                                    {"id": name, "name": name.title(), "person": True, "roles": roles}, token)
        assert status == 201, answer


class Helpers:
    def browser(self):
        return Browser(self.relay.ca)

    def link(self, member):
        status, made = self.relay.call("POST", f"/v1/members/{member}/sign-in-links", "", self.token)
        self.assertEqual(status, 201, made)
        return made["url"].replace("https://relay.example", self.relay.url)

    def spend(self, browser, url, **more):
        """Opens the link's page and presses its button."""
        page = browser.once("GET", url, from_other_site=True)
        self.assertEqual(page.status, 200, page.body)
        secret = html.unescape(re.search(r'name="link" value="([^"]*)"', page.body).group(1))
        return browser.once("POST", self.relay.url + "/sign-in/link", {"link": secret}, **more)

    def signed_in(self, member):
        browser = self.browser()
        page = self.spend(browser, self.link(member))
        self.assertEqual(page.status, 303, page.body)
        return browser

    def me(self, browser):
        page = browser.once("GET", self.relay.url + "/v1/session")
        return json.loads(page.body) if page.status == 200 else page.status

    def change(self, browser, method, path, body=None, origin="own", header="own"):
        """A request of a page; gives its status."""
        if header == "own":
            header = self.me(browser)["session_header"]
        lines = {"Origin": self.relay.url if origin == "own" else origin, "X-Carerelay-Session": header}
        if body is not None:
            lines["Content-Type"] = "application/json"
        return browser.once(method, self.relay.url + path, headers=lines, body=body).status

    async def open(self, browser, origin="own", path="/v1/stream?as=person"):
        cookie = browser.cookie(self.relay.url, "__Host-carerelay")
        lines = {"Cookie": f"__Host-carerelay={cookie}"} if cookie else {}
        return await websockets.connect(
            self.relay.url.replace("https", "wss") + path, ssl=browser.context, subprotocols=["carerelay.v1"],
            origin=self.relay.url if origin == "own" else origin, extra_headers=lines)

    def closes_when(self, browser, what, member):
        """Opens a stream, has `what` done, and gives the close code and the seconds until it came."""
        async def watch():
            stream = await self.open(browser)
            welcome = json.loads(await stream.recv())
            self.assertEqual(welcome["type"], "welcome")
            self.assertEqual(welcome["publisher"], "team")
            await asyncio.get_running_loop().run_in_executor(None, what)
            begun = time.monotonic()
            try:
                await asyncio.wait_for(stream.wait_closed(), 10)
            except asyncio.TimeoutError:
                self.fail(f"the stream of {member} is still open")
            return stream.close_code, time.monotonic() - begun
        return asyncio.run(watch())

    def refusal(self, browser, **how):
        """The status with which a stream is refused."""
        async def attempt():
            try:
                stream = await self.open(browser, **how)
            except websockets.InvalidStatusCode as refused:
                return refused.status_code
            await stream.close()
            return 101
        return asyncio.run(attempt())

    def log(self):
        return pathlib.Path(self.relay.log).read_text()

    def events(self, name):
        lines = (line for line in self.log().splitlines() if line.startswith("{"))
        return [event for event in map(json.loads, lines) if event["event"] == name]


class Links(unittest.TestCase, Helpers):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-links-")
        cls.relay, cls.token = a_relay(cls.temp.name, sign_in__public_url="https://relay.example",
                                       limits__http_per_minute=100000)
        cls.relay.start()
        add_people(cls.relay, cls.token)

    @classmethod
    def tearDownClass(cls):
        cls.relay.stop()
        cls.temp.cleanup()

    def test_a_link_signs_a_person_in_and_only_the_button_uses_it_up(self):
        url, browser = self.link("ada"), self.browser()
        for _ in range(3):  # a mail scanner, and the person's own preview
            scanner = self.browser()
            page = scanner.once("GET", url)
            self.assertEqual((page.status, page.cookies), (200, []))
            self.assertEqual(scanner.once("HEAD", url).status, 200)
        page = self.spend(browser, url)
        self.assertEqual((page.status, page.header("Location")), (303, "/console"))
        self.assertEqual(self.me(browser)["member"], "ada")
        self.assertIn("You are signed in", browser.once("GET", self.relay.url + "/sign-in").body)
        self.assertEqual(self.spend(self.browser(), url).status, 403)  # used

    def test_the_command_line_makes_links_and_ends_sessions(self):
        made = self.relay.cli("sign-in-link", "ada", token=self.token)
        self.assertRegex(made["url"], r"^https://relay\.example/sign-in/link\?link=crl_[A-Za-z0-9_-]{22}$")
        browser = self.browser()
        self.spend(browser, made["url"].replace("https://relay.example", self.relay.url))
        mine = self.me(browser)["id"]
        listed = self.relay.cli("sessions", "list", token=self.token)
        self.assertIn(mine, [one["id"] for one in listed["sessions"]])
        self.relay.cli("sessions", "end", mine, token=self.token)
        self.assertEqual(self.me(browser), 401)

    def test_the_form_says_where_it_comes_from(self):
        page = self.browser().once("GET", self.link("ada"))
        # With no-referrer a browser says `Origin: null`, and its own person would be refused.
        self.assertEqual(page.header("Referrer-Policy"), "same-origin")
        self.assertIn("form-action 'self'", page.header("Content-Security-Policy"))

    def test_a_button_on_another_site_signs_nobody_in(self):
        for origin in ("https://evil.example", "null", None, self.relay.url + ".evil.example",
                       self.relay.url.replace("https", "http")):
            page = self.spend(self.browser(), self.link("ada"), headers={"Origin": origin})
            self.assertEqual((page.status, page.cookies), (403, []), origin)

    def test_guessing_links_is_slowed_down(self):
        folder = tempfile.TemporaryDirectory(prefix="carerelay-guess-")
        relay, _ = a_relay(folder.name)
        relay.start()
        try:
            browser = Browser(relay.ca)
            statuses = [browser.once("POST", relay.url + "/sign-in/link", {"link": f"crl_{n:022}"}).status
                        for n in range(12)]
        finally:
            relay.stop()
            folder.cleanup()
        self.assertEqual(statuses[:5], [403] * 5)
        self.assertIn(429, statuses[5:])

    def test_a_change_needs_our_page_and_the_sessions_header(self):
        browser, other = self.signed_in("grace"), self.signed_in("ada")
        body = json.dumps({"email": "somebody@example.org"})
        path = "/v1/members/ada/invitation"
        self.assertEqual(self.change(browser, "PUT", path, body, origin="https://evil.example"), 403)
        self.assertEqual(self.change(browser, "PUT", path, body, origin="null"), 403)
        self.assertEqual(self.change(browser, "PUT", path, body, origin=None), 403)
        self.assertEqual(self.change(browser, "PUT", path, body, header=None), 403)
        self.assertEqual(self.change(browser, "PUT", path, body, header=self.me(other)["session_header"]), 403)
        self.assertEqual(self.change(browser, "PUT", path, body), 204)

    def test_signing_in_again_ends_the_session_before_and_takes_over_none_that_was_planted(self):
        browser = self.signed_in("ada")
        before = browser.cookie(self.relay.url, "__Host-carerelay")
        self.spend(browser, self.link("ada"))
        after = browser.cookie(self.relay.url, "__Host-carerelay")
        self.assertNotEqual(before, after)
        old = self.browser()
        old.plant(self.relay.url, "__Host-carerelay", before)
        self.assertEqual(self.me(old), 401)
        fixed = self.browser()
        fixed.plant(self.relay.url, "__Host-carerelay", "A" * 43)
        self.spend(fixed, self.link("ada"))
        self.assertNotEqual(fixed.cookie(self.relay.url, "__Host-carerelay"), "A" * 43)
        fixed.plant(self.relay.url, "__Host-carerelay", "A" * 43)
        self.assertEqual(self.me(fixed), 401)

    def test_a_stream_opens_with_the_cookie_and_our_own_origin_alone(self):
        browser = self.signed_in("ada")
        self.assertEqual(self.refusal(browser), 101)
        self.assertEqual(self.refusal(browser, origin="https://evil.example"), 403)
        self.assertEqual(self.refusal(browser, origin=None), 403)
        self.assertEqual(self.refusal(self.browser()), 401)

    def test_a_homes_stream_in_the_same_browser_is_still_the_homes(self):
        async def first_frame():
            stream = await self.open(self.signed_in("ada"), path="/v1/stream")
            frame = json.loads(await stream.recv())
            await stream.close()
            return frame["type"]
        self.assertEqual(asyncio.run(first_frame()), "challenge")

    def test_signing_out_closes_the_stream_within_two_seconds(self):
        browser = self.signed_in("ada")
        cookie = browser.cookie(self.relay.url, "__Host-carerelay")
        code, seconds = self.closes_when(browser, lambda: self.change(browser, "DELETE", "/v1/session"), "ada")
        self.assertEqual(code, 4300)
        self.assertLess(seconds, 2)
        self.assertEqual(browser.cookie(self.relay.url, "__Host-carerelay"), "")
        browser.plant(self.relay.url, "__Host-carerelay", cookie)
        self.assertEqual(self.me(browser), 401)

    def test_an_administrator_who_ends_a_session_closes_its_stream_and_no_other(self):
        browser, other = self.signed_in("ada"), self.signed_in("ada")
        mine = self.me(browser)["id"]
        code, seconds = self.closes_when(
            browser, lambda: self.relay.call("DELETE", f"/v1/sessions/{mine}", token=self.token), "ada")
        self.assertEqual(code, 4300)
        self.assertLess(seconds, 2)
        self.assertEqual(self.me(other)["member"], "ada")

    def test_a_member_who_may_no_longer_act_is_cut_off_within_two_seconds(self):
        status, answer = self.relay.call("POST", "/v1/publishers/team/members",
                                         {"id": "leaver", "name": "Leaver", "person": True, "roles": ["publisher"]},
                                         self.token)
        self.assertEqual(status, 201, answer)
        browser = self.signed_in("leaver")
        code, seconds = self.closes_when(
            browser, lambda: self.relay.call("DELETE", "/v1/publishers/team/members/leaver", token=self.token), "leaver")
        self.assertEqual(code, 4300)
        self.assertLess(seconds, 2)
        self.assertEqual(self.me(browser), 401)

    def test_an_answer_still_being_sent_is_cut_when_the_session_ends(self):
        film = os.urandom(8 << 20)
        path = "/v1/resources/" + hashlib.sha256(film).hexdigest()
        status, answer = self.relay.call("PUT", path, film, self.token, "application/octet-stream")
        self.assertIn(status, (200, 201, 204), answer)
        browser = self.signed_in("ada")
        mine, cookie = self.me(browser)["id"], browser.cookie(self.relay.url, "__Host-carerelay")
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        plain.connect(("127.0.0.1", self.relay.port))
        line = browser.context.wrap_socket(plain, server_hostname="localhost")
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost:{self.relay.port}\r\n"
                     f"Cookie: __Host-carerelay={cookie}\r\n\r\n".encode())
        self.assertTrue(line.recv(100).startswith(b"HTTP/1.1 200"))
        time.sleep(0.2)  # its socket is full, and ours
        self.relay.call("DELETE", f"/v1/sessions/{mine}", token=self.token)
        begun, got = time.monotonic(), 0
        line.settimeout(10)
        try:
            while piece := line.recv(65536):
                got += len(piece)
        except OSError:
            pass
        line.close()
        self.assertLess(time.monotonic() - begun, 2)
        self.assertLess(got, len(film) - (1 << 20))

    def test_using_a_session_does_not_write_to_the_store(self):
        browser = self.signed_in("ada")

        def writes():
            line = http.client.HTTPConnection("127.0.0.1", self.relay.internal)
            line.request("GET", "/metrics")
            text = line.getresponse().read().decode()
            line.close()
            return float(re.search(r"^carerelay_jobs_total (\S+)", text, re.M).group(1))
        before = writes()
        for _ in range(100):
            self.me(browser)
        self.assertEqual(writes(), before)

    def test_no_link_or_cookie_is_ever_logged(self):
        browser, url = self.browser(), self.link("ada")
        self.spend(browser, url)
        self.assertTrue(self.events("signed_in"))
        self.assertTrue(self.events("sign_in_link_made"))
        for secret in (url.split("=")[1], browser.cookie(self.relay.url, "__Host-carerelay"),
                       self.me(browser)["session_header"]):
            self.assertNotIn(secret, self.log())


class Provider:
    """oidc-provider in node, and what to have it say wrongly next."""

    def __init__(self, relay, port, redirect):
        self.relay, self.port, self.url = relay, port, f"https://localhost:{port}"
        self.child = subprocess.Popen(
            [NODE, str(here / "provider.mjs"), str(port), relay.ca, f"{relay.folder}/key.pem", redirect],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=dict(os.environ, NODE_EXTRA_CA_CERTS=str(relay.ca)))
        atexit.register(self.stop)  # also when setting up fails: nothing may be left running
        for line in self.child.stdout:
            if line.strip() == "ready":
                return
        raise SystemExit("the identity provider did not start: run ./dev setup test")

    def spoil(self, **how):
        page = Browser(self.relay.ca).once("POST", self.url + "/test/spoil", body=json.dumps(how))
        return json.loads(page.body)

    def sign(self, claims, **how):
        page = Browser(self.relay.ca).once("POST", self.url + "/test/sign", body=json.dumps({"claims": claims, **how}))
        return page.body

    def stop(self):
        if self.child.returncode is not None:
            return
        self.child.terminate()
        self.child.wait(10)
        self.child.stdout.close()


class ByProvider(unittest.TestCase, Helpers):
    client, algorithm, secret = "carerelay", "RS256", SECRET

    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-oidc-")
        folder, port = pathlib.Path(cls.temp.name), free_port()
        settings = {"sign_in__issuer": f"https://localhost:{port}", "sign_in__client_id": cls.client,
                    "sign_in__ca_file": f"{folder}/cert.pem", "sign_in__algorithms": cls.algorithm,
                    "limits__http_per_minute": 100000}
        if cls.secret:
            (folder / "secret").write_text(cls.secret + "\n")
            settings["sign_in__client_secret_file"] = f"{folder}/secret"
        cls.addClassCleanup(cls.temp.cleanup)
        cls.relay, cls.token = a_relay(folder, **settings, **cls.more_settings())
        cls.provider = Provider(cls.relay, port, cls.relay.url + "/v1/sign-in/callback")
        cls.addClassCleanup(cls.provider.stop)
        cls.addClassCleanup(cls.relay.stop)
        cls.relay.start()
        add_people(cls.relay, cls.token)
        for name in PEOPLE:
            status, answer = cls.relay.call("PUT", f"/v1/members/{name}/invitation", {"email": f"{name}@example.org"},
                                            cls.token)
            assert status == 204, answer

    @staticmethod
    def more_settings():
        return {}

    def to_provider(self, browser):
        """From our page to the provider's form."""
        page = browser.go("GET", self.relay.url + "/v1/sign-in")
        self.assertEqual(page.status, 200, page.body)
        self.assertTrue(page.url.startswith(self.provider.url + "/interaction/"), page.url)
        return page

    def back(self, browser, page, login, amr="pwd mfa", **more):
        """Signs in there; gives the address it sends the browser to, of ours, not yet asked for."""
        return browser.go("POST", page.url, {"login": login, "amr": amr, **more},
                          stop_at=self.relay.url + "/v1/sign-in/callback").url

    def arrive(self, browser, url):
        """The provider's redirect arrives: another site sent us."""
        self.told = len(self.events("sign_in_refused"))
        return browser.once("GET", url, from_other_site=True)

    def sign_in(self, login, browser=None, **how):
        browser = browser or self.browser()
        return browser, self.arrive(browser, self.back(browser, self.to_provider(browser), login, **how))

    def sign_in_again(self, browser):
        """The provider still knows the browser and asks nothing."""
        page = browser.go("GET", self.relay.url + "/v1/sign-in", stop_at=self.relay.url + "/v1/sign-in/callback")
        return self.arrive(browser, page.url)

    def why(self):
        """What the log says of the last arrival; it is written a moment after the answer."""
        deadline = time.monotonic() + 5
        while len(self.events("sign_in_refused")) <= self.told and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.events("sign_in_refused")[-1]["why"]

    def assert_refused(self, page, why, status=403):
        self.assertEqual(page.status, status, page.body)
        self.assertEqual(self.why(), why)
        self.assertFalse([one for one in page.cookies if one.startswith("__Host-carerelay=")])


class SignInByProvider(ByProvider):
    def test_an_invited_person_signs_in_and_is_known_by_their_subject_from_then_on(self):
        browser, page = self.sign_in("ada")
        self.assertEqual(page.status, 200, page.body)
        # The cookie is for same-site requests alone: our own page has to ask for the next one.
        self.assertRegex(browser.goes_on(page).url, "/console$")
        self.assertIn("You are signed in", browser.once("GET", self.relay.url + "/sign-in").body)
        self.assertEqual(self.me(browser)["member"], "ada")
        self.assertEqual(self.me(browser)["how"], "provider")
        self.assertEqual(browser.cookie(self.relay.url, "__Host-carerelay-sign-in"), "")
        again, page = self.sign_in("ada")
        self.assertEqual(self.me(again)["member"], "ada")
        code, seconds = self.closes_when(again, lambda: self.change(again, "DELETE", "/v1/session"), "ada")
        self.assertEqual(code, 4300)
        self.assertLess(seconds, 2)

    def test_the_way_there_carries_pkce_state_and_nonce(self):
        page = self.browser().once("GET", self.relay.url + "/v1/sign-in")
        self.assertEqual(page.status, 303)
        self.assertRegex(page.header("Location"), r"code_challenge=[\w-]{43}&code_challenge_method=S256")
        for name in ("state", "nonce"):
            self.assertRegex(page.header("Location"), name + r"=[\w-]{43}")
        cookie = page.header("Set-Cookie")
        self.assertTrue(cookie.startswith("__Host-carerelay-sign-in="))
        self.assertTrue(cookie.endswith("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=600"), cookie)

    def test_links_are_not_made_beside_a_provider(self):
        status, _ = self.relay.call("POST", "/v1/members/ada/sign-in-links", "", self.token)
        self.assertEqual(status, 422)

    def test_a_person_nobody_invited_is_told_what_to_do(self):
        _, page = self.sign_in("mallory")
        self.assert_refused(page, "person_unknown")
        self.assertIn("Ask an administrator of your team to invite you", page.body)

    def test_an_unverified_address_is_nobodys_invitation(self):
        _, page = self.sign_in("eve")
        self.assert_refused(page, "person_unknown")

    def test_a_person_who_says_no_at_the_provider_is_not_signed_in(self):
        _, page = self.sign_in("nobody at all")
        self.assert_refused(page, "provider_refused")

    def test_a_state_that_was_changed_is_refused(self):
        browser = self.browser()
        url = self.back(browser, self.to_provider(browser), "ada")
        wrong = re.sub(r"state=[\w-]{4}", "state=AAAA", url)
        self.assert_refused(self.arrive(browser, wrong), "state_wrong")

    def test_anothers_answer_does_not_sign_me_in_as_them(self):
        mine, theirs = self.browser(), self.browser()
        self.to_provider(mine)
        url = self.back(theirs, self.to_provider(theirs), "ada")
        self.assert_refused(self.arrive(mine, url), "state_wrong")
        stranger = self.browser()
        self.assert_refused(self.arrive(stranger, url), "no_cookie")

    def test_a_cookie_that_was_changed_is_refused(self):
        browser = self.browser()
        url = self.back(browser, self.to_provider(browser), "ada")
        value = browser.cookie(self.relay.url, "__Host-carerelay-sign-in")
        browser.plant(self.relay.url, "__Host-carerelay-sign-in", ("A" if value[0] != "A" else "B") + value[1:])
        self.assert_refused(self.arrive(browser, url), "no_cookie")

    def test_a_code_is_good_once(self):
        browser = self.browser()
        form = self.to_provider(browser)
        cookie = browser.cookie(self.relay.url, "__Host-carerelay-sign-in")
        url = self.back(browser, form, "ada")
        self.assertEqual(self.arrive(browser, url).status, 200)
        self.assert_refused(self.arrive(browser, url), "no_cookie")  # it was taken away
        browser.plant(self.relay.url, "__Host-carerelay-sign-in", cookie)
        self.assert_refused(self.arrive(browser, url), "code_refused")

    def test_a_code_of_another_attempt_fails_its_verifier(self):
        one, two = self.browser(), self.browser()
        first = self.back(one, self.to_provider(one), "ada")
        second = self.back(two, self.to_provider(two), "ada")
        code = re.search(r"code=([^&]+)", first).group(1)
        self.assert_refused(self.arrive(two, re.sub(r"code=[^&]+", "code=" + code, second)), "code_refused")

    def test_an_answer_of_another_provider_is_refused(self):
        browser = self.browser()
        url = self.back(browser, self.to_provider(browser), "ada")
        self.assertIn("iss=", url)
        self.assert_refused(self.arrive(browser, re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fevil.example", url)),
                            "callback_issuer")

    def test_the_session_before_ends_when_the_sign_in_succeeds(self):
        browser, _ = self.sign_in("grace")
        before = browser.cookie(self.relay.url, "__Host-carerelay")
        self.assertEqual(self.sign_in_again(browser).status, 200)
        self.assertNotEqual(browser.cookie(self.relay.url, "__Host-carerelay"), before)
        old = self.browser()
        old.plant(self.relay.url, "__Host-carerelay", before)
        self.assertEqual(self.me(old), 401)

    def test_each_way_a_token_can_be_wrong_is_refused_by_its_own_rule(self):
        now = int(time.time())
        for spoilt, why in (
                ({"claims": {"nonce": "another"}}, "nonce_wrong"),
                ({"claims": {"nonce": None}}, "nonce_wrong"),
                ({"claims": {"iss": "https://evil.example"}}, "issuer_wrong"),
                ({"claims": {"aud": "another-client"}}, "audience_wrong"),
                ({"claims": {"aud": [self.client, "another-client"]}}, "azp_wrong"),
                ({"claims": {"azp": "another-client"}}, "azp_wrong"),
                ({"claims": {"exp": now - 120}}, "token_expired"),
                ({"claims": {"iat": now - 3600}}, "token_too_old"),
                ({"claims": {"iat": now + 3600}}, "token_too_old"),
                ({"claims": {"sub": ""}}, "subject_missing"),
                ({"header": {"alg": "none"}, "key": "none"}, "algorithm_refused"),
                ({"header": {"alg": "HS256"}, "key": "public"}, "algorithm_refused"),
                ({"header": {"alg": "PS256", "kid": "p"}}, "algorithm_refused"),  # right, but not chosen here
                ({"key": "other"}, "signature_wrong"),
                ({"header": {"kid": "unheard-of"}}, "key_unknown")):
            with self.subTest(why, spoilt=spoilt):
                self.provider.spoil(**spoilt)
                _, page = self.sign_in("ada")
                self.assert_refused(page, why)
        self.provider.spoil()
        self.assertEqual(self.sign_in("ada")[1].status, 200)

    def test_the_keys_are_kept_and_fetched_again_at_most_once_a_minute_for_a_key_nobody_knows(self):
        before = self.provider.spoil()
        for _ in range(3):
            self.provider.spoil(header={"kid": "unheard-of"})
            _, page = self.sign_in("ada")
            self.assert_refused(page, "key_unknown")
        after = self.provider.spoil()
        self.assertLessEqual(after["jwks"] - before["jwks"], 1)
        self.assertEqual(after["discovery"], before["discovery"])

    def test_nothing_waits_for_a_provider_that_does_not_answer(self):
        browsers = [self.browser() for _ in range(4)]
        urls = [self.back(browser, self.to_provider(browser), "ada") for browser in browsers]
        self.provider.spoil(gone=True)
        try:
            with ThreadPoolExecutor(4) as waiting:
                hanging = [waiting.submit(self.arrive, browser, url) for browser, url in zip(browsers, urls)]
                time.sleep(0.3)
                for _ in range(20):
                    begun = time.monotonic()
                    self.assertEqual(self.relay.call("GET", "/v1/messages", token=self.token)[0], 200)
                    self.assertLess(time.monotonic() - begun, 1)
                self.assertFalse(any(one.done() for one in hanging))
                pages = [one.result() for one in hanging]
            self.assertEqual([page.status for page in pages], [503] * 4)
        finally:
            self.provider.spoil()

    def test_an_address_may_come_from_the_userinfo_endpoint_of_the_same_subject_alone(self):
        status, answer = self.relay.call("POST", "/v1/publishers/team/members",
                                         {"id": "hedy", "name": "Hedy", "person": True, "roles": ["publisher"]}, self.token)
        self.assertEqual(status, 201, answer)
        self.relay.call("PUT", "/v1/members/hedy/invitation", {"email": "hedy@example.org"}, self.token)
        without = {"email": None, "email_verified": None}
        self.provider.spoil(claims=without, me={"sub": "subject-ada"})
        _, page = self.sign_in("hedy")
        self.assert_refused(page, "userinfo_subject")
        self.provider.spoil(claims=without, me={"email_verified": False})
        _, page = self.sign_in("hedy")
        self.assert_refused(page, "person_unknown")
        self.provider.spoil(claims=without)
        browser, page = self.sign_in("hedy")
        self.assertEqual(page.status, 200, page.body)
        self.assertEqual(self.me(browser)["member"], "hedy")

    def end_at_the_provider(self, browser):
        """Signs out there, as a person does; it tells the relay itself."""
        page = browser.go("GET", self.provider.url + "/session/end")
        xsrf = re.search(r'name="xsrf" value="([^"]+)"', page.body).group(1)
        browser.go("POST", self.provider.url + "/session/end/confirm", {"xsrf": xsrf, "logout": "yes"})

    def test_signing_out_at_the_provider_ends_the_session_here_and_cuts_its_stream(self):
        browser, _ = self.sign_in("grace")
        other, _ = self.sign_in("ada")
        code, seconds = self.closes_when(browser, lambda: self.end_at_the_provider(browser), "grace")
        self.assertEqual(code, 4300)
        self.assertLess(seconds, 2)
        self.assertEqual(self.me(browser), 401)
        self.assertEqual(self.me(other)["member"], "ada")
        self.assertEqual(self.events("session_ended")[-1]["by"], "the identity provider")

    def tell_logout(self, token, content_type="application/x-www-form-urlencoded"):
        body = "logout_token=" + token if token is not None else ""
        return self.relay.call("POST", "/v1/sign-in/back-channel-logout", body, content_type=content_type)[0]

    def test_a_logout_token_that_breaks_a_rule_ends_nothing(self):
        browser, _ = self.sign_in("ada")
        now = int(time.time())
        right = {"iss": self.provider.url, "aud": self.client, "sub": "subject-ada", "iat": now, "exp": now + 120,
                 "jti": "one", "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}
        for wrong, how in (({"iss": "https://evil.example"}, {}), ({"aud": "another"}, {}), ({"nonce": "x"}, {}),
                           ({"events": {}}, {}), ({"jti": None}, {}), ({"exp": now - 120}, {}), ({"iat": now + 3600}, {}),
                           ({"sub": None}, {}), ({}, {"key": "other"}), ({}, {"header": {"kid": "unheard-of"}})):
            claims = {name: value for name, value in {**right, **wrong}.items() if value is not None}
            with self.subTest(wrong=wrong, **how):
                self.assertEqual(self.tell_logout(self.provider.sign(claims, **how)), 400)
        self.assertEqual(self.tell_logout(None), 400)
        self.assertEqual(self.tell_logout("nonsense", "application/json"), 415)
        self.assertEqual(self.me(browser)["member"], "ada")
        token = self.provider.sign(right)
        self.assertEqual(self.tell_logout(token), 200)
        self.assertEqual(self.me(browser), 401)
        self.assertEqual(self.tell_logout(token), 200)  # said again: there is nothing left to end

    def test_no_secret_of_a_sign_in_is_ever_logged(self):
        browser = self.browser()
        form = self.to_provider(browser)
        attempt = browser.cookie(self.relay.url, "__Host-carerelay-sign-in")
        url = self.back(browser, form, "ada")
        self.arrive(browser, url)
        for secret in (SECRET, attempt, re.search(r"code=([^&]+)", url).group(1),
                       re.search(r"state=([^&]+)", url).group(1), "example.org", "subject-ada",
                       browser.cookie(self.relay.url, "__Host-carerelay")):
            self.assertNotIn(secret, self.log())


class SecondFactor(ByProvider):
    client, algorithm = "carerelay-ps", "PS256"

    @staticmethod
    def more_settings():
        return {"sign_in__require_amr": "mfa,hwk"}

    def test_without_the_second_factor_nobody_is_signed_in(self):
        _, page = self.sign_in("ada", amr="pwd")
        self.assert_refused(page, "mfa_missing")
        self.assertIn("second factor", page.body)
        browser, page = self.sign_in("ada", amr="pwd hwk")
        self.assertEqual(page.status, 200)
        self.assertEqual(self.me(browser)["member"], "ada")


class PublicClient(ByProvider):
    client, algorithm, secret = "carerelay-es", "ES256", ""

    def test_a_public_client_signs_people_in_with_pkce_alone(self):
        browser, page = self.sign_in("ada")
        self.assertEqual(page.status, 200, page.body)
        self.assertEqual(self.me(browser)["member"], "ada")


if __name__ == "__main__":
    unittest.main(verbosity=2)
