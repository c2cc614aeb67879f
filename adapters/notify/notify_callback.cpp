#include "adapters/notify/notify_channel.hpp"
#include "protocol/crypto/hash.hpp"
#include "protocol/json/reader.hpp"

namespace carerelay::notify {

using ports::returned_news;

namespace {

constexpr std::size_t most_bytes = 64 * 1024;
constexpr std::string_view scheme = "Bearer ";

struct meaning {
  std::string_view status, what, why;
  returned_news news;
};

constexpr meaning meanings[]{
    {"delivered", "delivered", "", returned_news::delivered},
    {"sent", "sent", "", returned_news::none},
    {"permanent-failure", "bounced", "address_unknown", returned_news::failed},
    {"temporary-failure", "bounced", "not_taken_for_now", returned_news::failed},
    {"technical-failure", "bounced", "service_failed", returned_news::failed},
};

}  // namespace

notify_callback::notify_callback(std::string bearer, ports::delivery_names names)
    : bearer_(std::move(bearer)), names_(std::move(names)) {}

std::optional<std::vector<ports::came_back>> notify_callback::read(ports::callback_call const& what) const {
  if (!what.authorization.starts_with(scheme)) return std::nullopt;
  auto const given = what.authorization.substr(scheme.size());
  if (bearer_.empty() ||
      !protocol::crypto::is_equal_in_constant_time(protocol::as_bytes(given), protocol::as_bytes(bearer_)))
    return std::nullopt;

  std::vector<ports::came_back> out;
  protocol::json::flat_object members;
  if (!members.read(what.body, most_bytes)) return out;
  auto const text = [&](std::string_view name) {
    auto const* const found = members.find(name);
    return found != nullptr && found->kind == protocol::json::kind::string ? found->text : std::string_view();
  };
  auto const row = names_.read(text("reference"));
  auto const id = text("id"), status = text("status");
  for (auto const& one : meanings) {
    if (!row || one.status != status || id.size() > 64) continue;
    ports::came_back news;
    news.row = row;
    news.key = "notify " + std::string(id) + ' ' + std::string(status);
    news.news = one.news;
    news.what = one.what;
    news.why = one.why;
    news.detail = one.status;
    out.push_back(std::move(news));
  }
  return out;
}

}  // namespace carerelay::notify
