// Damaged files, whole or in part.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/fault/child.hpp"
#include "tests/fault/store_fault_kit.hpp"
#include "tests/support/temp_folder.hpp"

using namespace carerelay;
using namespace carerelay::contract;
using Catch::Matchers::Contains;
using fault::open;

namespace {

/// Everything a reader can be asked, as text, row by row. What cannot be read is left out; gives how many such there
/// were.
struct everything {
  std::vector<std::string> rows;
  int refused = 0;
};

template <class Look>
void look_at(everything& out, Look const& look) {
  try {
    look();
  } catch (ports::store_damaged const&) {
    ++out.refused;
  } catch (std::runtime_error const&) {
    ++out.refused;
  }
}

std::string text(ports::inbox_row const& row) {
  return std::to_string(row.seq) + row.message.row->body->json + std::to_string(static_cast<int>(row.state.stage));
}

everything read_all(ports::store_reader& r, int homes, int messages) {
  everything out;
  auto const keep = [&](std::string prefix, std::string row) { out.rows.push_back(std::move(prefix) + row); };
  for (int h = 1; h <= homes; ++h) {
    auto const n = static_cast<ports::home_number>(h);
    look_at(out, [&] {
      if (auto const row = r.home(home_id(h)))
        keep("home " + std::to_string(h), row->record.name + row->record.telephone);
    });
    look_at(out, [&] {
      for (auto const& row : r.devices(n))
        keep("device", row.id.text() + std::to_string(row.home) + std::to_string(row.key[0]));
    });
    look_at(out, [&] {
      for (auto const& row : r.inbox(n, 0, 1'000)) keep("inbox " + std::to_string(h), text(row));
    });
  }
  for (int m = 1; m <= messages; ++m) {
    auto const n = static_cast<ports::message_number>(m);
    look_at(out, [&] {
      if (auto const row = r.message(bulletin(m).id)) keep("message " + std::to_string(m), row->row->body->json);
    });
    look_at(out, [&] {
      for (auto const& row : r.receipts(n, 0, 1'000)) {
        keep("receipt " + std::to_string(m),
             row.what.home.text() + std::to_string(static_cast<int>(row.what.state.stage)));
      }
    });
    for (int h = 1; h <= homes; ++h) {
      look_at(out, [&] {
        for (auto const& e : r.events(n, static_cast<ports::home_number>(h))) {
          keep("event " + std::to_string(m) + "," + std::to_string(h), e.id.text() + e.note);
        }
      });
    }
  }
  std::sort(out.rows.begin(), out.rows.end());
  return out;
}

}  // namespace

TEST_CASE("a file with flipped bits is refused or read right: never a crash, never a wrong row") {
  constexpr int homes = 30, messages = 8;
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  everything whole;
  {
    auto const store = open(path);
    auto const numbers = put_homes(*store, homes);
    for (int i = 1; i <= homes; ++i) add_device(*store, device(i, numbers[static_cast<std::size_t>(i) - 1]));
    for (int i = 1; i <= messages; ++i) {
      auto const row = publish(*store, bulletin(i), numbers);
      std::vector<ports::delivered_mark> marks;
      for (std::size_t h = 0; h < numbers.size(); h += 2)
        marks.push_back({numbers[h], 1, row.number, row.seqs[h], start});
      deliver(*store, marks);
      act(*store, row.number, numbers[3], answer_event(i, start, protocol::response::actioned, "done"));
    }
    whole = read_all(*store->reader(), homes, messages);
  }
  REQUIRE(whole.refused == 0);
  auto const size = std::filesystem::file_size(path);
  auto const end = fault::run_child([&](auto const& done) {
    std::mt19937 rng(5);
    int refused_at_open = 0, refused_in_part = 0, read_right = 0, missing = 0;
    for (int round = 0; round < 400; ++round) {
      auto const copy = folder.file("damaged.db");
      std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing);
      {
        std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
        for (unsigned flips = 1 + rng() % 4; flips > 0; --flips) {
          auto const at = static_cast<std::streamoff>(rng() % size);
          file.seekg(at);
          char const byte = static_cast<char>(file.get() ^ (1 << rng() % 8));
          file.seekp(at);
          file.put(byte);
        }
      }
      try {
        auto const store = open(copy, "", 0, round % 2 == 0 ? 64U << 20 : 0);
        auto const seen = read_all(*store->reader(), homes, messages);
        for (auto const& row : seen.rows) {
          if (!std::binary_search(whole.rows.begin(), whole.rows.end(), row))
            throw std::logic_error("a wrong row: " + row);
        }
        if (seen.refused > 0)
          ++refused_in_part;
        else if (seen.rows == whole.rows)
          ++read_right;
        else
          ++missing;
      } catch (std::runtime_error const&) {
        ++refused_at_open;
      }
      done(round);
    }
    std::fprintf(stderr, "refused when opened %d, when read %d, nothing wrong seen %d, rows not found %d\n",
                 refused_at_open, refused_in_part, read_right, missing);
  });
  INFO(end.errors);
  REQUIRE(end.signal == 0);
  REQUIRE(end.status == 0);
  REQUIRE(end.promised == 399);
  WARN(end.errors);
}

TEST_CASE("a file cut short is refused with clear words") {
  test::temp_folder folder;
  auto const path = folder.file("relay.db");
  {
    auto const store = open(path);
    publish(*store, bulletin(1), put_homes(*store, 500));
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  REQUIRE_THROWS_AS(open(path), ports::store_damaged);
  REQUIRE_THROWS_WITH(open(path), Contains("damaged") && Contains("restore"));
}
