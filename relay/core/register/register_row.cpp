#include "relay/core/register/register_row.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/csv/writer.hpp"
#include "protocol/text/formats.hpp"
#include "protocol/text/utf8.hpp"
#include "relay/core/register/register_cells.hpp"

namespace carerelay::core {
namespace {

using protocol::errc;
using protocol::service_type;
namespace formats = protocol::formats;

constexpr std::size_t most_name_bytes = 200;
constexpr std::size_t most_tags = 20;

std::optional<service_type> service_type_of(std::string_view text) {
  auto const is = [&](std::string_view other) {
    return std::equal(text.begin(), text.end(), other.begin(), other.end(), [](char a, char b) {
      return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
  };
  if (is("care home service with nursing") || is("nursing homes") || is("nursing home") ||
      is(word(service_type::with_nursing))) {
    return service_type::with_nursing;
  }
  if (is("care home service without nursing") || is("residential homes") || is("residential home") ||
      is(word(service_type::without_nursing))) {
    return service_type::without_nursing;
  }
  return std::nullopt;
}

template <class List, class Value>
void add_once(List& list, Value value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

}  // namespace

std::string_view row_reader::cell(field which) const {
  if (!columns_.has(which)) return {};
  return protocol::csv::without_guard(row_->cell(columns_.column(which)));
}

import_fault row_reader::about(field which, errc rule, std::string detail) const {
  auto const column = columns_.column(which);
  return {row_->number, column + 1, std::string(columns_.heading(column)), rule, std::move(detail)};
}

void row_reader::object(field which, errc rule, std::string detail) {
  report_.fault(about(which, rule, std::move(detail)));
}

void row_reader::object_or_note(field which, std::string detail) {
  if (is_ours()) return object(which, errc::bad_format, std::move(detail));
  report_.note(about(which, errc::bad_format, std::move(detail) + ": left out"));
}

std::string row_reader::is_not(std::string_view cell, std::string_view expected) {
  constexpr std::size_t most_shown = 40;
  auto const shown = protocol::utf8::prefix(cell, most_shown);
  return fmt::format("\"{}{}\" is not {}", shown, shown.size() < cell.size() ? "…" : "", expected);
}

bool row_reader::is_care_home(protocol::csv::row const& row) {
  row_ = &row;
  if (is_ours()) return true;
  if (columns_.has(field::is_care_home)) return flag(field::is_care_home).value_or(true);
  if (!columns_.has(field::service_types)) return true;
  auto const types = cells::list(cell(field::service_types));
  return types.empty() || std::any_of(types.begin(), types.end(), [](auto type) { return service_type_of(type); });
}

protocol::home_record row_reader::read(protocol::csv::row const& row) {
  row_ = &row;
  protocol::home_record home;
  home.id = id();
  home.former_ids = former_ids();
  home.name = text(field::name);
  if (home.name.empty()) object(field::name, errc::required, "the home has no name");
  home.area = area();
  home.postcode = postcode();
  home.telephone = telephone();
  home.email = email();
  home.provider = text(field::provider);
  home.ods_code = ods_code();
  home.service_types = service_types();
  home.beds = beds();
  home.tags = tags();
  home.dormant = dormant();
  for (auto i = columns_.width(); i < row.cells.size(); ++i) {
    if (row.cells[i].empty()) continue;
    report_.fault({row.number, i + 1, "", errc::not_allowed,
                   "is beyond the last heading: a cell with a comma in it must be in quotation marks"});
    break;
  }
  return home;
}

protocol::home_id row_reader::id() {
  auto const written = cells::line(cell(field::id));
  if (written.empty()) {
    object(field::id, errc::required, "the home has no id");
    return {};
  }
  auto parsed = protocol::home_id::parse(written);
  if (!parsed) object(field::id, errc::bad_format, is_not(written, protocol::home_tag::expected));
  return parsed ? *std::move(parsed) : protocol::home_id();
}

std::vector<protocol::home_id> row_reader::former_ids() {
  std::vector<protocol::home_id> ids;
  for (auto const part : cells::list(cell(field::former_ids))) {
    auto parsed = protocol::home_id::parse(part);
    if (parsed) {
      add_once(ids, *std::move(parsed));
    } else {
      object(field::former_ids, errc::bad_format, is_not(part, protocol::home_tag::expected));
    }
  }
  return ids;
}

std::string row_reader::text(field which) {
  auto line = cells::line(cell(which));
  if (line.size() <= most_name_bytes) return line;
  object(which, errc::too_large, fmt::format("is longer than {} bytes", most_name_bytes));
  return {};
}

std::string row_reader::postcode() {
  auto const written = cells::line(cell(field::postcode));
  if (written.empty()) return {};
  auto right = cells::postcode(written);
  if (!right) object_or_note(field::postcode, is_not(written, "a postcode such as N1 9GU"));
  return right.value_or("");
}

std::string row_reader::telephone() {
  auto const written = cells::line(cell(field::telephone));
  if (written.empty()) return {};
  auto right = cells::telephone(written);
  if (!right) {
    object_or_note(field::telephone, is_not(written, formats::expected_telephone));
    return {};
  }
  report_.repaired_telephones += right->is_repaired ? 1 : 0;
  return std::move(right->e164);
}

std::string row_reader::email() {
  auto written = cells::line(cell(field::email));
  if (written.empty() || formats::is_email(written)) return written;
  object_or_note(field::email, is_not(written, formats::expected_email));
  return {};
}

std::string row_reader::ods_code() {
  auto written = cells::line(cell(field::ods_code));
  if (written.empty() || formats::is_ods_code(written)) return written;
  object_or_note(field::ods_code, is_not(written, formats::expected_ods_code));
  return {};
}

std::vector<service_type> row_reader::service_types() {
  std::vector<service_type> types;
  for (auto const part : cells::list(cell(field::service_types))) {
    if (auto const type = service_type_of(part)) {
      add_once(types, *type);
    } else if (is_ours()) {
      object(field::service_types, errc::unknown_value,
             is_not(part, "care_home_with_nursing or care_home_without_nursing"));
    }
  }
  if (flag(field::nursing_flag).value_or(false)) add_once(types, service_type::with_nursing);
  if (flag(field::residential_flag).value_or(false)) add_once(types, service_type::without_nursing);
  std::sort(types.begin(), types.end());
  return types;
}

std::uint32_t row_reader::beds() {
  auto const written = cells::line(cell(field::beds));
  auto const number = cells::beds(written);
  if (!number) object_or_note(field::beds, is_not(written, "a number of beds"));
  return number.value_or(0);
}

std::vector<std::string> row_reader::tags() {
  std::vector<std::string> tags;
  for (auto const part : cells::list(cell(field::tags))) {
    if (formats::is_slug(part)) {
      add_once(tags, std::string(part));
    } else {
      object(field::tags, errc::bad_format, is_not(part, formats::expected_slug));
    }
  }
  if (tags.size() > most_tags) {
    object(field::tags, errc::too_large, fmt::format("has {} tags; {} are the most", tags.size(), most_tags));
  }
  std::sort(tags.begin(), tags.end());
  return tags;
}

std::optional<bool> row_reader::flag(field which) {
  if (!columns_.has(which)) return std::nullopt;
  auto const written = cells::line(cell(which));
  auto const answer = cells::yes_or_no(written);
  if (!answer) object(which, errc::unknown_value, is_not(written, "Y or N"));
  return answer;
}

bool row_reader::dormant() {
  auto const ended = cells::line(cell(field::end_date));
  auto const is_over = cells::is_date(ended);
  if (!ended.empty() && !is_over) object_or_note(field::end_date, is_not(ended, "a date such as 2026-03-31"));
  return flag(field::dormant).value_or(false) || is_over;
}

protocol::area_code row_reader::area() {
  auto const as_id = [](protocol::area const* found) {
    return found ? protocol::area_code::parse(found->code).value() : protocol::area_code();
  };
  if (columns_.has(field::area)) {
    auto const written = cells::line(cell(field::area));
    auto const looks_like_code = written.size() > 1 && written[1] >= '0' && written[1] <= '9';
    return as_id(looks_like_code ? area_of_code(field::area, written, "") : area_of_name(field::area, written));
  }
  auto const name = cells::line(cell(field::area_name));
  auto const code = cells::line(cell(field::area_code));
  if (!code.empty()) return as_id(area_of_code(field::area_code, code, name));
  return as_id(area_of_name(columns_.has(field::area_name) ? field::area_name : field::area_code, name));
}

protocol::area const* row_reader::area_of_code(field which, std::string_view code, std::string_view name) {
  if (auto const* found = protocol::area_by_code(code)) {
    auto const* named = name.empty() ? found : area_of_name(field::area_name, name);
    if (named && named != found) {
      object(which, errc::bad_format, fmt::format("{} is {}, but the row says {}", code, found->name, named->name));
    }
    return found;
  }
  if (auto const* repaired = protocol::repair_code(code, name)) {
    ++report_.repaired_codes;
    return repaired;
  }
  object(which, errc::unknown_area, is_not(code, "the GSS code of an upper-tier local authority of England"));
  return nullptr;
}

protocol::area const* row_reader::area_of_name(field which, std::string_view name) {
  if (name.empty()) {
    object(which, errc::required, "the home has no local authority");
    return nullptr;
  }
  auto known = names_.find(name);
  if (known == names_.end()) known = names_.emplace(name, protocol::area_by_name(name)).first;
  auto const& [found, instead] = known->second;
  if (!found) {
    object(which, errc::unknown_area,
           instead.empty() ? is_not(name, "an upper-tier local authority of England") : std::string(instead));
  }
  return found;
}

}  // namespace carerelay::core
