#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "protocol/bytes.hpp"
#include "protocol/crypto/hash.hpp"

/// The Merkle tree of RFC 9162 section 2.1 with SHA-256: hashes, proofs made and proofs checked. Sizes are below 2^63.
namespace carerelay::protocol::evidence {

using hash = crypto::sha256_digest;

/// The root of a tree without leaves.
[[nodiscard]] hash empty_root();
[[nodiscard]] hash leaf_hash(bytes_view entry);
[[nodiscard]] hash node_hash(hash const& left, hash const& right);

/// The hash of the complete subtree number `at`, from 0, of those with 2^height leaves. Level 0 are the leaves.
using node_source = std::function<hash(unsigned height, std::uint64_t at)>;

/// The root of the first `size` leaves.
[[nodiscard]] hash root_of(std::uint64_t size, node_source const& nodes);
/// Section 2.1.3.1. `index` below `size`.
[[nodiscard]] std::vector<hash> inclusion_proof(std::uint64_t index, std::uint64_t size, node_source const& nodes);
/// Section 2.1.4.1. `from` at most `to`; empty when `from` is 0 or both are equal.
[[nodiscard]] std::vector<hash> consistency_proof(std::uint64_t from, std::uint64_t to, node_source const& nodes);

/// Section 2.1.3.2: whether `leaf` is leaf number `index` of the tree with `size` leaves and this root.
[[nodiscard]] bool is_included(hash const& leaf, std::uint64_t index, std::uint64_t size, std::span<hash const> proof,
                               hash const& root);
/// Section 2.1.4.2: whether the tree with `to` leaves goes on from the one with `from`. From 0 nothing is shown, so it
/// is refused.
[[nodiscard]] bool is_consistent(std::uint64_t from, std::uint64_t to, std::span<hash const> proof,
                                 hash const& root_from, hash const& root_to);

/// The root of complete subtrees side by side, folded; their number must be a power of two.
[[nodiscard]] hash fold(std::span<hash const> level);

/// The right edge of a tree that only grows: log n hashes are enough to append and to know the root.
class frontier {
 public:
  void append(hash const& leaf);
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] hash root() const;

 private:
  std::vector<hash> edge_;  ///< of the complete subtrees, largest first: one for each bit of `size_` that is set
  std::uint64_t size_ = 0;
};

}  // namespace carerelay::protocol::evidence
