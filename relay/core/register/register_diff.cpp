#include "relay/core/register/register_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "relay/core/register/register_row.hpp"

namespace carerelay::core {
namespace {

using protocol::home_id;
using protocol::home_record;

template <class List, class Value>
bool holds(List const& list, Value const& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

/// The register's home with what the file says laid over it.
home_record merged(home_record const& before, home_record const& row, column_map const& columns) {
  auto after = before;
  auto const take = [&](auto member, auto... fields) {
    if ((columns.has(fields) || ...)) after.*member = row.*member;
  };
  using enum register_field;
  take(&home_record::name, name);
  take(&home_record::area, area, area_code, area_name);
  take(&home_record::postcode, postcode);
  take(&home_record::telephone, telephone);
  take(&home_record::email, email);
  take(&home_record::provider, provider);
  take(&home_record::ods_code, ods_code);
  take(&home_record::service_types, service_types, nursing_flag, residential_flag);
  take(&home_record::beds, beds);
  take(&home_record::tags, tags);
  take(&home_record::dormant, dormant, end_date);

  if (row.id != before.id && !holds(before.former_ids, row.id)) {
    after.id = row.id;
    after.former_ids.push_back(before.id);
  }
  for (auto const& id : row.former_ids) {
    if (id != after.id && !holds(after.former_ids, id)) after.former_ids.push_back(id);
  }
  return after;
}

std::vector<std::string_view> differences(home_record const& before, home_record const& after) {
  std::vector<std::string_view> found;
  auto const compare = [&](std::string_view name, auto member) {
    if (before.*member != after.*member) found.push_back(name);
  };
  compare("id", &home_record::id);
  compare("former ids", &home_record::former_ids);
  compare("name", &home_record::name);
  compare("area", &home_record::area);
  compare("postcode", &home_record::postcode);
  compare("telephone", &home_record::telephone);
  compare("email", &home_record::email);
  compare("provider", &home_record::provider);
  compare("ODS code", &home_record::ods_code);
  compare("service types", &home_record::service_types);
  compare("beds", &home_record::beds);
  compare("tags", &home_record::tags);
  compare("dormant", &home_record::dormant);
  return found;
}

class comparison {
 public:
  comparison(std::span<home_record const> homes, imported_register const& file) : homes_(homes), file_(file) {
    rows_.resize(homes.size());
    for (std::size_t i = 0; i < homes.size(); ++i) index_.emplace(homes[i].id, i);
    // After the present ids: an id in use is never taken for somebody's former one.
    for (std::size_t i = 0; i < homes.size(); ++i) {
      for (auto const& id : homes[i].former_ids) index_.emplace(id, i);
    }
  }

  boost::system::result<register_diff, import_refusal> run() && {
    for (auto const& home : file_.homes) take(home);
    if (report_.has_faults()) {
      auto const more = report_.more_faults();
      return import_refusal{std::move(report_).take_faults(), more};
    }
    found_.not_in_file = static_cast<std::size_t>(std::count(rows_.begin(), rows_.end(), std::size_t{0}));
    return std::move(found_);
  }

 private:
  [[nodiscard]] std::optional<std::size_t> find(home_id const& id) const {
    auto const found = index_.find(id);
    return found == index_.end() ? std::nullopt : std::optional(found->second);
  }

  void object(imported_home const& home, std::string detail) {
    auto const column = file_.columns.column(register_field::id);
    report_.fault({home.row, column + 1, std::string(file_.columns.heading(column)), protocol::errc::duplicate_member,
                   std::move(detail)});
  }

  /// The home of the register that the row is about; none when it is new or was objected to.
  std::optional<std::size_t> target_of(imported_home const& home, bool& is_refused) {
    auto target = find(home.record.id);
    for (auto const& former : home.record.former_ids) {
      auto const other = find(former);
      if (!other || other == target) continue;
      if (target) {
        object(home, fmt::format("{} and {} are two homes in the register: which of them is this?",
                                 homes_[*target].id.text(), homes_[*other].id.text()));
        is_refused = true;
        return std::nullopt;
      }
      target = other;
    }
    return target;
  }

  void take(imported_home const& home) {
    bool is_refused = false;
    auto const target = target_of(home, is_refused);
    if (is_refused) return;
    if (!target) {
      found_.changes.push_back({home.record, home.row, true, {}});
      ++found_.added;
      return;
    }
    if (auto& row = rows_[*target]; row != 0) {
      return object(home, fmt::format("is the same home as row {}: the register knows both ids", row));
    } else {
      row = home.row;
    }
    auto const& before = homes_[*target];
    auto after = merged(before, home.record, file_.columns);
    auto what = differences(before, after);
    if (what.empty()) {
      ++found_.same;
    } else {
      ++found_.changed;
      found_.changes.push_back({std::move(after), home.row, false, std::move(what)});
    }
  }

  std::span<home_record const> homes_;
  imported_register const& file_;
  std::unordered_map<home_id, std::size_t> index_;
  std::vector<std::size_t> rows_;  ///< beside homes_: the row that is about it, 0 for none
  import_report report_;
  register_diff found_;
};

}  // namespace

boost::system::result<register_diff, import_refusal> diff(std::span<home_record const> homes,
                                                          imported_register const& file) {
  return comparison(homes, file).run();
}

std::string summary(register_diff const& what) {
  auto text = fmt::format("{} added, {} changed, {} same", what.added, what.changed, what.same);
  if (what.not_in_file != 0) text += fmt::format(", {} not in this file and left as they are", what.not_in_file);
  return text;
}

}  // namespace carerelay::core
