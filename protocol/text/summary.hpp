#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Long text made short where a person would stop reading.
namespace carerelay::protocol {

/// At most `most` code points of valid UTF-8 from the front: whole sentences where at least one fits, otherwise whole
/// words with "…" behind them, otherwise characters. No white space at its ends.
[[nodiscard]] std::string cut_at_sentence(std::string_view text, std::size_t most);

/// The first sentences of what a publisher wrote (CommonMark), as one line of plain text of at most `most` code points.
/// The end of a paragraph, heading or list item ends a sentence. "" for what does not read.
[[nodiscard]] std::string first_sentences(std::string_view source, std::size_t sentences, std::size_t most);

}  // namespace carerelay::protocol
