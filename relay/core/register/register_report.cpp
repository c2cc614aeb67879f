#include <fmt/format.h>

#include "relay/core/register/register_row.hpp"

namespace carerelay::core {
namespace {

void keep(std::vector<import_fault>& list, std::size_t most, std::size_t& more, import_fault&& what) {
  if (list.size() < most) {
    list.push_back(std::move(what));
  } else {
    ++more;
  }
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace

void import_report::fault(import_fault what) { keep(faults_, most_faults, more_faults_, std::move(what)); }
void import_report::note(import_fault what) { keep(notes_, most_notes, more_notes_, std::move(what)); }

std::vector<std::string> import_report::notes() const {
  std::vector<std::string> all;
  if (repaired_codes != 0) {
    all.push_back(counted(repaired_codes, "area code", "area codes") + " had lost a 0: put back");
  }
  if (repaired_telephones != 0) {
    all.push_back(counted(repaired_telephones, "telephone number", "telephone numbers") +
                  " had lost the first 0: put back");
  }
  for (auto const& one : notes_) all.push_back(to_text(one));
  if (more_notes_ != 0) all.push_back(counted(more_notes_, "cell", "cells") + " more left out");
  return all;
}

}  // namespace carerelay::core
