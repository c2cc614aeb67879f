#include "relay/http/receipt_filter.hpp"

#include "protocol/words.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"

namespace carerelay::http {

using protocol::errc;
using protocol::stage;

namespace {

std::string_view word(reached what) noexcept {
  switch (what) {
    case reached::not_reached: return "not_reached";
    case reached::read_no_reply: return "read_no_reply";
    case reached::replied: return "replied";
    case reached::need_help: return "need_help";
    case reached::not_read: return "not_read";
  }
  return {};
}

bool is_in(protocol::receipt_state const& what, reached asked) noexcept {
  switch (asked) {
    case reached::not_reached: return what.stage < stage::delivered;
    case reached::not_read: return what.stage == stage::delivered;
    case reached::read_no_reply: return what.stage == stage::read;
    case reached::replied: return what.stage == stage::acknowledged;
    case reached::need_help: return what.answer == protocol::response::need_help;
  }
  return false;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool receipt_filter::takes(protocol::home_receipt const& what) const {
  if (state && !is_in(what.state, *state)) return false;
  if (area && what.area != *area) return false;
  if (words.empty()) return true;
  return lower_case(what.home_name).find(words) != std::string::npos || lower_case(what.home.text()) == words;
}

or_answer<receipt_filter> receipt_filter_of(request const& asked) {
  receipt_filter out;
  if (auto const text = parameter(asked, "state")) {
    for (auto const one :
         {reached::not_reached, reached::not_read, reached::read_no_reply, reached::replied, reached::need_help})
      if (word(one) == *text) out.state = one;
    if (!out.state)
      return problem(errc::unknown_value, "state: expected not_reached, not_read, read_no_reply, replied or need_help");
  }
  if (auto const text = parameter(asked, "area")) {
    auto const parsed = protocol::area_code::parse(*text);
    if (!parsed) return problem(errc::bad_format, "area: expected " + std::string(protocol::area_tag::expected));
    out.area = *parsed;
  }
  out.words = lower_case(parameter(asked, "q").value_or(""));
  return out;
}

std::string_view in_words(protocol::receipt_state const& what, bool is_check_in) noexcept {
  using protocol::response;
  if (what.stage == stage::targeted) return "Not reached";
  if (what.stage == stage::delivered) return "Arrived, not read";
  if (what.stage == stage::read || !what.answer) return "Read, no reply";
  switch (*what.answer) {
    case response::in_progress: return "Doing it now";
    case response::actioned: return is_check_in ? "No change" : "Done";
    case response::not_relevant: return "Does not apply";
    case response::need_help: return is_check_in ? "Something has changed" : "Needs help";
  }
  return "";
}

}  // namespace carerelay::http
