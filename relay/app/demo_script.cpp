#include "relay/app/demo_script.hpp"

#include <algorithm>
#include <chrono>
#include <sstream>

#include "protocol/crypto/derive.hpp"
#include "protocol/json/object_reader.hpp"
#include "protocol/json/writer.hpp"
#include "protocol/message/draft_file.hpp"
#include "protocol/message/receipt_json.hpp"

namespace carerelay::app {

namespace json = protocol::json;
using protocol::stage;

std::size_t demo_message::outstanding() const {
  return static_cast<std::size_t>(std::count_if(expected.begin(), expected.end(), [&](auto const& due) {
    auto const at = seen.find(due.first);
    return at == seen.end() || at->second.state.stage < due.second;
  }));
}

std::size_t demo_message::beyond() const {
  return static_cast<std::size_t>(std::count_if(seen.begin(), seen.end(), [&](auto const& got) {
    auto const due = expected.find(got.first);
    return due == expected.end() || got.second.state.stage > due->second;
  }));
}

demo_script::demo_script(demo_team team, std::vector<demo_cast> homes)
    : team_(std::move(team)),
      relay_(team_.machine),
      homes_(std::move(homes)),
      sender_{protocol::crypto::p256_private_key::generate(), protocol::crypto::random_key(),
              [this](protocol::home_id const& home) { return pinned_[home]; },
              [this](protocol::home_id const& home, std::string_view text) { pinned_[home] = text; }} {}

json::value demo_script::published(cli::door& by, cli::door_request const& request) {
  auto answer = cli::expect_json(by.ask(request));
  if (cli::text_of(answer, "state") != "waiting") return answer;
  ++approved_;
  auto const draft = "/v1/drafts/" + cli::text_of(answer, "draft");
  for (auto* const other : team_.approvers) {
    auto const seen = cli::expect_json(other->ask({"GET", draft}));
    std::string body;
    json::writer out(body);
    out.begin_object().member("digest", cli::text_of(seen, "digest"));
    out.member("audience_hash", cli::text_of(seen, "audience_hash")).member("count", cli::number_of(seen, "count"));
    out.end_object();
    cli::door_request approval{"POST", draft + "/approve"};
    approval.body = body;
    answer = cli::expect_json(other->ask(approval));
    ++signatures_;
    if (!cli::text_of(answer, "id").empty()) return answer;
  }
  throw std::logic_error("everybody approved, and it still waits");
}

demo_message& demo_script::publish(std::string title, std::string_view sample,
                                   std::map<std::string, std::string> const& blanks) {
  std::string text(sample);
  for (auto const& [name, value] : blanks)
    for (auto at = text.find("{{" + name + "}}"); at != text.npos; at = text.find("{{" + name + "}}"))
      text.replace(at, name.size() + 4, value);
  auto const draft = protocol::read_draft_file(text);
  if (!draft) throw std::logic_error("sample '" + title + "': " + draft.error().front().what.detail);
  cli::door_request request;
  request.method = "POST";
  request.path = "/v1/messages";
  std::ostringstream unsaid;
  auto const now = std::chrono::time_point_cast<protocol::instant::duration>(std::chrono::system_clock::now());
  bool const is_result = draft->result.has_value();
  request.body = is_result ? cli::sealed_draft(*draft, sender_, relay_, now, "", unsaid) : draft->json;
  auto const answer = published(is_result ? team_.machine : team_.writer, request);
  return add(std::move(title), answer, draft->content.ack.required);
}

demo_message& demo_script::send_alone(std::string title, std::string_view sample, std::string const& reason) {
  auto const draft = protocol::read_draft_file(sample);
  if (!draft) throw std::logic_error("sample '" + title + "': " + draft.error().front().what.detail);
  cli::door_request request{"POST", "/v1/messages", {}, draft->json};
  auto const waiting = cli::expect_json(team_.writer.ask(request));
  cli::door_request now{"POST", "/v1/drafts/" + cli::text_of(waiting, "draft") + "/send-now"};
  json::writer(now.body).begin_object().member("reason", reason).end_object();
  return add(std::move(title), cli::expect_json(team_.writer.ask(now)), draft->content.ack.required);
}

void demo_script::confirm(demo_message const& what) {
  auto& second = *team_.approvers.front();
  auto const shown = cli::expect_json(second.ask({"GET", "/v1/messages/" + what.id}));
  auto const* const message = shown.find("message");
  if (message == nullptr) throw std::logic_error("the message is not shown to who must confirm it");
  cli::door_request confirmation{"POST", "/v1/messages/" + what.id + "/confirm"};
  json::writer(confirmation.body).begin_object().member("digest", cli::text_of(*message, "digest")).end_object();
  (void)cli::expect_ok(second.ask(confirmation));
}

std::size_t demo_script::reached(demo_message const& what) {
  return static_cast<std::size_t>(std::count_if(what.expected.begin(), what.expected.end(),
                                                [](auto const& due) { return due.second != stage::targeted; }));
}

demo_message& demo_script::cancel(demo_message& old) {
  cli::door_request request;
  request.method = "POST";
  request.path = "/v1/messages/" + old.id + "/cancel";
  request.body = R"({"reason":"The date has moved. A new notice follows."})";
  auto& made = add("withdrawal of: " + old.title, published(team_.writer, request), false);
  replaced(old);
  return made;
}

void demo_script::replaced(demo_message& old) { old.closed = true; }

void demo_script::late_homes_come() {
  late_are_there_ = true;
  for (auto const& message : messages_) {
    if (message->closed) continue;
    for (auto const& home : homes_) {
      auto const due = message->expected.find(home.id);
      if (due != message->expected.end()) due->second = expected_stage(home.plan, message->wants_answer);
    }
  }
}

demo_message& demo_script::add(std::string title, json::value const& published, bool wants_answer) {
  auto made = std::make_unique<demo_message>();
  made->title = std::move(title);
  made->id = cli::text_of(published, "id");
  made->wants_answer = wants_answer;
  read_receipts(*made);
  for (auto const& home : homes_) {
    if (!made->seen.contains(home.id)) continue;
    bool const away = home.plan.what == habit::late && !late_are_there_;
    made->expected[home.id] = away ? stage::targeted : expected_stage(home.plan, wants_answer);
  }
  messages_.push_back(std::move(made));
  return *messages_.back();
}

void demo_script::read_receipts(demo_message& of) {
  cli::door_request request;
  request.path = "/v1/messages/" + of.id + "/receipts";
  request.query.emplace_back("limit", "1000");
  cli::for_all(relay_, request, "receipts", [&](json::value const& item) {
    protocol::faults wrong;
    json::object_reader reader(item, "", wrong);
    auto receipt = protocol::read_receipt(reader);
    auto const id = receipt.home.text();
    of.seen.insert_or_assign(id, std::move(receipt));
  });
}

void demo_script::refresh() {
  for (auto const& message : messages_)
    if (message->outstanding() != 0) read_receipts(*message);
}

std::size_t demo_script::outstanding() const {
  std::size_t n = 0;
  for (auto const& message : messages_) n += message->outstanding();
  return n;
}

protocol::coverage demo_script::coverage(demo_message const& of) {
  cli::door_request request;
  request.path = "/v1/messages/" + of.id + "/coverage";
  request.query.emplace_back("by", "area");
  auto const answer = cli::expect_json(relay_.ask(request));
  protocol::faults wrong;
  json::object_reader reader(answer, "", wrong);
  auto coverage = protocol::read_coverage(reader);
  if (!wrong.empty()) throw std::logic_error("coverage: " + wrong.front().pointer + " " + wrong.front().detail);
  return coverage;
}

std::string demo_script::differences() const {
  std::string out;
  for (auto const& message : messages_) {
    for (auto const& [home, due] : message->expected) {
      auto const at = message->seen.find(home);
      auto const got = at == message->seen.end() ? stage::targeted : at->second.state.stage;
      if (got == due) continue;
      out += message->title + ", home " + home + ": " + std::string(word(got)) + ", expected " +
             std::string(word(due)) + '\n';
    }
  }
  return out;
}

}  // namespace carerelay::app
