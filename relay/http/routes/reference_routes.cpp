#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"
#include "relay/http/callers.hpp"
#include "relay/http/reference.hpp"
#include "relay/http/routes/handlers.hpp"

namespace carerelay::http {

namespace {

answer document(request const& asked, std::string_view text) {
  answer out;
  out.body = text;
  answer whole = unchanging(asked, protocol::crypto::to_hex(protocol::crypto::sha256(text)), std::move(out));
  for (auto& [name, value] : whole.headers) {
    if (name == "Cache-Control") value = "public, max-age=300";
  }
  return whole;
}

}  // namespace

answer get_openapi(request const& asked, arguments const&, context&) { return document(asked, openapi_document()); }
answer get_asyncapi(request const& asked, arguments const&, context&) { return document(asked, asyncapi_document()); }

}  // namespace carerelay::http
