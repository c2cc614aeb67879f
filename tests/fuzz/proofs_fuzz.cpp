// Whatever comes as an evidence bundle, a checkpoint, a note or a proof: an answer, never a crash; and a proof that was
// not made for the tree is not taken.
#include <algorithm>
#include <cstring>

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

/// Numbers and hashes as they come: a proof that is taken ties this leaf, or this older tree, to the root.
void check_proof(bytes_view data) {
  if (data.size() < 16 + 64) return;
  std::uint64_t a = 0, b = 0;
  std::memcpy(&a, data.data(), 8);
  std::memcpy(&b, data.data() + 8, 8);
  a %= 1U << 20;
  b %= 1U << 20;
  std::vector<hash> all((data.size() - 16) / 32);
  for (std::size_t i = 0; i < all.size(); ++i) std::memcpy(all[i].data(), data.data() + 16 + 32 * i, 32);
  std::span<hash const> const proof(all.begin() + 2, all.end());
  // No input can be a preimage: only what needs no hash is taken.
  if (is_included(all[0], a, b, proof, all[1]))
    require(b == 1 && proof.empty() && all[0] == all[1], "no proof by luck");
  if (is_consistent(a, b, proof, all[0], all[1])) require(a == b && all[0] == all[1], "no consistency by luck");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  bytes_view const bytes(data, size);
  read_texts(as_text(bytes));
  check_proof(bytes);
  return 0;
}
