#include "tests/support/kit/world.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "adapters/system/random.hpp"
#include "adapters/tls/self_signed.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/people/actor.hpp"
#include "relay/core/people/identity.hpp"

namespace carerelay::testing {

using namespace std::chrono_literals;
namespace json = protocol::json;

temp_folder::temp_folder() {
  auto made = (std::filesystem::temp_directory_path() / "carerelay-test-XXXXXX").string();
  if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = made;
}

temp_folder::~temp_folder() {
  std::error_code nobody_to_tell;
  std::filesystem::remove_all(path_, nobody_to_tell);
}

cast fill(ports::store& store, std::size_t homes) {
  system::random random;
  cast out;
  auto const token = core::make_member_token(random);
  out.token = token.text;
  auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  store.write([&](ports::store_writer& writer) {
    core::ensure_secrets(writer, random);
    ports::publisher_row publisher;
    publisher.id = *protocol::publisher_id::parse("ipc-team");
    publisher.name = "IPC team";
    publisher.grant.kinds = {protocol::message_kind::guidance_bulletin, protocol::message_kind::helpline_notice,
                             protocol::message_kind::test_result};
    publisher.grant.all_areas = true;
    publisher.grant.highest = protocol::urgency::immediate;
    publisher.grant.administrator = true;
    publisher.grant.channels.add(protocol::way::stream);
    publisher.made_at = now;
    writer.put_publisher(publisher);
    writer.put_member(core::first_member(publisher, token.hashed));
    for (std::size_t i = 0; i < homes; ++i) {
      device one;
      one.home = *protocol::home_id::parse("1-" + std::to_string(1'000'000'000 + i));
      std::array<std::uint8_t, 16> bytes{};
      random.fill(bytes);
      one.id = protocol::device_id(protocol::make_v4(bytes));
      protocol::home_record record;
      record.id = one.home;
      record.name = "Home " + std::to_string(i);
      record.area = *protocol::area_code::parse(i % 2 == 0 ? "E09000010" : "E09000014");
      ports::device_row row;
      row.id = one.id;
      row.home = writer.put_home(record);
      auto const& point = one.key.public_key().point();
      std::copy(point.begin() + 1, point.end(), row.key.begin());
      row.name = "tablet";
      row.enrolled_at = now;
      (void)writer.add_device(row);
      out.devices.push_back(std::move(one));
    }
  });
  return out;
}

std::string type_of(std::string_view frame) { return text_in(frame, "type"); }

std::string text_in(std::string_view text, std::string_view member) {
  auto const read = json::read(text, 4 << 20);
  if (!read) return {};
  auto const* found = read->find(member);
  return found != nullptr && found->is(json::kind::string) ? found->string() : std::string{};
}

std::uint64_t number_in(std::string_view text, std::string_view member) {
  auto const read = json::read(text, 4 << 20);
  if (!read) return 0;
  auto const* found = read->find(member);
  return found != nullptr && found->is(json::kind::integer) ? static_cast<std::uint64_t>(found->integer()) : 0;
}

std::string bulletin(std::string_view reference, std::string_view more) {
  return R"({"kind":"guidance_bulletin","msg_type":"alert","status":"actual","scope":"public","urgency":"expected",)"
         R"("severity":"moderate","topic":"hand-hygiene","audience":{"everyone":true},"reference":")" +
         std::string(reference) +
         R"(","acknowledgement":{"required":true},"info":[{"language":"en-GB","headline":"Soap, not gel",)"
         R"("description":"Wash hands with **soap** and water."}])" +
         std::string(more) + "}";
}

home_line::home_line(std::uint16_t port, std::string const& ca_pem, device const& who)
    : who_(who), socket_(port, ca_pem) {}

std::string home_line::hello(std::string const& epoch, std::uint64_t seq, unsigned window) {
  auto const challenge = next_of("challenge");
  auto const nonce = text_in(challenge, "nonce");
  protocol::hello_frame frame;
  frame.home = who_.home;
  frame.device = who_.id;
  frame.signature = who_.key.sign(protocol::hello_signing_text("localhost", nonce, who_.home, who_.id));
  frame.resume = {epoch, seq};
  frame.window = window;
  frame.client = "test/1.0";
  std::string text;
  protocol::encode(protocol::client_frame(frame), text);
  socket_.send(text);
  auto answer = next();
  epoch_ = text_in(answer, "epoch");
  return answer;
}

std::string home_line::next(milliseconds most) {
  auto const until = std::chrono::steady_clock::now() + most;
  for (;;) {
    auto const left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
    auto frame = socket_.next(std::max(left, 0ms));
    if (!frame) return {};
    if (type_of(*frame) != "ping") return *frame;
    if (answers_pings) socket_.send(R"({"type":"pong"})");
  }
}

std::string home_line::next_of(std::string_view type, milliseconds most) {
  auto const until = std::chrono::steady_clock::now() + most;
  for (;;) {
    auto frame = next(std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now()));
    if (frame.empty() || type_of(frame) == type) return frame;
  }
}

bool home_line::stored(std::uint64_t up_to) {
  return socket_.send(R"({"type":"stored","up_to":)" + std::to_string(up_to) + "}");
}

bool home_line::read(std::uint64_t seq) { return socket_.send(R"({"type":"read","seq":)" + std::to_string(seq) + "}"); }

bool home_line::respond(std::string const& deliver_frame, protocol::response what, bool forged) {
  auto const read = json::read(deliver_frame, 4 << 20);
  auto const& message = *read->find("message");
  protocol::digest sum{};
  if (!protocol::crypto::from_base64url(message.find("digest")->string(), sum)) return false;
  protocol::respond_frame frame;
  frame.seq = static_cast<std::uint64_t>(read->find("seq")->integer());
  frame.response = what;
  frame.role = "manager";
  system::random random;
  std::array<std::uint8_t, 16> bytes{};
  random.fill(bytes);
  frame.key = protocol::event_id(protocol::make_v4(bytes));
  frame.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  frame.at_text = protocol::to_text(frame.at);
  auto const id = *protocol::message_id::parse(message.find("id")->string());
  frame.signature = who_.key.sign(protocol::respond_signing_text(id, sum, who_.home, who_.id, frame));
  if (forged) frame.signature[7] ^= 1;
  std::string text;
  protocol::encode(protocol::client_frame(frame), text);
  return socket_.send(text);
}

certificates::certificates(temp_folder const& in) : certificate_file(in / "certificate.pem"), key_file(in / "key.pem") {
  auto const authority = tls::make_authority("Carerelay test", 30);
  ca = authority.certificate;
  authority_key_ = authority.key;
  renew();
}

void certificates::renew() const {
  auto const leaf = tls::make_leaf({ca, authority_key_}, {"localhost", "127.0.0.1"}, 30);
  std::ofstream(certificate_file) << leaf.certificate;
  std::ofstream(key_file) << leaf.key;
}

world::world(std::size_t homes, std::function<void(config::settings&)> change) : certs(folder) {
  settings.listen.address = "127.0.0.1";
  settings.listen.port = 0;
  settings.listen.internal_port = 0;
  settings.tls = {certs.certificate_file, certs.key_file};
  settings.store.path = ":memory:";
  settings.store.backup_dir = folder / "backups";
  settings.limits.http_per_minute = 1'000'000;
  settings.limits.per_source_new_per_minute = 1'000'000;
  settings.approval.persons = 1;  // what is about two persons says so
  settings.log.level = config::log_level::debug;
  settings.drain.wait = std::chrono::seconds(2);
  if (change) change(settings);
  auto store = std::make_unique<memory::store>();
  cast = fill(*store, homes);
  disk = store.get();
  app::relay_options instead;
  instead.store = std::move(store);
  instead.log_lines = [this](std::string_view text) {
    std::lock_guard const lock(mutex_);
    lines_.emplace_back(text);
  };
  relay = app::start_relay(settings, std::move(instead));
}

world::~world() { relay.reset(); }  // its last words still go to our log

http_reply world::call(std::string_view method, std::string_view path, std::string_view body) const {
  return testing::call(port(), certs.ca, method, path, body, cast.token);
}

std::string world::publish(std::string const& draft) const {
  auto const reply = call("POST", "/v1/messages", draft);
  INFO(reply.head << reply.body);
  REQUIRE(reply.status == 201);
  return text_in(reply.body, "id");
}

std::string world::metrics() const { return testing::call(relay->internal_port(), {}, "GET", "/metrics").body; }

double world::metric(std::string const& name) const {
  std::istringstream text(metrics());
  for (std::string line; std::getline(text, line);)
    if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
  return -1;
}

bool world::logged(std::string_view event) const {
  std::lock_guard const lock(mutex_);
  auto const wanted = "\"event\":\"" + std::string(event) + "\"";
  return std::any_of(lines_.begin(), lines_.end(), [&](auto const& line) { return line.find(wanted) != line.npos; });
}

bool world::eventually(std::function<bool()> const& what, milliseconds most) {
  auto const end = std::chrono::steady_clock::now() + most;
  while (std::chrono::steady_clock::now() < end) {
    if (what()) return true;
    std::this_thread::sleep_for(5ms);
  }
  return what();
}

}  // namespace carerelay::testing
