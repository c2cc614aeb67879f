#include "protocol/message/draft_file.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "protocol/message/draft_steps.hpp"
#include "protocol/text/formats.hpp"
#include "protocol/text/front_matter.hpp"
#include "protocol/text/utf8.hpp"

namespace carerelay::protocol {
namespace {

using front_matter::node;

template <std::size_t Count>
bool holds(std::array<std::string_view, Count> const& list, std::string_view name) noexcept {
  return std::find(list.begin(), list.end(), name) != list.end();
}

constexpr std::array<std::string_view, 6> of_audience{"everyone",  "areas", "service_types",
                                                      "bed_bands", "tags",  "homes"};
constexpr std::array<std::string_view, 8> of_info{"language", "headline", "description", "instruction",
                                                  "web",      "contact",  "must_do",     "must_not"};
constexpr std::array<std::string_view, 2> booleans{"everyone", "required"};
constexpr std::array<std::string_view, 7> times{"effective", "expires",      "by",       "review_by",
                                                "action_by", "collected_at", "issued_at"};

/// `2026-12-24 18:00` as London's clocks show it; anything else as it stands, for the draft's own rules.
std::string time_of(std::string const& text) {
  bool const is_local = text.size() == 16 && text[10] == ' ';
  auto const midnight = is_local ? parse_instant(text.substr(0, 10) + "T00:00:00Z") : parse_instant("");
  auto const minute = is_local ? formats::to_minute(std::string_view(text).substr(11)) : std::nullopt;
  if (!midnight || !minute) return text;
  auto const date = std::chrono::floor<std::chrono::days>(*midnight);
  auto const shown = from_london(date, std::chrono::minutes{*minute});
  return shown.first ? to_text(*shown.first) : text;
}

/// Makes the document and remembers on which line each part of it stood.
class builder {
 public:
  json::value build(front_matter::document const& from) {
    json::object top, audience, info;
    for (auto const& [key, value] : from.top.members) {
      if (holds(of_audience, key)) {
        audience.push_back({key, made(key, value, "/audience/" + key)});
      } else if (holds(of_info, key)) {
        info.push_back({key, made(key, value, "/info/0/" + key)});
      } else if (key == "audience" && value.form == node::shape::text && value.text == "everyone") {
        note("/audience", value.line);
        audience.push_back({"everyone", json::value(true)});
      } else if (key == "audience" && value.form == node::shape::map) {
        note("/audience", value.line);
        for (auto const& [name, inner] : value.members) {
          audience.push_back({name, made(name, inner, "/audience/" + name)});
        }
      } else {
        top.push_back({key, made(key, value, "/" + key)});
      }
    }
    add_body(from, info);
    if (!audience.empty()) top.push_back({"audience", json::value(std::move(audience))});
    if (!has(top, "info")) top.push_back({"info", json::value(json::array{json::value(std::move(info))})});
    return json::value(std::move(top));
  }

  /// Of the part itself or of what it is in; 1 for what is nowhere.
  [[nodiscard]] std::size_t line_of(std::string_view pointer) const {
    for (std::string_view at = pointer; !at.empty(); at = at.substr(0, at.rfind('/'))) {
      auto const found = std::find_if(lines_.begin(), lines_.end(), [at](auto const& one) { return one.first == at; });
      if (found != lines_.end()) return found->second;
    }
    return 1;
  }

 private:
  static bool has(json::object const& members, std::string_view name) noexcept {
    return std::any_of(members.begin(), members.end(), [name](json::member const& one) { return one.name == name; });
  }
  void note(std::string pointer, std::size_t line) { lines_.emplace_back(std::move(pointer), line); }

  json::value made(std::string const& key, node const& from, std::string const& pointer) {
    note(pointer, from.line);
    switch (from.form) {
      case node::shape::text: return made_of_text(key, from.text);
      case node::shape::list: {
        json::array items;
        for (std::size_t i = 0; i < from.items.size(); ++i) {
          items.push_back(made(key, from.items[i], pointer + '/' + std::to_string(i)));
        }
        return json::value(std::move(items));
      }
      case node::shape::map: {
        json::object members;
        for (auto const& [name, inner] : from.members) {
          members.push_back({name, made(name, inner, pointer + '/' + json::escaped_pointer_step(name))});
        }
        return json::value(std::move(members));
      }
    }
    return {};
  }

  static json::value made_of_text(std::string const& key, std::string const& text) {
    if (holds(booleans, key) && (text == "true" || text == "yes")) return json::value(true);
    if (holds(booleans, key) && (text == "false" || text == "no")) return json::value(false);
    bool const is_number = key == "size" && !text.empty() && text.size() <= 12 &&
                           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) return json::value(std::stoll(text));
    return json::value(holds(times, key) ? time_of(text) : text);
  }

  void add_body(front_matter::document const& from, json::object& info) {
    if (!has(info, "language")) info.push_back({"language", json::value("en-GB")});
    std::string body(from.body);
    if (!has(info, "headline")) {
      std::string headline = take_heading(body, from.body_line);
      if (!headline.empty()) info.push_back({"headline", json::value(std::move(headline))});
    }
    if (!has(info, "must_do") && !has(info, "must_not")) {
      auto const found = take_steps(body);
      add_steps(info, "must_do", found.must_do, from.body_line);
      add_steps(info, "must_not", found.must_not, from.body_line);
    }
    auto const first = body.find_first_not_of('\n');
    if (first == std::string::npos) return;
    note("/info/0/description", from.body_line + first);
    body.erase(0, first);
    body.erase(body.find_last_not_of(" \n") + 1);
    if (!has(info, "description")) info.push_back({"description", json::value(std::move(body))});
  }

  void add_steps(json::object& info, std::string const& name, std::vector<draft_step> const& found, std::size_t line) {
    if (found.empty()) return;
    json::array items;
    for (auto const& one : found) {
      note("/info/0/" + name + '/' + std::to_string(items.size()), line + one.line);
      items.emplace_back(one.text);
    }
    note("/info/0/" + name, line + found.front().line);
    info.push_back({name, json::value(std::move(items))});
  }

  /// Takes the first line `# text` outside fenced code out of the body.
  std::string take_heading(std::string& body, std::size_t line) {
    bool is_code = false;
    for (std::size_t start = 0; start < body.size(); ++line) {
      auto const end = std::min(body.find('\n', start), body.size());
      std::string_view const text = std::string_view(body).substr(start, end - start);
      if (text.starts_with("```") || text.starts_with("~~~")) is_code = !is_code;
      if (!is_code && text.starts_with("# ")) {
        std::string headline(text.substr(2));
        while (!headline.empty() && (headline.back() == '#' || headline.back() == ' ')) headline.pop_back();
        headline.erase(0, std::min(headline.find_first_not_of(' '), headline.size()));
        note("/info/0/headline", line);
        body.erase(start, end - start);  // its line end stays, so that lines keep their numbers
        return headline;
      }
      start = end + 1;
    }
    return {};
  }

  std::vector<std::pair<std::string, std::size_t>> lines_;
};

file_faults with_lines(faults const& from, builder const* built) {
  file_faults out;
  for (fault const& one : from) out.push_back({built ? built->line_of(one.pointer) : 0, one});
  std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.line < b.line; });
  return out;
}

file_fault at_line(std::size_t line, errc rule, std::string detail) { return {line, {"", rule, std::move(detail)}}; }

std::string with_plain_line_ends(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // what some editors put before UTF-8
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

std::size_t line_at(std::string_view text, std::size_t offset) noexcept {
  return 1 +
         static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

/// A result as people write it: with what it says, which is to be sealed.
bool is_open_result(std::string_view text) {
  auto const tree = json::read(text, limits::draft_bytes);
  auto const* const kind = tree ? tree->find("kind") : nullptr;
  return kind && *kind == json::value("test_result") && !tree->find("sealed");
}

boost::system::result<draft_file, file_faults> checked_draft(std::string_view json, builder const* built) {
  if (is_open_result(json)) {
    auto result = parse_result_draft(json);
    if (!result) return with_lines(result.error(), built);
    return draft_file{std::move(result->envelope), {}, std::move(result->content)};
  }
  auto content = parse_draft(json);
  if (!content) return with_lines(content.error(), built);
  std::string canonical = encode_draft(*content);
  return draft_file{std::move(*content), std::move(canonical), {}};
}

}  // namespace

boost::system::result<draft_file, file_faults> read_draft_file(std::string_view text) {
  if (text.size() > limits::draft_bytes) {
    return file_faults{
        at_line(0, errc::too_large, "expected at most " + std::to_string(limits::draft_bytes) + " bytes")};
  }
  if (auto const bad = utf8::first_invalid(text)) {
    return file_faults{
        at_line(line_at(text, *bad), errc::not_utf8, "expected UTF-8: save the file with that encoding")};
  }
  std::string const plain = with_plain_line_ends(text);
  auto const first = plain.find_first_not_of(" \t\n");
  if (first != std::string::npos && plain[first] == '{') return checked_draft(plain, nullptr);

  std::vector<front_matter::problem> problems;
  auto const document = front_matter::read(plain, problems);
  if (!problems.empty()) {
    file_faults out;
    for (auto& one : problems) out.push_back(at_line(one.line, errc::bad_format, std::move(one.detail)));
    return out;
  }
  builder built;
  return checked_draft(json::to_text(built.build(document)), &built);
}

void throw_exception_from_error(file_faults const& what, boost::source_location const&) {
  throw std::logic_error(what.empty() ? "refused" : what.front().what.pointer + ": " + what.front().what.detail);
}

}  // namespace carerelay::protocol
