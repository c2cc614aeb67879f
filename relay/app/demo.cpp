#include "relay/app/demo.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "adapters/curl/https_client.hpp"
#include "adapters/files/whole_file.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/tls/self_signed.hpp"
#include "protocol/json/writer.hpp"
#include "relay/app/at_rest_door.hpp"
#include "relay/app/compose.hpp"
#include "relay/app/demo_homes.hpp"
#include "relay/app/demo_live.hpp"
#include "relay/app/demo_script.hpp"
#include "relay/app/samples.hpp"
#include "relay/cli/table.hpp"

namespace carerelay::app {

namespace {

using namespace std::chrono_literals;
namespace json = protocol::json;

/// The demo's own folder: removed at the end unless it was named.
class demo_folder {
 public:
  explicit demo_folder(std::string const& named) : keep_(!named.empty()) {
    if (keep_) {
      path_ = named;
      if (std::filesystem::exists(path_ + "/carerelay.db"))
        throw std::runtime_error(path_ + " holds a demo already: name another folder, or remove it");
      std::filesystem::create_directories(path_);
      return;
    }
    std::string made = (std::filesystem::temp_directory_path() / "carerelay-demo-XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) throw std::runtime_error("no temporary folder can be made in " + made);
    path_ = made;
  }
  ~demo_folder() {
    std::error_code nobody_to_tell;
    if (!keep_) std::filesystem::remove_all(path_, nobody_to_tell);
  }
  demo_folder(demo_folder const&) = delete;
  demo_folder& operator=(demo_folder const&) = delete;
  [[nodiscard]] std::string operator/(char const* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  bool keep_;
};

/// The people of the demo's team: the first writes, the others approve.
std::vector<std::pair<std::string, std::string>> const people{
    {"writer", "publisher"}, {"approver", "approver"}, {"director", "approver"}};

/// Who looks at the console: may write, look after homes and teams, and read the log. Others approve.
constexpr auto console_person = "lead";
constexpr auto console_roles = R"(publisher","administrator","auditor)";

volatile std::sig_atomic_t told_to_stop = 0;
void stop_soon(int) { told_to_stop = 1; }

class demo {
 public:
  demo(cli::demo_options const& how, std::ostream& out, std::ostream& err, bool terminal)
      : how_(how), out_(out), err_(err), draw_(terminal && !how.json), folder_(how.folder) {
    std::signal(SIGINT, stop_soon);
    std::signal(SIGTERM, stop_soon);
  }

  int run() {
    prepare();
    act_one();
    act_two();
    wait_for("every receipt that should exist", 60s, [&] { return script_->outstanding() == 0 && all_told(); });
    int const code = report();
    if (!how_.once && told_to_stop == 0) stay();
    homes_->stop();
    relay_->stop();
    return code;
  }

 private:
  void say(std::string const& text) {
    if (!how_.json) (draw_ ? err_ : out_) << text << '\n' << std::flush;
  }

  void prepare() {
    auto const authority = tls::make_authority("Carerelay demo", 30);
    auto const server = tls::make_leaf(authority, {"localhost", "127.0.0.1"}, 30);
    files::write_file(folder_ / "authority.pem", authority.certificate);
    files::write_file(folder_ / "certificate.pem", server.certificate);
    files::write_file(folder_ / "key.pem", server.key, 0600);
    std::string const store = folder_ / "carerelay.db";
    {
      auto const at_rest = open_at_rest(store);
      token_ = add_publisher(*at_rest);
      for (auto const& [id, roles] : people) people_tokens_.push_back(add_person(*at_rest, id, roles));
      (void)add_person(*at_rest, console_person, console_roles);
      say("Registering 72 homes of five boroughs ...");
      cli::door_request import{"POST", "/v1/homes/import", {}, std::string(samples::homes_csv), "text/csv"};
      (void)cli::expect_ok(at_rest->ask(import));
    }
    files::write_file(folder_ / "token", token_ + "\n", 0600);
    for (std::size_t i = 0; i < people.size(); ++i)
      files::write_file(folder_ / (people[i].first + ".token").c_str(), people_tokens_[i] + "\n", 0600);
    relay_ = start_relay(settings(store));
    url_ = "https://localhost:" + std::to_string(relay_->port());
    door_ = door_of(token_);
    for (auto const& token : people_tokens_) people_doors_.push_back(door_of(token));
    enrol_homes();
  }

  config::settings settings(std::string const& store) const {
    config::settings s;
    s.listen.address = "127.0.0.1";
    s.listen.port = 0;
    s.listen.internal_port = 0;
    s.tls.certificate = folder_ / "certificate.pem";
    s.tls.key = folder_ / "key.pem";
    s.store.path = store;
    s.store.backup_dir = folder_ / "backups";
    s.limits.http_per_minute = 1'000'000;  // one address plays every part here
    s.limits.per_source_new_per_minute = 1'000'000;
    s.log.level = config::log_level::error;
    s.sign_in.link = 12h;
    s.sign_in.idle = 12h;
    s.drain.wait = 1s;
    return s;
  }

  static std::string add_publisher(cli::door& at) {
    cli::door_request request{"POST", "/v1/publishers"};
    request.body = R"({"id":"demo-team","name":"Demo infection control team",)"
                   R"("kinds":["guidance_bulletin","helpline_notice","test_result"],"all_areas":true,)"
                   R"("urgency":"immediate","administrator":true})";
    return cli::text_of(cli::expect_json(at.ask(request)), "token");
  }

  static std::string add_person(cli::door& at, std::string const& id, std::string const& role) {
    cli::door_request request{"POST", "/v1/publishers/demo-team/members"};
    request.body =
        R"({"id":")" + id + R"(","name":"Demo )" + id + R"(","person":true,"token":true,"roles":[")" + role + R"("]})";
    return cli::text_of(cli::expect_json(at.ask(request)), "token");
  }

  [[nodiscard]] std::unique_ptr<cli::door> door_of(std::string const& token) const {
    return cli::remote_door(std::make_unique<curl::https_client>(folder_ / "authority.pem"), url_, token);
  }

  void enrol_homes() {
    std::vector<demo_cast> cast;
    cli::door_request list{"GET", "/v1/homes", {{"limit", "1000"}}};
    cli::for_all(*door_, list, "homes", [&](json::value const& home) {
      cast.push_back({cli::text_of(home, "id"), cli::text_of(home, "name"), cli::text_of(home, "area"), {}});
    });
    auto const plans = make_plans(cast.size(), how_.seed);
    for (std::size_t i = 0; i < cast.size(); ++i) cast[i].plan = plans[i];
    homes_ = std::make_unique<demo_homes>(files::read_file(folder_ / "authority.pem"), relay_->port());
    std::size_t enrolled = 0;
    for (auto const& home : cast) {
      if (home.plan.what == habit::never) {
        empty_home_ = home.id;
        continue;
      }
      homes_->enrol(*door_, home, how_.seed * 1000 + static_cast<std::uint32_t>(enrolled));
      ++enrolled;
    }
    say("Enrolled a device of " + std::to_string(enrolled) + " homes; " + std::to_string(cast.size() - enrolled) +
        " never took one into use.");
    demo_team team{*door_, *people_doors_[0], {people_doors_[1].get(), people_doors_[2].get()}};
    script_ = std::make_unique<demo_script>(std::move(team), std::move(cast));
    homes_->connect_all_but(habit::late);
  }

  void act_one() {
    auto& first = script_->publish("Admission guidance", samples::admission);
    admission_ = &first;
    shown_ = &first;
    say("Waiting: a message to every home needs two people, so nothing was sent yet");
    say("Approved by a second person, and published: admission guidance to every home (" + first.id + ")");
    wait_for("the homes that are online", 60s, [&] { return first.outstanding() == 0; });
    script_->publish("Helpline notice", samples::helpline);
    trust(one_prompt_home());
    script_->publish("Test result", samples::result, {{"one home", one_prompt_home()}});
    exercise_ = &script_->send_alone("Exercise", samples::exercise, "Nobody else can be reached");
    say("Sent by one person alone, for a reason: an exercise. Homes see that it is not yet confirmed");
    auto const next_week = std::chrono::floor<std::chrono::seconds>(system::clock().now() + 7 * 24h);
    auto& capacity =
        script_->publish("Capacity Tracker notice", samples::capacity, {{"next week", protocol::to_text(next_week)}});
    say("Published: a helpline notice to two boroughs, a sealed test result to one home, a notice for next week");
    wait_for("the homes that are online", 60s, [&] { return script_->outstanding() == 0; });
    script_->confirm(*exercise_);
    say("Confirmed by a second person: the exercise. Every home that has it is told");
    script_->cancel(capacity);
    say("Withdrawn: the notice for next week. The fourth message to every home within ten minutes took a third person");
  }

  void act_two() {
    auto& update = script_->publish("Admission guidance, second edition", samples::admission_update,
                                    {{"admission", admission_->id}});
    script_->replaced(*admission_);
    shown_ = &update;
    say("Published: an update of the admission guidance, which replaces the first (" + update.id + ")");
    script_->late_homes_come();
    homes_->connect(habit::late);
    say("The homes that were offline come back: they get the update, not the pile they missed");
  }

  /// The manager reads eight words out on the telephone, the administrator confirms them, and the device founds the
  /// home's list: from then on results can be sealed for it.
  void trust(std::string const& home) {
    auto& device = homes_->device_of(home);
    cli::door_request confirm{"POST", "/v1/homes/" + home + "/devices/" + device.who.device.text() + "/confirm"};
    json::writer(confirm.body).begin_object().member("words", cli::words_of(device)).end_object();
    (void)cli::expect_ok(door_->ask(confirm));
    auto const door_of = [this](std::string const& token) {
      return cli::remote_door(std::make_unique<curl::https_client>(folder_ / "authority.pem"), url_, token);
    };
    auto const now = system::clock().now();
    auto const relay = door_of(cli::ask_token(*door_of(""), device, now));
    (void)cli::found_home(*relay, device, {}, protocol::seal::make_seed(), now);
  }

  [[nodiscard]] std::string one_prompt_home() const {
    auto const& due = admission_->expected;
    auto const at =
        std::find_if(due.begin(), due.end(), [](auto const& d) { return d.second == protocol::stage::acknowledged; });
    return at == due.end() ? due.begin()->first : at->first;
  }

  /// Homes that come back late hear of it too.
  [[nodiscard]] bool all_told() const { return homes_->confirmed() == demo_script::reached(*exercise_); }

  template <class Done>
  void wait_for(char const* what, std::chrono::seconds most, Done&& is_done) {
    auto const until = std::chrono::steady_clock::now() + most;
    for (;;) {
      script_->refresh();
      draw();
      if (is_done() || told_to_stop != 0) return;
      if (std::chrono::steady_clock::now() > until) return say(std::string("gave up waiting for ") + what);
      std::this_thread::sleep_for(200ms);
    }
  }

  void draw() {
    if (!draw_) return;
    out_ << "\x1b[H\x1b[J\n  " << shown_->title << "\n\n" << cli::picture(script_->coverage(*shown_)) << std::flush;
  }

  int report() {
    script_->refresh();
    auto const coverage = script_->coverage(*shown_);
    std::size_t expected = 0, beyond = 0;
    for (auto const& message : script_->messages()) {
      expected += message->expected.size();
      beyond += message->beyond();
    }
    auto const missing = script_->outstanding();
    bool const right = missing == 0 && beyond == 0 && homes_->opened() == 1 && all_told();
    if (how_.json) {
      out_ << in_json(coverage, expected, missing, right) << '\n' << std::flush;
    } else {
      draw_ ? draw() : void(out_ << '\n' << shown_->title << "\n\n" << cli::picture(coverage));
      out_ << "\n  " << expected - missing << " of " << expected << " receipts of " << script_->messages().size()
           << " messages are as they should be.\n  " << script_->approved() << " messages waited for other people; "
           << script_->signatures() << " approvals let them go.\n"
           << "  " << homes_->confirmed() << " homes were told that what one person sent alone is confirmed.\n"
           << "  " << homes_->opened() << " sealed result was opened by the home it was for; the relay cannot.\n"
           << std::flush;
    }
    if (!right) err_ << script_->differences();
    return right ? 0 : 1;
  }

  std::string in_json(protocol::coverage const& coverage, std::size_t expected, std::size_t missing, bool right) const {
    std::string text;
    json::writer out(text);
    auto const counts = [&](protocol::tally const& n) {
      out.member("targeted", n.targeted).member("delivered", n.delivered).member("read", n.read);
      out.member("acknowledged", n.acknowledged).member("need_help", n.need_help).member("unreached", n.unreached());
    };
    out.begin_object().member("homes", admission_->expected.size()).member("message", shown_->id);
    counts(coverage.all);
    out.begin_array("areas");
    for (auto const& area : coverage.areas) {
      out.begin_object().member("area", area.area.text()).member("name", area.name);
      counts(area.count);
      out.end_object();
    }
    out.end_array().member("messages", script_->messages().size()).member("receipts_expected", expected);
    out.member("approved_messages", script_->approved()).member("approvals", script_->signatures());
    out.member("receipts_missing", missing).member("results_opened", homes_->opened());
    out.member("homes_told_confirmed", homes_->confirmed());
    out.member("complete", right).end_object();
    return text;
  }

  void stay() {
    auto const as = [&](char const* token) {
      return " --server " + url_ + " --ca " + (folder_ / "authority.pem") + " --token-file " + (folder_ / token);
    };
    std::string const where = as("token");
    out_ << "\nOpen in a browser, which will warn of the demo's own certificate (trust " << folder_ / "authority.pem"
         << " to be spared that):\n\n"
         << "  A home's inbox      " << inbox_link() << "\n"
         << "  The team's console  " << console_link() << "\n\n"
         << "Each link works once. Bulletins go out and homes answer for as long as this runs; what you send to every\n"
         << "home, or as urgent, is approved by a colleague within seconds.\n";
    out_ << "\nThe relay stays up until you press ctrl-C. In another terminal, try:\n\n"
         << "  carerelay coverage " << shown_->id << where << "\n"
         << "  carerelay receipts " << shown_->id << where << "\n"
         << "  carerelay homes list" << where << "\n"
         << "  carerelay publish FILE" << as("writer.token") << "\n"
         << "  carerelay approve DRAFT" << as("approver.token") << "\n"
         << "  carerelay enrol " << admission_->expected.begin()->first << where << "\n"
         << "  carerelay listen --folder ./my-home --server " << url_ << " --ca " << (folder_ / "authority.pem")
         << " --enrol CODE\n\n"
         << std::flush;
    homes_->slow_down(20);
    demo_live live(*script_, {people_doors_[1].get(), people_doors_[2].get()});
    while (told_to_stop == 0) {
      try {
        live.go_on(std::chrono::steady_clock::now());
      } catch (std::exception const& why) {
        err_ << why.what() << '\n';  // somebody played with the register: the rest goes on
      }
      std::this_thread::sleep_for(100ms);
    }
  }

  /// Of a home that never took a device into use: whoever opens it is that home.
  std::string inbox_link() {
    cli::door_request code{"POST", "/v1/homes/" + empty_home_ + "/codes"};
    return url_ + "/#enrol=" + cli::text_of(cli::expect_json(door_->ask(code)), "code");
  }
  std::string console_link() {
    cli::door_request link{"POST", std::string("/v1/members/") + console_person + "/sign-in-links"};
    auto const made = cli::text_of(cli::expect_json(door_->ask(link)), "url");
    return url_ + "/console/#sign-in=" + made.substr(made.find("link=") + 5);
  }

  cli::demo_options const& how_;
  std::ostream& out_;
  std::ostream& err_;
  bool draw_;
  demo_folder folder_;
  std::string token_, url_, empty_home_;
  std::unique_ptr<running_relay> relay_;
  std::unique_ptr<cli::door> door_;
  std::vector<std::string> people_tokens_;
  std::vector<std::unique_ptr<cli::door>> people_doors_;
  std::unique_ptr<demo_homes> homes_;
  std::unique_ptr<demo_script> script_;
  demo_message* admission_ = nullptr;
  demo_message* exercise_ = nullptr;
  demo_message* shown_ = nullptr;
};

}  // namespace

int run_demo(cli::demo_options const& how, std::ostream& out, std::ostream& err, bool terminal) {
  return demo(how, out, err, terminal).run();
}

}  // namespace carerelay::app
