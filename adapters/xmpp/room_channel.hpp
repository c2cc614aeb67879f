#pragma once

#include <map>
#include <memory>
#include <string>

#include "adapters/ports/channel.hpp"
#include "adapters/xmpp/room.hpp"

/// A group chat (XEP-0045) as a channel: posts, and what people say there.
namespace carerelay::xmpp {

class room_channel final : public ports::channel {
 public:
  /// `key` makes the names of posts, which nobody else can foresee and which stay the same over attempts.
  room_channel(std::shared_ptr<room> where, std::string key) : where_(std::move(where)), key_(std::move(key)) {}

  [[nodiscard]] ports::verdict send(ports::outgoing const& what) override;
  [[nodiscard]] ports::verdict greet() override;

 private:
  std::shared_ptr<room> where_;
  std::string key_;
};

/// The name of a delivery's post.
[[nodiscard]] std::string post_name(std::string_view key, std::string_view room, ports::outbox_number row);

class room_box final : public ports::return_box {
 public:
  explicit room_box(std::shared_ptr<room> where) : where_(std::move(where)) {}

  [[nodiscard]] std::vector<std::string> waiting(std::size_t limit) override;
  [[nodiscard]] ports::came_back read(std::string const& id) override;
  void put_away(std::string const& id, ports::came_back const& what) override;
  void reply(ports::came_back const& to, std::string const& text) override;

 private:
  std::shared_ptr<room> where_;
  std::map<std::string, heard> held_;  ///< by key
};

}  // namespace carerelay::xmpp
