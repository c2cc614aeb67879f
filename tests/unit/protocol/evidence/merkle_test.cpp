#include "protocol/evidence/merkle.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <stdexcept>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/hex.hpp"
#include "protocol/json/reader.hpp"

namespace {

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;

hash leaf(std::uint64_t n) { return leaf_hash(as_bytes(std::to_string(n))); }

/// RFC 9162 section 2.1.1, word for word.
hash naive(std::uint64_t begin, std::uint64_t end) {
  if (begin == end) return crypto::sha256("");
  if (end - begin == 1) return leaf(begin);
  std::uint64_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return node_hash(naive(begin, begin + k), naive(begin + k, end));
}

hash nodes(unsigned height, std::uint64_t at) { return naive(at << height, (at + 1) << height); }

/// None for what is no hash at all: where it is read from outside it is refused for that, as here.
std::optional<hash> from_base64(json::value const& text) {
  hash out{};
  auto const bytes = crypto::from_base64(text.string());
  if (!bytes || bytes->size() != out.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

std::optional<std::vector<hash>> proof_of(json::value const& list) {
  std::vector<hash> out;
  if (list.is(json::kind::null)) return out;
  for (auto const& each : list.items()) {
    auto const read = from_base64(each);
    if (!read) return std::nullopt;
    out.push_back(*read);
  }
  return out;
}

/// Public vectors have sizes up to 2^64 - 1, which our reader of JSON refuses: taken as texts.
std::string quoted_numbers(std::string const& json) {
  std::string out;
  for (std::size_t i = 0; i < json.size(); ++i) {
    bool const number = json[i] >= '0' && json[i] <= '9' && i > 0 && json[i - 1] == ':';
    if (!number) {
      out += json[i];
      continue;
    }
    out += '"';
    for (; json[i] >= '0' && json[i] <= '9'; ++i) out += json[i];
    out += '"';
    --i;
  }
  return out;
}
std::uint64_t number(json::value const& from, char const* name) { return std::stoull(from.find(name)->string()); }

std::string read_file(std::string const& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The public vectors when they are here, else the project's own sample of the same form.
json::array vectors(std::string const& name) {
  char const* const data = std::getenv("CARERELAY_REGISTER_DATA");
  std::string path = data == nullptr ? "" : std::string(data) + "/merkle-vectors/" + name;
  if (path.empty() || !std::filesystem::exists(path)) {
    WARN("the public vectors are not here: this ran on the project's own sample");
    path = std::string(std::getenv("CARERELAY_SOURCE_DIR")) + "/tests/unit/protocol/evidence/vectors/" + name;
  }
  auto const tree = json::read(quoted_numbers(read_file(path)), 10'000'000);
  REQUIRE(tree.has_value());
  return tree->items();
}

}  // namespace

TEST_CASE("Public vectors: every inclusion proof is taken or refused as it should be") {
  auto const cases = vectors("inclusion.json");
  REQUIRE(cases.size() >= 10);
  for (auto const& each : cases) {
    INFO(each.find("name")->string());
    auto const proof = proof_of(*each.find("proof"));
    auto const leaf = from_base64(*each.find("leafHash")), root = from_base64(*each.find("root"));
    bool const taken =
        proof && leaf && root && is_included(*leaf, number(each, "leafIdx"), number(each, "treeSize"), *proof, *root);
    CHECK(taken != each.find("wantErr")->boolean());
  }
}

TEST_CASE("Public vectors: every consistency proof is taken or refused as it should be") {
  auto const cases = vectors("consistency.json");
  REQUIRE(cases.size() >= 10);
  for (auto const& each : cases) {
    INFO(each.find("name")->string());
    auto const proof = proof_of(*each.find("proof"));
    auto const before = from_base64(*each.find("root1")), after = from_base64(*each.find("root2"));
    if (!before && each.find("root1")->string() == each.find("root2")->string()) continue;  // no hash can be this
    bool const taken = proof && before && after &&
                       is_consistent(number(each, "size1"), number(each, "size2"), *proof, *before, *after);
    CHECK(taken != each.find("wantErr")->boolean());
  }
}

TEST_CASE("Known hashes: the empty tree, and the empty leaf") {
  CHECK(crypto::to_hex(empty_root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(crypto::to_hex(leaf_hash({})) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

TEST_CASE("A tree appended to leaf by leaf has the root of the naive tree at every size") {
  frontier edge;
  for (std::uint64_t n = 0; n <= 300; ++n) {
    CHECK(edge.root() == naive(0, n));
    CHECK(root_of(n, nodes) == edge.root());
    edge.append(leaf(n));
  }
}

TEST_CASE("Every leaf of every tree up to 65 is shown to be in it, and nowhere else") {
  for (std::uint64_t size = 1; size <= 65; ++size) {
    auto const root = naive(0, size);
    for (std::uint64_t at = 0; at < size; ++at) {
      auto const proof = inclusion_proof(at, size, nodes);
      REQUIRE(is_included(leaf(at), at, size, proof, root));
      CHECK_FALSE(is_included(leaf(at + 1), at, size, proof, root));
      CHECK_FALSE(is_included(leaf(at), at ^ 1, size, proof, root));
      CHECK_FALSE(is_included(leaf(at), at + size, size, proof, root));
      CHECK_FALSE(is_included(leaf(at), at, size, proof, naive(0, size + 1)));
      auto longer = proof;
      longer.push_back(root);
      CHECK_FALSE(is_included(leaf(at), at, size, longer, root));
      if (proof.empty()) continue;
      CHECK_FALSE(is_included(leaf(at), at, size, std::span(proof).first(proof.size() - 1), root));
      auto changed = proof;
      changed[at % changed.size()][5] ^= 1;
      CHECK_FALSE(is_included(leaf(at), at, size, changed, root));
    }
  }
}

TEST_CASE("Every tree up to 65 is shown to go on from every smaller one, and from no other") {
  for (std::uint64_t to = 1; to <= 65; ++to) {
    for (std::uint64_t from = 1; from <= to; ++from) {
      auto const proof = consistency_proof(from, to, nodes);
      REQUIRE(is_consistent(from, to, proof, naive(0, from), naive(0, to)));
      CHECK_FALSE(is_consistent(from, to, proof, naive(1, from + 1), naive(0, to)));
      CHECK_FALSE(is_consistent(from, to, proof, naive(0, from), naive(1, to + 1)));
      CHECK_FALSE(is_consistent(0, to, proof, empty_root(), naive(0, to)));
      if (from == to) continue;
      CHECK_FALSE(is_consistent(from + 1, to, proof, naive(0, from), naive(0, to)));
      CHECK_FALSE(is_consistent(to, from, proof, naive(0, to), naive(0, from)));
      for (std::size_t at = 0; at < proof.size(); ++at) {
        auto changed = proof;
        changed[at][31] ^= 0x80;
        CHECK_FALSE(is_consistent(from, to, changed, naive(0, from), naive(0, to)));
      }
    }
  }
}

TEST_CASE("A proof of a smaller tree does not pass for a larger one, nor one with a hash too many") {
  // Both lies name the root that the steps lead to: only the size given tells them from the truth.
  CHECK_FALSE(is_included(leaf(0), 0, 2, {}, leaf(0)));
  for (std::uint64_t size = 1; size <= 9; ++size) {
    auto const proof = inclusion_proof(0, size, nodes);
    CHECK_FALSE(is_included(leaf(0), 0, 4 * size, proof, naive(0, size)));
    auto longer = proof;
    longer.push_back(leaf(99));
    CHECK_FALSE(is_included(leaf(0), 0, size, longer, node_hash(leaf(99), naive(0, size))));
    CHECK_FALSE(is_included(leaf(0), 0, size, longer, node_hash(naive(0, size), leaf(99))));
  }
}

TEST_CASE("A step between two trees with a hash too many is refused, whatever roots it leads to") {
  for (std::uint64_t to = 2; to <= 9; ++to) {
    for (std::uint64_t from = 1; from < to; ++from) {
      auto longer = consistency_proof(from, to, nodes);
      longer.push_back(leaf(99));
      CHECK_FALSE(
          is_consistent(from, to, longer, node_hash(leaf(99), naive(0, from)), node_hash(leaf(99), naive(0, to))));
    }
  }
}

TEST_CASE("From a tree without leaves nothing is shown, so no proof of it is taken") {
  std::vector<hash> const one{leaf(1)};
  CHECK(consistency_proof(0, 5, nodes).empty());
  CHECK_FALSE(is_consistent(0, 0, {}, empty_root(), empty_root()));
  CHECK_FALSE(is_consistent(0, 1, one, leaf(1), leaf(1)));
}

TEST_CASE("A proof of a leaf that is not there, of a tree that shrinks, or a row that does not fold, is not made") {
  CHECK_THROWS_AS(inclusion_proof(5, 5, nodes), std::invalid_argument);
  CHECK_THROWS_AS(consistency_proof(6, 5, nodes), std::invalid_argument);
  CHECK_THROWS_AS(fold(std::vector<hash>(3)), std::invalid_argument);
  CHECK_THROWS_AS(fold({}), std::invalid_argument);
  CHECK(fold(std::vector<hash>{leaf(0), leaf(1), leaf(2), leaf(3)}) == naive(0, 4));
}

TEST_CASE("Large random trees: proofs are made and taken, and stay short") {
  std::mt19937_64 rng(11);
  // A tree of 2^20 equal leaves: every subtree of one height has the same hash.
  std::vector<hash> same{leaf(7)};
  while (same.size() <= 20) same.push_back(node_hash(same.back(), same.back()));
  node_source const alike = [&](unsigned height, std::uint64_t) { return same[height]; };
  for (int round = 0; round < 300; ++round) {
    auto const size = rng() % (1U << 20) + 1;
    auto const at = rng() % size;
    auto const proof = inclusion_proof(at, size, alike);
    CHECK(proof.size() <= 20);
    CHECK(is_included(leaf(7), at, size, proof, root_of(size, alike)));
    auto const from = rng() % size + 1;
    auto const step = consistency_proof(from, size, alike);
    CHECK(step.size() <= 21);
    CHECK(is_consistent(from, size, step, root_of(from, alike), root_of(size, alike)));
  }
}
