#include "protocol/evidence/merkle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

namespace carerelay::protocol::evidence {
namespace {

/// A context of each thread's own: making one would cost as much as the hash.
hash sha(std::initializer_list<bytes_view> parts) {
  thread_local crypto::sha256_stream stream;
  for (auto const part : parts) stream.update(part);
  return stream.finish();
}

/// The largest power of two below n; n at least 2.
std::uint64_t split_of(std::uint64_t n) noexcept { return std::bit_floor(n - 1); }

/// Leaves begin to end - 1; `begin` is where a subtree of at least that many leaves may begin.
hash range_hash(std::uint64_t begin, std::uint64_t end, node_source const& nodes) {
  auto const n = end - begin;
  if (std::has_single_bit(n)) return nodes(static_cast<unsigned>(std::countr_zero(n)), begin / n);
  auto const k = split_of(n);
  return node_hash(range_hash(begin, begin + k, nodes), range_hash(begin + k, end, nodes));
}

void path(std::uint64_t index, std::uint64_t begin, std::uint64_t end, node_source const& nodes,
          std::vector<hash>& out) {
  if (end - begin == 1) return;
  auto const middle = begin + split_of(end - begin);
  if (index < middle) {
    path(index, begin, middle, nodes, out);
    out.push_back(range_hash(middle, end, nodes));
  } else {
    path(index, middle, end, nodes, out);
    out.push_back(range_hash(begin, middle, nodes));
  }
}

/// SUBPROOF(m, D[begin:end], b) of section 2.1.4.1, with `from` counted from leaf 0.
void subproof(std::uint64_t from, std::uint64_t begin, std::uint64_t end, bool is_known, node_source const& nodes,
              std::vector<hash>& out) {
  if (from == end) {
    if (!is_known) out.push_back(range_hash(begin, end, nodes));
    return;
  }
  auto const middle = begin + split_of(end - begin);
  if (from <= middle) {
    subproof(from, begin, middle, is_known, nodes, out);
    out.push_back(range_hash(middle, end, nodes));
  } else {
    subproof(from, middle, end, false, nodes, out);
    out.push_back(range_hash(begin, middle, nodes));
  }
}

}  // namespace

hash empty_root() { return sha({}); }

hash leaf_hash(bytes_view entry) {
  static constexpr std::uint8_t prefix = 0;
  return sha({bytes_view(&prefix, 1), entry});
}

hash node_hash(hash const& left, hash const& right) {
  std::array<std::uint8_t, 65> both{};
  both[0] = 1;
  std::copy(left.begin(), left.end(), both.begin() + 1);
  std::copy(right.begin(), right.end(), both.begin() + 33);
  return sha({both});
}

hash root_of(std::uint64_t size, node_source const& nodes) {
  return size == 0 ? empty_root() : range_hash(0, size, nodes);
}

std::vector<hash> inclusion_proof(std::uint64_t index, std::uint64_t size, node_source const& nodes) {
  if (index >= size) throw std::invalid_argument("inclusion_proof: no such leaf");
  std::vector<hash> out;
  path(index, 0, size, nodes, out);
  return out;
}

std::vector<hash> consistency_proof(std::uint64_t from, std::uint64_t to, node_source const& nodes) {
  if (from > to) throw std::invalid_argument("consistency_proof: not a smaller tree");
  std::vector<hash> out;
  if (from > 0 && from < to) subproof(from, 0, to, true, nodes, out);
  return out;
}

bool is_included(hash const& leaf, std::uint64_t index, std::uint64_t size, std::span<hash const> proof,
                 hash const& root) {
  if (index >= size) return false;
  auto fn = index, sn = size - 1;
  auto r = leaf;
  for (auto const& p : proof) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = node_hash(p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

bool is_consistent(std::uint64_t from, std::uint64_t to, std::span<hash const> proof, hash const& root_from,
                   hash const& root_to) {
  if (from == 0 || from > to) return false;
  if (from == to) return proof.empty() && root_from == root_to;
  auto fn = from - 1, sn = to - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  // The proof leaves out its first hash when that is the root already known.
  bool const begins_with_root = std::has_single_bit(from);
  if (proof.empty()) return false;
  auto fr = begins_with_root ? root_from : proof.front();
  auto sr = fr;
  for (auto const& c : proof.subspan(begins_with_root ? 0 : 1)) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == root_from && sr == root_to;
}

hash fold(std::span<hash const> level) {
  if (!std::has_single_bit(level.size())) throw std::invalid_argument("fold: not a power of two");
  std::vector<hash> row(level.begin(), level.end());
  for (; row.size() > 1; row.resize(row.size() / 2)) {
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  }
  return row.front();
}

void frontier::append(hash const& leaf) {
  auto h = leaf;
  for (auto n = size_; (n & 1) != 0; n >>= 1) {
    h = node_hash(edge_.back(), h);
    edge_.pop_back();
  }
  edge_.push_back(h);
  ++size_;
}

hash frontier::root() const {
  if (edge_.empty()) return empty_root();
  auto h = edge_.back();
  for (auto i = edge_.size() - 1; i > 0; --i) h = node_hash(edge_[i - 1], h);
  return h;
}

}  // namespace carerelay::protocol::evidence
