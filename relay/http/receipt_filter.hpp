#pragma once

#include <optional>
#include <string>

#include "protocol/message/receipt.hpp"
#include "relay/http/callers.hpp"

/// Private to the routes: which receipts of a message are asked for.
namespace carerelay::http {

/// What became of it, in people's words.
enum class reached : std::uint8_t { not_reached, read_no_reply, replied, need_help, not_read };

struct receipt_filter {
  std::optional<reached> state{};
  std::optional<protocol::area_code> area{};
  std::string words{};  ///< in the home's name or id; lower case

  [[nodiscard]] bool takes(protocol::home_receipt const& what) const;
};

/// `state`, `area` and `q` of the query; 422 for what is none.
[[nodiscard]] or_answer<receipt_filter> receipt_filter_of(request const& asked);

/// "Not reached", "Arrived, not read", "Read, no reply", "Done" …: what spreadsheets and pages say. Of a check-in the
/// answers are "No change" and "Something has changed".
[[nodiscard]] std::string_view in_words(protocol::receipt_state const& what, bool is_check_in) noexcept;

/// ASCII letters made small, for searches.
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace carerelay::http
