#include "relay/app/demo_homes.hpp"

#include <chrono>

#include "adapters/tls/tls_context.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::app {

namespace json = protocol::json;

demo_homes::demo_homes(std::string const& ca_pem, std::uint16_t port)
    : port_(port),
      maker_(std::make_unique<tls::tls_maker>(tls::tls_context::client({ca_pem, {}, "localhost"}))),
      nursery_([](std::string_view, std::exception_ptr why) { std::rethrow_exception(why); }) {
  thread_.start();
}

demo_homes::~demo_homes() {
  thread_.stop();
  thread_.join();
}

void demo_homes::enrol(cli::door& relay, demo_cast const& home, std::uint32_t seed) {
  cli::door_request ask{"POST", "/v1/homes/" + home.id + "/codes", {}, "{}"};
  auto const code = cli::text_of(cli::expect_json(relay.ask(ask)), "code");
  auto const key = protocol::crypto::p256_private_key::generate();
  auto const sealing = protocol::crypto::p256_private_key::generate();
  cli::door_request spend{"POST", "/v1/devices"};
  json::writer body(spend.body);
  body.begin_object().member("code", code).raw_member("public_key", key.public_key().jwk());
  body.raw_member("sealing_key", sealing.public_key().jwk()).member("name", "the office tablet").end_object();
  auto const answer = cli::expect_json(relay.ask(spend));
  core::agent_identity who{protocol::home_id::parse(home.id).value(),
                           protocol::device_id::parse(cli::text_of(answer, "device")).value(), "localhost"};
  io::ws_target where;
  where.address = "localhost";
  where.port = port_;
  where.host = "localhost:" + std::to_string(port_);
  auto const& device = devices_.insert({home.id, cli::home_device{who, key, sealing, {}, {}, {}}}).first->second;
  auto const look_into = [this, &device](protocol::message const& what) {
    if (cli::open_result(what, device)) ++opened_;
  };
  homes_.push_back(std::make_unique<demo_home>(thread_, *maker_, clock_, std::move(where), std::move(who), key,
                                               home.plan, seed, look_into, [this] { ++confirmed_; }));
}

void demo_homes::connect_if(bool (*wanted)(habit, habit), habit who) {
  for (auto const& home : homes_) {
    if (!wanted(home->plan().what, who)) continue;
    thread_.post([this, each = home.get()] { each->start(nursery_); });
  }
}

void demo_homes::slow_down(int times) {
  thread_.post([this, times] {
    for (auto const& home : homes_) home->slow_down(times);
  });
}

void demo_homes::connect(habit who) {
  connect_if([](habit a, habit b) { return a == b; }, who);
}

void demo_homes::connect_all_but(habit who) {
  connect_if([](habit a, habit b) { return a != b; }, who);
}

void demo_homes::stop() {
  for (auto const& home : homes_) thread_.post([each = home.get()] { each->stop(); });
  nursery_.wait_idle(std::chrono::seconds(5));
}

}  // namespace carerelay::app
