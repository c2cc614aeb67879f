#pragma once

#include <shared_mutex>

#include "adapters/memory/reads.hpp"
#include "adapters/ports/store.hpp"

namespace carerelay::memory {

/// The questions of the port, for whatever Base (reader or writer), each asked under `hold()`.
template <class Base>
class reading : public Base {
 public:
  reading(tables const& data, std::string const& epoch) : in_(data), epoch_(epoch) {}

  std::string epoch() override { return epoch_; }
  std::optional<ports::home_row> home(protocol::home_id const& id) override {
    return ask([&] { return reads::home(in_, id); });
  }
  std::optional<ports::home_row> home(home_number n) override {
    return ask([&] { return reads::home(in_, n); });
  }
  std::vector<ports::home_row> homes(std::string_view after, std::size_t limit,
                                     std::optional<protocol::area_code> const& area) override {
    return ask([&] { return reads::homes(in_, after, limit, area); });
  }
  std::vector<home_number> resolve(protocol::audience const& who) override {
    return ask([&] { return reads::resolve(in_, who); });
  }
  std::vector<ports::area_row> areas() override {
    return ask([&] { return reads::areas(in_); });
  }
  std::optional<ports::device_row> device(protocol::device_id id) override {
    return ask([&] { return reads::device(in_, id); });
  }
  std::vector<ports::device_row> devices(home_number home) override {
    return ask([&] { return reads::devices(in_, home); });
  }
  std::optional<ports::enrolment_code_row> enrolment_code(protocol::digest const& hashed) override {
    return ask([&] { return reads::enrolment_code(in_, hashed); });
  }
  std::vector<ports::enrolment_code_row> open_codes(home_number home, protocol::instant now) override {
    return ask([&] { return reads::open_codes(in_, home, now); });
  }
  std::optional<ports::publisher_row> publisher(protocol::publisher_id const& id) override {
    return ask([&] { return reads::publisher(in_, id); });
  }
  std::optional<ports::publisher_row> publisher_by_token(protocol::digest const& hashed) override {
    return ask([&] { return reads::publisher_by_token(in_, hashed); });
  }
  std::vector<ports::publisher_row> publishers() override {
    return ask([&] { return reads::publishers(in_); });
  }
  std::string secret(std::string_view name) override {
    return ask([&] { return reads::secret(in_, name); });
  }
  std::optional<ports::message_view> message(protocol::message_id id) override {
    return ask([&] { return reads::message(in_, id); });
  }
  std::optional<ports::message_view> message(message_number n) override {
    return ask([&] { return reads::message(in_, n); });
  }
  std::optional<ports::message_view> message_by_reference(protocol::publisher_id const& sender,
                                                          std::string_view reference) override {
    return ask([&] { return reads::message_by_reference(in_, sender, reference); });
  }
  std::vector<ports::message_view> messages(message_number before, std::size_t limit,
                                            std::optional<protocol::publisher_id> const& sender) override {
    return ask([&] { return reads::messages(in_, before, limit, sender); });
  }
  std::vector<ports::message_view> open_messages(protocol::message_kind kind,
                                                 std::string_view topic) override {
    return ask([&] { return reads::open_messages(in_, kind, topic); });
  }
  std::shared_ptr<std::string const> resource(protocol::digest const& sha256) override {
    return ask([&] { return reads::resource(in_, sha256); });
  }
  ports::inbox_bounds bounds(home_number home) override {
    return ask([&] { return reads::bounds(in_, home); });
  }
  std::vector<ports::inbox_row> inbox(home_number home, std::uint64_t after, std::size_t limit) override {
    return ask([&] { return reads::inbox(in_, home, after, limit); });
  }
  std::vector<ports::inbox_row> in_force(home_number home, protocol::instant now,
                                         std::size_t limit) override {
    return ask([&] { return reads::in_force(in_, home, now, limit); });
  }
  std::optional<ports::inbox_row> inbox_entry(home_number home, std::uint64_t seq) override {
    return ask([&] { return reads::inbox_entry(in_, home, seq); });
  }
  std::optional<ports::receipt_row> receipt(message_number message, home_number home) override {
    return ask([&] { return reads::receipt(in_, message, home); });
  }
  std::vector<ports::receipt_row> receipts(message_number message, home_number after,
                                           std::size_t limit) override {
    return ask([&] { return reads::receipts(in_, message, after, limit); });
  }
  std::vector<home_number> audience(message_number message) override {
    return ask([&] { return reads::audience(in_, message); });
  }
  protocol::coverage coverage(message_number message) override {
    return ask([&] { return reads::coverage(in_, message); });
  }
  std::vector<ports::receipt_event> events(message_number message, home_number home) override {
    return ask([&] { return reads::events(in_, message, home); });
  }
  std::optional<protocol::instant> oldest_undelivered(protocol::instant now) override {
    return ask([&] { return reads::oldest_undelivered(in_, now); });
  }

 protected:
  /// A lock held for the length of one question; none for who holds the tables already.
  virtual std::shared_lock<std::shared_mutex> hold() { return {}; }

 private:
  template <class Question>
  auto ask(Question const& question) {
    auto const held = hold();
    return question();
  }

  tables const& in_;
  std::string const& epoch_;
};

}  // namespace carerelay::memory
