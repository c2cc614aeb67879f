#include "relay/core/register/register_import.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <unordered_map>

#include "relay/core/register/register_row.hpp"

namespace carerelay::core {
namespace {

using protocol::errc;
namespace csv = protocol::csv;

/// Preambles of the public files are four to six rows.
constexpr std::size_t most_rows_before_headings = 20;

class importer {
 public:
  void take(csv::row const& row) {
    if (is_over_) return;
    if (reader_) return take_home(row);
    if (is_heading_row(row)) return take_headings(row);
    if (++rows_before_ < most_rows_before_headings) return;
    report_.fault(no_headings());
    is_over_ = true;
  }

  boost::system::result<imported_register, import_refusal> finish(csv::read_result<void> const& outcome) && {
    if (!outcome) {
      auto const& error = outcome.error();
      report_.fault({error.row, error.column, "", error.rule, error.detail});
    } else if (!reader_ && !is_over_) {
      report_.fault(no_headings());
    } else if (found_.homes.empty() && !report_.has_faults()) {
      report_.fault({0, 0, "", errc::required,
                     found_.other_services == 0 ? "there is no home below the headings"
                                                : "none of the services in this file is a care home"});
    }
    if (report_.has_faults()) {
      auto const more = report_.more_faults();
      return import_refusal{std::move(report_).take_faults(), more};
    }
    found_.notes = report_.notes();
    return std::move(found_);
  }

 private:
  static import_fault no_headings() {
    return {0, 0, "", errc::required,
            fmt::format("no row of headings was found in the first {} rows. It must name the columns, at least the "
                        "homes' ids, names and local authorities",
                        most_rows_before_headings)};
  }

  void take_headings(csv::row const& row) {
    auto columns = column_map::read(row);
    if (columns) {
      found_.columns = *std::move(columns);
      reader_.emplace(found_.columns, report_);
      return;
    }
    for (auto& fault : columns.error()) report_.fault(std::move(fault));
    is_over_ = true;
  }

  void take_home(csv::row const& row) {
    if (!reader_->is_care_home(row)) {
      ++found_.other_services;
      return;
    }
    auto home = reader_->read(row);
    claim(home.id, row.number, register_field::id);
    for (auto const& former : home.former_ids) claim(former, row.number, register_field::former_ids);
    found_.homes.push_back({std::move(home), row.number});
  }

  void claim(protocol::home_id const& id, std::size_t row, register_field field) {
    if (id.empty()) return;
    auto const [place, is_new] = rows_of_ids_.emplace(id, row);
    if (is_new) return;
    auto const column = found_.columns.column(field);
    auto const detail = place->second == row
                            ? fmt::format("{} is named twice in this row", id.text())
                            : fmt::format("{} is in row {} already: one row for each home", id.text(), place->second);
    report_.fault({row, column + 1, std::string(found_.columns.heading(column)), errc::duplicate_member, detail});
  }

  import_report report_;
  imported_register found_;
  std::optional<row_reader> reader_;
  std::unordered_map<protocol::home_id, std::size_t> rows_of_ids_;
  std::size_t rows_before_ = 0;
  bool is_over_ = false;
};

}  // namespace

protocol::faults to_faults(import_refusal const& what) {
  protocol::faults all;
  for (auto const& fault : what.faults) all.push_back({"", fault.rule, to_text(fault)});
  if (what.more != 0) {
    all.push_back({"", errc::bad_format, fmt::format("and {} more faults of rows below", what.more)});
  }
  return all;
}

void throw_exception_from_error(import_refusal const& what, boost::source_location const&) {
  throw std::logic_error(what.faults.empty() ? "refused" : to_text(what.faults.front()));
}

boost::system::result<imported_register, import_refusal> read_register(std::string_view text,
                                                                       csv::read_limits const& limits) {
  importer all;
  auto const outcome = csv::read(text, limits, [&](csv::row const& row) { all.take(row); });
  return std::move(all).finish(outcome);
}

}  // namespace carerelay::core
