#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// The numbers of the protocol, in one place. What an operator may change is in config/, never here.
namespace carerelay::protocol::limits {

inline constexpr std::size_t headline_characters = 160;
inline constexpr std::size_t description_characters = 100'000;
inline constexpr std::size_t instruction_characters = 10'000;
inline constexpr std::size_t steps = 12;                  ///< lines of what to do, or not to do
inline constexpr std::size_t step_characters = 300;       ///< of each
inline constexpr std::size_t message_bytes = 512 * 1024;  ///< one message, encoded
inline constexpr std::size_t draft_bytes = 508 * 1024;    ///< what the relay adds fits beside it
inline constexpr std::size_t client_frame_bytes = 64 * 1024;
inline constexpr std::size_t sender_name_characters = 120;
inline constexpr std::size_t languages = 20;
inline constexpr std::size_t audience_homes = 5'000;
inline constexpr std::size_t resource_bytes = 10 * 1024 * 1024;
inline constexpr std::size_t resources_per_message = 10;
inline constexpr std::size_t devices_per_home = 20;
inline constexpr int code_tries = 5;
inline constexpr std::uint32_t window_default = 64;
inline constexpr std::uint32_t window_most = 256;
inline constexpr std::size_t page_default = 100;
inline constexpr std::size_t page_most = 1'000;
inline constexpr std::uint64_t smallest_count_shown = 5;  ///< wellbeing: a count below this is never shown

}  // namespace carerelay::protocol::limits
