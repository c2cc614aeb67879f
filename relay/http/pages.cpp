#include "relay/http/pages.hpp"

#include "protocol/text/escaped.hpp"

namespace carerelay::http {
namespace {

answer document(int status, std::string_view heading, std::string_view head, std::string_view inside) {
  answer out;
  out.status = status;
  out.content_type = "text/html; charset=utf-8";
  // Not no-referrer: a form would then say that it comes from nowhere, and be refused.
  out.headers = {{"Referrer-Policy", "same-origin"},
                 {"Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'"}};
  std::string const title = protocol::html_escaped(heading);
  out.body = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n";
  out.body += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + title;
  out.body.append("</title>\n").append(head).append("</head>\n<body>\n<main>\n<h1>").append(title);
  out.body.append("</h1>\n").append(inside).append("</main>\n</body>\n</html>\n");
  return out;
}

}  // namespace

answer html_page(int status, std::string_view heading, std::string_view inside) {
  return document(status, heading, "", inside);
}

answer page_that_goes_on(std::string_view heading, std::string_view path) {
  std::string const to = protocol::html_escaped(path);
  return document(200, heading, "<meta http-equiv=\"refresh\" content=\"0; url=" + to + "\">\n",
                  "<p><a href=\"" + to + "\">Continue</a></p>\n");
}

}  // namespace carerelay::http
