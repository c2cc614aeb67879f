"""A person's XMPP client for tests, made with slixmpp: none of it is ours."""

import asyncio
import threading
import time

import slixmpp


class Client:
    """Signed in on a thread of its own. `group` and `alone` hold (who, text) as they come."""

    def __init__(self, jid, password, port, ca):
        self.jid, self.password, self.port, self.ca = jid, password, port, ca
        self.group, self.alone, self.seen, self.problems = [], [], [], []
        self.names = {}  # text in a group -> the archive's name of it
        self.loop, self.it = None, None
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        if not self.ready.wait(90):
            raise RuntimeError(f"{self.jid} could not sign in: {self.problems}")
        return self

    def __exit__(self, *_):
        self.call(self.it.disconnect, 0.5)
        time.sleep(0.3)
        self.loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(self.loop)])
        time.sleep(0.1)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)

    def _run(self):
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        it = self.it = slixmpp.ClientXMPP(self.jid, self.password)
        it.ca_certs = str(self.ca)
        for plugin in ("xep_0030", "xep_0045", "xep_0313"):
            it.register_plugin(plugin)
        it.add_event_handler("session_start", self._started)
        it.add_event_handler("groupchat_message", self._said_in_group)
        it.add_event_handler("message", lambda m: m["type"] in ("chat", "normal") and m["body"]
                             and self.alone.append((str(m["from"].bare), m["body"])))
        it.add_event_handler("presence_available", lambda p: self.seen.append((str(p["from"]), True)))
        it.add_event_handler("presence_unavailable", lambda p: self.seen.append((str(p["from"]), False)))
        it.add_event_handler("failed_all_auth", lambda _: self.problems.append("sign-in refused"))
        it.connect(("127.0.0.1", self.port), use_ssl=False, force_starttls=True)
        self.loop.run_forever()

    def _said_in_group(self, message):
        named = message.xml.find("{urn:xmpp:sid:0}stanza-id")
        if named is not None:
            self.names[message["body"]] = named.get("id")
        self.group.append((message["mucnick"], message["body"]))

    def _started(self, _):
        self.it.send_presence()
        self.ready.set()

    def call(self, what, *arguments, **named):
        """Runs it on the client's own thread."""
        self.loop.call_soon_threadsafe(lambda: what(*arguments, **named))

    def wait(self, coroutine, seconds=60):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(seconds)

    # What people do

    def join(self, room, nick):
        self.call(self.it.send_raw, f"<presence to='{room}/{nick}'><x xmlns='http://jabber.org/protocol/muc'>"
                  "<history maxstanzas='0'/></x></presence>")
        self.until(lambda: self._is_there(room, nick))

    def leave(self, room, nick):
        self.call(self.it.send_raw, f"<presence to='{room}/{nick}' type='unavailable'/>")
        self.until(lambda: not self._is_there(room, nick))

    def _is_there(self, room, nick):
        return next((there for who, there in reversed(self.seen) if who == f"{room}/{nick}"), False)

    def say(self, room, text):
        self.call(self.it.send_message, mto=room, mbody=text, mtype="groupchat")

    def tell(self, whom, text):
        self.call(self.it.send_message, mto=whom, mbody=text, mtype="chat")

    def mark(self, room, name):
        """Says that all up to the message of that name has been shown here (XEP-0333)."""
        self.call(self.it.send_raw, f"<message to='{room}' type='groupchat' id='mark-{name}'>"
                  f"<displayed xmlns='urn:xmpp:chat-markers:0' id='{name}'/></message>")

    def answer(self, room, name, text):
        """Answers the message of that name there (XEP-0461), as clients do: with what it said in front."""
        quoted = "&gt; [B1.1] Guidance\n&gt; something\n"
        self.call(self.it.send_raw, f"<message to='{room}' type='groupchat' id='answer-{name}'><body>{quoted}{text}</body>"
                  f"<reply xmlns='urn:xmpp:reply:0' to='{room}/relay' id='{name}'/></message>")

    def ask(self, to, kind, inside):
        """An iq by hand."""
        async def run():
            iq = self.it.make_iq(ito=to, itype=kind)
            iq.append(slixmpp.xmlstream.ET.fromstring(inside))
            return await iq.send()
        return self.wait(run())

    def in_archive(self, room):
        """Every text in the room's archive."""
        async def run():
            texts = []
            answer = await self.it["xep_0313"].retrieve(jid=room)
            for one in answer["mam"]["results"]:
                texts.append(one["mam_result"]["forwarded"]["stanza"]["body"])
            return [text for text in texts if text]
        return self.wait(run())

    def until(self, what, seconds=90):
        """Waits for it to be true; gives it."""
        end = time.monotonic() + seconds
        while True:
            found = what()
            if found:
                return found
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds} s; group {self.group}, alone {self.alone}")
            time.sleep(0.05)
