#include "tests/support/generate_message.hpp"

#include <algorithm>
#include <chrono>

#include "protocol/crypto/base64.hpp"
#include "tests/support/sealed_sample.hpp"

namespace carerelay::tests {

using namespace protocol;
using namespace std::chrono_literals;

std::uint64_t message_generator::number(std::uint64_t below) noexcept {
  // SplitMix64 (Steele, Lea, Flood 2014): the same on every library.
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return (z ^ (z >> 31)) % below;
}

std::string message_generator::line(std::size_t words) {
  constexpr std::array<std::string_view, 16> pool{
      "visitors", "masks", "\"quoted\"", "back\\slash", "Llandudno",    "tŷ", "水", "👩‍⚕️",
      "a/b~c",    "50%",   "<b>",        "&amp;",       "naïve\u00A0x", "{}", "ﬁ",  "it's"};
  std::string out;
  for (std::size_t i = 0; i < words; ++i) {
    if (i != 0) out += ' ';
    out += pool[number(pool.size())];
  }
  return out;
}

std::string message_generator::block() {
  std::string out = line(1 + number(20));
  for (auto paragraphs = number(4); paragraphs > 0; --paragraphs) {
    out += chance(50) ? "\n\n- " : "\n\n\t";
    out += line(1 + number(20));
  }
  return out;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> message_generator::bytes() noexcept {
  std::array<std::uint8_t, Size> out{};
  for (auto& one : out) one = static_cast<std::uint8_t>(number(256));
  return out;
}

protocol::uuid message_generator::uuid() noexcept { return protocol::uuid(bytes<16>()); }

home_id message_generator::home() {
  if (chance(10)) return home_id::parse("RX9L" + std::string(1, static_cast<char>('A' + number(26)))).value();
  return home_id::parse("1-" + std::to_string(100'000'000 + number(900'000'000'000))).value();
}

area_code message_generator::area() { return area_code::parse("E0900000" + std::to_string(number(10))).value(); }

instant message_generator::time() noexcept {
  instant const start = std::chrono::sys_days{std::chrono::year{2020} / 1 / 1};
  instant const out = start + std::chrono::seconds{number(20ULL * 365 * 86'400)};
  return chance(20) ? out + std::chrono::milliseconds{number(1'000)} : out;
}

std::string message_generator::telephone() { return "+44207946" + std::to_string(1'000 + number(9'000)); }

audience message_generator::audience(bool one_home) {
  protocol::audience out;
  auto const shape = one_home ? 1 : number(4);
  if (shape == 0) {
    out.everyone = true;
  } else if (shape == 1) {
    for (auto count = one_home ? 1 : 1 + number(5); count > 0; --count) out.homes.push_back(home());
  } else {
    for (auto count = 1 + number(5); count > 0; --count) out.areas.push_back(area());
    if (chance(30)) out.service_types = {service_type::with_nursing};
    if (chance(30)) out.bed_bands = {bed_band::unknown, bed_band::beds_61_up};
    if (chance(30)) out.tags = {"dementia", "pilot-2"};
  }
  auto const tidy = [](auto& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  };
  tidy(out.homes);
  tidy(out.areas);
  return out;
}

info_block message_generator::info(std::string_view language) {
  info_block out;
  out.language = language;
  out.headline = line(1 + number(8));
  if (chance(80)) out.description = block();
  if (chance(40)) out.instruction = block();
  for (unsigned n = chance(30) ? number(4) : 0; n > 0; --n) out.must_do.push_back(line(1 + number(6)));
  for (unsigned n = chance(20) ? number(3) : 0; n > 0; --n) out.must_not.push_back(line(1 + number(6)));
  if (chance(30)) out.web = "https://www.example.org/a?b=" + std::to_string(number(1'000)) + "#c";
  if (chance(30)) {
    out.who = contact{line(2), chance(50) ? telephone() : "", chance(50) ? "team@ncl.example" : ""};
  }
  return out;
}

void message_generator::add_times(protocol::draft& out) {
  if (chance(50)) out.effective = time();
  instant const from = out.effective.value_or(time());
  if (chance(50)) out.expires = from + 10h + std::chrono::minutes{number(100'000)};
  if (chance(50)) {
    out.ack.required = true;
    if (chance(50)) out.ack.by = from + std::chrono::minutes{1 + number(600)};
    if (chance(50)) out.ack.options = {response::need_help, response::actioned};
  }
}

guidance_part message_generator::guidance(protocol::draft const& around) {
  guidance_part out;
  instant const from = around.effective.value_or(time());
  bool const has_range = around.effective || !around.expires;
  if (chance(50)) out.issuer_reference = "CEM/CMO/2020/" + std::to_string(number(100));
  if (chance(50)) out.review_by = from + std::chrono::hours{1 + number(10'000)};
  if (has_range && chance(50)) out.action_by = from + std::chrono::minutes{1 + number(600)};
  return out;
}

helpline_part message_generator::helpline() {
  helpline_part out;
  out.telephone = telephone();
  if (chance(50)) out.email = "helpline+x@ncl.example";
  for (auto count = number(4); count > 0; --count) {
    opening_period period;
    period.days = with(static_cast<weekday_set>(number(256)), static_cast<unsigned>(number(8)));
    period.opens_minute = static_cast<std::uint16_t>(number(1'440));
    period.closes_minute = static_cast<std::uint16_t>(period.opens_minute + 1 + number(1'440U - period.opens_minute));
    out.opening_hours.push_back(period);
  }
  out.state = any_of<service_state>(3);
  if (chance(50)) out.topics = {"infection-control", "ppe"};
  return out;
}

void message_generator::make_result(protocol::draft& out) {
  out.scope = message_scope::private_;
  out.resources.clear();
  out.info = {clear_words(out.type)};
  out.change_note = clear_change_note(out.type);
  sealed_part part;
  if (out.type != msg_type::cancel || chance(50)) part.jwe = sealed_sample;
  if (chance(50)) part.content_tag = crypto::to_base64url(bytes<32>());
  out.part = part;
}

result_content message_generator::result(msg_type type) {
  result_content out;
  out.status = any_of<report_status>(type == msg_type::alert ? 2 : 6);
  if (type == msg_type::cancel) out.status = report_status::entered_in_error;
  out.outcome = any_of<test_outcome>(4);
  if (out.outcome != test_outcome::void_ || chance(50)) out.test_code = "871555000";
  out.subject_ref = "R-" + std::to_string(number(1'000));
  if (chance(50)) out.specimen_ref = "TUBE-" + std::to_string(number(1'000));
  if (chance(50)) out.collected_at = time();
  if (chance(50)) out.issued_at = out.collected_at.value_or(time()) + std::chrono::minutes{number(10'000)};
  if (chance(50)) out.performer_ods = "RX9LD";
  out.info = {info("en-GB")};
  if (type != msg_type::alert) out.change_note = "Changed: " + line(5);
  return out;
}

draft message_generator::draft() { return draft(any_of<message_kind>(3)); }

draft message_generator::draft(message_kind kind) {
  protocol::draft out;
  out.kind = kind;
  out.type = any_of<msg_type>(3);
  out.status = any_of<message_status>(3);
  out.scope = any_of<message_scope>(3);
  if (out.type != msg_type::alert) {
    out.references = {message_id(uuid())};
    out.change_note = "Changed: " + line(5);
  }
  if (chance(50)) out.reference = "ours-" + std::to_string(number(1'000'000));
  out.urgency = any_of<urgency>(3);
  out.severity = any_of<severity>(4);
  if (chance(50)) out.topic = chance(20) ? "wellbeing" : "infection-control";
  add_times(out);
  constexpr std::array<std::string_view, 5> languages{"en-GB", "cy", "pl", "zh-Hant", "sl-rozaj-biske"};
  for (auto count = 1 + number(languages.size()); count > 0; --count) out.info.push_back(info(languages[count - 1]));
  for (auto count = number(3); count > 0; --count) {
    out.resources.push_back({line(2), "application/pdf", 1 + number(10'000'000), bytes<32>()});
  }
  switch (kind) {
    case message_kind::guidance_bulletin: out.part = guidance(out); break;
    case message_kind::helpline_notice: out.part = helpline(); break;
    case message_kind::test_result: make_result(out); break;
  }
  out.audience = audience(out.scope == message_scope::private_);
  return out;
}

message message_generator::message() {
  protocol::message out;
  out.id = message_id(uuid());
  out.sender = publisher_id::parse("ncl-public-health").value();
  out.sender_name = line(3);
  out.content = draft();
  out.sent = time();
  if (std::holds_alternative<sealed_part>(out.content.part) && number(2) == 0) {
    out.sender_key.emplace();
    for (auto& byte : *out.sender_key) byte = static_cast<std::uint8_t>(number(256));
  }
  static_cast<void>(encode(out));
  return out;
}

client_frame message_generator::client_frame() {
  std::uint64_t const seq = 1 + number((1ULL << 53) - 1);
  switch (number(8)) {
    case 0: {
      hello_frame out{home(), device_id(uuid()), bytes<64>(), {}, static_cast<std::uint32_t>(1 + number(256)), line(1)};
      if (chance(50)) out.resume = {uuid().text(), number(1'000)};
      return out;
    }
    case 1: return stored_frame{seq};
    case 2: return read_frame{seq, chance(50) ? std::optional(time()) : std::nullopt};
    case 3: {
      respond_frame out;
      out.seq = seq;
      out.response = any_of<response>(4);
      out.role = "manager";
      out.name = chance(50) ? line(2) : "";
      out.note = chance(50) ? block() : "";
      out.key = event_id(uuid());
      out.at = time();
      out.at_text = to_text(out.at);
      out.signature = bytes<64>();
      return out;
    }
    case 4: return pong_frame{};
    case 5: return token_frame{};
    case 6: return watch_frame{message_id(uuid())};
    default: return unwatch_frame{message_id(uuid())};
  }
}

tally message_generator::tally() noexcept {
  protocol::tally out;
  out.targeted = 5 + number(1'000);
  out.delivered = number(out.targeted + 1);
  out.read = number(out.delivered + 1);
  out.acknowledged = number(out.read + 1);
  out.actioned = out.acknowledged;
  return out;
}

home_receipt message_generator::receipt() {
  home_receipt out;
  out.home = home();
  out.home_name = line(3);
  if (chance(80)) out.area = area();
  if (chance(80)) out.telephone = telephone();
  out.seq = 1 + number(1'000);
  out.state = {any_of<stage>(4), any_of<closure>(4), {}};
  if (out.state.stage == stage::acknowledged) {
    out.state.answer = any_of<response>(4);
    out.answered_at = time();
    out.by_role = "nurse in charge";
    out.by_name = line(2);
    out.note = chance(50) ? block() : "";
  }
  out.late = chance(10);
  if (out.state.stage >= stage::delivered) out.delivered_at = time();
  if (out.state.stage >= stage::read) out.read_at = time();
  return out;
}

server_frame message_generator::server_frame() {
  std::uint64_t const seq = 1 + number((1ULL << 53) - 1);
  message_id const id(uuid());
  switch (number(13)) {
    case 0: return challenge_frame{uuid().text(), time()};
    case 1: return welcome_frame{uuid().text(), 1, number(1'000), any_of<resume_verdict>(4), 25'000, 64};
    case 2: return publisher_welcome_frame{publisher_id::parse("ncl").value(), 25'000};
    case 3:
      return skip_frame{seq, id, any_of<skip_reason>(4), chance(50) ? std::optional(message_id(uuid())) : std::nullopt};
    case 4: return recorded_up_to_frame{seq};
    case 5: return recorded_frame{seq, any_of<stage>(4), event_id(uuid())};
    case 6: return ping_frame{number(1'000), number(2)};
    case 7: return goaway_frame{2'000, static_cast<std::uint32_t>(2'000 + number(60'000))};
    case 8: return token_answer_frame{uuid().text(), time()};
    case 9: return error_frame{errc::seq_unknown, chance(50), line(5), chance(50) ? std::optional(seq) : std::nullopt};
    case 10: return watching_frame{id};
    case 11: {
      coverage out{tally(), {}, chance(90), false};
      for (auto count = number(5); count > 0; --count) out.areas.push_back({area(), line(2), tally()});
      return coverage_frame{id, out};
    }
    default: {
      receipts_frame out{id, {}};
      for (auto count = number(5); count > 0; --count) out.receipts.push_back(receipt());
      return out;
    }
  }
}

}  // namespace carerelay::tests
