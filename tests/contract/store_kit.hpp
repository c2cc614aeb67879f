#pragma once

#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <vector>

#include "adapters/ports/store.hpp"
#include "protocol/message/message.hpp"
#include "protocol/register/home.hpp"

/// What the store's contract is written with: a fresh store of each kind, and short ways to say "a home", "a message".
namespace carerelay::contract {

/// A store with whatever it needs around it, gone with this value.
class held_store {
 public:
  virtual ~held_store() = default;
  virtual ports::store& store() = 0;
  /// Closes the store and opens it again; what does not outlive the process does nothing.
  virtual void reopen() = 0;
};

struct kind_of_store {
  std::string name;
  std::unique_ptr<held_store> (*make)();
};
/// Every implementation of the port.
std::vector<kind_of_store> const& every_kind();

inline protocol::instant const start = protocol::instant(std::chrono::milliseconds(1'795'000'000'000));
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

protocol::home_id home_id(int number);  ///< 1-100000001 and so on
protocol::area_code area(std::string_view code);
protocol::publisher_id publisher(std::string_view id);
protocol::digest digest(std::uint8_t first);
protocol::event_id event_id(int number);

protocol::home_record home(int number, std::string_view area_code = "E09000010");
ports::device_row device(int number, ports::home_number home);

/// A bulletin for nobody in particular; tests change what matters to them.
protocol::message bulletin(int number, protocol::instant sent = start);

/// Text that stands for the message's canonical JSON.
std::string json_of(protocol::message const& what);

// One transaction each
ports::home_number put(ports::store& store, protocol::home_record const& home);
std::vector<ports::home_number> put_homes(ports::store& store, int count, std::string_view area_code = "E09000010");
ports::device_number add_device(ports::store& store, ports::device_row const& device);
ports::published_row publish(ports::store& store, protocol::message const& what,
                             std::vector<ports::home_number> const& targets);
std::size_t deliver(ports::store& store, std::vector<ports::delivered_mark> const& marks);
protocol::applied act(ports::store& store, ports::message_number message, ports::home_number home,
                      ports::receipt_event const& event);
ports::receipt_event read_event(int id, protocol::instant when);
ports::receipt_event answer_event(int id, protocol::instant when, protocol::response answer, std::string note = "");

}  // namespace carerelay::contract

/// Runs the test once on every implementation; `held` owns it and `store` is the port.
#define ON_EVERY_STORE()                                                     \
  auto const kind = GENERATE(from_range(carerelay::contract::every_kind())); \
  INFO("on the store " << kind.name);                                        \
  auto const held = kind.make();                                             \
  auto& store = held->store();
