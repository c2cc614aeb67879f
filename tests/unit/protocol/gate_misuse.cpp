// Compiled by gate_check.py and never linked: each line marked `refused` must be an error, and nothing else may be.
#include "protocol/channel/disclosure.hpp"

using namespace carerelay::protocol;

/// What an adapter does with a post.
void send(disclosed_post const&);

void try_it(message const& what, sealed_part const& result) {
  if (auto const post = disclose(what, channel_kind::email, destination_kind::secure_email, "")) send(*post);
#ifdef MISUSE
  send(what);                                 // refused
  send(what.content);                         // refused
  send(result);                               // refused
  send(disclosed_post());                     // refused
  send(disclosed_post{result});               // refused
  send(static_cast<disclosed_post>(what));    // refused
  send(static_cast<disclosed_post>(result));  // refused
#else
  static_cast<void>(result);
#endif
}
