#pragma once

namespace carerelay::sqlite {

/// Version 7: what was confirmed after it was sent alone is found at every resume. Never edited once released.
inline constexpr char const* schema_7 = R"sql(
CREATE INDEX drafts_confirmed ON drafts(message) WHERE state = 5;
)sql";

}  // namespace carerelay::sqlite
