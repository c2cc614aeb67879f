#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/ports/chat_rows.hpp"
#include "adapters/ports/contact_rows.hpp"
#include "adapters/ports/outbox.hpp"
#include "adapters/ports/push_rows.hpp"
#include "adapters/ports/seal_types.hpp"
#include "adapters/ports/store_types.hpp"
#include "adapters/sqlite/disk/connection.hpp"

/// Rows as the tables keep them: read with their checksums verified, which is what store_damaged comes from.
namespace carerelay::sqlite {

using ports::device_number;
using ports::home_number;
using ports::message_number;
using protocol::instant;

/// Throws store_damaged that names the table and the row.
[[noreturn]] void damaged(std::string_view table, std::string_view row);
[[noreturn]] void damaged(std::string_view table, std::int64_t row);

/// A row found by an index must be the one that was asked for, or the index is damaged.
inline void require_found(bool is_it, std::string_view table, std::int64_t row) {
  if (!is_it) damaged(table, row);
}

/// The first row of a question, if there is one, or all of them.
template <class Row>
std::optional<Row> first(query q, Row (*read)(query const&)) {
  return q.step() ? std::optional(read(q)) : std::nullopt;
}

template <class Row>
std::vector<Row> all(query q, Row (*read)(query const&)) {
  std::vector<Row> out;
  while (q.step()) out.push_back(read(q));
  return out;
}

// A list of texts as one blob: each with its length before it, so that any byte may be in it.
[[nodiscard]] std::string pack(std::vector<std::string> const& list);
[[nodiscard]] bool unpack(std::string_view blob, std::vector<std::string>& out);

[[nodiscard]] std::int64_t sum_of(ports::home_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::device_row const& row);  ///< without its cursor
[[nodiscard]] std::int64_t sum_of_cursor(device_number device, std::uint64_t stored_up_to);
[[nodiscard]] std::int64_t sum_of(ports::enrolment_code_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::publisher_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::member_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::session_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::sign_in_link_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::invitation_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::draft_row const& row);
[[nodiscard]] std::string packed_signatures(ports::draft_row const& row);
[[nodiscard]] std::int64_t sum_of_origin(message_number message, std::string_view team, std::string_view author,
                                         bool all_homes, instant sent);
[[nodiscard]] std::int64_t sum_of_resource(protocol::digest const& sha256, std::string_view bytes);
[[nodiscard]] std::int64_t sum_of(ports::message_row const& row, bool wellbeing);
[[nodiscard]] std::int64_t sum_of_state(message_number number, protocol::closure closed, message_number by);

[[nodiscard]] std::int64_t sum_of_stream(home_number home, std::uint64_t last, std::uint64_t filed);

// Columns as each SELECT lists them, and what reads them.
#define CARERELAY_HOME_COLUMNS                                                                                      \
  "number,id,area,dormant,suspended,beds,services,name,postcode,telephone,email,provider,ods_code,tags,former_ids," \
  "sum "
[[nodiscard]] ports::home_row read_home(query const& q);
#define CARERELAY_DEVICE_COLUMNS \
  "d.number,d.id,d.home,d.key,d.name,d.enrolled_at,d.revoked_at,d.sum,c.stored_up_to,c.sum "
[[nodiscard]] ports::device_row read_device(query const& q);
#define CARERELAY_CODE_COLUMNS "hashed,home,made_at,expires_at,tries_left,used_at,sum "
[[nodiscard]] ports::enrolment_code_row read_code(query const& q);
#define CARERELAY_GRANT_COLUMNS "kinds,areas,all_areas,highest,administrator,channels,daily_quota,grant_expires,"
#define CARERELAY_PUBLISHER_COLUMNS "id,name," CARERELAY_GRANT_COLUMNS "made_at,revoked_at,sum "
[[nodiscard]] ports::publisher_row read_publisher(query const& q);
#define CARERELAY_MEMBER_COLUMNS                              \
  "id,team,is_person,name,roles,own," CARERELAY_GRANT_COLUMNS \
  "token_hash,issuer,subject,signing_key,made_at,revoked_at,sum "
[[nodiscard]] ports::member_row read_member(query const& q);
#define CARERELAY_SESSION_COLUMNS "id,token_hash,member,how,made_at,used_at,ended_at,sum,provider_session "
[[nodiscard]] ports::session_row read_session(query const& q);
#define CARERELAY_SIGN_IN_LINK_COLUMNS "hashed,member,made_by,made_at,expires_at,used_at,sum "
[[nodiscard]] ports::sign_in_link_row read_sign_in_link(query const& q);
#define CARERELAY_INVITATION_COLUMNS "email,member,made_at,sum "
[[nodiscard]] ports::invitation_row read_invitation(query const& q);
#define CARERELAY_DRAFT_COLUMNS                                                                       \
  "id,team,author,reference,digest,audience_hash,homes,immediate,all_homes,needs,signatures,made_at," \
  "expires_at,state,message,due,closed_by,closed_at,reason,json,sum "
[[nodiscard]] ports::draft_row read_draft(query const& q);
[[nodiscard]] std::int64_t sum_of(ports::push_row const& row);
[[nodiscard]] std::int64_t sum_of_seen(device_number device, instant at);
[[nodiscard]] ports::push_row read_push(query const& q);
#define CARERELAY_PUSH_COLUMNS "p.device, p.endpoint, p.key, p.auth, p.made_at, p.sum "
[[nodiscard]] std::int64_t sum_of(ports::device_seal_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::home_list_row const& row);
#define CARERELAY_DEVICE_SEAL_COLUMNS "device,key,trust,confirmed_at,keys,sum "
[[nodiscard]] ports::device_seal_row read_device_seal(query const& q);
#define CARERELAY_HOME_LIST_COLUMNS "home,version,stored_at,text,sum "
[[nodiscard]] ports::home_list_row read_home_list(query const& q);
#define CARERELAY_CONTACT_COLUMNS \
  "home,number,role,label,email,telephone,place,opted_out,confirmed_at,changed_at,changed_by,removed_at,sum "
[[nodiscard]] std::int64_t sum_of(ports::contact_row const& row);
[[nodiscard]] ports::contact_row read_contact(query const& q);
#define CARERELAY_OUTBOX_COLUMNS                                                                                    \
  "number,message,home,contact,channel,address,level,rank,state,attempts,in_doubt,queued_at,next_at,until,sent_at," \
  "reason,remote,returned,returned_at,sum "
[[nodiscard]] std::int64_t sum_of(ports::outbox_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::outbox_event const& row, std::int64_t ordinal);
[[nodiscard]] std::int64_t sum_of(ports::lane_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::unmatched_row const& row);
[[nodiscard]] std::int64_t sum_of_rendered(std::uint32_t message, std::string_view channel, std::uint32_t variant,
                                           std::string_view bytes);
[[nodiscard]] ports::outbox_row read_outbox(query const& q);
[[nodiscard]] ports::outbox_event read_outbox_event(query const& q);
[[nodiscard]] ports::lane_row read_lane(query const& q);
[[nodiscard]] ports::unmatched_row read_unmatched(query const& q);
#define CARERELAY_CHAT_CODE_COLUMNS "hashed,home,contact,role,made_at,expires_at,used_at,sum "
#define CARERELAY_CHAT_BINDING_COLUMNS "id,account,who,home,contact,role,bound_at,last_at,sum "
[[nodiscard]] std::int64_t sum_of(ports::chat_code_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::chat_binding_row const& row);
[[nodiscard]] ports::chat_code_row read_chat_code(query const& q);
[[nodiscard]] ports::chat_binding_row read_chat_binding(query const& q);
#define CARERELAY_MESSAGE_COLUMNS                                                                             \
  "number,id,sender,reference,kind,type,status,scope,urgency,topic,headline,sent,effective,expires,targeted," \
  "wellbeing,draft_sum,digest,sum,json "
[[nodiscard]] std::shared_ptr<ports::message_row const> read_message(query const& q);

/// A receipt as its row has it; home_id and the like of `what` are not in it.
struct stored_receipt {
  message_number message = 0;
  home_number home = 0;
  std::int64_t last_event = 0;
  protocol::home_receipt what;
  instant sent{};  ///< what delivered_at holds until there is one
};
#define CARERELAY_RECEIPT_COLUMNS \
  "r.message,r.home,r.seq,r.state,r.last_event,r.delivered_at,r.read_at,r.answered_at,r.role,r.name,r.note,r.sum "
inline constexpr int receipt_columns = 12;
[[nodiscard]] int packed(protocol::receipt_state const& state, bool late) noexcept;
[[nodiscard]] bool unpacked(int packed, protocol::receipt_state& state, bool& late) noexcept;
[[nodiscard]] std::int64_t sum_of(stored_receipt const& row);
/// What sum_of gives for a receipt that has just been delivered, and was open and at `targeted` before.
[[nodiscard]] std::int64_t sum_of_delivered(message_number message, home_number home, std::uint64_t seq,
                                            std::int64_t event, instant when) noexcept;
/// Columns from `first` on.
[[nodiscard]] stored_receipt read_receipt(query const& q, int first = 0);

struct stored_event {
  std::int64_t number = 0, previous = 0;
  message_number message = 0;
  home_number home = 0;
  ports::receipt_event what;
};
#define CARERELAY_EVENT_COLUMNS                                                                                    \
  "number,previous,message,home,act,device,late,recorded_at,sum,id,channel,said_at,said_at_text,answer,role,name," \
  "note,"                                                                                                          \
  "signature,checkpoint "
/// The tree a device had verified, as one text.
[[nodiscard]] std::string packed(protocol::evidence::witnessed const& what);
[[nodiscard]] bool unpacked(std::string_view text, protocol::evidence::witnessed& out);
[[nodiscard]] std::int64_t sum_of(stored_event const& row);
[[nodiscard]] stored_event read_event(query const& q);

}  // namespace carerelay::sqlite
