// Fills a new store with homes, one device each, and an administrator who may publish everything: what a benchmark
// needs before the relay starts.
//
//   bench_seed STORE COUNT KEYS     writes KEYS, a line a home: HOME DEVICE BASE64URL(PEM); prints {"token":"…"}

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "adapters/sqlite/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/people/identity.hpp"

using namespace carerelay;

namespace {

protocol::home_record home_of(std::size_t index) {
  static constexpr char const* areas[] = {"E09000012", "E09000025", "E09000026", "E09000030", "E09000031"};
  protocol::home_record home;
  home.id = protocol::home_id::parse("1-" + std::to_string(9'000'000'000ULL + index)).value();
  home.name = "Bench House " + std::to_string(index);
  home.area = protocol::area_code::parse(areas[index % std::size(areas)]).value();
  home.service_types = {protocol::service_type::without_nursing};
  home.beds = 20;
  return home;
}

ports::publisher_row publisher_of(protocol::instant now) {
  ports::publisher_row who;
  who.id = protocol::publisher_id::parse("bench").value();
  who.name = "Benchmark";
  who.grant.kinds = {protocol::message_kind::guidance_bulletin};
  who.grant.all_areas = true;
  who.grant.highest = protocol::urgency::immediate;
  who.grant.administrator = true;
  who.grant.channels.add(protocol::way::stream);
  who.made_at = now;
  return who;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_seed STORE COUNT KEYS\n");
    return 2;
  }
  system::clock const clock;
  system::random random;
  sqlite::settings how;
  how.path = argv[1];
  sqlite::store store(how, random);
  std::ofstream keys(argv[3]);
  auto const token = core::make_member_token(random);
  store.write([&](ports::store_writer& writer) {
    auto const team = publisher_of(clock.now());
    writer.put_publisher(team);
    writer.put_member(core::first_member(team, token.hashed));
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::atol(argv[2])); ++i) {
      auto const key = protocol::crypto::p256_private_key::generate();
      auto const home = home_of(i);
      ports::device_row device;
      protocol::uuid::bytes_type chance{};
      random.fill(chance);
      device.id = protocol::device_id(protocol::make_v4(chance));
      device.home = writer.put_home(home);
      auto const& point = key.public_key().point();
      std::copy(point.begin() + 1, point.end(), device.key.begin());
      device.name = "bench";
      device.enrolled_at = clock.now();
      writer.add_device(device);
      keys << home.id.text() << ' ' << device.id.text() << ' '
           << protocol::crypto::to_base64url(protocol::as_bytes(key.pem())) << '\n';
    }
  });
  std::printf("{\"token\":\"%s\"}\n", token.text.c_str());
}
