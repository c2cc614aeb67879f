"""A browser as far as signing in needs one: cookies by host and port, SameSite, redirects, forms. Nothing of HTML but
what the pages of the test hold."""
import html
import http.client
import re
import ssl
import urllib.parse


class Page:
    def __init__(self, status, headers, body, url):
        self.status, self.headers, self.body, self.url = status, headers, body, url

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def cookies(self):
        return [value for key, value in self.headers if key.lower() == "set-cookie"]


class Browser:
    def __init__(self, ca):
        self.context = ssl.create_default_context(cafile=ca)
        self.jar = {}  # origin -> name -> (value, is_strict)

    @staticmethod
    def origin_of(url):
        parts = urllib.parse.urlsplit(url)
        return f"{parts.scheme}://{parts.netloc}"

    def cookie(self, url, name):
        return self.jar.get(self.origin_of(url), {}).get(name, ("", False))[0]

    def plant(self, url, name, value, strict=False):
        self.jar.setdefault(self.origin_of(url), {})[name] = (value, strict)

    def keep(self, url, page):
        kept = self.jar.setdefault(self.origin_of(url), {})
        for line in page.cookies:
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, value = pair.split("=", 1)
            lower = [one.lower() for one in attributes]
            if "max-age=0" in lower or any(one.startswith("expires=thu, 01 jan 1970") for one in lower):
                kept.pop(name, None)
            else:
                kept[name] = (value, "samesite=strict" in lower)

    def once(self, method, url, fields=None, headers=None, from_other_site=False, body=None):
        """One request, no redirect followed. What is SameSite=Strict stays at home when another site sent us."""
        parts = urllib.parse.urlsplit(url)
        kept = self.jar.get(self.origin_of(url), {})
        sent = {name: value for name, (value, strict) in kept.items() if not (strict and from_other_site)}
        lines = {"Cookie": "; ".join(f"{name}={value}" for name, value in sent.items())} if sent else {}
        lines.update(headers or {})
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            lines.setdefault("Content-Type", "application/x-www-form-urlencoded")
            lines.setdefault("Origin", self.origin_of(url))
        line = http.client.HTTPSConnection(parts.hostname, parts.port, context=self.context, timeout=30)
        line.request(method, parts.path + ("?" + parts.query if parts.query else ""), body,
                     {name: value for name, value in lines.items() if value is not None})
        answer = line.getresponse()
        page = Page(answer.status, answer.getheaders(), answer.read().decode(), url)
        line.close()
        self.keep(url, page)
        return page

    def go(self, method, url, fields=None, headers=None, stop_at=None):
        """Follows redirects; stops before an address that begins with `stop_at` and gives it as a page of status 0."""
        from_other_site = False
        for _ in range(12):
            page = self.once(method, url, fields, headers, from_other_site)
            if page.status not in (301, 302, 303, 307) or not page.header("Location"):
                return page
            target = urllib.parse.urljoin(url, page.header("Location"))
            if self.origin_of(target) != self.origin_of(url):
                from_other_site = True
            if stop_at and target.startswith(stop_at):
                return Page(0, [], "", target)
            method, url, fields = "GET", target, None
        raise AssertionError("redirected for ever")

    def goes_on(self, page):
        """What a page that goes on by itself goes on to: our own page asks, so everything is sent."""
        found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.body)
        assert found, page.body
        return self.once("GET", urllib.parse.urljoin(page.url, html.unescape(found.group(1))))
