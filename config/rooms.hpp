#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/schema.hpp"

/// The table of what can be set of a room. Rooms are given in the file alone: there can be any number of them.
namespace carerelay::config {

struct room_kind {
  std::string_view word;
  bool needs_url, needs_secret, needs_address;
  bool needs_account = false;  ///< the relay has one there: account, secret_file, server
};
/// Each kind of room there is.
[[nodiscard]] std::span<room_kind const> room_kinds() noexcept;
/// nullptr when there is no such kind.
[[nodiscard]] room_kind const* find_room_kind(std::string_view word) noexcept;

struct room_entry {
  entry form;  ///< key (the bare name), kind, range, rule, help; its get and set are not used
  value (*get)(room_settings const& from) = nullptr;
  void (*set)(room_settings& into, value&& what) = nullptr;  ///< `what` is of the form's kind and inside its range
};

[[nodiscard]] std::span<room_entry const> room_schema() noexcept;
/// nullptr when there is no such key.
[[nodiscard]] room_entry const* find_room_entry(std::string_view name) noexcept;
[[nodiscard]] std::vector<std::string_view> room_keys();
/// Whole sentences for an operator.
[[nodiscard]] std::string_view room_help() noexcept;

/// "" when a room may be called so.
[[nodiscard]] std::string_view room_name_fault(std::string_view name) noexcept;

struct room_fault {
  std::string_view key;  ///< the bare name of the setting to blame
  std::string detail;
};
/// What its kind needs and has no use for.
[[nodiscard]] std::vector<room_fault> faults_of(room_settings const& room);

}  // namespace carerelay::config
