#include "relay/cli/table.hpp"

#include <algorithm>

#include "protocol/limits.hpp"
#include "protocol/words.hpp"
#include "relay/cli/door.hpp"
#include "relay/core/ways/contacts.hpp"

namespace carerelay::cli {

namespace {

std::string padded(std::string text, std::size_t width, bool right = false) {
  auto const have = columns(text);
  if (have >= width) return text;
  return right ? std::string(width - have, ' ') + text : text + std::string(width - have, ' ');
}

}  // namespace

std::string channel_and_role(protocol::json::value const& of) {
  auto const contact = number_of(of, "contact");
  auto channel = text_of(of, "channel");
  if (contact == 0) return channel;
  auto const number = "contact " + std::to_string(contact);
  auto const role = protocol::from_word<ports::contact_role>(text_of(of, "role"));
  return channel + " to " + (role ? "the " + std::string(core::in_words(*role)) + " (" + number + ')' : number);
}

std::size_t columns(std::string_view text) noexcept {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

table::table(std::vector<std::string> heading) { rows_.push_back(std::move(heading)); }

void table::add(std::vector<std::string> row) {
  row.resize(rows_.front().size());
  rows_.push_back(std::move(row));
}

std::string table::text() const {
  std::vector<std::size_t> width(rows_.front().size());
  for (auto const& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) width[i] = std::max(width[i], columns(row[i]));
  std::string out;
  for (auto const& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += padded(row[i], width[i]) + "  ";
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + '\n';
  }
  return out;
}

std::string bar(std::uint64_t done, std::uint64_t all, std::size_t width) {
  if (all == 0) return std::string(width, ' ');
  static constexpr std::string_view eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  auto const filled = std::min<std::uint64_t>(done, all) * width * 8 / all;
  std::string out;
  for (std::uint64_t i = 0; i < filled / 8; ++i) out += "█";
  out += eighths[filled % 8];
  for (std::uint64_t i = (filled + 7) / 8; i < width; ++i) out += "░";
  return out;
}

std::string picture(protocol::coverage const& what) {
  auto const number = [&](std::uint64_t n) {
    return what.counts_only && n < protocol::limits::smallest_count_shown ? std::string("<5") : std::to_string(n);
  };
  auto const& all = what.all;
  std::string out = "  " + number(all.delivered) + " of " + std::to_string(all.targeted) + " homes reached";
  if (!what.counted) out += "  (exercise: not counted in coverage)";
  out += "\n  " + bar(all.delivered, all.targeted, 60) + "\n";
  out += "  read " + number(all.read) + "   answered " + number(all.acknowledged) + "   need help " +
         number(all.need_help) + "   not reached " + number(all.unreached()) + "\n\n";
  std::size_t longest = 7;
  for (auto const& area : what.areas) longest = std::max(longest, columns(area.name));
  out += "  " + padded("Borough", longest) + "   Reached                                Read  Answered  Need help\n";
  for (auto const& area : what.areas) {
    auto const& n = area.count;
    out += "  " + padded(area.name, longest) + "   " +
           padded(number(n.delivered) + " of " + std::to_string(n.targeted), 9, true) + " " +
           bar(n.delivered, n.targeted, 25) + "  " + padded(number(n.read), 6, true) + "  " +
           padded(number(n.acknowledged), 8, true) + "  " + padded(number(n.need_help), 9, true) + "\n";
  }
  return out;
}

}  // namespace carerelay::cli
