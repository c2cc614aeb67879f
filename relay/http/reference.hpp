#pragma once

#include <string_view>

namespace carerelay::http {

/// docs/reference/openapi.json and asyncapi.json as they were when this was built.
[[nodiscard]] std::string_view openapi_document() noexcept;
[[nodiscard]] std::string_view asyncapi_document() noexcept;

}  // namespace carerelay::http
