#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/frame/frames.hpp"
#include "protocol/message/message.hpp"
#include "protocol/message/opening_hours.hpp"
#include "protocol/message/result.hpp"

/// Messages and frames that follow every rule of the protocol and differ from each other in as many ways as the
/// rules allow. The same seed makes the same ones on every machine.
namespace carerelay::tests {

class message_generator {
 public:
  explicit message_generator(std::uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] protocol::draft draft();
  [[nodiscard]] protocol::draft draft(protocol::message_kind kind);
  /// What is sealed of a result.
  [[nodiscard]] protocol::result_content result(protocol::msg_type type);
  /// Encoded already: its digest is set.
  [[nodiscard]] protocol::message message();
  [[nodiscard]] protocol::client_frame client_frame();
  [[nodiscard]] protocol::server_frame server_frame();

  /// 0 to `below` - 1.
  [[nodiscard]] std::uint64_t number(std::uint64_t below) noexcept;
  [[nodiscard]] bool chance(unsigned percent) noexcept { return number(100) < percent; }
  /// One line in several scripts, with what JSON has to escape.
  [[nodiscard]] std::string line(std::size_t words);
  /// CommonMark of several paragraphs.
  [[nodiscard]] std::string block();
  [[nodiscard]] protocol::uuid uuid() noexcept;
  [[nodiscard]] protocol::home_id home();
  [[nodiscard]] protocol::area_code area();
  /// 2020 to 2039, whole seconds most of the time.
  [[nodiscard]] protocol::instant time() noexcept;

 private:
  template <class Enum>
  Enum any_of(unsigned count) noexcept {
    return static_cast<Enum>(number(count));
  }
  protocol::audience audience(bool one_home);
  protocol::info_block info(std::string_view language);
  protocol::guidance_part guidance(protocol::draft const& around);
  protocol::helpline_part helpline();
  void make_result(protocol::draft& out);
  void add_times(protocol::draft& out);
  std::string telephone();
  template <std::size_t Size>
  std::array<std::uint8_t, Size> bytes() noexcept;
  protocol::tally tally() noexcept;
  protocol::home_receipt receipt();

  std::uint64_t state_;
};

}  // namespace carerelay::tests
