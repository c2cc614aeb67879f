#include <algorithm>
#include <array>
#include <numeric>
#include <span>

#include "protocol/message/message_fields.hpp"

namespace carerelay::protocol::message_fields {
namespace {

using names = std::span<std::string_view const>;

constexpr std::array<std::string_view, 16> common{
    "kind",  "msg_type",  "status",  "scope",    "references",      "reference", "urgency",     "severity",
    "topic", "effective", "expires", "audience", "acknowledgement", "info",      "change_note", "resources"};
constexpr std::array<std::string_view, 3> guidance{"issuer_reference", "review_by", "action_by"};
constexpr std::array<std::string_view, 5> helpline{"telephone", "email", "opening_hours", "service_state", "topics"};
constexpr std::array<std::string_view, 2> sealed{"content_tag", "sealed"};
constexpr std::array<std::string_view, 8> of_result{"report_status", "test_code",    "outcome",   "specimen_ref",
                                                    "subject_ref",   "collected_at", "issued_at", "performer_ods"};
constexpr std::array<std::string_view, 7> set_by_relay{"id",     "sender",       "sender_name", "sent",
                                                       "digest", "confirmation", "sender_key"};

constexpr std::array<std::string_view, 6> of_audience{"everyone",  "areas", "service_types",
                                                      "bed_bands", "tags",  "homes"};
constexpr std::array<std::string_view, 3> of_acknowledgement{"required", "by", "options"};
constexpr std::array<std::string_view, 8> of_info{"language", "headline", "description", "instruction",
                                                  "web",      "contact",  "must_do",     "must_not"};
constexpr std::array<std::string_view, 3> of_contact{"name", "telephone", "email"};
constexpr std::array<std::string_view, 4> of_resource{"title", "mime_type", "size", "sha256"};
constexpr std::array<std::string_view, 3> of_period{"days", "opens", "closes"};

names of_kind(message_kind kind) noexcept {
  switch (kind) {
    case message_kind::guidance_bulletin: return guidance;
    case message_kind::helpline_notice: return helpline;
    case message_kind::test_result: return sealed;
  }
  return {};
}

bool holds(names list, std::string_view name) noexcept {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// How many letters have to be added, dropped or changed to make one of the other (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::size_t const changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string_view nearest(std::string_view name, names list) {
  std::string_view best;
  std::size_t least = 3;
  for (auto const known : list) {
    if (name.size() > 40 || known.empty()) continue;
    auto const away = distance(name, known);
    if (away < least && away < known.size() / 2) {
      least = away;
      best = known;
    }
  }
  return best;
}

std::string guess(std::string_view name, names list) {
  auto const meant = nearest(name, list);
  return meant.empty() ? "no such member here" : "no such member here; was `" + std::string(meant) + "` meant?";
}

class search {
 public:
  explicit search(faults& out) noexcept : out_(out) {}

  void object(json::value const* what, std::string const& pointer, names known) {
    if (!what || !what->is(json::kind::object)) return;
    for (auto const& each : what->members()) {
      if (!holds(known, each.name)) report(pointer, each.name, guess(each.name, known));
    }
  }
  /// Every object in a list.
  template <class Each>
  void list(json::value const* what, std::string const& pointer, Each const& each) {
    if (!what || !what->is(json::kind::array)) return;
    for (std::size_t i = 0; i < what->items().size(); ++i) each(what->items()[i], pointer + '/' + std::to_string(i));
  }
  void report(std::string const& pointer, std::string_view name, std::string detail, errc rule = errc::not_allowed) {
    if (out_.size() >= 100) return;
    out_.push_back({pointer + '/' + json::escaped_pointer_step(name), rule, std::move(detail)});
  }

 private:
  faults& out_;
};

void search_top(search& in, json::value const& document, std::optional<message_kind> kind) {
  constexpr std::array kinds{message_kind::guidance_bulletin, message_kind::helpline_notice, message_kind::test_result};
  std::vector<std::string_view> known(common.begin(), common.end());
  for (auto const one : kinds) {
    if (!kind || *kind == one) known.insert(known.end(), of_kind(one).begin(), of_kind(one).end());
  }
  for (auto const& each : document.members()) {
    if (holds(known, each.name)) continue;
    auto const* const owner =
        std::find_if(kinds.begin(), kinds.end(), [&](message_kind one) { return holds(of_kind(one), each.name); });
    bool const is_of_result = holds(of_result, each.name);
    if (is_of_result && kind && *kind != message_kind::test_result) {
      in.report("", each.name, "only a test_result has this");
    } else if (is_of_result) {
      in.report("", each.name, "what a test result says is sealed by its sender, never sent in the clear",
                errc::not_sealed);
    } else if (holds(set_by_relay, each.name)) {
      in.report("", each.name, "the relay sets this; leave it out");
    } else if (owner != kinds.end()) {
      in.report("", each.name, "only a " + std::string(word(*owner)) + " has this");
    } else {
      in.report("", each.name, guess(each.name, known));
    }
  }
}

}  // namespace

void refuse_unknown(json::value const& document, std::optional<message_kind> kind, faults& out) {
  if (!document.is(json::kind::object)) return;
  search in(out);
  search_top(in, document, kind);
  refuse_unknown_inside(document, out);
}

void refuse_unknown_of_result(json::value const& document, faults& out) {
  if (!document.is(json::kind::object)) return;
  search in(out);
  std::vector<std::string_view> known(common.begin(), common.end());
  known.insert(known.end(), of_result.begin(), of_result.end());
  in.object(&document, "", known);
  refuse_unknown_inside(document, out);
}

void refuse_unknown_of_content(json::value const& document, faults& out) {
  search in(out);
  std::vector<std::string_view> known(of_result.begin(), of_result.end());
  known.insert(known.end(), {"info", "change_note"});
  in.object(&document, "", known);
  refuse_unknown_inside(document, out);
}

void refuse_unknown_inside(json::value const& document, faults& out) {
  search in(out);
  in.object(document.find("audience"), "/audience", of_audience);
  in.object(document.find("acknowledgement"), "/acknowledgement", of_acknowledgement);
  in.list(document.find("info"), "/info", [&in](json::value const& block, std::string const& pointer) {
    in.object(&block, pointer, of_info);
    in.object(block.find("contact"), pointer + "/contact", of_contact);
  });
  in.list(document.find("resources"), "/resources",
          [&in](json::value const& item, std::string const& pointer) { in.object(&item, pointer, of_resource); });
  in.list(document.find("opening_hours"), "/opening_hours",
          [&in](json::value const& item, std::string const& pointer) { in.object(&item, pointer, of_period); });
}

}  // namespace carerelay::protocol::message_fields
