#include "protocol/json/writer.hpp"
#include "relay/http/routes/handlers.hpp"

/// Whose relay this is, for the pages: nothing of it is written into their HTML.
namespace carerelay::http {

answer get_about(request const&, arguments const&, context& with) {
  auto const& about = with.facts.about;
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object();
  json.member("service", about.service);
  if (!about.organisation.empty()) json.member("organisation", about.organisation);
  if (about.logo) json.member("logo", "/v1/about/logo");
  if (!about.helpline.empty()) json.member("helpline", about.helpline);
  if (!about.accessibility.empty()) json.member("accessibility", about.accessibility);
  json.member("version", about.version);
  json.member("web", with.facts.web->hash());
  json.end_object();
  out.headers = {{"Cache-Control", "no-cache"}};
  return out;
}

}  // namespace carerelay::http
