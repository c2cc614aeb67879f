#pragma once

#include <string>
#include <string_view>

/// Small files read and written whole. Errors are std::runtime_error with a sentence that names the path.
namespace carerelay::files {

[[nodiscard]] std::string read_file(std::string const& path);
/// Written beside it with `mode`, synced and renamed: whoever reads it sees the old or the new, never a part.
void write_file(std::string const& path, std::string_view text, unsigned mode = 0644);
/// As write_file with mode 0600, and refuses to replace a file that is there: for keys.
void write_new_secret(std::string const& path, std::string_view text);
/// Makes a rename or creation in the folder of `path` durable.
void sync_folder_of(std::string const& path);

}  // namespace carerelay::files
