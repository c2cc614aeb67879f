"""GOV.UK Notify (REST API version 2), as far as the relay uses it, from its documents: stricter, never kinder."""
import base64
import hashlib
import hmac
import json
import re
import time
import uuid

from played_service import PlayedService, Refused, tell


def error(status, kind, message):
    return Refused(status, {"status_code": status, "errors": [{"error": kind, "message": message}]})


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Notify(PlayedService):
    def __init__(self, certificate, key, kind="live", bearer="callback-bearer-token"):
        self.service, self.secret = str(uuid.uuid4()), str(uuid.uuid4())
        self.kind, self.bearer = kind, bearer  # kind: live, team or test
        self.templates = {"sms": str(uuid.uuid4()), "email": str(uuid.uuid4())}
        self.sent = []               # {"id", "reference", "to", "text", "type"}
        self.plan = lambda to: None  # an exception to raise for an address, before it is taken, or
        self.after = lambda to: None  # after
        super().__init__(certificate, key)

    @property
    def api_key(self):
        return f"my_test_key-{self.service}-{self.secret}"

    def check_token(self, headers):
        head, _, token = (headers.get("Authorization") or "").partition(" ")
        if head != "Bearer" or token.count(".") != 2:
            raise error(401, "AuthError", "Unauthorized: authentication token must be provided")
        text, _, signature = token.rpartition(".")
        header, claims = (json.loads(decoded(part)) for part in text.split("."))
        if header != {"alg": "HS256", "typ": "JWT"} or set(claims) != {"iss", "iat"}:
            raise error(403, "AuthError", "Invalid token: algorithm used is not HS256")
        if claims["iss"] != self.service:
            raise error(403, "AuthError", "Invalid token: service not found")
        if abs(claims["iat"] - time.time()) > 30:
            raise error(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
        right = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(right, decoded(signature)):
            raise error(403, "AuthError", "Invalid token: API key not found")

    def answer(self, method, path, query, headers, body):
        self.check_token(headers)
        if method == "GET" and path.startswith("/v2/template/"):
            if path.rpartition("/")[2] not in self.templates.values():
                raise error(404, "NoResultFound", "No result found")
            return 200, {"id": path.rpartition("/")[2], "version": 1}
        if method == "GET" and path == "/v2/notifications":
            found = [one for one in self.sent if one["reference"] == query.get("reference")]
            return 200, {"notifications": [self.shown(one) for one in found], "links": {"current": path}}
        kind = path.rpartition("/")[2]
        if method != "POST" or path not in ("/v2/notifications/sms", "/v2/notifications/email"):
            raise error(404, "NotFound", "The requested URL was not found on the server.")
        return 201, self.take(kind, json.loads(body))

    def take(self, kind, what):
        field = "phone_number" if kind == "sms" else "email_address"
        if set(what) != {field, "template_id", "personalisation", "reference"}:
            raise error(400, "ValidationError", f"Additional properties are not allowed ({sorted(what)})")
        to = what[field]
        if kind == "sms" and not re.fullmatch(r"\+447[0-9]{9}", to):
            raise error(400, "ValidationError", "phone_number Not a valid international number")
        if what["template_id"] != self.templates[kind]:
            raise error(400, "BadRequestError", "Template not found")
        wanted = {"message"} if kind == "sms" else {"subject", "message"}
        if set(what["personalisation"]) != wanted:
            raise error(400, "BadRequestError", "Missing personalisation: message")
        if self.kind == "team":
            raise error(400, "BadRequestError", "Can't send to this recipient using a team-only API key")
        trouble = self.plan(to)
        if trouble:
            raise trouble
        text = what["personalisation"]["message"]
        one = {"id": str(uuid.uuid4()), "reference": what["reference"], "to": to, "text": text, "type": kind,
               "subject": what["personalisation"].get("subject")}
        with self.lock:
            self.sent.append(one)
        trouble = self.after(to)
        if trouble:
            raise trouble
        return {"id": one["id"], "reference": one["reference"], "uri": f"{self.url}/v2/notifications/{one['id']}",
                "content": {"body": text, "from_number": "40604"},
                "template": {"id": what["template_id"], "version": 1, "uri": f"{self.url}/v2/template/x"}}

    def shown(self, one):
        return {"id": one["id"], "reference": one["reference"], "type": one["type"], "status": "sending",
                "body": one["text"], "cost_in_pounds": 0.0227, "created_at": "2026-11-21T10:00:00.000000Z"}

    def tell(self, relay, channel, one, status, bearer=None):
        body = json.dumps({"id": one["id"], "reference": one["reference"], "to": one["to"], "status": status,
                           "created_at": "2026-11-21T10:00:00.000000Z", "completed_at": "2026-11-21T10:00:05.000000Z",
                           "sent_at": "2026-11-21T10:00:01.000000Z", "notification_type": one["type"],
                           "template_id": self.templates[one["type"]], "template_version": 1}).encode()
        return tell(relay, f"/v1/channels/{channel}/callback", body,
                    {"Authorization": f"Bearer {bearer or self.bearer}"})[0]
