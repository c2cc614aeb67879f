#include "relay/core/record/erasure.hpp"

#include "protocol/errc.hpp"
#include "protocol/json/reader.hpp"
#include "relay/core/record/security_events.hpp"

namespace carerelay::core {

namespace json = protocol::json;
using protocol::errc;
using protocol::evidence::event_type;

namespace {

constexpr std::size_t event_bytes = 1024 * 1024;

std::string text_of(json::value const& from, std::string_view name) {
  auto const* const found = from.find(name);
  return found != nullptr && found->is(json::kind::string) ? found->string() : std::string();
}

/// The reason somebody gave stands in the draft too.
void forget_reason(json::value const& event, ports::store_writer& store) {
  auto const id = protocol::draft_id::parse(text_of(event, "draft"));
  auto draft = id ? store.draft(*id) : std::nullopt;
  if (!draft) return;
  draft->reason.clear();
  store.put_draft(*draft);
}

}  // namespace

boost::system::result<erased> erase(ports::store_writer& store, ports::leaf_place where, erasure_wish const& wish,
                                    std::vector<event>& told) {
  auto const leaves = store.log_leaves(where.log, where.index, 1);
  if (leaves.empty() || leaves.front().index != where.index) return protocol::make_error_code(errc::not_found);
  if (leaves.front().is_erased()) return erased::before;
  auto const what = json::read(leaves.front().text, event_bytes);
  if (!what) return protocol::make_error_code(errc::not_allowed);
  auto const type = text_of(*what, "type");
  bool const is_rejection = type == word(event_type::draft_rejected);
  if (type != word(event_type::receipt) && !is_rejection) return protocol::make_error_code(errc::not_allowed);

  store.erase_leaf(where);
  if (is_rejection) forget_reason(*what, store);
  protocol::evidence::event said;
  said.type = event_type::event_erased;
  said.at = wish.now;
  said.by = wish.by;
  if (auto const message = protocol::message_id::parse(text_of(*what, "message"))) said.message = *message;
  said.more = {{"index", where.index}, {"reason", wish.reason}};
  for (auto const& log : store.logs())
    if (log.number == where.log) said.more.push_back({"log", log.origin});
  note(store, said, false, told);
  return erased::now;
}

}  // namespace carerelay::core
