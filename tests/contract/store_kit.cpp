#include "tests/contract/store_kit.hpp"

#include "adapters/memory/store.hpp"
#include "adapters/sqlite/store.hpp"
#include "tests/support/temp_folder.hpp"

namespace carerelay::contract {
namespace {

class in_memory final : public held_store {
 public:
  ports::store& store() override { return store_; }
  void reopen() override {}

 private:
  memory::store store_;
};

/// The same bytes every time: no test asks for chance.
class counting_random final : public ports::random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = ++last_;
  }

 private:
  std::uint8_t last_ = 0;
};

class on_sqlite final : public held_store {
 public:
  explicit on_sqlite(std::size_t broadcast_from) : broadcast_from_(broadcast_from) { open(); }
  ports::store& store() override { return *store_; }
  void reopen() override {
    store_.reset();
    open();
  }

 private:
  void open() {
    sqlite::settings how;
    how.path = folder_.file("relay.db");
    how.reserve_bytes = 1U << 20;
    how.broadcast_from = broadcast_from_;
    store_ = std::make_unique<sqlite::store>(how, random_);
  }

  std::size_t broadcast_from_;
  test::temp_folder folder_;
  counting_random random_;
  std::unique_ptr<sqlite::store> store_;
};

protocol::uuid numbered(int kind, int number) {
  protocol::uuid::bytes_type bytes{};
  bytes[0] = static_cast<std::uint8_t>(kind);
  for (int i = 0; i < 4; ++i) bytes[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return protocol::uuid(bytes);
}

}  // namespace

std::vector<kind_of_store> const& every_kind() {
  static std::vector<kind_of_store> const kinds{
      {"memory", []() -> std::unique_ptr<held_store> { return std::make_unique<in_memory>(); }},
      {"sqlite", []() -> std::unique_ptr<held_store> { return std::make_unique<on_sqlite>(64); }},
      {"sqlite where two homes are a broadcast",
       []() -> std::unique_ptr<held_store> { return std::make_unique<on_sqlite>(2); }},
  };
  return kinds;
}

protocol::home_id home_id(int number) {
  return protocol::home_id::parse("1-" + std::to_string(100'000'000 + number)).value();
}
protocol::area_code area(std::string_view code) { return protocol::area_code::parse(code).value(); }
protocol::publisher_id publisher(std::string_view id) { return protocol::publisher_id::parse(id).value(); }
protocol::digest digest(std::uint8_t first) { return {first, 2, 3}; }
protocol::event_id event_id(int number) { return protocol::event_id(numbered(3, number)); }

protocol::home_record home(int number, std::string_view area_code) {
  protocol::home_record out;
  out.id = home_id(number);
  out.name = "Addington Heights";  // a name is never a key
  out.area = area(area_code);
  out.postcode = "CR0 1AA";
  out.telephone = "+442079460000";
  out.email = "manager@home.example";
  out.provider = "Example Care Ltd";
  out.service_types = {protocol::service_type::without_nursing};
  out.beds = 20;
  return out;
}

ports::device_row device(int number, ports::home_number home) {
  ports::device_row out;
  out.id = protocol::device_id(numbered(2, number));
  out.home = home;
  out.key[0] = static_cast<std::uint8_t>(number);
  out.key[63] = 7;
  out.name = "office tablet";
  out.enrolled_at = start;
  return out;
}

protocol::message bulletin(int number, protocol::instant sent) {
  protocol::message out;
  out.id = protocol::message_id(numbered(1, number));
  out.sender = publisher("ukhsa-london");
  out.sender_name = "UKHSA London";
  out.sent = sent;
  out.content.kind = protocol::message_kind::guidance_bulletin;
  out.content.topic = "respiratory";
  out.content.effective = sent;
  out.content.info.push_back({"en-GB", "Headline " + std::to_string(number), "Text", "", "", std::nullopt});
  out.sum = digest(static_cast<std::uint8_t>(number));
  return out;
}

std::string json_of(protocol::message const& what) { return "{\"id\":\"" + what.id.text() + "\"}"; }

ports::home_number put(ports::store& store, protocol::home_record const& home) {
  ports::home_number number = 0;
  store.write([&](auto& w) { number = w.put_home(home); });
  return number;
}

std::vector<ports::home_number> put_homes(ports::store& store, int count, std::string_view area_code) {
  std::vector<ports::home_number> out;
  store.write([&](auto& w) {
    for (int i = 1; i <= count; ++i) out.push_back(w.put_home(home(i, area_code)));
  });
  return out;
}

ports::device_number add_device(ports::store& store, ports::device_row const& device) {
  ports::device_number number = 0;
  store.write([&](auto& w) { number = w.add_device(device); });
  return number;
}

ports::published_row publish(ports::store& store, protocol::message const& what,
                             std::vector<ports::home_number> const& targets) {
  ports::published_row out;
  auto const json = json_of(what);
  store.write([&](auto& w) { out = w.add_message({&what, &json, digest(9)}, targets); });
  return out;
}

std::size_t deliver(ports::store& store, std::vector<ports::delivered_mark> const& marks) {
  std::size_t rose = 0;
  store.write([&](auto& w) { rose = w.record_delivered(marks); });
  return rose;
}

protocol::applied act(ports::store& store, ports::message_number message, ports::home_number home,
                      ports::receipt_event const& event) {
  protocol::applied out;
  store.write([&](auto& w) { out = w.record_act(message, home, event); });
  return out;
}

ports::receipt_event read_event(int id, protocol::instant when) {
  ports::receipt_event out;
  out.id = event_id(id);
  out.act = protocol::receipt_act::read;
  out.recorded_at = when;
  return out;
}

ports::receipt_event answer_event(int id, protocol::instant when, protocol::response answer, std::string note) {
  auto out = read_event(id, when);
  out.act = protocol::receipt_act::responded;
  out.answer = answer;
  out.role = "manager";
  out.name = "A. Person";
  out.note = std::move(note);
  return out;
}

}  // namespace carerelay::contract
