#include "tests/transcripts/script.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <sstream>
#include <stdexcept>

#include "protocol/json/reader.hpp"
#include "tests/transcripts/stage.hpp"

namespace carerelay::transcripts {
namespace {

namespace json = protocol::json;

bool fits(json::value const& pattern, json::value const& heard) {
  if (pattern.is(json::kind::string) && pattern.string() == "*") return true;
  if (pattern.kind() != heard.kind()) return false;
  if (pattern.is(json::kind::object)) {
    if (pattern.members().size() != heard.members().size()) return false;
    for (auto const& member : pattern.members()) {
      auto const* const other = heard.find(member.name);
      if (other == nullptr || !fits(member.value, *other)) return false;
    }
    return true;
  }
  if (pattern.is(json::kind::array)) {
    if (pattern.items().size() != heard.items().size()) return false;
    for (std::size_t i = 0; i < pattern.items().size(); ++i) {
      if (!fits(pattern.items()[i], heard.items()[i])) return false;
    }
    return true;
  }
  return pattern == heard;
}

std::vector<std::string> words_of(std::string const& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// "25s", "300ms", "2h"
std::chrono::milliseconds duration_of(std::string_view text) {
  std::int64_t number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view const unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error != std::errc{}) throw std::runtime_error("not a time: " + std::string(text));
  if (unit == "ms") return std::chrono::milliseconds(number);
  if (unit == "s") return std::chrono::seconds(number);
  if (unit == "m") return std::chrono::minutes(number);
  if (unit == "h") return std::chrono::hours(number);
  throw std::runtime_error("not a unit of time: " + std::string(unit));
}

class player {
 public:
  /// Throws std::runtime_error with what went wrong.
  void line(std::string const& text) {
    for (auto const& [start, act] : acts()) {
      if (!text.starts_with(start)) continue;
      std::string rest = text.substr(start.size());
      while (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
      return (this->*act)(rest);
    }
    throw std::runtime_error("nobody knows what that means");
  }
  void expect_silence() {
    if (!stage_.heard.empty()) throw std::runtime_error("nobody expected: " + stage_.heard.front());
  }

 private:
  using act = void (player::*)(std::string const&);

  static std::vector<std::pair<std::string, act>> const& acts() {
    static std::vector<std::pair<std::string, act>> const all{
        {"home connects", &player::home_connects},
        {"home says hello", &player::home_says_hello},
        {"home says:", &player::home_says},
        {"home answers", &player::home_answers},
        {"home repeats", &player::home_repeats},
        {"relay says nothing", &player::relay_says_nothing},
        {"relay says:", &player::relay_says},
        {"relay delivers", &player::relay_delivers},
        {"relay closes:", &player::relay_closes},
        {"relay alarms:", &player::relay_alarms},
        {"relay drains", &player::relay_drains},
        {"published:", &player::published},
        {"committed:", &player::committed},
        {"sent by one person:", &player::sent_alone},
        {"committed by one person:", &player::committed_alone},
        {"second person confirms", &player::confirms},
        {"relay hears of", &player::told},
        {"clock", &player::clock},
        {"line is blocked", &player::line_blocked},
        {"line is free", &player::line_free},
        {"line trickles", &player::line_trickles},
        {"store holds", &player::store_holds},
        {"store commits", &player::store_commits},
        {"receipt of", &player::receipt_of},
        {"device is revoked", &player::device_revoked},
        {"home is suspended", &player::home_suspended},
        {"device connects elsewhere", &player::replaced},
        {"publisher loses its grants", &player::grants_lost},
        {"publisher connects", &player::publisher_connects},
        {"publisher says:", &player::publisher_says},
        {"publisher hears:", &player::publisher_hears},
        {"publisher is closed:", &player::publisher_closed},
        {"publisher account ends", &player::publisher_ends},
    };
    return all;
  }

  // What is done
  void home_connects(std::string const&) {
    expect_silence();
    stage_.connect();
  }
  void home_says_hello(std::string const& rest) {
    expect_silence();
    greeting how;
    auto const words = words_of(rest);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == "with-seq")
        how.seq = std::stoull(words.at(++i));
      else if (words[i] == "of-epoch")
        how.epoch = words.at(++i);
      else if (words[i] == "window")
        how.window = static_cast<std::uint32_t>(std::stoul(words.at(++i)));
      else if (words[i] == "signed-by-a-stranger")
        how.by_stranger = true;
      else if (words[i] == "from-an-unknown-device")
        how.unknown_device = true;
      else if (words[i] == "for-another-home")
        how.other_home = true;
      else
        throw std::runtime_error("nobody says hello like that: " + words[i]);
    }
    stage_.hello(how);
  }
  void home_says(std::string const& rest) {
    expect_silence();
    stage_.say(with_ids(rest));
  }
  void home_answers(std::string const& rest) {
    expect_silence();
    auto const words = words_of(rest);
    reply what;
    what.seq = std::stoull(words.at(0));
    what.response = words.at(1);
    for (std::size_t i = 2; i < words.size(); ++i) {
      if (words[i] == "key")
        what.key = words.at(++i);
      else if (words[i] == "signed-by-a-stranger")
        what.by_stranger = true;
      else if (words[i] == "because")
        what.note = words.at(++i);
      else
        throw std::runtime_error("nobody answers like that: " + words[i]);
    }
    stage_.answer(what);
  }
  void home_repeats(std::string const& rest) {  // 201 times: {...}
    expect_silence();
    auto const colon = rest.find(':');
    int const times = std::stoi(rest);
    std::string const frame = rest.substr(colon + 1);
    for (int i = 0; i < times && stage_.heard.empty(); ++i) stage_.say(frame);
  }
  void relay_drains(std::string const&) {
    expect_silence();
    stage_.drain();
  }
  void published(std::string const& rest) {
    expect_silence();
    (void)stage_.publish(draft_of(rest), true);
  }
  void committed(std::string const& rest) { (void)stage_.publish(draft_of(rest), false); }
  void sent_alone(std::string const& rest) {
    expect_silence();
    (void)stage_.publish_alone(draft_of(rest), true);
  }
  void committed_alone(std::string const& rest) { (void)stage_.publish_alone(draft_of(rest), false); }
  void confirms(std::string const& rest) {  // "3", "3 unheard"
    expect_silence();
    stage_.confirm(std::stoull(rest), !rest.ends_with("unheard"));
  }
  void told(std::string const& rest) {
    expect_silence();
    stage_.tell(std::stoull(rest));
  }
  void clock(std::string const& rest) {
    expect_silence();
    stage_.wait(duration_of(rest.substr(1)));
  }
  void line_blocked(std::string const&) { stage_.block_line(true); }
  void line_free(std::string const&) {
    expect_silence();
    stage_.block_line(false);
  }
  void line_trickles(std::string const&) { stage_.trickle(); }
  void store_holds(std::string const&) { stage_.hold_store(true); }
  void store_commits(std::string const& rest) {
    expect_silence();
    stage_.hold_store(false, rest == "in a crowd");
  }
  void device_revoked(std::string const&) { stage_.revoke(); }
  void home_suspended(std::string const&) { stage_.suspend(); }
  void replaced(std::string const&) { stage_.replace(); }
  void grants_lost(std::string const&) { stage_.take_grants_away(); }
  void publisher_connects(std::string const&) { stage_.publisher_connect(); }
  void publisher_says(std::string const& rest) {
    expect_silence();
    stage_.publisher_say(with_ids(rest));
  }
  void publisher_ends(std::string const&) { stage_.publisher_revoked(); }

  // What is expected
  void relay_says_nothing(std::string const&) { expect_silence(); }
  void relay_says(std::string const& rest) { expect_json("relay says ", rest); }
  void publisher_hears(std::string const& rest) { expect_json("publisher hears ", rest); }
  void relay_delivers(std::string const& rest) { expect("relay delivers " + rest); }
  void relay_closes(std::string const& rest) { expect("relay closes " + rest); }
  void relay_alarms(std::string const& rest) { expect("alarm " + rest); }
  void publisher_closed(std::string const& rest) { expect("publisher is closed " + rest); }
  void receipt_of(std::string const& rest) {  // "2 is: read"
    auto const colon = rest.find(": ");
    std::string const state = stage_.state_of(std::stoull(rest));
    if (state != rest.substr(colon + 2)) throw std::runtime_error("it is: " + state);
  }

  std::string next() {
    if (stage_.heard.empty()) throw std::runtime_error("nothing was said");
    std::string what = stage_.heard.front();
    stage_.heard.pop_front();
    return what;
  }
  void expect(std::string const& what) {
    if (std::string const got = next(); got != what) throw std::runtime_error("instead: " + got);
  }
  void expect_json(std::string const& start, std::string const& pattern) {
    std::string const got = next();
    if (!got.starts_with(start) || !matches(with_ids(pattern), got.substr(start.size())))
      throw std::runtime_error("instead: " + got);
  }

  /// `<2>` is the id of the message whose seq is 2.
  std::string with_ids(std::string text) {
    for (auto open = text.find('<'); open != text.npos; open = text.find('<', open + 1)) {
      auto const close = text.find('>', open);
      if (close == text.npos) break;
      std::uint64_t const seq = std::stoull(text.substr(open + 1, close - open - 1));
      text.replace(open, close - open + 1, stage_.message(seq).text());
    }
    return text;
  }

  protocol::draft draft_of(std::string const& rest) {
    auto what = stage_.bulletin();
    auto const words = words_of(rest);
    for (std::size_t i = 0; i < words.size(); ++i) {
      auto const refers = [&](protocol::msg_type type) {
        what.type = type;
        what.references = {stage_.message(std::stoull(words.at(++i)))};
        what.change_note = "Something changed.";
        if (type == protocol::msg_type::cancel) what.audience = {};
      };
      if (words[i] == "bulletin") continue;
      if (words[i] == "update-of")
        refers(protocol::msg_type::update);
      else if (words[i] == "cancel-of")
        refers(protocol::msg_type::cancel);
      else if (words[i] == "expires-in")
        what.expires = stage_.now + duration_of(words.at(++i));
      else if (words[i] == "effective-in")
        what.effective = stage_.now + duration_of(words.at(++i));
      else if (words[i] == "offering")
        what.ack.options = {*protocol::from_word<protocol::response>(words.at(++i))};
      else if (words[i] == "on-wellbeing")
        what.topic = "wellbeing";
      else
        throw std::runtime_error("nobody publishes like that: " + words[i]);
    }
    return what;
  }

  stage stage_;
};

}  // namespace

bool matches(std::string_view pattern, std::string_view heard) {
  auto const expected = json::read(pattern, 64 * 1024);
  auto const got = json::read(heard, 1024 * 1024);
  if (!expected) throw std::runtime_error("the pattern is not JSON: " + expected.error().detail);
  return got && fits(*expected, *got);
}

std::string play(std::string_view text) {
  player on_stage;
  std::istringstream lines{std::string(text)};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line.front() == '#') continue;
    try {
      on_stage.line(line);
    } catch (std::exception const& wrong) {
      return "line " + std::to_string(number) + ": " + line + "\n  " + wrong.what();
    }
  }
  try {
    on_stage.expect_silence();
  } catch (std::exception const& wrong) {
    return std::string("after the last line: ") + wrong.what();
  }
  return {};
}

}  // namespace carerelay::transcripts
