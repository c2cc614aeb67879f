#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "adapters/notify/notify_channel.hpp"
#include "adapters/whatsapp/whatsapp_channel.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"

namespace {

carerelay::ports::delivery_names names() {
  return {[](carerelay::ports::outbox_number) { return std::string("SEVEN"); },
          [](std::string_view text) {
            return text == "SEVEN" ? std::optional<carerelay::ports::outbox_number>(7) : std::nullopt;
          }};
}

void look_at(std::vector<carerelay::ports::came_back> const& all) {
  for (auto const& one : all) {
    if (one.row && *one.row != 7) std::abort();
    if (one.key.size() > 600 || one.who.size() > 210 || one.said.size() > 500 || one.detail.size() > 64) std::abort();
    if (one.news != carerelay::ports::returned_news::none && !one.row) std::abort();
  }
}

}  // namespace

/// What services post to the relay, proven and not: a proof does not make bytes well-formed.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const body(reinterpret_cast<char const*>(data), size);
  static carerelay::whatsapp::whatsapp_callback const whatsapp({"secret", "word", "1065"}, names());
  static carerelay::notify::notify_callback const notify("token", names());
  namespace crypto = carerelay::protocol::crypto;
  auto const mac = crypto::hmac_sha256(carerelay::protocol::as_bytes("secret"), carerelay::protocol::as_bytes(body));
  auto const proven = whatsapp.read({body, "", "sha256=" + crypto::to_hex(mac), nullptr});
  if (!proven) std::abort();
  look_at(*proven);
  auto const receipt = notify.read({body, "Bearer token", "", nullptr});
  if (!receipt) std::abort();
  look_at(*receipt);
  // The same bytes as a proof: never one.
  bool const is_proof = whatsapp.read({"{}", "", body, nullptr}) || notify.read({"{}", body, "", nullptr});
  if (is_proof && body != "Bearer token") std::abort();
  return 0;
}
