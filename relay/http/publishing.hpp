#pragma once

#include <functional>
#include <optional>
#include <string>

#include "protocol/json/writer.hpp"
#include "relay/core/publish/two_persons.hpp"
#include "relay/http/callers.hpp"

/// Private to the routes: a message on its way out, and drafts as JSON.
namespace carerelay::http {

/// Publishes it, or has it wait for another person: 201, 202, or why not.
[[nodiscard]] answer submit(protocol::draft what, core::actor const& who, context& with);

/// Puts it and tells the hub; 201 with what `members` adds to the object. `number` is the message's.
[[nodiscard]] answer publish_now(core::publication const& what, context& with, ports::message_number& number,
                                 std::function<void(protocol::json::writer&)> const& members = {});

/// 200 for what was published before.
[[nodiscard]] answer repeated(protocol::message_id id, context const& with);

[[nodiscard]] core::asking asking_of(core::actor const& who, context const& with);
/// 507 while the disk is full.
[[nodiscard]] std::optional<answer> refuse_when_full(context const& with);

/// id, state, digest, audience_hash, count, why it waits, who signed; the caller begins and ends the object.
void write_members(protocol::json::writer& json, ports::draft_row const& what, context const& with);
/// `confirmed`, and when one person sent it alone `confirmation` with who, why and until when.
void write_confirmation(protocol::json::writer& json, ports::message_number message, context const& with);

/// "12:30 on Saturday 21 November 2026" and the like, for a sentence.
[[nodiscard]] std::string in_words(protocol::instant when);

}  // namespace carerelay::http
