#include <chrono>
#include <thread>

#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/draft_file.hpp"
#include "protocol/message/receipt_json.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/drafts.hpp"
#include "relay/cli/sender.hpp"
#include "relay/cli/shown.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::cli {

namespace json = protocol::json;

namespace {

std::string sealed_json(protocol::draft_file const& draft, publish_options const& what, door& where, world& with) {
  auto const folder = what.sender_folder.empty() ? with.environment("CARERELAY_SENDER") : what.sender_folder;
  if (folder.empty())
    throw std::runtime_error(
        "a test result is signed and sealed before it is sent: name the folder of your signing key with --sender "
        "FOLDER "
        "(made there the first time; keep it, homes remember the key)");
  auto const by = open_sender(folder, with);
  return sealed_draft(draft, by, where, with.clock.now(), what.home_words, with.err);
}

}  // namespace

int publish(publish_options const& what, world& with) {
  auto const text = with.read_file(what.file);
  auto const draft = protocol::read_draft_file(text);
  if (!draft) {
    with.err << "carerelay: " << what.file << " is not a message yet:\n";
    for (auto const& [line, fault] : draft.error()) {
      with.err << "  " << (line == 0 ? std::string() : "line " + std::to_string(line) + ": ");
      with.err << (fault.pointer.empty() ? std::string() : fault.pointer + ": ") << fault.detail << '\n';
    }
    return refused;
  }
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = what.preview ? "/v1/messages/preview" : "/v1/messages";
  request.body = draft->result ? sealed_json(*draft, what, *where, with) : draft->json;
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  if (what.preview)
    with.out << "Would reach " << number_of(answer, "targeted") << " homes. Nothing was published.\n";
  else
    tell_published_or_waiting(answer, with.out);
  return done;
}

namespace {

std::string state_in_words(protocol::home_receipt const& r) {
  switch (r.state.stage) {
    case protocol::stage::targeted: return "not reached";
    case protocol::stage::delivered: return "reached, not read";
    case protocol::stage::read: return "read, no reply";
    case protocol::stage::acknowledged: break;
  }
  switch (r.state.answer.value_or(protocol::response::actioned)) {
    case protocol::response::in_progress: return "doing it now";
    case protocol::response::actioned: return "done";
    case protocol::response::not_relevant: return "does not apply";
    case protocol::response::need_help: return "needs help";
  }
  return {};
}

/// "email: delivered to the mailbox"
std::string ways_in_words(json::value const& receipt) {
  std::string out;
  for (auto const& one : list_of(receipt, "channels"))
    out += (out.empty() ? "" : "; ") + channel_and_role(one) + ": " + text_of(one, "words");
  return out;
}

protocol::coverage ask_coverage(door& where, std::string const& message, std::string& body) {
  door_request request;
  request.path = "/v1/messages/" + percent_encoded(message) + "/coverage";
  request.query.emplace_back("by", "area");
  body = expect_ok(where.ask(request));
  ports::http_answer const got{200, "application/json", body};
  auto const answer = expect_json(got);
  protocol::faults wrong;
  json::object_reader reader(answer, "", wrong);
  auto coverage = protocol::read_coverage(reader);
  if (!wrong.empty()) throw std::runtime_error("the relay's coverage does not read: is it a newer version?");
  return coverage;
}

}  // namespace

int receipts(receipts_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.path = "/v1/messages/" + percent_encoded(what.message) + "/receipts";
  if (what.csv) {
    request.accept = "text/csv";
    with.out << expect_ok(where->ask(request));
    return done;
  }
  request.query.emplace_back("limit", "1000");
  table rows({"Home", "Name", "Area", "Telephone", "State", "Read", "Answered", "By", "Note", "Other ways"});
  std::string all = "{\"receipts\":[";
  std::size_t count = 0;
  for_all(*where, request, "receipts", [&](json::value const& item) {
    if (what.json) {
      if (count != 0) all += ',';
      json::append_value(item, all);
    } else {
      protocol::faults wrong;
      json::object_reader reader(item, "", wrong);
      auto const r = protocol::read_receipt(reader);
      auto const when = [](std::optional<protocol::instant> const& at) {
        return at ? protocol::to_london_short_text(*at) : std::string();
      };
      rows.add({r.home.text(), r.home_name, r.area.text(), r.telephone, state_in_words(r), when(r.read_at),
                when(r.answered_at), r.by_name.empty() ? r.by_role : r.by_name + ", " + r.by_role, r.note,
                ways_in_words(item)});
    }
    ++count;
  });
  if (what.json)
    with.out << all << "]}\n";
  else
    with.out << rows.text();
  return done;
}

int coverage(receipts_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  for (bool again = false;; again = true) {
    std::string body;
    auto const now = ask_coverage(*where, what.message, body);
    if (what.json) {
      with.out << body << '\n' << std::flush;
    } else {
      if (again && with.terminal) with.out << "\x1b[H\x1b[J";
      with.out << picture(now) << std::flush;
    }
    if (!what.watch || now.all.acknowledged == now.all.targeted) return done;
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

int backup(backup_options const& what, world& with) {
  auto const where = open_door(what.where, with);
  door_request request;
  request.method = "POST";
  request.path = "/v1/backups";
  request.body = "{}";
  auto const read = read_unless_shown(expect_ok(where->ask(request)), what.json, with);
  if (!read) return done;
  auto const& answer = *read;
  with.out << "Backed up to " << text_of(answer, "path") << " (" << number_of(answer, "bytes") << " bytes, verified)\n";
  return done;
}

}  // namespace carerelay::cli
