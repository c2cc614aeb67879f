#include "relay/app/demo_live.hpp"

#include <array>

#include "protocol/json/writer.hpp"
#include "relay/app/samples.hpp"

namespace carerelay::app {

using namespace std::chrono_literals;
namespace json = protocol::json;

namespace {

struct theme {
  char const *topic, *headline, *text, *what_to_do, *what_not;
};
constexpr std::array<theme, 4> themes{{
    {"heat", "Hot days until Friday: who needs more water?", "The Met Office expects 31 degrees from Wednesday.",
     "Offer water every hour and close the blinds by 10am.", "Do not leave anybody in a sun room after lunch."},
    {"vaccination", "Vaccination team visits next week", "A nurse comes to every home once. Bring nobody to a clinic.",
     "List who would like the vaccine, and who has to be asked again.", "Do not cancel other visits for it."},
    {"protective-equipment", "Gloves: one batch is called back", "Boxes marked NG-27 may tear when they are put on.",
     "Look through every store room today.", "Do not use gloves of that batch, not even for cleaning."},
    {"falls", "A new way to report a fall at night", "From Monday the ambulance service asks three questions first.",
     "Put the three questions beside every telephone.", "Do not move anybody who says their neck hurts."},
}};
constexpr std::array<char const*, 5> areas{"E09000012", "E09000025", "E09000026", "E09000030", "E09000031"};

constexpr auto between_bulletins = 75s;
constexpr auto between_looks = 4s;

}  // namespace

demo_live::demo_live(demo_script& script, std::vector<cli::door*> approvers)
    : script_(script), approvers_(std::move(approvers)) {}

void demo_live::go_on(std::chrono::steady_clock::time_point now) {
  if (now >= next_bulletin_) {
    next_bulletin_ = now + between_bulletins;
    publish_next();
  }
  if (now >= next_look_) {
    next_look_ = now + between_looks;
    approve_waiting();
  }
}

void demo_live::publish_next() {
  auto const& what = themes[number_ % themes.size()];
  auto const first = number_ % areas.size();
  std::string const where =
      std::string(areas[first]) + ", " + areas[(first + 1) % areas.size()] + ", " + areas[(first + 2) % areas.size()];
  ++number_;
  (void)script_.publish(what.headline, samples::live,
                        {{"number", std::to_string(number_)},
                         {"topic", what.topic},
                         {"areas", where},
                         {"headline", what.headline},
                         {"text", what.text},
                         {"do", what.what_to_do},
                         {"do not", what.what_not}});
}

/// Whoever may not, because they wrote it or signed it before, is refused; the next one tries.
void demo_live::approve_waiting() {
  for (auto* const by : approvers_) {
    auto const drafts = by->ask({"GET", "/v1/drafts"});
    if (drafts.status != 200) continue;
    auto const list = cli::expect_json(drafts);
    auto const* const rows = list.find("drafts");
    if (rows == nullptr) continue;
    for (auto const& draft : rows->items()) {
      if (cli::text_of(draft, "state") != "waiting") continue;
      cli::door_request approval{"POST", "/v1/drafts/" + cli::text_of(draft, "draft") + "/approve"};
      json::writer out(approval.body);
      out.begin_object().member("digest", cli::text_of(draft, "digest"));
      out.member("audience_hash", cli::text_of(draft, "audience_hash")).member("count", cli::number_of(draft, "count"));
      out.end_object();
      (void)by->ask(approval);
    }
  }
}

}  // namespace carerelay::app
