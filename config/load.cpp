#include "config/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "config/agreement.hpp"
#include "config/nearest.hpp"
#include "config/rooms.hpp"
#include "config/schema.hpp"
#include "config/toml_file.hpp"

namespace carerelay::config {
namespace {

constexpr std::string_view prefix = "CARERELAY_";
constexpr std::string_view room_prefix = "rooms.";

std::vector<std::string_view> keys() {
  std::vector<std::string_view> all;
  for (auto const& e : schema()) all.push_back(e.key);
  return all;
}

std::vector<std::string_view> section_names() {
  std::vector<std::string_view> all;
  for (auto const& section : sections()) all.push_back(section.name);
  all.push_back("rooms");
  return all;
}

/// The key somebody meant who wrote `written`: the same name in another section, or one spelt nearly so.
std::string_view meant(std::string_view written) {
  auto const name = written.substr(written.rfind('.') + 1);
  for (auto const& e : schema()) {
    if (e.name() == name) return e.key;
  }
  auto const all = keys();
  return nearest(written, all);
}

std::string suggestion(std::string_view meant_instead) {
  return meant_instead.empty() ? "" : fmt::format("; did you mean {}?", meant_instead);
}

std::string shortened(std::string_view text) {
  std::string clean(text.substr(0, 40));
  std::replace_if(
      clean.begin(), clean.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, '?');
  return text.size() > 40 ? clean + "..." : clean;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    auto const comma = text.find(',');
    auto item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    items.emplace_back(item);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
  }
  return items;
}

class loader {
 public:
  void take_file(std::string_view name, std::string_view text) {
    auto const document = read_toml(name, text);
    found_.insert(found_.end(), document.wrong.begin(), document.wrong.end());
    for (auto const& one : document.assignments) take(one, fmt::format("{}:{}", name, one.line));
  }

  void take_environment(std::vector<named_value> const& variables) {
    std::map<std::string, entry const*, std::less<>> ours;
    for (auto const& e : schema()) ours.emplace(environment_name(e.key), &e);
    for (auto const& [name, text] : variables) {
      if (!std::string_view(name).starts_with(prefix)) continue;
      auto const known = ours.find(name);
      if (known != ours.end()) {
        take_text(*known->second, text, "the environment", name);
      } else {
        judge_unknown_variable(name);
      }
    }
  }

  void take_flags(std::vector<named_value> const& flags) {
    std::set<std::string_view> seen;
    for (auto const& [key, text] : flags) {
      auto const flag = "--" + shortened(key);
      auto const* known = find(key);
      if (!known) {
        object("the command line", flag, "is no setting" + suggestion(meant(key)));
      } else if (!seen.insert(key).second) {
        object("the command line", flag, "is given twice");
      } else {
        take_text(*known, text, "the command line", flag);
      }
    }
  }

  boost::system::result<loaded, faults> finish() && {
    for (auto const& [key, detail] : contradictions(so_far_.values)) {
      // A value that was refused is not there to contradict anything.
      if (refused_.contains(key)) continue;
      auto const given = so_far_.given.find(key);
      object(given == so_far_.given.end() ? "the defaults" : given->second, std::string(key), detail);
    }
    for (auto const& room : so_far_.values.rooms) {
      for (auto const& [key, detail] : faults_of(room)) judge_room(room, key, detail);
    }
    if (!found_.empty()) return std::move(found_);
    return std::move(so_far_);
  }

 private:
  void object(std::string where, std::string key, std::string detail) {
    found_.push_back({std::move(where), std::move(key), std::move(detail)});
  }

  void judge_room(room_settings const& room, std::string_view name, std::string const& detail) {
    auto const section = fmt::format("rooms.{}", room.name);
    auto const key = fmt::format("{}.{}", section, name);
    if (refused_rooms_.contains(key)) return;
    auto const given = so_far_.given.find(key);
    object(given == so_far_.given.end() ? so_far_.given.at(section) : given->second, key, detail);
  }

  /// `[rooms.NAME]`, and each line in it.
  void take_room(toml_assignment const& one, std::string where) {
    auto const rest = std::string_view(one.key).substr(room_prefix.size());
    if (one.is_section) {
      auto const wrong = room_name_fault(rest);
      if (!wrong.empty()) {
        unknown_sections_.insert(one.key + '.');
        object(std::move(where), '[' + shortened(one.key) + ']', std::string(wrong));
        return;
      }
      so_far_.values.rooms.emplace_back().name = rest;
      so_far_.given.insert_or_assign(one.key, std::move(where));
      return;
    }
    auto const dot = rest.rfind('.');
    if (unknown_sections_.contains(one.key.substr(0, one.key.rfind('.') + 1))) return;
    auto const room = std::find_if(so_far_.values.rooms.begin(), so_far_.values.rooms.end(),
                                   [&](auto const& held) { return held.name == rest.substr(0, dot); });
    if (dot == std::string_view::npos || room == so_far_.values.rooms.end()) {
      object(std::move(where), shortened(one.key), "is no setting; a room is a section of its own: [rooms.NAME]");
      return;
    }
    auto const* known = find_room_entry(rest.substr(dot + 1));
    if (!known) {
      auto const names = room_keys();
      object(std::move(where), shortened(one.key),
             "is no setting of a room" + suggestion(nearest(rest.substr(dot + 1), names)));
      return;
    }
    auto detail = one.what ? objection(known->form, *one.what)
                           : fmt::format("{}, not {}", objection(known->form, wrong_kind(known->form)), one.shape);
    if (!detail.empty()) {
      refused_rooms_.insert(one.key);
      object(std::move(where), one.key, std::move(detail));
      return;
    }
    known->set(*room, value(*one.what));
    so_far_.given.insert_or_assign(one.key, std::move(where));
  }

  void take(toml_assignment const& one, std::string where) {
    if (one.is_section && one.key == "rooms") return;
    if (one.key.starts_with(room_prefix)) return take_room(one, std::move(where));
    if (one.is_section) {
      auto const names = section_names();
      if (std::find(names.begin(), names.end(), one.key) != names.end()) return;
      auto const near = nearest(one.key, names);
      unknown_sections_.insert(one.key + '.');
      object(
          std::move(where), '[' + shortened(one.key) + ']',
          "is no section" + suggestion(near.empty() ? "" : fmt::format("[{}]", near == "rooms" ? "rooms.NAME" : near)));
      return;
    }
    auto const* known = find(one.key);
    if (!known) {
      // The section has been refused already: its keys would only repeat that.
      if (unknown_sections_.contains(one.key.substr(0, one.key.rfind('.') + 1))) return;
      object(std::move(where), shortened(one.key), "is no setting" + suggestion(meant(one.key)));
      return;
    }
    if (one.what) {
      take_value(*known, *one.what, std::move(where), one.key);
    } else {
      refused_.insert(known->key);
      object(std::move(where), one.key, fmt::format("{}, not {}", objection(*known, wrong_kind(*known)), one.shape));
    }
  }

  static value wrong_kind(entry const& of) {
    return of.kind == value_kind::text ? value(std::int64_t{0}) : value(std::string());
  }

  void take_text(entry const& known, std::string const& text, std::string where, std::string const& written) {
    switch (known.kind) {
      case value_kind::text: return take_value(known, text, std::move(where), written);
      case value_kind::list: return take_value(known, split(text), std::move(where), written);
      case value_kind::number: break;
    }
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) {
      take_value(known, number, std::move(where), written);
      return;
    }
    refused_.insert(known.key);
    auto const not_this = known.secret ? std::string("that") : '"' + shortened(text) + '"';
    object(std::move(where), written, fmt::format("must be {}, not {}", range_text(known), not_this));
  }

  void take_value(entry const& known, value what, std::string where, std::string const& written) {
    auto detail = objection(known, what);
    if (detail.empty()) {
      refused_.erase(known.key);
      known.set(so_far_.values, std::move(what));
      so_far_.given.insert_or_assign(std::string(known.key), std::move(where));
    } else {
      refused_.insert(known.key);
      object(std::move(where), written, std::move(detail));
    }
  }

  /// Other programs of ours have variables too (CARERELAY_TOKEN): only what was meant as a setting is
  /// refused.
  void judge_unknown_variable(std::string const& name) {
    std::vector<std::string> all;
    for (auto const& e : schema()) all.push_back(environment_name(e.key));
    std::vector<std::string_view> const names(all.begin(), all.end());
    auto const near = nearest(name, names);
    auto const is_in_a_section = [&](auto const& section) {
      return std::string_view(name).starts_with(environment_name(section.name) + '_');
    };
    auto const is_ours = std::any_of(sections().begin(), sections().end(), is_in_a_section);
    if (is_ours || (!near.empty() && distance(name, near, 2) <= 2)) {
      object("the environment", shortened(name), "is no setting" + suggestion(near));
    }
  }

  loaded so_far_;
  faults found_;
  std::set<std::string_view> refused_;
  std::set<std::string, std::less<>> unknown_sections_, refused_rooms_;
};

}  // namespace

boost::system::result<loaded, faults> load(sources const& from) {
  loader all;
  if (!from.file_name.empty()) all.take_file(from.file_name, from.file_text);
  all.take_environment(from.environment);
  all.take_flags(from.flags);
  return std::move(all).finish();
}

std::vector<named_value> variables_of(char const* const* environment) {
  std::vector<named_value> all;
  for (; environment && *environment; ++environment) {
    std::string_view const one = *environment;
    auto const equals = one.find('=');
    if (equals == std::string_view::npos) continue;
    all.push_back({std::string(one.substr(0, equals)), std::string(one.substr(equals + 1))});
  }
  return all;
}

}  // namespace carerelay::config
