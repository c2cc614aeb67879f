#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/memory/store.hpp"
#include "config/settings.hpp"
#include "protocol/crypto/p256.hpp"
#include "protocol/frame/frames.hpp"
#include "relay/app/compose.hpp"
#include "tests/support/kit/line.hpp"

namespace carerelay::testing {

/// A folder under the system's temporary one, removed with all that is in it.
class temp_folder {
 public:
  temp_folder();
  ~temp_folder();
  temp_folder(temp_folder const&) = delete;
  temp_folder& operator=(temp_folder const&) = delete;
  [[nodiscard]] std::string operator/(std::string const& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

/// One enrolled device of one home.
struct device {
  protocol::home_id home;
  protocol::device_id id;
  protocol::crypto::p256_private_key key = protocol::crypto::p256_private_key::generate();
};

/// What a register holds before the relay starts: homes `1-100000000N`, a device each, and a publisher who may do
/// anything.
struct cast {
  std::vector<device> devices;
  std::string token;
};
/// Home i is in the first area when i is even, else in the second.
[[nodiscard]] cast fill(ports::store& store, std::size_t homes);

/// A device's connection, by hand.
class home_line {
 public:
  home_line(std::uint16_t port, std::string const& ca_pem, device const& who);
  /// Says hello; gives the answer: a welcome, or an error or nothing when refused.
  std::string hello(std::string const& epoch = {}, std::uint64_t seq = 0, unsigned window = 64);
  /// The next frame that is not a ping (which is answered when `answers_pings`); "" when none came.
  std::string next(milliseconds most = patience);
  /// The next frame of that type; frames of other types are dropped.
  std::string next_of(std::string_view type, milliseconds most = patience);
  bool stored(std::uint64_t up_to);
  bool read(std::uint64_t seq);
  /// An answer to a message that was delivered as `deliver_frame`.
  bool respond(std::string const& deliver_frame, protocol::response what, bool forged = false);
  [[nodiscard]] web_socket& socket() noexcept { return socket_; }
  [[nodiscard]] std::string const& epoch() const noexcept { return epoch_; }
  bool answers_pings = true;

 private:
  device const& who_;
  web_socket socket_;
  std::string epoch_;
};

[[nodiscard]] std::string type_of(std::string_view frame);
/// A number member of a frame, 0 when it is not there.
[[nodiscard]] std::uint64_t number_in(std::string_view json, std::string_view member);
[[nodiscard]] std::string text_in(std::string_view json, std::string_view member);
[[nodiscard]] std::string bulletin(std::string_view reference, std::string_view more = {});

/// Certificates of an authority of its own, for localhost.
struct certificates {
  explicit certificates(temp_folder const& in);
  void renew() const;  ///< the server's, in place
  std::string ca, certificate_file, key_file;

 private:
  std::string authority_key_;
};

/// A relay in this process with its certificates, store and log.
class world {
 public:
  /// `change` sees the settings before the start; `homes` are registered with a device each.
  explicit world(std::size_t homes, std::function<void(config::settings&)> change = {});
  ~world();

  [[nodiscard]] std::uint16_t port() const { return relay->port(); }
  [[nodiscard]] home_line connect(std::size_t home) const { return {port(), certs.ca, cast.devices[home]}; }
  [[nodiscard]] http_reply call(std::string_view method, std::string_view path, std::string_view body = {}) const;
  /// Publishes and gives the id; fails the test when it was refused.
  std::string publish(std::string const& draft) const;
  [[nodiscard]] std::string metrics() const;
  /// The value of a line of the metrics, such as `carerelay_closes_total{code="4101"}`; -1 when there is none.
  [[nodiscard]] double metric(std::string const& name) const;
  [[nodiscard]] bool logged(std::string_view event) const;
  /// Waits for something to become true.
  static bool eventually(std::function<bool()> const& what, milliseconds most = patience);

  temp_folder folder;
  certificates certs;
  config::settings settings;
  testing::cast cast;
  memory::store* disk = nullptr;  ///< the relay's own
  std::unique_ptr<app::running_relay> relay;

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace carerelay::testing
