"""WhatsApp Cloud API, as far as the relay uses it, from its documents: stricter than the service, never kinder."""
import hashlib
import hmac
import itertools
import json
import re

from played_service import PlayedService, Refused, tell

VERSION = "v24.0"
MESSAGE = {"messaging_product", "recipient_type", "to", "type", "template", "biz_opaque_callback_data"}


def error(status, code, message, kind="OAuthException"):
    return Refused(status, {"error": {"message": f"(#{code}) {message}", "type": kind, "code": code,
                                      "error_data": {"messaging_product": "whatsapp", "details": message},
                                      "fbtrace_id": "A1b2C3"}})


class WhatsApp(PlayedService):
    def __init__(self, certificate, key, token="EAAtoken", phone="106540352242922", secret="app-secret",
                 template="home_message", language="en_GB"):
        self.token, self.phone, self.secret = token, phone, secret
        self.template, self.language = template, language
        self.groups = {}        # id -> {"subject", "people"}: groups that the number has created
        self.coming = []        # groups that were asked for and are not there yet: [lists until then, id, subject]
        self.answers = []       # what was said to who had written: {"to" or "recipient", "text"}
        self.wrote_to_us = set()  # numbers and ids: within 24 hours
        self.sent = []          # what was taken: {"id", "to", "texts", "payloads", "data"}
        self.plan = lambda to: None  # an exception to raise for a number, before or after it was taken
        self.after = lambda to: None
        self.numbers = itertools.count(1)
        super().__init__(certificate, key)

    def answer(self, method, path, query, headers, body):
        if headers.get("Authorization") != f"Bearer {self.token}":
            raise error(401, 190, "Error validating access token")
        if method == "GET" and path == f"/{VERSION}/{self.phone}":
            return 200, {"id": self.phone}
        if path == f"/{VERSION}/{self.phone}/groups" or path.split("/")[2] in self.groups:
            return 200, self.about_groups(method, path, query, headers, body)
        if method != "POST" or path != f"/{VERSION}/{self.phone}/messages":
            raise error(400, 100, "Unsupported request")
        if headers.get("Content-Type") != "application/json":
            raise error(400, 100, "Invalid parameter")
        return 200, self.take(json.loads(body))

    def about_groups(self, method, path, query, headers, body):
        """Groups API: asked for now, there some time later, and nobody can be put into one."""
        if path == f"/{VERSION}/{self.phone}/groups":
            if method == "POST":
                asked = json.loads(body)
                known = {"messaging_product", "subject", "description", "join_approval_mode"}
                if headers.get("Content-Type") != "application/json" or set(asked) - known or \
                        asked.get("messaging_product") != "whatsapp" or not 0 < len(asked["subject"].strip()) <= 128 or \
                        asked.get("join_approval_mode", "auto_approve") not in ("auto_approve", "approval_required"):
                    raise error(400, 100, "Invalid parameter")
                self.coming.append([2, f"Y2FwaV9ncm91cDox{next(self.numbers)}ZD", asked["subject"].strip()])
                return {"messaging_product": "whatsapp", "request_id": "REQ1"}
            if not 1 <= int(query.get("limit", 25)) <= 1024:
                raise error(400, 100, "Invalid parameter")
            for one in self.coming:
                one[0] -= 1
            for _, group, subject in [one for one in self.coming if one[0] <= 0]:
                self.groups[group] = {"subject": subject, "people": []}
            self.coming = [one for one in self.coming if one[0] > 0]
            return {"data": {"groups": [{"id": group, "subject": one["subject"], "created_at": "1763730000"}
                                        for group, one in self.groups.items()]}, "paging": {"cursors": {}}}
        _, _, group, *rest = path.split("/")
        if method != "GET":
            raise error(400, 100, "Unsupported request")
        if rest == ["invite_link"]:
            return {"messaging_product": "whatsapp", "invite_link": f"https://chat.whatsapp.com/{group[-8:]}"}
        if rest or query != {"fields": "participants"}:
            raise error(400, 100, "Invalid parameter")
        return {"messaging_product": "whatsapp", "id": group,
                "participants": [{"wa_id": one} for one in self.groups[group]["people"]]}

    def take_words(self, what):
        """Plain text: to somebody alone who has written within 24 hours, and to nobody else."""
        to = set(what) & {"to", "recipient"}
        if set(what) - to != {"messaging_product", "recipient_type", "type", "text"} or len(to) != 1 or \
                set(what["text"]) != {"preview_url", "body"} or not 0 < len(what["text"]["body"]) <= 4096:
            raise error(400, 131009, f"Parameter value is not valid: {sorted(what)}")
        if what[to.pop()] not in self.wrote_to_us:
            raise error(400, 131047, "Re-engagement message")
        with self.lock:
            self.answers.append({"to": what.get("to", ""), "recipient": what.get("recipient", ""),
                                 "text": what["text"]["body"]})
        return {"messaging_product": "whatsapp", "contacts": [{"input": what.get("to", "")}],
                "messages": [{"id": f"wamid.HBgM{next(self.numbers):08d}"}]}

    def take_for_group(self, what):
        if set(what) != {"messaging_product", "recipient_type", "to", "type", "text", "biz_opaque_callback_data"}:
            raise error(400, 131009, f"Parameter value is not valid: {sorted(what)}")
        if what["type"] != "text" or what["to"] not in self.groups or not 0 < len(what["text"]["body"]) <= 4096:
            raise error(400, 131009, "Parameter value is not valid")
        with self.lock:
            wamid = f"wamid.HBgM{next(self.numbers):08d}"
            self.sent.append({"id": wamid, "to": what["to"], "texts": [what["text"]["body"]], "payloads": [],
                              "data": what["biz_opaque_callback_data"]})
        return {"messaging_product": "whatsapp", "contacts": [{"input": what["to"], "wa_id": what["to"]}],
                "messages": [{"id": wamid}]}

    def take(self, what):
        if what.get("recipient_type") == "group":
            return self.take_for_group(what)
        if what.get("type") == "text":
            return self.take_words(what)
        if set(what) != MESSAGE or what["messaging_product"] != "whatsapp" or what["type"] != "template":
            raise error(400, 131009, f"Parameter value is not valid: {sorted(what)}")
        if not re.fullmatch(r"\+[1-9][0-9]{7,14}", what["to"]) or len(what["biz_opaque_callback_data"]) > 512:
            raise error(400, 131009, "Parameter value is not valid")
        template = what["template"]
        if template["name"] != self.template or template["language"] != {"code": self.language}:
            raise error(404, 132001, "Template name does not exist in the translation")
        body, *buttons = template["components"]
        if body["type"] != "body" or len(body["parameters"]) != 2:
            raise error(400, 132000, "Number of parameters does not match")
        texts = [one["text"] for one in body["parameters"] if one["type"] == "text"]
        if any(not text or "\n" in text or "\t" in text or "     " in text for text in texts):
            raise error(400, 132018, "Param text cannot have new-line/tab characters or more than 4 spaces")
        if len(texts) != 2 or len(" ".join(texts)) > 1024:
            raise error(400, 132005, "Translated text too long")
        payloads = []
        for index, one in enumerate(buttons):
            if (one["type"], one["sub_type"], one["index"]) != ("button", "quick_reply", str(index)):
                raise error(400, 131009, "Button component is not valid")
            (parameter,) = one["parameters"]
            if parameter["type"] != "payload" or not 0 < len(parameter["payload"]) <= 128:
                raise error(400, 131009, "Button payload is not valid")
            payloads.append(parameter["payload"])
        if len(payloads) != 3:
            raise error(400, 132000, "Number of buttons does not match")
        trouble = self.plan(what["to"])
        if trouble:
            raise trouble
        with self.lock:
            wamid = f"wamid.HBgM{next(self.numbers):08d}"
            self.sent.append({"id": wamid, "to": what["to"], "texts": texts, "payloads": payloads,
                              "data": what["biz_opaque_callback_data"]})
        trouble = self.after(what["to"])
        if trouble:
            raise trouble
        return {"messaging_product": "whatsapp", "contacts": [{"input": what["to"], "wa_id": what["to"][1:]}],
                "messages": [{"id": wamid, "message_status": "accepted"}]}

    # What it tells us

    def status(self, message, status, code=None):
        """One state of a message, as it stands in a webhook."""
        out = {"id": message["id"], "status": status, "timestamp": "1763730000", "recipient_id": message["to"][1:],
               "recipient_user_id": "GB." + message["to"][-9:], "biz_opaque_callback_data": message["data"]}
        if code is not None:
            out["errors"] = [{"code": code, "title": "Message undeliverable", "message": "Message undeliverable",
                              "error_data": {"details": "Message undeliverable."}, "href": "https://example.org/errors"}]
        if status in ("sent", "delivered"):
            out["pricing"] = {"billable": True, "pricing_model": "PMP", "category": "utility", "type": "regular"}
        return out

    def group_status(self, message, status, member, code=None):
        """The state of a post in a group, of one of its members."""
        return {**self.status(message, status, code), "recipient_id": message["to"], "recipient_type": "group",
                "recipient_participant_id": member, "recipient_user_id": "GB." + member[-9:]}

    def pressed(self, message, which):
        """One button that was pressed: 0 ack, 1 help, 2 stop."""
        return {"from": message["to"][1:], "from_user_id": "GB." + message["to"][-9:],
                "id": f"wamid.IN{next(self.numbers):08d}", "timestamp": "1763730001", "type": "button",
                "context": {"from": "15550783881", "id": message["id"]},
                "button": {"payload": message["payloads"][which], "text": ["We have it", "Help", "Stop"][which]}}

    def wrote(self, number, text, group=None, about=None, known_by="id and number", person=""):
        """Words that somebody wrote to the number, or in a group of it. `person`: who has that number now."""
        person = "GB." + (person or number[-9:])
        self.wrote_to_us |= {number, person}
        out = {"id": f"wamid.IN{next(self.numbers):08d}", "timestamp": "1763730001", "type": "text",
               "text": {"body": text}}
        if "number" in known_by:
            out["from"] = number[1:]
        if "id" in known_by:
            out["from_user_id"] = person
        if group:
            out["group_id"] = group
        if about:
            out["context"] = {"from": "15550783881", "id": about["id"]}
        return out

    def webhook(self, statuses=(), messages=()):
        """The body of one call with all of these."""
        value = {"messaging_product": "whatsapp",
                 "metadata": {"display_phone_number": "15550783881", "phone_number_id": self.phone}}
        changes = []
        if statuses:
            changes.append({"field": "messages", "value": {**value, "statuses": list(statuses)}})
        if messages:
            contacts = [{"profile": {"name": "Jo"}, "wa_id": one.get("from", ""), "user_id": one.get("from_user_id", "")}
                        for one in messages]
            changes.append({"field": "messages", "value": {**value, "contacts": contacts, "messages": list(messages)}})
        return json.dumps({"object": "whatsapp_business_account",
                           "entry": [{"id": "102290129340398", "changes": changes}]}).encode()

    def signature(self, body, secret=None):
        return "sha256=" + hmac.new((secret or self.secret).encode(), body, hashlib.sha256).hexdigest()

    def tell(self, relay, channel="whatsapp", statuses=(), messages=(), signature=None):
        body = self.webhook(statuses, messages)
        headers = {"X-Hub-Signature-256": signature or self.signature(body), "User-Agent": "facebookexternalua"}
        return tell(relay, f"/v1/channels/{channel}/callback", body, headers)[0]
