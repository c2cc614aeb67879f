#include "relay/io/wire/ws_frame.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace io = carerelay::io;
using io::ws_opcode;
using io::ws_reader;
using what = ws_reader::what;

namespace {

constexpr std::array<std::uint8_t, 4> mask{0x12, 0xf3, 0x00, 0x9a};

std::string masked(ws_opcode opcode, std::string payload, bool fin = true) {
  io::apply_ws_mask(payload, mask, 0);
  auto head = std::string{io::make_masked_ws_head(opcode, payload.size(), mask).view()};
  if (!fin) head[0] = static_cast<char>(head[0] & 0x7f);
  return head + payload;
}

struct told {
  ws_reader::what what;
  std::uint16_t code;
  std::string payload;
  friend bool operator==(told const&, told const&) = default;
};

/// Everything read from the bytes, given in pieces of at most `piece`.
std::vector<told> read(std::string bytes, std::size_t piece, ws_reader::rules const& rules = {}) {
  ws_reader reader{rules};
  std::vector<told> all;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::span<char> input{bytes.data() + at, std::min(piece, bytes.size() - at)};
    for (auto e = reader.next(input); e.what != what::nothing; e = reader.next(input))
      all.push_back({e.what, e.code, std::string{e.payload}});
  }
  return all;
}

told only(std::string const& bytes, ws_reader::rules const& rules = {}) {
  auto const all = read(bytes, 1'000'000, rules);
  REQUIRE(all.size() == 1);
  CHECK(read(bytes, 1, rules) == all);
  return all.front();
}

void check_refused(std::string const& bytes, std::uint16_t code, std::string const& words) {
  INFO(words);
  CHECK(only(bytes) == told{what::fault, code, words});
}

}  // namespace

TEST_CASE("Messages of every length form are read, however the network cuts them") {
  std::string bytes;
  std::vector<told> expected;
  for (std::size_t const size : {0, 1, 7, 8, 125, 126, 127, 1000, 65535}) {
    std::string const text(size, 'a');
    bytes += masked(ws_opcode::text, text);
    expected.push_back({what::message, 0, text});
  }
  for (std::size_t const piece : {1UL, 2UL, 3UL, 13UL, 1000UL, 1'000'000UL}) CHECK(read(bytes, piece) == expected);
  ws_reader::rules const large{ws_reader::role::server, 100'000, 64};
  CHECK(only(masked(ws_opcode::text, std::string(65536, 'b')), large).payload.size() == 65536);
}

TEST_CASE("A message in pieces is joined, with pings between its pieces told apart") {
  auto const bytes = masked(ws_opcode::text, "caf\xc3", false) + masked(ws_opcode::ping, "are you there") +
                     masked(ws_opcode::continuation, "\xa9 a", false) + masked(ws_opcode::pong, "") +
                     masked(ws_opcode::continuation, "nd tea") + masked(ws_opcode::text, "next");
  std::vector<told> const expected{{what::ping, 0, "are you there"},
                                   {what::pong, 0, ""},
                                   {what::message, 0, "caf\xc3\xa9 and tea"},
                                   {what::message, 0, "next"}};
  for (std::size_t const piece : {1UL, 5UL, 1000UL}) CHECK(read(bytes, piece) == expected);
}

TEST_CASE("Each broken rule of RFC 6455 is named, with its close code") {
  using s = std::string;
  check_refused(s("\x81\x02hi", 4), 1002, "frame not masked");
  check_refused(s("\xc1\x80\0\0\0\0", 6), 1002, "reserved bit set");
  check_refused(s("\x83\x80\0\0\0\0", 6), 1002, "unknown opcode");
  check_refused(s("\x8b\x80\0\0\0\0", 6), 1002, "unknown opcode");
  check_refused(masked(ws_opcode::binary, "x"), 1003, "text only");
  check_refused(masked(ws_opcode::continuation, "x"), 1002, "continuation of nothing");
  check_refused(masked(ws_opcode::text, "x", false) + masked(ws_opcode::text, "y"), 1002, "new message inside another");
  check_refused(masked(ws_opcode::ping, "x", false), 1002, "control frame in pieces");
  check_refused(masked(ws_opcode::ping, s(126, 'x')), 1002, "control frame too long");
  check_refused(s("\x81\xfe\x00\x05\0\0\0\0", 8), 1002, "length not in its shortest form");
  check_refused(s("\x81\xff\0\0\0\0\0\0\xff\xff\0\0\0\0", 14), 1002, "length not in its shortest form");
  check_refused(s("\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0", 14), 1002, "length too large");
  check_refused(s("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 14), 1009, "message too long");
  check_refused(masked(ws_opcode::text, s(65537, 'x')), 1009, "message too long");
  check_refused(masked(ws_opcode::text, "\xed\xb0\x80"), 1007, "not UTF-8");
  check_refused(masked(ws_opcode::close, "x"), 1002, "close code cut off");
  check_refused(masked(ws_opcode::close, "\x03\xed"), 1002, "close code not allowed");
  check_refused(masked(ws_opcode::close, "\x03\xe8\xff"), 1007, "close reason is not UTF-8");
}

TEST_CASE("A message is refused as too long across its pieces, before the piece that breaks the limit is taken in") {
  auto const bytes = masked(ws_opcode::text, std::string(40'000, 'x'), false) +
                     masked(ws_opcode::continuation, std::string(30'000, 'x')).substr(0, 14);
  auto const all = read(bytes, 4096);
  REQUIRE(all.size() == 1);
  CHECK(all.front() == told{what::fault, 1009, "message too long"});
}

TEST_CASE("Twenty thousand empty continuation frames are cut off at the limit") {
  auto bytes = masked(ws_opcode::text, "", false);
  for (int i = 0; i < 20'000; ++i) bytes += masked(ws_opcode::continuation, "", false);
  CHECK(only(bytes) == told{what::fault, 1008, "message in too many pieces"});
  auto allowed = masked(ws_opcode::text, "", false);
  for (int i = 0; i < 62; ++i) allowed += masked(ws_opcode::continuation, "", false);
  allowed += masked(ws_opcode::continuation, "end");
  CHECK(only(allowed) == told{what::message, 0, "end"});
}

TEST_CASE("A goodbye is read with and without code and reason, and nothing after it") {
  CHECK(only(masked(ws_opcode::close, "") + masked(ws_opcode::text, "late")) == told{what::close, 1005, ""});
  CHECK(only(masked(ws_opcode::close,
                    "\x0f\xa5"
                    "too slow")) == told{what::close, 4005, "too slow"});
}

TEST_CASE("A client refuses a masked frame and reads a server's") {
  ws_reader::rules const client{ws_reader::role::client, 1 << 20, 64};
  CHECK(only(std::string{io::make_ws_head(ws_opcode::text, 2).view()} + "ok", client) == told{what::message, 0, "ok"});
  CHECK(only(masked(ws_opcode::text, "ok"), client) == told{what::fault, 1002, "masked frame"});
}

TEST_CASE("A whole message is given where it lies, without a copy") {
  auto bytes = masked(ws_opcode::text, "not copied");
  ws_reader reader{{}};
  std::span<char> input{bytes};
  auto const event = reader.next(input);
  CHECK(event.payload.data() == bytes.data() + 6);
}
