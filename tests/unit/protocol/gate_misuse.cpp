// Compiled by gate_check.py and never linked: MISUSE 0 must compile, every other number must not.
#include "protocol/disclosure.hpp"

using namespace carerelay::protocol;

/// What an adapter does with a post.
void send(disclosed_post const&);

void try_it(message const& what) {
#if MISUSE == 0
  if (auto const post = disclose(what, channel_kind::email, destination_kind::secure_email, "")) send(*post);
#elif MISUSE == 1
  send(what);
#elif MISUSE == 2
  send(what.content);
#elif MISUSE == 3
  send(std::get<result_part>(what.content.part));
#elif MISUSE == 4
  send(disclosed_post());
#elif MISUSE == 5
  disclosed_post post{std::get<result_part>(what.content.part)};
  send(post);
#elif MISUSE == 6
  send(static_cast<disclosed_post>(what));
#else
#error "no such misuse"
#endif
}
