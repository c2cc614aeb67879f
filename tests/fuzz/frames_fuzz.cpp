// WebSocket frames as a client may send them. However the network cuts the bytes, the same is read.
#include <algorithm>
#include <string>
#include <vector>

#include "protocol/text/utf8.hpp"
#include "relay/io/wire/ws_frame.hpp"
#include "tests/fuzz/oracle.hpp"

namespace io = carerelay::io;
using carerelay::fuzz::require;
using io::ws_reader;

namespace {

struct told {
  ws_reader::what what;
  std::uint16_t code;
  std::string payload;
  friend bool operator==(told const&, told const&) = default;
};

constexpr std::size_t most = 300;

std::vector<told> read(std::string bytes, std::size_t piece, ws_reader::role role) {
  ws_reader reader{{role, most, 8}};
  std::vector<told> all;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::span<char> input{bytes.data() + at, std::min(piece, bytes.size() - at)};
    for (auto e = reader.next(input); e.what != ws_reader::what::nothing; e = reader.next(input))
      all.push_back({e.what, e.code, std::string{e.payload}});
    require(input.empty(), "what is given is taken");
  }
  return all;
}

void check(std::string const& bytes, ws_reader::role role) {
  auto const whole = read(bytes, bytes.size() + 1, role);
  for (std::size_t const piece : {1U, 2U, 3U, 7U, 64U})
    require(read(bytes, piece, role) == whole, "cuts change nothing");
  bool ended = false;
  for (auto const& one : whole) {
    require(!ended, "nothing is read after a goodbye or a fault");
    ended = one.what == ws_reader::what::close || one.what == ws_reader::what::fault;
    require(carerelay::protocol::utf8::is_valid(one.payload) || one.what == ws_reader::what::ping ||
                one.what == ws_reader::what::pong,
            "text is UTF-8");
    require(one.payload.size() <= (one.what == ws_reader::what::message ? most : 125), "payloads are bounded");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string const bytes{carerelay::fuzz::text_of(data, size)};
  check(bytes, ws_reader::role::server);
  check(bytes, ws_reader::role::client);
  return 0;
}
