#include <charconv>

#include "protocol/csv/writer.hpp"
#include "relay/core/silence/check_in.hpp"
#include "relay/http/paging.hpp"
#include "relay/http/problem.hpp"
#include "relay/http/routes/handlers.hpp"
#include "relay/http/spreadsheet.hpp"

/// A home's own record: every message it had, when it arrived, who read it and what was done. The log that inspectors
/// ask homes to keep.
namespace carerelay::http {

namespace {

using protocol::errc;
using protocol::receipt_act;

struct said_by {
  ports::receipt_event what;
  std::string device;  ///< its name
};

struct line {
  ports::inbox_row entry;
  std::string sender;
  std::optional<protocol::home_receipt> receipt;
  std::optional<std::string> read_on;  ///< the name of the device that read or answered it first
  std::vector<said_by> answers;
};

/// The home's devices by number, so that a line costs no question of its own.
using device_names = std::vector<std::pair<ports::device_number, std::string>>;

device_names names_of_devices(ports::home_number home, context const& with) {
  device_names out;
  for (auto const& device : with.store.devices(home)) out.emplace_back(device.number, device.name);
  return out;
}

std::string name_in(device_names const& names, ports::device_number device) {
  for (auto const& [number, name] : names)
    if (number == device) return name;
  return {};
}

line read_line(ports::inbox_row entry, ports::home_number home, device_names const& names, context const& with) {
  line out;
  auto const message = entry.message.row->body->number;
  if (auto const team = with.store.publisher(entry.message.row->sender)) out.sender = team->name;
  if (auto const receipt = with.store.receipt(message, home)) out.receipt = receipt->what;
  for (auto& event : with.store.events(message, home)) {
    std::string device = name_in(names, event.device);
    bool const is_answer = event.act == receipt_act::responded;
    // Whoever answers has read.
    if ((is_answer || event.act == receipt_act::read) && !out.read_on) out.read_on = device;
    if (is_answer) out.answers.push_back({std::move(event), std::move(device)});
  }
  out.entry = std::move(entry);
  return out;
}

/// When somebody did it: as the device says, or when the relay heard of it.
protocol::instant when(ports::receipt_event const& what) { return what.said_at.value_or(what.recorded_at); }

void write_text(protocol::json::writer& json, std::string_view name, std::string const& what) {
  if (!what.empty()) json.member(name, what);
}

void write(protocol::json::writer& json, line const& what, context const& with) {
  auto const& row = *what.entry.message.row;
  json.begin_object().member("seq", what.entry.seq).member("message", row.body->id.text());
  json.member("kind", word(row.kind)).member("msg_type", word(row.type)).member("headline", row.headline);
  json.member("urgency", word(row.urgency)).member("status", word(row.status)).member("sender_name", what.sender);
  write_text(json, "topic", row.topic);
  json.member("sent", protocol::to_text(row.sent)).member("state", word(what.entry.state.stage));
  json.member("closed", word(what.entry.message.closed));
  auto const by = what.entry.message.closed_by == 0 ? std::nullopt : with.store.message(what.entry.message.closed_by);
  if (by) json.member("closed_by", by->row->body->id.text());
  if (what.receipt && what.receipt->delivered_at)
    json.member("arrived_at", protocol::to_text(*what.receipt->delivered_at));
  if (what.receipt && what.receipt->read_at) {
    json.key("read").begin_object().member("at", protocol::to_text(*what.receipt->read_at));
    if (what.read_on) write_text(json, "device", *what.read_on);
    json.end_object();
  }
  json.begin_array("answers");
  for (auto const& one : what.answers) {
    json.begin_object();
    if (one.what.answer) json.member("response", word(*one.what.answer));
    json.member("at", protocol::to_text(when(one.what)));
    write_text(json, "role", one.what.role);
    write_text(json, "name", one.what.name);
    write_text(json, "note", one.what.note);
    write_text(json, "device", one.device);
    json.end_object();
  }
  json.end_array().end_object();
}

std::string in_london(std::optional<protocol::instant> when) { return when ? protocol::to_london_text(*when) : ""; }

std::string_view in_words(protocol::response what, bool is_check_in) noexcept {
  switch (what) {
    case protocol::response::in_progress: return "Doing it now";
    case protocol::response::actioned: return is_check_in ? "No change" : "Done";
    case protocol::response::not_relevant: return "Does not apply";
    case protocol::response::need_help: return is_check_in ? "Something has changed" : "We need help";
  }
  return "";
}

/// A line of the spreadsheet for each answer, one for a message without any.
void write(protocol::csv::writer& csv, line const& what) {
  auto const& row = *what.entry.message.row;
  auto const begin = [&] {
    csv.cell(what.entry.seq).cell(row.headline).cell(what.sender).cell(in_london(row.sent));
    csv.cell(in_london(what.receipt ? what.receipt->delivered_at : std::nullopt));
    csv.cell(in_london(what.receipt ? what.receipt->read_at : std::nullopt));
    csv.cell(what.read_on.value_or(""));
  };
  auto const end = [&] { csv.cell(word(what.entry.message.closed)).cell(row.body->id.text()).end_row(); };
  for (auto const& one : what.answers) {
    begin();
    csv.cell(one.what.answer ? in_words(*one.what.answer, core::is_check_in(row)) : "").cell(in_london(when(one.what)));
    csv.cell(one.what.name).cell(one.what.role).cell(one.what.note);
    end();
  }
  if (!what.answers.empty()) return;
  begin();
  for (int i = 0; i < 5; ++i) csv.cell("");
  end();
}

answer csv_answer(ports::home_number home, device_names const& names, context const& with) {
  auto out = spreadsheet("our-record.csv");
  protocol::csv::writer csv(out.body);
  for (std::string_view const name : {"number", "message", "from", "sent", "arrived", "read", "read on", "answer",
                                      "answered", "by", "role", "note", "now", "id"})
    csv.cell(name);
  csv.end_row();
  constexpr std::size_t at_once = 500;
  for (std::uint64_t after = 0;;) {
    auto rows = with.store.inbox(home, after, at_once);
    bool const is_last = rows.size() < at_once;
    for (auto& row : rows) {
      after = row.seq;
      write(csv, read_line(std::move(row), home, names, with));
    }
    if (is_last) return out;
  }
}

}  // namespace

answer get_record(request const& asked, arguments const&, context& with) {
  auto const who = home(asked, with);
  if (!who) return who.error();
  auto const number = who->home.number;
  auto const names = names_of_devices(number, with);
  if (wants_csv(asked)) return csv_answer(number, names, with);
  auto const here = page_of(asked);
  if (!here) return here.error();
  std::uint64_t after = 0;
  auto const [end, error] = std::from_chars(here->after.data(), here->after.data() + here->after.size(), after);
  if (!here->after.empty() && (error != std::errc{} || end != here->after.data() + here->after.size()))
    return problem(errc::bad_format, "cursor: expected the one of a `next` link");
  auto rows = with.store.inbox(number, after, here->limit);
  answer out;
  protocol::json::writer json(out.body);
  json.begin_object().member("home", who->home.record.id.text()).member("home_name", who->home.record.name);
  json.begin_array("entries");
  for (auto& row : rows) {
    after = row.seq;
    write(json, read_line(std::move(row), number, names, with), with);
  }
  json.end_array();
  end_page(asked, *here, std::to_string(after), after < with.store.bounds(number).last, json, out);
  out.headers.emplace_back("Cache-Control", "no-store");
  return out;
}

}  // namespace carerelay::http
