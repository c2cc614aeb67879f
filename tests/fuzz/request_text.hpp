#pragma once

#include <string_view>

#include "relay/io/wire/request_gate.hpp"

namespace carerelay::fuzz {

/// A request's header cut into what a lenient parser would give: bad lines are kept, nothing is judged. Views into
/// `text`.
inline io::request_head lenient_head(std::string_view text) {
  auto const take_until = [&text](char end) {
    auto const at = text.find(end);
    auto const piece = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return piece;
  };
  io::request_head head;
  auto first = take_until('\n');
  if (first.ends_with('\r')) first.remove_suffix(1);
  auto const space = first.find(' '), last = first.rfind(' ');
  head.method = first.substr(0, space);
  if (space != std::string_view::npos && last > space) head.target = first.substr(space + 1, last - space - 1);
  head.version = first.ends_with("HTTP/1.0") ? 10 : first.ends_with("HTTP/2.0") ? 20 : 11;
  while (!text.empty()) {
    auto line = take_until('\n');
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    auto const colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    head.lines.push_back({line.substr(0, colon), line.substr(colon + 1)});
  }
  return head;
}

}  // namespace carerelay::fuzz
