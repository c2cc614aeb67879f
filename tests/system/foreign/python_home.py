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
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
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
        answered, tree = 0, None
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
                if frame.get("log"):
                    await stream.send(json.dumps({"type": "log"}))
            elif kind == "checkpoint":
                tree = open_checkpoint(frame["checkpoint"], frame["key"])
                happened(did="verified", size=tree["size"])
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
                        await respond(stream, key, home, device, seq, message, tree)
            elif kind == "recorded":
                happened(did="answered", seq=frame["seq"], state=frame["state"])
                if frame["state"] == "acknowledged":
                    return
            elif kind == "ping":  # it may also say what is recorded: nothing here waits for that
                await stream.send('{"type":"pong"}')
            elif kind == "error":
                happened(did="error", code=frame["code"], detail=frame["detail"])


def open_checkpoint(note, key):
    """A C2SP checkpoint: (origin, size, root in base64url), or an exception."""
    body, signatures = note.rsplit("\n\n", 1)
    origin, size, root = (body + "\n").split("\n")[:3]
    name, key_id, coded = key.split("+", 2)
    raw = base64.b64decode(coded)
    line = next(line for line in signatures.splitlines() if line.startswith(f"\u2014 {name} "))
    signature = base64.b64decode(line.split(" ")[2])
    assert name == origin and raw[0] == 1 and signature[:4].hex() == key_id
    ed25519.Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature[4:], (body + "\n").encode())
    return {"origin": origin, "size": int(size), "root": b64(base64.b64decode(root))}


async def respond(stream, key, home, device, seq, message, tree):
    act = {"type": "respond", "seq": seq, "response": "actioned", "role": "manager", "key": str(uuid.uuid4()),
           "at": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")}
    lines = ["carerelay.v1 respond", message["id"], message["digest"], home, device, str(seq), act["response"],
             act["key"], act["at"]]
    if tree:
        act["checkpoint"] = tree
        lines += [tree["origin"], str(tree["size"]), tree["root"]]
    act["signature"] = sign(key, *lines)
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
