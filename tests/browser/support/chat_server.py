"""The strict homeserver of tests/support/chat, for tests in another language: an order a line, an answer a line.

    chat_server.py CERTIFICATE KEY TOKEN ACCOUNT ROOM PEOPLE...     says its address first
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support" / "chat"))
from strict_matrix import StrictMatrix  # noqa: E402

certificate, key, token, account, group, *people = sys.argv[1:]
with StrictMatrix(certificate, key) as server:
    server.account(account, token)
    server.make_room(group, [account, *people])
    print(json.dumps(server.url), flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        room = order["room"]
        answer = None
        if order["do"] == "invite":
            server.invite(room, order["by"], account)
        elif order["do"] == "say":
            server.say(room, order["by"], order["text"])
        elif order["do"] == "members":
            answer = server.rooms.get(room, [])
        elif order["do"] == "texts":
            answer = server.texts(room)
        print(json.dumps(answer), flush=True)
