#include <algorithm>

#include "relay/http/callers.hpp"
#include "relay/http/pages.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"

/// The built pages, as browsers ask for them.
namespace carerelay::http {

namespace {

using protocol::errc;

/// What a page of ours may do: run and show what came from here, ask us, and nothing else. Whatever it tries beyond
/// that is stopped by the browser and reported.
std::string page_policy(std::string_view host) {
  std::string out =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; manifest-src 'self'; "
      "worker-src 'self'; connect-src 'self'";
  // 'self' is https alone to some browsers.
  if (!host.empty()) out.append(" wss://").append(host);
  out +=
      "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
      "trusted-types carerelay carerelay-sw; report-uri /v1/reports; report-to pages";
  return out;
}

void add_page_headers(request const& asked, answer& out) {
  out.headers.emplace_back("Content-Security-Policy", page_policy(asked.host));
  out.headers.emplace_back("Reporting-Endpoints", "pages=\"/v1/reports\"");
  // Not no-referrer: what a page asks of us would then say that it comes from nowhere.
  out.headers.emplace_back("Referrer-Policy", "same-origin");
  out.headers.emplace_back("Permissions-Policy",
                           "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
                           "fullscreen=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
                           "payment=(), screen-wake-lock=(self), usb=()");
  out.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
}

/// Whether the list of an Accept-Encoding header takes gzip.
bool takes_gzip(std::string_view header) noexcept {
  while (!header.empty()) {
    auto const end = std::min(header.find(','), header.size());
    auto one = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    auto const weight = std::min(one.find(';'), one.size());
    auto name = one.substr(0, weight);
    while (name.ends_with(' ')) name.remove_suffix(1);
    auto const quality = one.substr(weight);
    bool const refused = quality.find("q=0") != quality.npos && quality.find_first_of("123456789") == quality.npos;
    if (name == "gzip") return !refused;
  }
  return false;
}

answer file_answer(request const& asked, web_pages::page const& what) {
  answer out;
  bool const zipped = what.file.gzipped && takes_gzip(asked.accept_encoding);
  std::string const tag = '"' + what.tag + (zipped ? "-gzip\"" : "\"");
  out.content_type = what.content_type;
  out.shared_body = zipped ? what.file.gzipped : what.file.bytes;
  out.headers = {{"Cache-Control", what.is_hashed ? "public, max-age=31536000, immutable" : "no-cache"},
                 {"ETag", tag},
                 {"Vary", "Accept-Encoding"},
                 {"Cross-Origin-Resource-Policy", "same-origin"}};
  if (zipped) out.headers.emplace_back("Content-Encoding", "gzip");
  // Scripts too: a worker goes by the policy it came with.
  if (what.content_type.starts_with("text/html") || what.content_type.starts_with("text/javascript"))
    add_page_headers(asked, out);
  if (asked.if_none_match.find(tag) != std::string::npos) {
    out.status = 304;
    out.shared_body.reset();
  }
  return out;
}

/// Whether whoever asks is a browser on its way to a page, rather than after a file that is not there (any more).
bool is_page(request const& asked) noexcept {
  auto const last = std::string_view(asked.path).substr(asked.path.rfind('/') + 1);
  bool const is_file = last.find('.') != last.npos || asked.path.find("/assets/") != std::string::npos;
  return !is_file && asked.accept.find("text/html") != std::string::npos;
}

}  // namespace

answer get_web(request const& asked, arguments const&, context& with) {
  auto const& web = *with.facts.web;
  if (auto const* const file = web.find(asked.path)) return file_answer(asked, *file);
  if (!is_page(asked)) return problem(errc::not_found, "there is nothing at this path");
  if (auto const* const page = web.index(asked.path)) return file_answer(asked, *page);
  return html_page(503, "The pages are not built in",
                   "<p>This relay was built without its web pages. Everything else works: the stream, the HTTP "
                   "interface and the commands.</p>\n<p>They are built with <code>npm run build</code> in "
                   "<code>relay/web</code>, then the program again.</p>\n");
}

answer get_logo(request const& asked, arguments const&, context& with) {
  auto const& logo = with.facts.about.logo;
  if (!logo) return not_found();
  return file_answer(asked, *logo);
}

}  // namespace carerelay::http
