#pragma once

namespace carerelay::sqlite {

/// Version 8: the identity provider's own name of a session, by which it says that it has ended. Never edited once
/// released.
inline constexpr char const* schema_8 = R"sql(
ALTER TABLE sessions ADD COLUMN provider_session TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace carerelay::sqlite
