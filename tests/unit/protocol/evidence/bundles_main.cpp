// Prints evidence bundles, one a line with our verdict before it: honest ones, lies of every kind, and mutations of
// both. `evidence_bundles COUNT [SEED]`.
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>

#include "protocol/evidence/verify.hpp"
#include "protocol/json/writer.hpp"
#include "tests/unit/protocol/evidence/make_bundle.hpp"

namespace {

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;
using twist = made_log::twist;

std::mt19937_64 rng;

std::string changed(std::string text) {
  constexpr std::string_view letters = "ABCxyz019-_+/= \n";
  auto const at = text.empty() ? 0 : rng() % text.size();
  switch (rng() % 5) {
    case 0: return {};
    case 1: return text + letters[rng() % letters.size()];
    case 2: return text.substr(0, at);
    default: break;
  }
  // Only ASCII is changed, so that it stays UTF-8.
  if (!text.empty() && static_cast<unsigned char>(text[at]) < 0x80) text[at] = letters[rng() % letters.size()];
  return text;
}

std::int64_t changed(std::int64_t number) {
  switch (rng() % 4) {
    case 0: return number + 1;
    case 1: return number - 1;
    case 2: return 0;
    default: return static_cast<std::int64_t>(rng() % 1'000'000);
  }
}

std::size_t count(json::value const& what) {
  std::size_t n = 1;
  if (what.is(json::kind::array))
    for (auto const& each : what.items()) n += count(each);
  if (what.is(json::kind::object))
    for (auto const& each : what.members()) n += count(each.value);
  return n;
}

json::value mutated(json::value const& what, std::size_t& left);

json::value mutated_list(json::array items, bool here, std::size_t& left) {
  if (!here) {
    for (auto& each : items) each = mutated(each, left);
    return items;
  }
  if (items.empty()) return json::array{json::value("x")};
  auto const at = static_cast<std::ptrdiff_t>(rng() % items.size());
  if (rng() % 2 == 0) {
    items.erase(items.begin() + at);
  } else if (rng() % 2 == 0) {
    items.push_back(items[static_cast<std::size_t>(at)]);
  } else {
    std::swap(items[static_cast<std::size_t>(at)], items.back());
  }
  return items;
}

/// The `left`-th value changed, counted as `count` does.
json::value mutated(json::value const& what, std::size_t& left) {
  bool const here = left-- == 0;
  switch (what.kind()) {
    case json::kind::null: return here ? json::value(true) : what;
    case json::kind::boolean: return here ? json::value(!what.boolean()) : what;
    case json::kind::integer: return here ? json::value(changed(what.integer())) : what;
    case json::kind::string: return here ? json::value(changed(what.string())) : what;
    case json::kind::array: return mutated_list(what.items(), here, left);
    case json::kind::object: break;
  }
  auto members = what.members();
  if (here && !members.empty()) {
    members.erase(members.begin() + static_cast<std::ptrdiff_t>(rng() % members.size()));
    return members;
  }
  for (auto& each : members) each.value = mutated(each.value, left);
  return members;
}

void print(json::value const& bundle) {
  auto const text = json::to_text(bundle);
  std::cout << (verify_bundle(text).holds() ? '1' : '0') << ' ' << text << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  int const wanted = argc > 1 ? std::atoi(argv[1]) : 1'000;
  rng.seed(argc > 2 ? static_cast<std::uint64_t>(std::atoll(argv[2])) : 1);
  int made = 0;
  for (std::uint32_t seed = 1; made < wanted; ++seed) {
    auto const how = seed % 3 == 0 ? static_cast<twist>(rng() % 25) : twist::none;
    made_log const log(seed, how);
    print(log.tree());
    for (++made; made % 20 != 0 && made < wanted; ++made) {
      auto at = rng() % count(log.tree());
      print(mutated(log.tree(), at));
    }
  }
  return 0;
}
