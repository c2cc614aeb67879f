#include "config/fault.hpp"

#include <stdexcept>

namespace carerelay::config {

std::string to_text(fault const& what) {
  auto text = what.where;
  if (!what.key.empty()) text += (text.empty() ? "" : ": ") + what.key;
  if (what.detail.empty()) return text;
  return text + (what.key.empty() ? ": " : " ") + what.detail;
}

std::string to_text(faults const& what) {
  std::string text;
  for (auto const& one : what) text += to_text(one) + '\n';
  return text;
}

void throw_exception_from_error(faults const& what, boost::source_location const&) {
  throw std::runtime_error("the settings are refused:\n" + to_text(what));
}

}  // namespace carerelay::config
