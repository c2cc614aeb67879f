#!/usr/bin/python3
"""A care home in plain Python (websockets, cryptography): enrols, connects, stores, answers, resumes.

    python_home.py SERVER CA CODE FOLDER

Prints one JSON line for each thing that happened. This is the whole of the protocol a home needs."""
import asyncio
import base64
import datetime
import hashlib
import json
import pathlib
import ssl
import sys
import urllib.request
import uuid

import websockets
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

server, ca, code, folder = sys.argv[1:5]
tls = ssl.create_default_context(cafile=ca)
host = server.split("//")[1].split(":")[0]


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def sign(key, *lines):
    r, s = decode_dss_signature(key.sign("\n".join(lines).encode(), ec.ECDSA(hashes.SHA256())))
    return b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def happened(**what):
    print(json.dumps(what), flush=True)


def enrol():
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_numbers()
    jwk = {"kty": "EC", "crv": "P-256", "x": b64(point.x.to_bytes(32, "big")), "y": b64(point.y.to_bytes(32, "big"))}
    body = json.dumps({"code": code, "public_key": jwk, "name": "a Python script"}).encode()
    request = urllib.request.Request(server + "/v1/devices", body, {"Content-Type": "application/json"})
    answer = json.load(urllib.request.urlopen(request, context=tls))
    happened(did="enrolled", home=answer["home"])
    return key, answer["home"], answer["device"]


def digest_is_right(message):
    rest = {name: value for name, value in message.items() if name != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return message["digest"] == b64(hashlib.sha256(text.encode()).digest())


async def connect(key, home, device, inbox):
    """One connection: until the relay has recorded an answer to every message that wants one, or says goodbye."""
    async with websockets.connect(server.replace("https", "wss") + "/v1/stream", ssl=tls, compression=None,
                                  subprotocols=["carerelay.v1"]) as stream:
        answered = 0
        async for text in stream:
            frame = json.loads(text)
            kind = frame["type"]
            if kind == "challenge":
                hello = {"type": "hello", "home": home, "device": device, "window": 64, "client": "python/1.0",
                         "signature": sign(key, "carerelay.v1 hello", host, frame["nonce"], home, device)}
                if inbox["epoch"]:
                    hello["resume"] = {"epoch": inbox["epoch"], "seq": inbox["seq"]}
                await stream.send(json.dumps(hello))
            elif kind == "welcome":
                inbox["epoch"] = frame["epoch"]
                happened(did="connected", resume=frame["resume"], last=frame["last"])
            elif kind in ("deliver", "skip"):
                assert frame["seq"] == inbox["seq"] + 1, "a gap or a double"
                inbox["seq"] = frame["seq"]
                if kind == "deliver":
                    assert digest_is_right(frame["message"]), "the digest does not match"
                    inbox["messages"].append([frame["seq"], frame["message"]])
                pathlib.Path(folder, "inbox.json").write_text(json.dumps(inbox))
                happened(did=kind, seq=frame["seq"])
                await stream.send(json.dumps({"type": "stored", "up_to": frame["seq"]}))
            elif kind == "recorded" and "up_to" in frame:
                happened(did="recorded", up_to=frame["up_to"])
                for seq, message in inbox["messages"]:
                    if answered < seq <= frame["up_to"]:
                        answered = seq
                        await respond(stream, key, home, device, seq, message)
            elif kind == "recorded":
                happened(did="answered", seq=frame["seq"], state=frame["state"])
                if frame["state"] == "acknowledged":
                    return
            elif kind == "ping":  # it may also say what is recorded: nothing here waits for that
                await stream.send('{"type":"pong"}')
            elif kind == "error":
                happened(did="error", code=frame["code"], detail=frame["detail"])


async def respond(stream, key, home, device, seq, message):
    act = {"type": "respond", "seq": seq, "response": "actioned", "role": "manager", "key": str(uuid.uuid4()),
           "at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
    act["signature"] = sign(key, "carerelay.v1 respond", message["id"], message["digest"], home, device, str(seq),
                            act["response"], act["key"], act["at"])
    await stream.send(json.dumps({"type": "read", "seq": seq}))
    await stream.send(json.dumps(act))


async def main():
    key, home, device = enrol()
    inbox = {"epoch": "", "seq": 0, "messages": []}
    await connect(key, home, device, inbox)
    happened(did="away")
    sys.stdin.readline()  # the test publishes while we are away
    inbox["messages"].clear()
    await connect(key, home, device, inbox)
    happened(did="done", seq=inbox["seq"])


asyncio.run(main())
