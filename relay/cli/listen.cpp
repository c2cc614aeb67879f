#include <map>
#include <thread>
#include <utility>

#include "protocol/json/writer.hpp"
#include "protocol/limits.hpp"
#include "relay/cli/commands.hpp"
#include "relay/cli/device_folder.hpp"
#include "relay/cli/result_text.hpp"
#include "relay/core/stream/agent_records.hpp"
#include "relay/io/agent/agent_link.hpp"
#include "relay/io/agent/console.hpp"
#include "relay/io/loop/io_thread.hpp"

namespace carerelay::cli {

namespace {

using namespace protocol;
using core::agent_news;

constexpr std::string_view typing_help =
    "  list             every message held\n"
    "  show 3           read message 3 (tells the sender that it was read)\n"
    "  done 3 [note]    answer: done          doing 3 [note]   answer: doing it now\n"
    "  no 3 [note]      answer: does not apply\n"
    "  help 3 note      answer: we need help\n"
    "  as nurse Ash     who answers from now on: role and, if you like, name\n"
    "  quit\n";

/// One word off the front of `rest`.
std::string_view word_of(std::string_view& rest) {
  auto const from = std::min(rest.find_first_not_of(' '), rest.size());
  auto const to = std::min(rest.find(' ', from), rest.size());
  auto const found = rest.substr(from, to - from);
  rest.remove_prefix(std::min(to + 1, rest.size()));
  return found;
}

/// The device of one home at a terminal: prints what happens and does what is typed.
class listener {
 public:
  listener(listen_options const& what, world& with)
      : what_(what), with_(with), folder_(load_device(what.folder, with)) {
    auto const address = parse_server(folder_.server);
    journal_ = with.journal(what.folder + "/journal");
    core::home_agent agent(folder_.device.who, folder_.device.key, "listen/0.1");
    for (auto const& line : journal_->load()) {
      auto const record = core::parse_agent_record(line);
      if (!record) throw std::runtime_error(what.folder + "/journal: " + record.error().front().detail);
      agent.restore(*record);
      remember(*record);
    }
    maker_ = with.client_tls(what.ca_file, address.host);
    io::ws_target target;
    target.address = address.host;
    target.port = address.port;
    target.host = address.port == 443 ? address.host : address.host + ":" + std::to_string(address.port);
    std::uint8_t chance[4];
    with.random.fill(chance);
    link_ =
        std::make_unique<io::agent_link>(thread_, *maker_, with.clock, target, std::move(agent), callbacks(),
                                         std::uint32_t(chance[0]) << 16 | std::uint32_t(chance[1]) << 8 | chance[2]);
  }

  int run() {
    io::console const console(
        thread_, [this](std::string_view line) { typed(line); }, [this] { link_->stop(); });
    say("event", "started", "home", link_->agent().identity().home.text());
    link_->start(nursery_);
    // Beside the stream, so that a relay that is slow to answer keeps nothing from being received.
    std::jthread const trust([this, folder = folder_] { look_after_trust(folder); });
    thread_.context().run();
    if (failure_) std::rethrow_exception(failure_);
    if (stopped_because_.empty()) return done;
    with_.err << "carerelay: " << stopped_because_ << '\n';
    return refused;
  }

 private:
  void look_after_trust(device_folder const& folder) {
    if (kept_list(folder, with_).empty()) return;  // never trusted: nothing to look after
    try {
      refresh_trust(folder, what_.ca_file, with_);
    } catch (std::exception const& why) {
      thread_.post([this, text = std::string(why.what())] { say("event", "trust_not_checked", "detail", text); });
    }
  }
  io::agent_link::callbacks callbacks() {
    io::agent_link::callbacks what;
    what.keep = [this](core::agent_record const& record) {
      journal_->append(core::encode(record));
      remember(record);
    };
    what.news = [this](agent_news const& news) { tell(news); };
    what.trouble = [this](std::string_view why) { say("event", "not_connected", "detail", why); };
    what.ended = [this](std::string_view why) {
      stopped_because_ = why;
      thread_.stop();
    };
    return what;
  }
  void remember(core::agent_record const& record) {
    if (auto const* const kept = std::get_if<core::kept_message>(&record)) held_[kept->seq] = kept->json;
    if (auto const* const epoch = std::get_if<core::kept_epoch>(&record))
      held_.erase(held_.lower_bound(epoch->next), held_.end());
    if (auto const* const kept = std::get_if<core::kept_confirmed>(&record)) confirmed_[kept->seq] = kept->message;
  }

  // What is printed
  template <class... Pairs>
  void say(Pairs const&... pairs) {
    if (!what_.json) return say_plainly(pairs...);
    std::string line;
    json::writer out(line);
    out.begin_object();
    members(out, pairs...);
    out.end_object();
    with_.out << line << '\n' << std::flush;
  }
  static void members(json::writer&) {}
  template <class Value, class... Rest>
  static void members(json::writer& out, std::string_view name, Value const& value, Rest const&... rest) {
    out.member(name, value);
    members(out, rest...);
  }
  template <class Event, class... Rest>
  void say_plainly(std::string_view, Event const& event, Rest const&... rest) {
    with_.out << event;
    plainly(rest...);
    with_.out << '\n' << std::flush;
  }
  void plainly() {}
  template <class Value, class... Rest>
  void plainly(std::string_view name, Value const& value, Rest const&... rest) {
    with_.out << "  " << name << ' ' << value;
    plainly(rest...);
  }

  void tell(agent_news const& news) {
    switch (news.kind) {
      case agent_news::what::connected:
        return say("event", "connected", "resume", news.detail, "last", news.seq, "held", link_->agent().seq());
      case agent_news::what::message: return tell_message(news, "message");
      case agent_news::what::repeated: return tell_message(news, "message_again");
      case agent_news::what::skipped:
        return say("event", "no_longer_in_force", "seq", news.seq, "because", news.detail);
      case agent_news::what::confirmed: return tell_confirmed(news);
      case agent_news::what::stored_recorded: return say("event", "recorded", "up_to", news.seq);
      case agent_news::what::act_recorded:
        return say("event", "answer_recorded", "seq", news.seq, "state", news.detail);
      case agent_news::what::refused: return say("event", "refused", "seq", news.seq, "detail", news.detail);
      case agent_news::what::missed_alarm:
      case agent_news::what::log_alarm: return say("event", "alarm", "detail", news.detail);
      case agent_news::what::going_away: return say("event", "relay_restarting", "detail", news.detail);
    }
  }
  result_to_read opened(message const& m) {
    auto got = read_result(m, folder_, with_);
    if (got.opened) return got;
    folder_ = load_device(what_.folder, with_);  // renewed or recovered meanwhile, from another terminal?
    return read_result(m, folder_, with_);
  }
  void tell_result(std::uint64_t seq, message const& m) {
    auto const got = opened(m);
    if (!what_.json) {
      with_.out << in_words(got, "    ") << std::flush;
    } else if (!got.why_not.empty()) {
      say("event", "result", "seq", seq, "opened", false, "detail", got.why_not);
    } else {
      auto const& content = got.opened->content;
      say("event", "result", "seq", seq, "opened", true, "report_status", word(content.status), "outcome",
          content.outcome ? word(*content.outcome) : std::string_view(), "test_code", content.test_code, "subject_ref",
          content.subject_ref, "specimen_ref", content.specimen_ref, "headline",
          content.info.empty() ? std::string() : content.info.front().headline, "sender_key", word(got.key));
    }
  }
  void tell_confirmed(agent_news const& news) {
    if (what_.json) return say("event", "confirmed", "seq", news.seq, "at", news.detail);
    auto const held = held_.find(news.seq);
    auto const m = held == held_.end() ? std::nullopt : std::optional(parse_message(held->second));
    auto const when = parse_instant(news.detail);
    with_.out << "\n[" << news.seq << "] NOW CONFIRMED BY A SECOND PERSON  "
              << (m && *m && !(*m)->content.info.empty() ? (*m)->content.info.front().headline : std::string())
              << "\n    " << (when ? to_london_text(*when) : news.detail) << '\n'
              << std::flush;
  }
  /// Whether it was sent by one person alone, and a second one has not stood for it as far as this device was told.
  bool is_unconfirmed(std::uint64_t seq, message const& m) const {
    auto const at = confirmed_.find(seq);
    return m.sent_alone && (at == confirmed_.end() || at->second != m.id);
  }
  void tell_message(agent_news const& news, std::string_view event) {
    tell_envelope(news, event);
    if (is_sealed(*news.message)) tell_result(news.seq, *news.message);
  }
  void tell_envelope(agent_news const& news, std::string_view event) {
    auto const& m = *news.message;
    auto const& headline = m.content.info.empty() ? std::string("(no headline)") : m.content.info.front().headline;
    if (what_.json)
      return say("event", event, "seq", news.seq, "id", m.id.text(), "kind", word(m.content.kind), "type",
                 word(m.content.type), "status", word(m.content.status), "headline", headline, "sender", m.sender_name,
                 "confirmed", !is_unconfirmed(news.seq, m));
    with_.out << "\n[" << news.seq << "] ";
    if (m.content.status != message_status::actual) with_.out << "EXERCISE  ";
    if (m.content.type == msg_type::update)
      with_.out << (is_sealed(m) ? "REPLACES AN EARLIER RESULT  " : "REPLACES EARLIER GUIDANCE  ");
    if (m.content.type == msg_type::cancel) with_.out << "WITHDRAWN  ";
    if (m.content.urgency == urgency::immediate) with_.out << "URGENT  ";
    if (is_unconfirmed(news.seq, m)) with_.out << "NOT YET CONFIRMED BY A SECOND PERSON  ";
    with_.out << headline << "\n    " << m.sender_name << ", " << to_london_text(m.sent) << '\n';
    if (m.content.ack.required && m.content.ack.by)
      with_.out << "    reply by " << to_london_text(*m.content.ack.by) << '\n';
    with_.out << "    read it with: show " << news.seq << '\n' << std::flush;
  }

  // What is typed
  void typed(std::string_view line) {
    try {
      obey(line);
    } catch (...) {
      failure_ = std::current_exception();
      thread_.stop();
    }
  }
  void obey(std::string_view rest) {
    auto const verb = word_of(rest);
    if (verb.empty()) return;
    if (verb == "quit") return link_->stop();
    if (verb == "list") return list();
    if (verb == "as") {
      role_ = word_of(rest);
      name_ = rest;
      return;
    }
    std::uint64_t seq = 0;
    for (char const c : word_of(rest))
      seq = c >= '0' && c <= '9' && seq < 1'000'000'000 ? seq * 10 + std::uint64_t(c - '0') : 0;
    auto const answer = answer_of(verb);
    bool known = true;
    if (verb == "show" && seq != 0)
      known = show(seq);
    else if (answer && seq != 0)
      known = link_->respond(seq, *answer, role_, name_, std::string(rest), new_key());
    else
      with_.out << typing_help << std::flush;
    if (!known) say("event", "unknown_message", "seq", seq);
  }
  static std::optional<response> answer_of(std::string_view verb) {
    if (verb == "done") return response::actioned;
    if (verb == "doing") return response::in_progress;
    if (verb == "no") return response::not_relevant;
    if (verb == "help") return response::need_help;
    return std::nullopt;
  }
  event_id new_key() {
    std::array<std::uint8_t, 16> chance{};
    with_.random.fill(chance);
    return event_id(make_v4(chance));
  }
  void list() {
    for (auto const& [seq, text] : held_) {
      auto const m = parse_message(text);
      if (!m || m->content.info.empty()) continue;
      auto const& headline = m->content.info.front().headline;
      if (!m->sent_alone)
        say("event", "held", "seq", seq, "headline", headline);
      else if (what_.json)
        say("event", "held", "seq", seq, "headline", headline, "confirmed", !is_unconfirmed(seq, *m));
      else
        say("event", "held", "seq", seq, "headline",
            headline + (is_unconfirmed(seq, *m) ? "  (NOT YET CONFIRMED BY A SECOND PERSON)"
                                                : "  (confirmed by a second person)"));
    }
  }
  bool show(std::uint64_t seq) {
    auto const at = held_.find(seq);
    if (at == held_.end()) return false;
    auto const m = parse_message(at->second);
    if (!m) return false;
    if (m->sent_alone)
      with_.out << (is_unconfirmed(seq, *m)
                        ? "\nNOT YET CONFIRMED BY A SECOND PERSON. One person sent it alone: check with the sender.\n"
                        : "\nSent by one person, confirmed by a second since.\n");
    for (auto const& info : m->content.info) with_.out << in_full(info);
    if (!m->content.change_note.empty()) with_.out << "What has changed: " << m->content.change_note << "\n";
    if (is_sealed(*m)) with_.out << in_full(opened(*m));
    with_.out << std::flush;
    return link_->read(seq);
  }

  listen_options const& what_;
  world& with_;
  device_folder folder_;
  io::io_thread thread_;
  io::nursery nursery_{[this](std::string_view, std::exception_ptr why) {
    failure_ = std::move(why);
    thread_.stop();
  }};
  std::unique_ptr<ports::journal> journal_;
  std::unique_ptr<ports::transport_maker> maker_;
  std::map<std::uint64_t, std::string> held_;
  std::map<std::uint64_t, message_id> confirmed_;
  std::string role_ = "manager", name_;
  std::string stopped_because_;
  std::exception_ptr failure_;
  std::unique_ptr<io::agent_link> link_;
};

}  // namespace

int listen(listen_options const& what, world& with) {
  if (!what.code.empty()) {
    if (what.server.empty()) throw std::runtime_error("--enrol needs --server https://host:port as well");
    enrol_device(what.folder, what.server, what.ca_file, what.code, what.device_name, with);
  }
  return listener(what, with).run();
}

}  // namespace carerelay::cli
