#include "config/describe.hpp"

#include <fmt/format.h>

#include "config/rooms.hpp"

namespace carerelay::config {
namespace {

/// A TOML basic string.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04X}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string as_toml(value const& what) {
  if (auto const* number = std::get_if<std::int64_t>(&what)) return std::to_string(*number);
  if (auto const* text = std::get_if<std::string>(&what)) return quoted(*text);
  std::string out = "[";
  for (auto const& item : std::get<std::vector<std::string>>(what)) {
    out += (out.size() > 1 ? ", " : "") + quoted(item);
  }
  return out + ']';
}

constexpr std::size_t width = 100;  ///< of what a terminal shows

/// The text in lines of at most 100 characters, each with `indent` in front.
std::string wrapped(std::string_view text, std::string_view indent) {
  std::string out, line(indent);
  while (!text.empty()) {
    auto const word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (line.size() > indent.size() && line.size() + 1 + word.size() > width) {
      out += line + '\n';
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line += word;
  }
  return out + line + '\n';
}

/// What the value may be, for a reader: ranges for numbers and lists; a text's help says its own form.
std::string allowed(entry const& of) { return of.kind == value_kind::text ? "" : range_text(of); }

std::string_view placeholder(entry const& of) {
  switch (of.kind) {
    case value_kind::number: return "N";
    case value_kind::text: return "TEXT";
    case value_kind::list: return "A,B";
  }
  return "";
}

std::string_view type_name(entry const& of) {
  switch (of.kind) {
    case value_kind::number: return "whole number";
    case value_kind::text: return "text";
    case value_kind::list: return "list of text";
  }
  return "";
}

/// Calls `one` for each entry of the section.
template <class Visitor>
void each_of(section_note const& section, Visitor&& one) {
  for (auto const& e : schema()) {
    if (e.section() == section.name) one(e);
  }
}

std::string reference_entry(entry const& e) {
  auto page = fmt::format("### `{}`\n\n{}\n\n", e.key, e.help);
  page += fmt::format("- Type: {}{}{}\n", type_name(e), allowed(e).empty() ? "" : ", ", allowed(e));
  page += fmt::format("- Default: `{}`{}\n", shown(e, settings{}), e.secret ? " (secret: never shown)" : "");
  return page + fmt::format("- Environment: `{}`\n\n", environment_name(e.key));
}

std::string room_reference() {
  auto page = fmt::format("## [rooms.NAME]\n\n{}\n\n", room_help());
  for (auto const& e : room_schema()) {
    page += fmt::format("### `rooms.NAME.{}`\n\n{}\n\n", e.form.key, e.form.help);
    page += fmt::format("- Type: {}{}{}\n", type_name(e.form), allowed(e.form).empty() ? "" : ", ", allowed(e.form));
    page += fmt::format("- Default: `{}`\n\n", as_toml(e.get(room_settings{})));
  }
  return page;
}

std::string room_example() {
  auto out =
      fmt::format("\n# A group that messages are posted to; as many as there are groups.\n{}# [rooms.managers]\n",
                  wrapped(room_help(), "# "));
  for (auto const& e : room_schema()) {
    out += "#\n" + wrapped(e.form.help, "# ");
    if (auto const range = allowed(e.form); !range.empty()) out += fmt::format("# {}\n", range);
    out += fmt::format("# {} = {}\n", e.form.key, as_toml(e.get(room_settings{})));
  }
  return out;
}

}  // namespace

std::string shown(entry const& what, settings const& in) {
  auto const it = what.get(in);
  return what.secret && it != what.get(settings{}) ? quoted("********") : as_toml(it);
}

std::string print(loaded const& all) {
  std::string out;
  for (auto const& section : sections()) {
    out += fmt::format("{}[{}]\n", out.empty() ? "" : "\n", section.name);
    each_of(section, [&](entry const& e) {
      auto const given = all.given.find(e.key);
      out += fmt::format("{} = {}  # {}\n", e.name(), shown(e, all.values),
                         given == all.given.end() ? "default" : given->second);
    });
  }
  for (auto const& room : all.values.rooms) {
    out += fmt::format("\n[rooms.{}]\n", room.name);
    for (auto const& e : room_schema()) {
      auto const given = all.given.find(fmt::format("rooms.{}.{}", room.name, e.form.key));
      out += fmt::format("{} = {}  # {}\n", e.form.key, as_toml(e.get(room)),
                         given == all.given.end() ? "default" : given->second);
    }
  }
  return out;
}

std::string help_text() {
  std::string out = "Settings come from the file, then the environment, then these flags; the last one given wins.\n";
  for (auto const& section : sections()) {
    out += fmt::format("\n{}: {}\n", section.name, section.help);
    each_of(section, [&](entry const& e) {
      auto const range = allowed(e);
      auto const name = fmt::format("  --{}={}", e.key, placeholder(e));
      auto const what = fmt::format("({}default {})", range.empty() ? "" : range + ", ", shown(e, settings{}));
      bool const fits = name.size() + what.size() + 2 <= width;
      out += name + (fits ? "  " : "\n      ") + what + '\n';
      out += wrapped(e.help, "      ");
    });
  }
  return out;
}

std::string reference_page() {
  std::string out =
      "# Settings\n\n"
      "Made from the table in `config/schema_table.cpp`; a test fails when the two differ. To change this "
      "page,\n"
      "change the table and run the program `write_settings_reference` (see `config/README.md`).\n\n"
      "Every setting can be given in a TOML file (`carerelay serve --config FILE`), in the environment, and "
      "as a flag\n"
      "`--section.name=value`; of these the last wins. In the environment and in flags a list is written "
      "`a,b,c`.\n"
      "Times and sizes are whole numbers in the unit that ends the name. A value outside its range, an "
      "unknown name or a "
      "wrong type\n"
      "is refused: `carerelay check-config` reports everything that is wrong at once, with file and line.\n"
      "`carerelay serve --print-settings` shows what is in force and where each value came from.\n"
      "Rooms (`[rooms.NAME]`, at the end) are given in the file alone.\n\n";
  for (auto const& section : sections()) {
    out += fmt::format("## [{}]\n\n{}\n\n", section.name, section.help);
    each_of(section, [&](entry const& e) { out += reference_entry(e); });
  }
  out += room_reference();
  out.pop_back();  // one line break ends the page
  return out;
}

std::string example_file() {
  std::string out =
      "# Settings of a Carerelay relay, each at its default. Keep the lines you change and drop the rest.\n"
      "# Check a file with `carerelay check-config --config FILE`.\n";
  for (auto const& section : sections()) {
    out += fmt::format("\n[{}]\n# {}\n", section.name, section.help);
    each_of(section, [&](entry const& e) {
      out += '\n' + wrapped(e.help, "# ");
      if (auto const range = allowed(e); !range.empty()) out += fmt::format("# {}\n", range);
      out += fmt::format("{} = {}\n", e.name(), as_toml(e.get(settings{})));
    });
  }
  return out + room_example();
}

}  // namespace carerelay::config
