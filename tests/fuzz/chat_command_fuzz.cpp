#include "protocol/channel/chat_command.hpp"

#include <cstddef>
#include <cstdlib>

#include "adapters/matrix/sync_answer.hpp"

/// What people and homeservers send: commands are canonical or nothing, news are read or refused.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace carerelay;
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  auto const command = protocol::parse_chat_command(text);
  if (command.what != protocol::chat_word::ack && !(command.ref.empty() && command.home.empty())) std::abort();
  if ((command.what == protocol::chat_word::join) != (command.code.size() == 10)) std::abort();
  if (command.home.size() > 80) std::abort();
  if (command.what != protocol::chat_word::none && size > protocol::chat_command_bytes) std::abort();
  if (auto const news = matrix::read_sync(text))
    for (auto const& one : news->said)
      if (one.id.empty() || one.sender.empty() || one.text.empty()) std::abort();
  (void)matrix::read_messages(text, "!a:b");
  return 0;
}
