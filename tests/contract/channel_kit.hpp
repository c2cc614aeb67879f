#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/ports/channel.hpp"

/// What the contract of channels is written with: each adapter beside an other side that is played.
namespace carerelay::contract {

enum class played : std::uint8_t {
  takes,
  takes_and_falls_silent,
  is_busy,          ///< 429, 4xx: not now
  is_gone,          ///< no such destination, for good
  refuses_account,  ///< a wrong password or token
  is_unreachable
};

class played_side {
 public:
  virtual ~played_side() = default;
  virtual ports::channel& channel() = 0;
  virtual ports::renderer const& renderer() = 0;
  virtual std::string destination() = 0;
  virtual void play(played how) = 0;
  /// What it took, in order: as a reader sees it.
  virtual std::vector<std::string> received() = 0;
  /// By what the other side knows one post from another.
  virtual std::string name_of(std::size_t received) = 0;
  /// The adapter asks the other side after a doubt whether it has a post, and does not send it again when it has.
  virtual bool can_look_up() { return false; }
};

struct kind_of_channel {
  std::string name;
  std::unique_ptr<played_side> (*make)();
};
/// Every adapter of the port.
std::vector<kind_of_channel> const& every_channel();

/// Of channel_kit_talk.cpp.
std::unique_ptr<played_side> make_xmpp();
std::unique_ptr<played_side> make_matrix();

protocol::disclosed_post sample_post();

}  // namespace carerelay::contract

/// Runs the test once with every adapter.
#define ON_EVERY_CHANNEL()                                                      \
  auto const kind = GENERATE(from_range(carerelay::contract::every_channel())); \
  INFO("on the channel " << kind.name);                                         \
  auto const held_side = kind.make();                                           \
  auto& side = *held_side;
