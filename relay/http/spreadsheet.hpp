#pragma once

#include <string>
#include <string_view>

#include "relay/http/paging.hpp"

/// Private to the routes: answers that a spreadsheet opens. Its cells cannot run (protocol/csv/writer.hpp).
namespace carerelay::http {

/// Whether CSV is asked for: by `format=csv`, or by Accept without JSON.
[[nodiscard]] inline bool wants_csv(request const& asked) {
  if (auto const format = parameter(asked, "format")) return *format == "csv";
  return asked.accept.find("text/csv") != std::string::npos && asked.accept.find("json") == std::string::npos;
}

/// An empty one that a browser saves under that name.
[[nodiscard]] inline answer spreadsheet(std::string_view name) {
  answer out;
  out.content_type = "text/csv; charset=utf-8";
  out.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + std::string(name) + '"');
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
