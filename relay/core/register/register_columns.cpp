#include "relay/core/register/register_columns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace carerelay::core {
namespace {

using protocol::errc;

struct known_heading {
  std::string_view words;  ///< as words_of makes them
  register_field field{};
};

// Headings of the public files as they are and were: the care directory of 2017 to 2020 and since 2024, the active
// locations of 2017 and 2026, the locations with ratings, and councils' own lists. Then ours.
constexpr std::array known = std::to_array<known_heading>({
    {"location id", register_field::id},
    {"cqc location id for office use only", register_field::id},
    {"cqc location for office use only", register_field::id},
    {"cqc location id", register_field::id},
    {"cqc id", register_field::id},
    {"id", register_field::id},
    {"former ids", register_field::former_ids},
    {"location name", register_field::name},
    {"name", register_field::name},
    {"area", register_field::area},
    {"area code", register_field::area_code},
    {"area name", register_field::area_name},
    {"local authority", register_field::area_name},
    {"location local authority", register_field::area_name},
    {"postcode", register_field::postcode},
    {"postal code", register_field::postcode},
    {"location postal code", register_field::postcode},
    {"telephone", register_field::telephone},
    {"phone number", register_field::telephone},
    {"telephone number", register_field::telephone},
    {"location telephone number", register_field::telephone},
    {"email", register_field::email},
    {"provider", register_field::provider},
    {"provider name", register_field::provider},
    {"ods code", register_field::ods_code},
    {"location ods code", register_field::ods_code},
    {"type", register_field::service_types},
    {"service types", register_field::service_types},
    {"service type care home service with nursing", register_field::nursing_flag},
    {"service type care home service without nursing", register_field::residential_flag},
    {"care home", register_field::is_care_home},
    {"beds", register_field::beds},
    {"care homes beds", register_field::beds},
    {"tags", register_field::tags},
    {"dormant", register_field::dormant},
    {"dormant y n", register_field::dormant},
    {"location hsca end date", register_field::end_date},
});

constexpr std::array<std::string_view, 13> own{"id",       "name",     "area",          "postcode", "telephone",
                                               "email",    "provider", "service_types", "beds",     "tags",
                                               "ods_code", "dormant",  "former_ids"};

/// "CQC Location ID (for office use only)" as "cqc location id for office use only".
std::string words_of(std::string_view heading) {
  std::string words;
  bool is_between = false;
  for (char c : heading) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    auto const is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_letter && is_between && !words.empty()) words += ' ';
    if (is_letter) words += c;
    is_between = !is_letter;
  }
  return words;
}

std::optional<register_field> field_of(std::string_view heading) {
  // The longest known one has 46 letters; some of the files' headings are whole paragraphs.
  if (heading.size() > 60) return std::nullopt;
  auto const words = words_of(heading);
  auto const found = std::find_if(known.begin(), known.end(), [&](auto const& k) { return k.words == words; });
  return found == known.end() ? std::nullopt : std::optional(found->field);
}

bool is_own_heading(std::string_view heading) { return std::find(own.begin(), own.end(), heading) != own.end(); }

std::string joined(std::span<std::string_view const> words) {
  std::string all;
  for (auto const word : words) all += (all.empty() ? "" : ", ") + std::string(word);
  return all;
}

}  // namespace

std::string_view name_of(register_layout layout) noexcept {
  switch (layout) {
    case register_layout::own: return "Carerelay homes";
    case register_layout::care_directory: return "CQC care directory";
    case register_layout::active_locations: return "CQC active locations";
    case register_layout::locations: return "CQC locations";
    case register_layout::open_data: return "open data with CQC ids";
  }
  return "";
}

std::string to_text(import_fault const& what) {
  if (what.row == 0) return what.detail;
  auto place = fmt::format("row {}", what.row);
  if (what.column != 0) place += fmt::format(", column {}", protocol::csv::column_letters(what.column));
  if (!what.heading.empty()) place += fmt::format(" ({})", what.heading);
  return place + ": " + what.detail;
}

bool is_heading_row(protocol::csv::row const& row) {
  std::size_t hits = 0;
  bool names_the_home = false;
  for (auto const cell : row.cells) {
    auto const field = field_of(cell);
    hits += field ? 1 : 0;
    names_the_home = names_the_home || field == register_field::name;
  }
  return names_the_home && hits >= 3;
}

std::span<std::string_view const> own_headings() noexcept { return own; }

boost::system::result<column_map, std::vector<import_fault>> column_map::read(protocol::csv::row const& headings) {
  column_map map;
  auto wrong = map.read_headings(headings);
  map.layout_ = map.recognise();
  if (auto missing = map.missing_column(headings.number)) wrong.insert(wrong.begin(), *std::move(missing));
  if (map.layout_ == register_layout::own) {
    for (std::size_t i = 0; i < headings.cells.size(); ++i) {
      auto const heading = map.heading(i);
      if (heading.empty() || is_own_heading(heading)) continue;
      wrong.push_back({headings.number, i + 1, std::string(heading), errc::not_allowed,
                       "is no heading of this layout; those are " + joined(own)});
    }
  }
  if (!wrong.empty()) return wrong;
  return map;
}

std::vector<import_fault> column_map::read_headings(protocol::csv::row const& headings) {
  std::vector<import_fault> wrong;
  for (std::size_t i = 0; i < headings.cells.size(); ++i) {
    headings_.emplace_back(headings.cells[i].substr(0, 60));
    auto const field = field_of(headings.cells[i]);
    if (!field) continue;
    auto& place = places_[index(*field)];
    if (place) {
      wrong.push_back({headings.number, i + 1, headings_.back(), errc::duplicate_member,
                       fmt::format("says the same as column {} ({}): take one of them out",
                                   protocol::csv::column_letters(*place + 1), headings_[*place])});
    } else {
      place = i;
    }
  }
  return wrong;
}

std::optional<import_fault> column_map::missing_column(std::size_t row) const {
  if (!has(register_field::id)) {
    return import_fault{
        row, 0, "", errc::required,
        "there is no column with the homes' CQC Location IDs (headed Location ID, cqc_id or id). A name cannot stand "
        "in for it: two homes can have the same name. Take a newer file from the CQC or the council that has the ids, "
        "or add a column headed cqc_id and fill it from the CQC care directory"};
  }
  if (has(register_field::area) || has(register_field::area_code) || has(register_field::area_name)) {
    return std::nullopt;
  }
  return import_fault{row, 0, "", errc::required,
                      "there is no column with the homes' local authority (headed Local Authority, area_code or area)"};
}

register_layout column_map::recognise() const noexcept {
  if (has(register_field::is_care_home)) return register_layout::active_locations;
  if (!has(register_field::id)) return register_layout::open_data;
  auto const id = words_of(heading(column(register_field::id)));
  if (id == "id") return register_layout::own;
  if (id == "cqc id") return register_layout::open_data;
  return id == "location id" ? register_layout::locations : register_layout::care_directory;
}

}  // namespace carerelay::core
