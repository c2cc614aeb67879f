#pragma once

#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/receipt.hpp"

/// Receipts and coverage as JSON: the same in frames and in HTTP answers.
namespace carerelay::protocol {

/// {"home":"1-1000000001","home_name":"…","area":"E09000010","telephone":"+44…","seq":5,"state":"acknowledged",
/// "closed":"superseded","response":"actioned","late":true,"delivered_at":…,"read_at":…,"answered_at":…,
/// "role":"manager","name":"…","note":"…"}; what is empty, open or false is left out.
void write(json::writer& out, home_receipt const& what);
/// The same members of an object the caller has begun.
void write_members(json::writer& out, home_receipt const& what);
/// As `write` makes it. Faults go to where `from` puts them.
[[nodiscard]] home_receipt read_receipt(json::object_reader& from);

/// Adds the members of an object the caller has begun: counted, confirmed (only when false), counts_only, targeted,
/// delivered, read, acknowledged, in_progress, actioned, not_relevant, need_help, unreached, areas[]{area, name, and
/// the same counts}. With counts_only a count below limits::smallest_count_shown is null.
void write_members(json::writer& out, coverage const& what);
/// As `write_members` makes it; a count that was not shown is 0.
[[nodiscard]] coverage read_coverage(json::object_reader& from);

}  // namespace carerelay::protocol
