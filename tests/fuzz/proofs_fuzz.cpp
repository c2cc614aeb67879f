// Whatever comes as an evidence bundle, a checkpoint, a note or a proof: an answer, never a crash; and exactly those
// proofs are taken that hold by the definitions of RFC 9162.
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "protocol/evidence/checkpoint.hpp"
#include "protocol/evidence/verify.hpp"
#include "tests/fuzz/oracle.hpp"

using namespace carerelay::protocol;
using namespace carerelay::protocol::evidence;
using carerelay::fuzz::require;

namespace {

void read_texts(std::string_view text) {
  auto const verdict = verify_bundle(text);
  require(!to_page(verdict).empty(), "every bundle has a page");
  if (auto const note = parse_note(text)) {
    require(note->text.ends_with('\n'), "a note's text ends in a newline");
    if (auto const what = parse_checkpoint(note->text)) require(is_origin(what->origin), "an origin is an origin");
  }
  if (auto const what = parse_checkpoint(text))
    require(text.starts_with(to_text(*what)), "a checkpoint is written as it was read");
  if (auto const key = log_key::parse(text)) require(key->text() == text, "a key has one text");
}

using hashes = std::span<hash const>;

/// The largest power of two below n, counted up as section 2.1.1 says it; n at least 2.
std::uint64_t left_of(std::uint64_t n) {
  std::uint64_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/// PATH of RFC 9162 section 2.1.3.1 read backwards, from the root down: the root these hashes lead to. None when there
/// are too many or too few of them.
std::optional<hash> root_over(hash const& leaf, std::uint64_t index, std::uint64_t size, hashes proof) {
  if (size == 1) return proof.empty() ? std::optional(leaf) : std::nullopt;
  if (proof.empty()) return std::nullopt;
  auto const k = left_of(size);
  bool const left = index < k;
  auto const below = root_over(leaf, left ? index : index - k, left ? k : size - k, proof.first(proof.size() - 1));
  if (!below) return std::nullopt;
  return left ? node_hash(*below, proof.back()) : node_hash(proof.back(), *below);
}

struct two_roots {
  hash from;
  hash to;
};

/// SUBPROOF of section 2.1.4.1 read backwards. `known` is the older root while the older tree is all of this one.
std::optional<two_roots> roots_over(std::uint64_t from, std::uint64_t to, hash const* known, hashes proof) {
  if (from == to) {
    if (proof.size() != (known == nullptr ? 1 : 0)) return std::nullopt;
    auto const& same = known == nullptr ? proof.front() : *known;
    return two_roots{same, same};
  }
  if (proof.empty()) return std::nullopt;
  auto const k = left_of(to);
  auto const& beside = proof.back();
  auto const rest = proof.first(proof.size() - 1);
  if (from <= k) {
    auto const below = roots_over(from, k, known, rest);
    if (!below) return std::nullopt;
    return two_roots{below->from, node_hash(below->to, beside)};
  }
  auto const below = roots_over(from - k, to - k, nullptr, rest);
  if (!below) return std::nullopt;
  return two_roots{node_hash(beside, below->from), node_hash(beside, below->to)};
}

std::vector<hash> longer(hashes proof) {
  std::vector<hash> out(proof.begin(), proof.end());
  out.push_back(hash{});
  return out;
}

void check_inclusion(hash const& leaf, std::uint64_t index, std::uint64_t size, hashes proof, hash const& root) {
  auto const right = index < size ? root_over(leaf, index, size, proof) : std::nullopt;
  require(is_included(leaf, index, size, proof, root) == (right == root), "only the root of these hashes is taken");
  if (!right) return;
  require(is_included(leaf, index, size, proof, *right), "the root of these hashes is taken");
  require(!is_included(leaf, index, size, longer(proof), *right), "a hash too many is refused");
}

void check_consistency(std::uint64_t from, std::uint64_t to, hashes proof, hash const& before, hash const& after) {
  auto const right = from > 0 && from <= to ? roots_over(from, to, &before, proof) : std::nullopt;
  bool const holds = right && right->from == before && right->to == after;
  require(is_consistent(from, to, proof, before, after) == holds, "only the roots of these hashes are taken");
  if (!right) return;
  require(is_consistent(from, to, proof, right->from, right->to), "the roots of these hashes are taken");
  require(!is_consistent(from, to, longer(proof), right->from, right->to), "a hash too many is refused");
}

/// Numbers and hashes as they come, judged by the definitions. A search reads what it is compared with, so it does find
/// proofs that hold: "nothing it finds can hold" would be no rule.
void check_proof(bytes_view data) {
  if (data.size() < 16 + 64) return;
  std::uint64_t a = 0, b = 0;
  std::memcpy(&a, data.data(), 8);
  std::memcpy(&b, data.data() + 8, 8);
  a %= 1U << 20;
  b %= 1U << 20;
  std::vector<hash> all((data.size() - 16) / 32);
  for (std::size_t i = 0; i < all.size(); ++i) std::memcpy(all[i].data(), data.data() + 16 + 32 * i, 32);
  auto const proof = hashes(all).subspan(2);
  check_inclusion(all[0], a, b, proof, all[1]);
  check_consistency(a, b, proof, all[0], all[1]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  bytes_view const bytes(data, size);
  read_texts(as_text(bytes));
  check_proof(bytes);
  return 0;
}
