"""A relay with homes that have mailboxes, for the tests of this folder."""

import os
import pathlib
import sys
import time

SUPPORT = pathlib.Path(__file__).resolve().parents[2] / "support"
sys.path[:0] = [str(SUPPORT), str(SUPPORT / "mail")]
from relay_process import Relay  # noqa: E402

BINARY = os.environ["CARERELAY_BINARY"]
BULLETIN = """---
kind: guidance_bulletin
scope: {scope}
urgency: expected
severity: severe
topic: masks
{audience}
---
# {headline}

{text}
"""


def mail_settings(port, ca, secret, **more):
    """Settings of the channel for a server on this machine."""
    return {"channels__email__server": "localhost", "channels__email__port": port, "channels__email__ca_file": ca,
            "channels__email__user": "care@trust.test", "channels__email__secret_file": secret,
            "channels__email__from": "care@trust.test", "channels__email__from_name": "NCL care homes",
            "channels__email__reply_to": "helpline@trust.test", "channels__email__helpline": "020 7946 0123",
            "channels__email__return_address": "b@returns.test", "channels__email__per_minute": 600000,
            "channels__email__burst": 10000, "channels__email__retry_least_seconds": 1,
            "channels__email__retry_most_seconds": 2, "channels__email__pause_seconds": 1,
            "channels__email__look_every_seconds": 1, **more}


class Office:
    """A relay, its team and its homes. `addresses`: one home each, "" for none."""

    def __init__(self, folder, addresses, channels="stream,email", **settings):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.homes = [f"1-{1000000001 + i}" for i in range(len(addresses))]
        self.addresses = dict(zip(self.homes, addresses))
        rows = [f"{home},Meadow {i} House,E09000010,{address}" for i, (home, address) in enumerate(self.addresses.items())]
        (self.folder / "homes.csv").write_text("id,name,area,email\n" + "\n".join(rows) + "\n")
        self.relay = Relay(BINARY, self.folder / "relay", approval__persons=1, limits__http_per_minute=1000000, **settings)
        self.relay.cli("homes", "import", str(self.folder / "homes.csv"), at_rest=True)
        self.token = self.relay.cli(
            "publishers", "add", "team", "--name", "NCL team", "--kinds", "guidance_bulletin,test_result", "--areas",
            "all", "--channels", channels, "--administrator", at_rest=True)["token"]

    def publish(self, headline, text="Wear a **mask**.", scope="public", homes=None):
        audience = "audience:\n  homes: [" + ", ".join(homes or self.homes) + "]"
        file = self.folder / "message.md"
        file.write_text(BULLETIN.format(headline=headline, text=text, scope=scope, audience=audience))
        return self.relay.cli("publish", str(file), token=self.token)["id"]

    def ways(self, message):
        """Home -> its row of the channel, as the receipts say."""
        answer = self.relay.cli("receipts", message, token=self.token)
        return {one["home"]: (one.get("channels") or [{}])[0] for one in answer["receipts"]}

    def wait_for(self, message, wanted, seconds=180):
        """Until each home's state is one of those wanted; gives the rows."""
        end = time.monotonic() + seconds
        while True:
            rows = self.ways(message)
            if all(rows[home].get("state") in (wanted if isinstance(wanted, tuple) else wanted[home]) for home in rows):
                return rows
            if time.monotonic() > end:
                raise AssertionError(f"not there in {seconds} s: " + "\n".join(
                    f"{home} {self.addresses[home]}: {row}" for home, row in rows.items()) + self.relay.log_tail(6000))
            time.sleep(0.2)

    def channel(self):
        return self.relay.call("GET", "/v1/channels", token=self.token)[1]["channels"][0]
