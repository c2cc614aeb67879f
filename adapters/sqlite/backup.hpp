#pragma once

#include <string>

#include "adapters/sqlite/disk/connection.hpp"

namespace carerelay::sqlite {

/// A complete copy of what `from` reads, at `path`, which must not exist: made beside it, checked, synced, renamed.
/// One commit is copied, whatever is written meanwhile. The copy is marked as one, so that a relay started on it
/// begins a new epoch. Throws std::runtime_error with a sentence; then nothing is left at `path` or beside it.
void copy_to(connection& from, std::string const& path);

}  // namespace carerelay::sqlite
