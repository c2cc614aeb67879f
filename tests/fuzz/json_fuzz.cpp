#include <set>
#include <string>

#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/text/utf8.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using carerelay::fuzz::require;

namespace {

constexpr std::size_t most_bytes = 64 * 1024;

void check_text(std::string const& text) {
  require(utf8::is_valid(text), "what is accepted is UTF-8");
  require(text.find('\0') == std::string::npos, "what is accepted holds no NUL");
}

void check(json::value const& value, std::size_t depth) {
  bool const is_nest = value.is(json::kind::array) || value.is(json::kind::object);
  require(!is_nest || depth <= json::deepest, "nesting stops at 32");
  switch (value.kind()) {
    case json::kind::null:
    case json::kind::boolean: return;
    case json::kind::integer:
      return require(std::abs(value.integer()) <= json::largest_integer, "integers are safe for every peer");
    case json::kind::string: return check_text(value.string());
    case json::kind::array:
      for (auto const& each : value.items()) check(each, depth + 1);
      return;
    case json::kind::object: {
      require(value.members().size() <= json::most_members, "an object has at most 256 members");
      std::set<std::string> names;
      for (auto const& each : value.members()) {
        check_text(each.name);
        require(names.insert(each.name).second, "no member is named twice");
        check(each.value, depth + 1);
      }
      return;
    }
  }
}

void check_flat(std::string_view text, json::value const& tree) {
  json::flat_object flat;
  bool const is_read = flat.read(text, most_bytes);
  require(is_read == tree.is(json::kind::object), "both doors accept the same objects");
  if (!is_read) return;
  require(flat.size() == tree.members().size(), "both doors see the same members");
  for (auto const& each : flat) {
    auto const* const same = tree.find(each.name);
    require(same && same->kind() == each.kind, "both doors see the same kinds");
    if (each.kind == json::kind::string) {
      require(same->string() == each.text, "both doors see the same strings");
    } else {
      auto const again = json::read(each.text, most_bytes);
      require(again.has_value() && *again == *same, "a nested text reads as the nested tree");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  auto const text = carerelay::fuzz::text_of(data, size);
  auto const tree = json::read(text, most_bytes);
  json::flat_object flat;
  if (!tree) {
    require(!flat.read(text, most_bytes), "what one door refuses the other refuses");
    require(flat.error() == tree.error(), "both doors give the same reason");
    require(tree.error().offset <= size && !tree.error().detail.empty(), "a refusal has a place and a reason");
    return 0;
  }
  require(size <= most_bytes, "the limit holds");
  require(text.find('\0') == std::string_view::npos, "no NUL is passed over");
  require(!text.starts_with("\xEF\xBB\xBF"), "no byte-order mark is passed over");
  check(*tree, 1);
  check_flat(text, *tree);
  auto const canonical = json::canonical(*tree);
  auto const again = json::read(canonical, 8 * most_bytes);
  require(again.has_value() && json::canonical(*again) == canonical, "the canonical form is stable");
  return 0;
}
