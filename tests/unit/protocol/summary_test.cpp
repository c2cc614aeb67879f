#include "protocol/text/summary.hpp"

#include <catch2/catch.hpp>

#include "protocol/text/utf8.hpp"

using namespace carerelay::protocol;

TEST_CASE("A summary is the first two sentences, in one line, without marks") {
  CHECK(first_sentences("# Masks\n\nWear **one**. Wash hands! Then rest.", 2, 400) == "Masks Wear one.");
  CHECK(first_sentences("Wear *one*.\nWash hands (often). Then rest.", 2, 400) == "Wear one. Wash hands (often).");
  CHECK(first_sentences("Do this:\n\n- Wear one\n- Wash\n", 2, 400) == "Do this: - Wear one");
  CHECK(first_sentences("", 2, 400).empty());
  CHECK(first_sentences(std::string("a\0b", 3), 2, 400).empty());
}

TEST_CASE("A full stop behind a shortened word or in a number ends no sentence") {
  CHECK(first_sentences("Ask Dr. Okafor, e.g. at 10.30. Then A. Smith. Third.", 2, 400) ==
        "Ask Dr. Okafor, e.g. at 10.30. Then A. Smith.");
  CHECK(first_sentences("He said \"wait.\" Go on.", 1, 400) == "He said \"wait.\"");
}

TEST_CASE("Sentences of other scripts end where their readers say") {
  CHECK(first_sentences("洗手。戴口罩。休息。", 2, 400) == "洗手。 戴口罩。");
  CHECK(first_sentences("هل غسلت يديك؟ نعم. الآن.", 2, 400) == "هل غسلت يديك؟ نعم.");
}

TEST_CASE("What is too long ends at a sentence, else at a word, and never inside a character") {
  CHECK(cut_at_sentence("One two. Three four. Five.", 21) == "One two. Three four.");
  CHECK(cut_at_sentence("One two three four", 12) == "One two…");
  CHECK(cut_at_sentence("ÄÖÜäöü", 4) == "ÄÖÜ…");
  CHECK(cut_at_sentence("  short ", 10) == "short");
  CHECK(cut_at_sentence("abc", 0).empty());
  std::string const text = "Ä. 洗手。 👩‍⚕️ helps; ok? yes";
  for (std::size_t most = 0; most < 30; ++most) {
    auto const cut = cut_at_sentence(text, most);
    CHECK(utf8::is_valid(cut));
    CHECK(utf8::count(cut) <= most);
  }
}
