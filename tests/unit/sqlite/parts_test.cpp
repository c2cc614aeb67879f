// The store's smaller parts.
#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

#include "adapters/ports/store_rules.hpp"
#include "adapters/sqlite/answers/body_cache.hpp"
#include "adapters/sqlite/disk/ballast.hpp"
#include "adapters/sqlite/rows/row_sum.hpp"
#include "adapters/sqlite/rows/rows.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;

TEST_CASE("one flipped bit changes the sum of a row, wherever it is") {
  std::string text(100, 'a');
  auto const whole = sqlite::row_sum(1).add(7).add(text).value();
  std::set<std::int64_t> sums{whole};
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    auto damaged = text;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    sums.insert(sqlite::row_sum(1).add(7).add(damaged).value());
  }
  REQUIRE(sums.size() == text.size() * 8 + 1);
}

TEST_CASE("the sum of a row tells apart what only moved from one column to the next") {
  using sqlite::row_sum;
  REQUIRE(row_sum(1).add("ab").add("c").value() != row_sum(1).add("a").add("bc").value());
  REQUIRE(row_sum(1).add("").add("a").value() != row_sum(1).add("a").add("").value());
  REQUIRE(row_sum(1).add(1).add(2).value() != row_sum(1).add(2).add(1).value());
  REQUIRE(row_sum(1).add(std::optional<int>()).value() != row_sum(1).add(std::optional(0)).value());
  REQUIRE(row_sum(1).add(5).value() != row_sum(2).add(5).value());
}

TEST_CASE("the sum of a row never changes from one build to the next") {
  // Written to disk: a change here makes every store unreadable.
  REQUIRE(sqlite::row_sum(3).add(42).add("text of eleven").add(std::optional<int>(9)).value() == -5493652077725671000);
}

TEST_CASE("a list of texts comes back whatever is in them") {
  std::vector<std::string> const list{"", "a", "3:x", std::string("\0\n", 2), std::string(70'000, 'y')};
  std::vector<std::string> back;
  REQUIRE(sqlite::unpack(sqlite::pack(list), back));
  REQUIRE(back == list);
  for (std::string const broken : {"1", "1:", "2:a", ":a", "x:a", "99999999:a", "-1:a"}) {
    std::vector<std::string> out;
    REQUIRE_FALSE(sqlite::unpack(broken, out));
  }
}

TEST_CASE("every state of a receipt is packed into one number and back") {
  std::set<int> seen;
  for (int stage = 0; stage < 4; ++stage) {
    for (int closed = 0; closed < 4; ++closed) {
      for (int answer = 0; answer < 5; ++answer) {
        for (bool const late : {false, true}) {
          protocol::receipt_state state{
              static_cast<protocol::stage>(stage), static_cast<protocol::closure>(closed), {}};
          if (answer > 0) state.answer = static_cast<protocol::response>(answer - 1);
          int const packed = sqlite::packed(state, late);
          protocol::receipt_state back;
          bool back_late = !late;
          REQUIRE(sqlite::unpacked(packed, back, back_late));
          REQUIRE(back == state);
          REQUIRE(back_late == late);
          seen.insert(packed);
        }
      }
    }
  }
  REQUIRE(seen.size() == 160);
  protocol::receipt_state state;
  bool late = false;
  for (int const never : {-1, 256, 5 * 16, 7 * 16}) REQUIRE_FALSE(sqlite::unpacked(never, state, late));
}

TEST_CASE("the quick sum of a delivered receipt is the sum of that row") {
  sqlite::stored_receipt row;
  row.message = 7;
  row.home = 9;
  row.last_event = 11;
  row.what.seq = 3;
  row.what.state.stage = protocol::stage::delivered;
  row.what.delivered_at = protocol::instant(std::chrono::milliseconds(1'795'000'000'000));
  REQUIRE(sqlite::sum_of_delivered(7, 9, 3, 11, *row.what.delivered_at) == sqlite::sum_of(row));
}

TEST_CASE("ids of events differ, are of version 7, and carry their moment") {
  protocol::instant const when(std::chrono::milliseconds(1'795'000'000'123));
  std::set<protocol::event_id> ids;
  for (std::uint64_t n = 0; n < 10'000; ++n) ids.insert(ports::make_event_id(when, 5, n));
  for (std::uint64_t n = 0; n < 10'000; ++n) ids.insert(ports::make_event_id(when, 5, n << 40));
  REQUIRE(ids.size() == 19'999);  // 0 is in both
  REQUIRE(ids.begin()->value().version() == 7);
  REQUIRE((ids.begin()->bytes()[8] & 0xC0) == 0x80);
  REQUIRE(ids.begin()->bytes()[5] == (1'795'000'000'123 & 0xFF));
}

namespace {

sqlite::message_ptr message(ports::message_number number, std::size_t bytes) {
  auto body = std::make_shared<protocol::encoded_message>();
  body->number = number;
  body->json = std::string(bytes, 'x');
  auto row = std::make_shared<ports::message_row>();
  row->body = body;
  return row;
}

}  // namespace

TEST_CASE("messages kept in memory are bounded, and those asked for last stay") {
  sqlite::body_cache cache(11'000);
  for (ports::message_number n = 1; n <= 4; ++n) cache.keep(message(n, 2'000));
  REQUIRE(cache.find(1) != nullptr);  // used again
  cache.keep(message(5, 2'000));
  REQUIRE(cache.find(1) != nullptr);
  REQUIRE(cache.find(2) == nullptr);
  REQUIRE(cache.find(5) != nullptr);
  cache.keep(message(6, 1'000'000));  // larger than all of it: kept alone
  REQUIRE(cache.find(6) != nullptr);
  REQUIRE(cache.find(5) == nullptr);
}

TEST_CASE("two readers that bring the same message share the first") {
  sqlite::body_cache cache(10'000);
  auto const first = cache.keep(message(1, 10));
  REQUIRE(cache.keep(message(1, 10)) == first);
}

TEST_CASE("the reserve lies on the disk until it is needed, and is won back") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db.reserve");
  sqlite::ballast reserve(path, 1U << 20);
  REQUIRE(std::filesystem::file_size(path) == 1U << 20);
  REQUIRE_FALSE(reserve.is_full());
  REQUIRE(reserve.release());
  REQUIRE(reserve.is_full());
  REQUIRE_FALSE(std::filesystem::exists(path));
  REQUIRE_FALSE(reserve.release());  // there is only one
  reserve.recover();
  REQUIRE_FALSE(reserve.is_full());
  REQUIRE(std::filesystem::file_size(path) == 1U << 20);
}

TEST_CASE("without a reserve a full disk is still known, and over when there is room") {
  test::temp_folder folder;
  sqlite::ballast reserve(folder.file("reserve"), 0);
  REQUIRE_FALSE(reserve.release());
  REQUIRE(reserve.is_full());
  reserve.recover();
  REQUIRE_FALSE(reserve.is_full());
}

TEST_CASE("a disk with no room for the reserve counts as full from the start") {
  test::temp_folder folder;
  sqlite::ballast reserve(folder.file("reserve"), 1ULL << 60);
  REQUIRE(reserve.is_full());
  REQUIRE_FALSE(std::filesystem::exists(folder.file("reserve")));
}
