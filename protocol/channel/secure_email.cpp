#include "protocol/channel/secure_email.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/text/formats.hpp"

namespace carerelay::protocol {
namespace {

constexpr std::string_view nhs = "nhs.net";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool is_below(std::string_view domain, std::string_view parent) {
  return domain.size() > parent.size() + 1 && domain.ends_with(parent) &&
         domain[domain.size() - parent.size() - 1] == '.';
}

bool covers(std::string_view entry, std::string_view domain) {
  if (!entry.starts_with('.')) return domain == entry;
  entry.remove_prefix(1);
  return domain == entry || is_below(domain, entry);
}

/// What the eye makes of it: 0 for o, 1 and i for l, rn for m, vv for w, no hyphens, no dots.
std::string as_seen(std::string_view domain) {
  std::string out;
  for (std::size_t i = 0; i < domain.size(); ++i) {
    auto const two = domain.substr(i, 2);
    if (two == "rn" || two == "vv") {
      out += two == "rn" ? 'm' : 'w';
      ++i;
      continue;
    }
    switch (domain[i]) {
      case '0': out += 'o'; break;
      case '1':
      case 'i': out += 'l'; break;
      case '5': out += 's'; break;
      case '3': out += 'e'; break;
      case '-':
      case '.': break;
      default: out += domain[i];
    }
  }
  return out;
}

/// Whether one insertion, deletion, substitution or swap of neighbours makes one of the other.
bool is_one_slip_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  std::size_t front = 0;
  while (front < a.size() && a[front] == b[front]) ++front;
  a.remove_prefix(front);
  b.remove_prefix(front);
  if (a.size() < b.size()) return a == b.substr(1);
  if (a.empty()) return false;
  if (a.substr(1) == b.substr(1)) return true;
  return a.size() >= 2 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

bool looks_like(std::string_view domain, std::string_view secure) {
  if (domain.ends_with(secure)) return true;  // evilnhs.net
  std::string const inside = "." + std::string(domain) + ".";
  if (inside.find("." + std::string(secure) + ".") != std::string::npos) return true;  // nhs.net.example
  auto const seen = as_seen(domain), meant = as_seen(secure);
  if (seen == meant || seen.ends_with(meant) || seen.starts_with(meant)) return true;  // nh5.net, nhs-net.com
  return is_one_slip_apart(domain, secure);                                            // nsh.net
}

std::optional<std::chrono::sys_days> day(std::string_view text) {
  auto const at = parse_instant(std::string(text) + "T00:00:00Z");
  if (!at) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*at);
}

std::string_view take_word(std::string_view& rest) {
  auto const begin = std::min(rest.find_first_not_of(" \t"), rest.size());
  rest.remove_prefix(begin);
  auto const word = rest.substr(0, rest.find_first_of(" \t"));
  rest.remove_prefix(word.size());
  return word;
}

/// "" when the line was taken, or what is wrong with it.
std::string read_line(std::string_view line, std::vector<accredited_domain>& into) {
  line = line.substr(0, line.find('#'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  auto const name = lower(take_word(line));
  if (name.empty()) return "";
  auto const plain = std::string_view(name).substr(name.starts_with('.') ? 1 : 0);
  if (!formats::is_email("a@" + std::string(plain)) || plain.find('.') == std::string_view::npos)
    return "expected a domain such as trust.example";
  auto const from = day(take_word(line));
  auto const until = day(take_word(line));
  if (!from || !until) return "expected two dates after the domain, such as 2026-04-01 2027-04-01";
  if (*until <= *from) return "the second date must be after the first";
  if (!take_word(line).empty()) return "expected nothing after the two dates";
  into.push_back({name, *from, *until});
  return "";
}

}  // namespace

checked<secure_email_list> secure_email_list::parse(std::string_view text) {
  secure_email_list out;
  faults wrong;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    auto const line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto fault = read_line(line, out.entries_);
    if (!fault.empty()) wrong.push_back({"/" + std::to_string(number), errc::bad_format, std::move(fault)});
  }
  if (!wrong.empty()) return wrong;
  return out;
}

mailbox secure_email_list::look_at(std::string_view address, instant now) const {
  mailbox out;
  if (!formats::is_email(address)) return out;
  auto const domain = lower(address.substr(address.find('@') + 1));
  if (covers(".nhs.net", domain)) {
    out.kind = destination_kind::secure_email;
    return out;
  }
  if (domain.starts_with("xn--") || domain.find(".xn--") != std::string::npos) return out;
  bool is_listed = false;
  for (auto const& one : entries_) {
    if (!covers(one.domain, domain)) continue;
    is_listed = true;
    if (now >= one.from && now < one.until) out.kind = destination_kind::secure_email;
  }
  if (out.kind == destination_kind::secure_email) return out;
  if (!is_listed) {
    if (looks_like(domain, nhs)) out.looks_like = nhs;
    for (auto const& one : entries_) {
      auto const name = std::string_view(one.domain).substr(one.domain.starts_with('.') ? 1 : 0);
      if (out.looks_like.empty() && looks_like(domain, name)) out.looks_like = name;
    }
  }
  if (out.looks_like.empty()) out.kind = destination_kind::ordinary_email;
  return out;
}

}  // namespace carerelay::protocol
