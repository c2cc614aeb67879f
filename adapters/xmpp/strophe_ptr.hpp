#pragma once

#include <strophe.h>

#include <memory>
#include <string>

/// libstrophe's things, owned. Only this room includes strophe.h.
namespace carerelay::xmpp {

struct stanza_releaser {
  void operator()(xmpp_stanza_t* what) const noexcept { xmpp_stanza_release(what); }
};
using stanza_ptr = std::unique_ptr<xmpp_stanza_t, stanza_releaser>;

struct connection_releaser {
  void operator()(xmpp_conn_t* what) const noexcept { xmpp_conn_release(what); }
};
using connection_ptr = std::unique_ptr<xmpp_conn_t, connection_releaser>;

struct context_freer {
  void operator()(xmpp_ctx_t* what) const noexcept { xmpp_ctx_free(what); }
};
using context_ptr = std::unique_ptr<xmpp_ctx_t, context_freer>;

[[nodiscard]] inline std::string text_of(char const* text) { return text == nullptr ? std::string() : text; }
[[nodiscard]] inline std::string attribute(xmpp_stanza_t* of, char const* name) {
  return of == nullptr ? std::string() : text_of(xmpp_stanza_get_attribute(of, name));
}
/// The text right below; "" for none.
[[nodiscard]] std::string content_of(xmpp_stanza_t* of);

/// Children by their namespace too, where libstrophe looks at the name alone.
[[nodiscard]] inline xmpp_stanza_t* child(xmpp_stanza_t* of, char const* name, char const* space) {
  return of == nullptr ? nullptr : xmpp_stanza_get_child_by_name_and_ns(of, name, space);
}
[[nodiscard]] inline xmpp_stanza_t* child(xmpp_stanza_t* of, char const* name) {
  return of == nullptr ? nullptr : xmpp_stanza_get_child_by_name(of, name);
}

}  // namespace carerelay::xmpp
