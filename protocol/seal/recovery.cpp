#include "protocol/seal/recovery.hpp"

#include <array>

#include "protocol/json/object_reader.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/seal/members.hpp"

namespace carerelay::protocol::seal {

std::string sign_recovery(recovery_used const& what, crypto::p256_private_key const& identity) {
  std::string payload;
  json::writer json(payload);
  json.begin_object().member("at", to_text(what.at)).member("device", what.device.text());
  json.member("home", what.home.text()).end_object();
  return sign(identity, recovery_type, payload);
}

boost::system::result<read_recovery> parse_recovery(std::string_view text) {
  auto read = parse_jws(text, recovery_type, recovery_bytes);
  if (!read) return read.error();
  auto const tree = json::read(read->payload, recovery_bytes);
  constexpr std::array<std::string_view, 3> known{"at", "device", "home"};
  if (!tree || !has_only(*tree, known)) return make_error_code(errc::seal_broken);
  faults wrong;
  json::object_reader from(*tree, "", wrong);
  constexpr auto required = json::presence::required;
  auto const at = from.parsed("at", required, parse_instant, "a moment");
  auto const device = from.parsed("device", required, device_id::parse, "a UUID");
  auto const home = from.parsed("home", required, home_id::parse, home_tag::expected);
  if (!at || !device || !home) return make_error_code(errc::seal_broken);
  return read_recovery{{*home, *device, *at}, std::move(*read)};
}

}  // namespace carerelay::protocol::seal
