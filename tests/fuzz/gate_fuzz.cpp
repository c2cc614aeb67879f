// HTTP requests as a hostile client may write them: whatever passes the gate can be read in one way only.
#include <algorithm>
#include <cctype>
#include <string>

#include "relay/http/routes/table.hpp"
#include "tests/fuzz/oracle.hpp"
#include "tests/fuzz/request_text.hpp"

namespace io = carerelay::io;
namespace http = carerelay::http;
using carerelay::fuzz::require;

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

std::size_t count(io::request_head const& head, std::string_view name) {
  std::size_t n = 0;
  for (auto const& line : head.lines) n += lower(line.name) == name ? 1 : 0;
  return n;
}

void check_passed(io::request_head const& head, io::passed_request const& passed) {
  require(head.version == 11, "only HTTP/1.1 passes");
  require(count(head, "host") == 1, "exactly one Host passes");
  auto const host = lower(io::value_of(head, "Host"));
  require(host.starts_with("relay.example") || host.starts_with("localhost"), "the Host is ours");
  require(count(head, "transfer-encoding") == 0, "no Transfer-Encoding passes");
  require(count(head, "content-length") <= 1, "at most one Content-Length passes");
  if (count(head, "content-length") == 0)
    require(passed.content_length == 0, "no length is no body");
  else
    require(
        std::to_string(passed.content_length) ==
            [&] {
              auto text = std::string(io::value_of(head, "Content-Length"));
              text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
              return text;
            }(),
        "the length is the one said");
  require(passed.path.starts_with('/'), "the path is absolute");
  require(passed.path.find('\0') == std::string::npos, "no NUL in a path");
  auto const slashes = [](std::string_view text) { return std::count(text.begin(), text.end(), '/'); };
  auto const raw = head.target.substr(0, head.target.find('?'));
  require(slashes(raw) == slashes(passed.path), "decoding makes no slash");
  require((passed.path + "/").find("/../") == std::string::npos, "no dot segment passes");
  require((passed.path + "/").find("/./") == std::string::npos, "no dot segment passes");
  for (char const c : passed.path) require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, "no control character");
  auto const found = http::find(passed.method, passed.path);
  for (auto const& argument : found.arguments)
    require(argument.find('/') == std::string::npos, "an argument is a segment");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static io::gate_rules const rules{{"relay.example", "localhost"}, {"https://intranet.example"}};
  auto const head = carerelay::fuzz::lenient_head(carerelay::fuzz::text_of(data, size));
  auto answer = io::pass(head, rules);
  if (answer)
    check_passed(head, answer.value());
  else
    require(answer.why().status >= 400 && answer.why().status < 600 && !answer.why().detail.empty(),
            "a refusal says why");
  return 0;
}
