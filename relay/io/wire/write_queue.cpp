#include "relay/io/wire/write_queue.hpp"

#include <algorithm>
#include <cstring>

namespace carerelay::io {

std::size_t frame_parts::gather(std::size_t offset, std::span<char> into) const noexcept {
  std::size_t done = 0;
  for (auto part : parts) {
    auto const skipped = std::min(offset, part.size());
    offset -= skipped;
    part.remove_prefix(skipped);
    auto const count = std::min(part.size(), into.size() - done);
    if (count > 0) std::memcpy(into.data() + done, part.data(), count);
    done += count;
  }
  return done;
}

void write_queue::push(frame_parts const& frame, std::size_t offset, keeper_ref const* keeper) {
  for (std::size_t i = 0; i < frame.parts.size(); ++i) {
    auto part = frame.parts[i];
    auto const skipped = std::min(offset, part.size());
    offset -= skipped;
    part.remove_prefix(skipped);
    if (part.empty()) continue;
    size_ += part.size();
    bool const is_shared = i == frame_parts::body && keeper != nullptr;
    if (is_shared) {
      pieces_.push_back({{}, keeper->keep(), part});
    } else if (!pieces_.empty() && !pieces_.back().keeper) {
      pieces_.back().own += part;  // the head of one frame behind the tail of the one before
    } else {
      pieces_.push_back({std::string{part}, nullptr, {}});
    }
  }
}

std::size_t write_queue::gather(std::span<char> into) const noexcept {
  std::size_t done = 0;
  auto skip = taken_;
  for (auto const& one : pieces_) {
    if (done == into.size()) break;
    auto const rest = one.bytes().substr(skip);
    skip = 0;
    auto const count = std::min(rest.size(), into.size() - done);
    std::memcpy(into.data() + done, rest.data(), count);
    done += count;
  }
  return done;
}

void write_queue::consume(std::size_t bytes) noexcept {
  size_ -= bytes;
  while (bytes > 0) {
    auto const left = pieces_.front().bytes().size() - taken_;
    if (bytes < left) {
      taken_ += bytes;
      return;
    }
    bytes -= left;
    taken_ = 0;
    pieces_.pop_front();
  }
}

}  // namespace carerelay::io
