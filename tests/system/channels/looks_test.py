"""A mail as people see it: its page in a browser, narrow and wide, in daylight and in the dark, and its text in a small window."""

import html
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from channel_kit import Office, mail_settings

CHROMIUM = shutil.which("chromium")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars"]
# The mail in a frame as wide as a screen (a window of its own is never narrower than 500), and what it looks like,
# written where --dump-dom shows it.
FRAME = """<!DOCTYPE html><title></title><iframe srcdoc="{mail}" style="border:0;width:{width}px;height:1400px"></iframe><script>
onload = () => {{
  const inside = document.querySelector("iframe").contentDocument;
  const box = (at) => inside.querySelector(at).getBoundingClientRect();
  document.title = JSON.stringify([inside.documentElement.scrollWidth, Math.round(box(".page").width),
    Math.round(box(".button a").height), inside.defaultView.getComputedStyle(inside.querySelector(".page")).backgroundColor,
    inside.querySelectorAll("img, link, iframe, script").length]);
}};
</script>"""
DRAFT = {
    "kind": "guidance_bulletin", "scope": "public", "urgency": "immediate", "severity": "severe", "topic": "masks",
    "audience": {"homes": ["1-1000000001"]},
    "info": [{"language": "en-GB", "headline": "Masks are back in homes with cases",
              "description": "There are **new cases** of flu in the borough. " * 6 + "\n\n* Surgical masks are enough.\n\n"
                             "See https://www.gov.uk/" + "a-very-long-address-" * 9,
              "instruction": "Tell everybody on shift today.", "must_do": ["Wear a mask in shared rooms"],
              "must_not": ["Share masks"]}]}


class Looks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if CHROMIUM is None:
            raise RuntimeError("chromium is not installed (./dev setup test)")
        cls.temp = tempfile.TemporaryDirectory(prefix="carerelay-looks-")
        cls.addClassCleanup(cls.temp.cleanup)
        cls.folder = pathlib.Path(cls.temp.name)
        (cls.folder / "secret").write_text("s3cret\n")
        # Nobody listens there: nothing is sent.
        cls.office = Office(cls.folder / "office", ["manager@homes.test"], channels__known_hosts="gov.uk",
                            **mail_settings(9, "", cls.folder / "secret"))
        cls.office.relay.start()
        cls.addClassCleanup(lambda: cls.office.relay.stop(signal.SIGKILL))
        status, answer = cls.office.relay.call("POST", "/v1/previews", DRAFT, token=cls.office.token)
        assert status == 200, answer
        cls.mail = next(one for one in answer["previews"] if one["destination"] == "ordinary_email")

    def look(self, width, *more):
        page = self.folder / "frame.html"
        page.write_text(FRAME.format(mail=html.escape(self.mail["html"]), width=width))
        done = subprocess.run([CHROMIUM, *QUIET, f"--user-data-dir={self.folder}/profile", "--window-size=1200,1500", *more,
                               "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=90, check=True)
        return json.loads(re.search(r"<title>(\[.*?\])</title>", done.stdout).group(1).replace("&quot;", '"'))

    def test_the_page_fits_a_phone_and_a_desk_and_has_a_button_for_a_thumb(self):
        for width, widest in ((320, 320), (390, 390), (1100, 640)):
            with self.subTest(width=width):
                scrolls, page, button, _, fetched = self.look(width)
                self.assertLessEqual(scrolls, width)
                self.assertLessEqual(page, widest)
                self.assertGreaterEqual(button, 44)
                self.assertEqual(fetched, 0)

    def test_in_the_dark_the_page_is_dark(self):
        self.assertEqual(self.look(390)[3], "rgb(255, 255, 255)")
        self.assertNotEqual(self.look(390, "--blink-settings=preferredColorScheme=0")[3], "rgb(255, 255, 255)")

    def test_the_text_says_the_same_in_lines_of_72(self):
        text = self.mail["text"]
        for words in ("Urgent: Masks are back", "WHAT TO DO\nTell everybody", "DO\n- Wear a mask", "DO NOT\n- Share masks",
                      "020 7946 0123", "never asks for a password"):
            self.assertIn(words, text)
        for line in text.splitlines():
            self.assertTrue(len(line) <= 72 or " " not in line.strip(), line)

    def test_a_picture_of_it_is_more_than_an_empty_sheet_and_is_kept_where_one_asks_for_it(self):
        folder = os.environ.get("CARERELAY_PICTURES", str(self.folder))
        page = self.folder / "mail.html"
        page.write_text(self.mail["html"])
        for width in (390, 1100):
            subprocess.run([CHROMIUM, *QUIET, f"--user-data-dir={self.folder}/profile", f"--window-size={width},1400",
                            f"--screenshot={folder}/mail_{width}.png", page.as_uri()], capture_output=True, timeout=90, check=True)
            # An empty sheet of this size packs into less than 8 kB.
            self.assertGreater(pathlib.Path(folder, f"mail_{width}.png").stat().st_size, 20_000)


if __name__ == "__main__":
    unittest.main(verbosity=2, warnings="ignore")
