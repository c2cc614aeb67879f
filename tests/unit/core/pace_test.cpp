#include "relay/core/people/pace.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "tests/unit/core/kit.hpp"

using namespace carerelay;
using core::pace_book;
using core::paced;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::noon;

namespace {

/// Uses up what may be done without waiting.
void use_up(pace_book& book, paced what, std::string_view who, protocol::instant now) {
  for (std::uint32_t i = 0; i < core::rule_of(what).at_once; ++i) CHECK(book.count(what, who, now) == milliseconds(0));
}

}  // namespace

TEST_CASE("each thing may be done so often without waiting, and grows back one by one") {
  for (auto const what : {paced::token, paced::list, paced::enrolment, paced::words}) {
    pace_book book;
    use_up(book, what, "a", noon);
    CHECK(book.wait(what, "a", noon) == milliseconds(0));
    CHECK(book.count(what, "a", noon) == core::rule_of(what).first);
    CHECK(book.wait(what, "a", noon) == core::rule_of(what).first);
    pace_book later;
    use_up(later, what, "a", noon);
    auto const then = noon + core::rule_of(what).each;
    CHECK(later.count(what, "a", then) == milliseconds(0));
    CHECK(later.count(what, "a", then) > milliseconds(0));
  }
}

TEST_CASE("a penalty doubles up to its longest, and asking meanwhile makes it no longer") {
  pace_book book;
  auto const now = noon;
  use_up(book, paced::token, "a", now);
  auto expected = core::rule_of(paced::token).first;
  for (int i = 0; i < 12; ++i) {
    CHECK(book.count(paced::token, "a", now) == expected);
    for (int j = 0; j < 5; ++j)
      CHECK(book.wait(paced::token, "a", now + milliseconds(j)) == expected - milliseconds(j));
    expected = std::min(expected * 2, core::rule_of(paced::token).most);
  }
  CHECK(expected == core::rule_of(paced::token).most);
}

TEST_CASE("penalties are forgotten step by step when a device behaves") {
  pace_book book;
  use_up(book, paced::token, "a", noon);
  for (int i = 0; i < 4; ++i) (void)book.count(paced::token, "a", noon);  // 1, 2, 4, 8 seconds
  auto const later = noon + core::rule_of(paced::token).most * 2;
  use_up(book, paced::token, "a", later);
  CHECK(book.count(paced::token, "a", later) == seconds(4));  // two of four steps forgotten
}

TEST_CASE("no wait for a token is as long as the token before it lives") {
  CHECK(core::rule_of(paced::token).most < minutes(15));
}

TEST_CASE("one device's haste makes no other wait, nor itself for something else") {
  pace_book book;
  use_up(book, paced::token, "a", noon);
  CHECK(book.count(paced::token, "a", noon) > milliseconds(0));
  CHECK(book.wait(paced::token, "b", noon) == milliseconds(0));
  CHECK(book.wait(paced::list, "a", noon) == milliseconds(0));
}

TEST_CASE("what is remembered is bounded, and a full memory makes nobody wait for others") {
  pace_book book(2);
  use_up(book, paced::token, "a", noon);
  use_up(book, paced::token, "b", noon);
  for (int i = 0; i < 100; ++i) CHECK(book.count(paced::token, "c", noon) == milliseconds(0));
  CHECK(book.remembered() == 2);
  CHECK(book.count(paced::token, "a", noon) > milliseconds(0));
  auto const later = noon + minutes(30);  // idle ones are forgotten for new ones
  use_up(book, paced::token, "c", later);
  CHECK(book.count(paced::token, "c", later) > milliseconds(0));
  CHECK(book.remembered() == 1);
}
