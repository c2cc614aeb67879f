#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Transcripts: dialogues as text. README.md lists what a line may say.
namespace carerelay::transcripts {

/// Plays the text from its first line. "" when all went as written, else the line and what was heard instead.
[[nodiscard]] std::string play(std::string_view text);

/// Whether `heard`, one JSON object, has exactly the members of `pattern` with the same values; the string "*" in the
/// pattern stands for anything.
[[nodiscard]] bool matches(std::string_view pattern, std::string_view heard);

}  // namespace carerelay::transcripts
