#include "relay/core/ways/posts.hpp"

#include "relay/core/ways/channel_evidence.hpp"
#include "relay/core/ways/post_ref.hpp"

namespace carerelay::core {

using ports::outbox_state;

namespace {

bool is_by_hand(post_seen const& post) noexcept { return post.rules != nullptr && post.rules->is_by_hand(); }

/// What a person would paste is shown while they should, and after they did.
bool may_be_read(post_seen const& post) noexcept {
  if (!is_by_hand(post) || post.row.state == outbox_state::sent) return true;
  return post.row.state == outbox_state::queued && !post.is_stopped;
}

std::string text_of(ports::store_reader& store, channel_rules const& rules, ports::outbox_row const& row,
                    ports::message_view const& message) {
  auto const what = protocol::parse_message(message.row->body->json);
  if (!what || !rules.room->plain) return {};
  auto const post =
      protocol::disclose(*what, rules.kind, rules.room->to, rules.link, names_of(store, *what, row.message));
  // Never more than was decided when it was queued.
  if (!post || post->level() != row.level) return {};
  return rules.room->plain->render(*post, false);
}

}  // namespace

std::vector<post_seen> posts_of(ports::store_reader& store, outbox_rules const& rules,
                                ports::message_view const& message, instant now) {
  std::vector<post_seen> out;
  for (auto& row : store.outbox_of(message.row->body->number, 0, 0)) {
    post_seen one;
    auto const* const found = rules.find(row.channel);
    one.rules = found != nullptr && found->room ? found : nullptr;
    if (is_by_hand(one) && row.state == outbox_state::queued) {
      auto judged = row;
      auto const why = no_longer(store, *one.rules, judged, message, now);
      if (!why.empty()) {
        judged.reason = why;
        row = std::move(judged);
      }
    }
    one.row = std::move(row);
    auto const lane = store.lane(one.row.channel);
    one.is_stopped = lane && lane->state == ports::lane_state::stopped;
    if (one.rules != nullptr && may_be_read(one)) one.text = text_of(store, *one.rules, one.row, message);
    out.push_back(std::move(one));
  }
  return out;
}

bool report_posted(ports::store_writer& store, post_seen& post, protocol::member_id const& who, instant now) {
  if (!is_by_hand(post)) return false;
  auto& row = post.row;
  switch (row.state) {
    case outbox_state::sent: return true;
    case outbox_state::suppressed:
    case outbox_state::held: return false;
    case outbox_state::queued:
    case outbox_state::sending:
    case outbox_state::unknown:
    case outbox_state::failed:
    case outbox_state::expired:
    case outbox_state::withdrawn: break;  // it was posted, whatever was thought of it since
  }
  store.add_outbox_event({row.number, "posted", now, "posted", who.text()});
  row.state = outbox_state::sent;
  row.sent_at = now;
  row.remote = who.text();
  row.reason.clear();
  store.put_outbox(row);
  log_channel(store, row, "posted", "reported", "", now, who.text());
  return true;
}

std::string_view post_word(post_seen const& post) noexcept {
  auto const& row = post.row;
  if (is_by_hand(post) && row.state == outbox_state::queued) return "waiting";
  bool const is_known = !row.remote.empty() || row.returned >= ports::returned_news::delivered;
  if (row.state == outbox_state::sent && is_known && row.returned != ports::returned_news::failed) return "posted";
  return word(row);
}

std::string post_in_words(post_seen const& post, std::string_view reporter) {
  if (!is_by_hand(post)) return in_words(post.row);
  if (post.row.state == outbox_state::sent) return "posted: reported by " + std::string(reporter);
  if (post.row.state != outbox_state::queued) return in_words(post.row);
  if (post.is_stopped) return "not to be posted: a person has stopped the room";
  auto const& host = post.rules->room->host;
  return "waiting for " + (host.empty() ? "somebody" : host) + " to post it";
}

}  // namespace carerelay::core
