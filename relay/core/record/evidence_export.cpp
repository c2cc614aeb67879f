#include "relay/core/record/evidence_export.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "adapters/ports/log_rules.hpp"
#include "protocol/crypto/base64.hpp"
#include "protocol/evidence/verify.hpp"
#include "protocol/json/reader.hpp"
#include "protocol/json/writer.hpp"
#include "relay/core/record/log_keeper.hpp"

namespace carerelay::core {

namespace evidence = protocol::evidence;
namespace json = protocol::json;
using protocol::crypto::to_base64url;

namespace {

constexpr std::size_t witnesses_most = 3;
constexpr std::size_t looked_through = 1'000;  ///< homes, for witnesses of another's receipt

/// An answer that named the tree its device had verified.
struct witness {
  protocol::home_id home;
  protocol::device_id device;
  std::uint64_t seq = 0;
  ports::receipt_event said;
};

class gathering {
 public:
  gathering(ports::store_reader& store, evidence_wish const& what) : store_(store), what_(what) {}

  void gather() {
    auto const& row = *what_.message.row;
    add(store_.leaves_about(row.body->id));
    if (what_.home) {
      gather_receipt(*what_.home, true);
    } else {
      for (auto const home : page()) gather_receipt(home, true);
    }
    add(store_.leaves_about(ports::channel_events_of(row.body->number, 0)));  // posts to groups, which are of no home
    if (what_.home && what_.witnesses) find_other_witnesses();
    if (!what_.witnesses) witnesses_.clear();
    // The keys of every device that is named, from the log that names it.
    for (auto const& device : devices_) add(store_.leaves_about(device));
  }

  exported_evidence write(std::function<std::string(ports::home_number)> const& next);

 private:
  /// The homes of this page.
  std::vector<ports::home_number> page() {
    auto all = store_.audience(what_.message.row->body->number);
    all.erase(all.begin(), std::upper_bound(all.begin(), all.end(), what_.after));
    if (all.size() <= what_.limit) return all;
    all.resize(what_.limit);
    last_ = all.back();
    return all;
  }
  void write_audience(json::writer& out);

  void add(std::vector<ports::leaf_place> const& places) {
    for (auto const& place : places) leaves_[place.log].insert(place.index);
  }

  void gather_receipt(ports::home_number home, bool with_leaves) {
    auto const number = what_.message.row->body->number;
    if (with_leaves) {
      add(store_.leaves_of_receipt(number, home));
      add(store_.leaves_about(ports::channel_events_of(number, home)));
    }
    auto const receipt = store_.receipt(number, home);
    for (auto const& said : store_.events(number, home)) {
      if (said.act != protocol::receipt_act::responded || said.device == 0) continue;
      auto const device = device_of(home, said.device);
      if (!device) continue;
      if (with_leaves) devices_.insert(*device);
      if (said.checkpoint && said.signature && receipt)
        witnesses_.push_back({receipt->what.home, *device, receipt->what.seq, said});
    }
  }

  void find_other_witnesses() {
    auto const audience = store_.audience(what_.message.row->body->number);
    for (std::size_t i = 0; i < std::min(audience.size(), looked_through); ++i) {
      if (audience[i] != *what_.home) gather_receipt(audience[i], false);
    }
    std::erase_if(witnesses_, [&](witness const& each) {
      auto const home = store_.home(*what_.home);
      return home && each.home == home->record.id;
    });
    // The one that had seen most says most.
    std::stable_sort(witnesses_.begin(), witnesses_.end(),
                     [](auto const& a, auto const& b) { return a.said.checkpoint->size > b.said.checkpoint->size; });
    if (witnesses_.size() > witnesses_most) witnesses_.resize(witnesses_most);
    for (auto const& each : witnesses_) devices_.insert(each.device);
  }

  std::optional<protocol::device_id> device_of(ports::home_number home, ports::device_number number) {
    for (auto const& each : store_.devices(home)) {
      if (each.number == number) return each.id;
    }
    return std::nullopt;
  }

  void write_log(ports::log_row const& log, ports::checkpoint_row const& head, std::set<std::uint64_t> const& leaves,
                 json::writer& out);
  void write_witness(witness const& each, ports::checkpoint_row const& head, ports::log_number log, json::writer& out);

  ports::store_reader& store_;
  evidence_wish const& what_;
  std::map<ports::log_number, std::set<std::uint64_t>> leaves_;
  std::set<protocol::device_id> devices_;
  std::vector<witness> witnesses_;
  std::optional<ports::home_number> last_;
};

void write_proof(std::vector<evidence::hash> const& proof, json::writer& out) {
  out.begin_array("proof");
  for (auto const& each : proof) out.value(to_base64url(each));
  out.end_array();
}

void gathering::write_log(ports::log_row const& log, ports::checkpoint_row const& head,
                          std::set<std::uint64_t> const& leaves, json::writer& out) {
  auto const nodes = nodes_of(store_, log.number);
  out.begin_object().member("key", head.key).member("checkpoint", head.note).begin_array("entries");
  for (auto const index : leaves) {
    auto const found = store_.log_leaves(log.number, index, 1);
    if (found.empty()) continue;
    auto const& leaf = found.front();
    out.begin_object().member("index", index);
    if (leaf.is_erased()) {
      out.member("erased", true).member("commitment", to_base64url(leaf.committed));
    } else {
      out.member("salt", to_base64url(leaf.salt)).member("event", leaf.text);
    }
    write_proof(evidence::inclusion_proof(index, head.size, nodes), out);
    out.end_object();
  }
  out.end_array().begin_array("witnesses");
  for (auto const& each : witnesses_) {
    bool const fits = each.said.checkpoint->origin == log.origin && each.said.checkpoint->size <= head.size;
    if (fits) write_witness(each, head, log.number, out);
  }
  out.end_array().end_object();
}

void gathering::write_witness(witness const& each, ports::checkpoint_row const& head, ports::log_number log,
                              json::writer& out) {
  auto const& tree = *each.said.checkpoint;
  auto const& body = *what_.message.row->body;
  out.begin_object().member("home", each.home.text()).member("device", each.device.text());
  out.member("message", body.id.text()).member("digest", to_base64url(body.sum)).member("seq", each.seq);
  out.member("response", word(*each.said.answer)).member("event", each.said.id.text());
  out.member("said_at", each.said.said_at_text).member("signature", to_base64url(*each.said.signature));
  out.member("origin", tree.origin).member("size", tree.size).member("root", to_base64url(tree.root));
  write_proof(evidence::consistency_proof(tree.size, head.size, nodes_of(store_, log)), out);
  out.end_object();
}

/// Left out when the ids are no longer those that were committed to: a home may have got another id since.
void gathering::write_audience(json::writer& out) {
  auto const& body = *what_.message.row->body;
  std::vector<std::string> ids;
  for (auto const home : store_.audience(body.number))
    if (auto const row = store_.home(home)) ids.push_back(row->record.id.text());
  std::vector<std::string_view> views(ids.begin(), ids.end());
  auto const sum = to_base64url(evidence::audience_hash(views));
  for (auto const& place : store_.leaves_about(body.id)) {
    auto const leaf = store_.log_leaves(place.log, place.index, 1);
    auto const event = leaf.empty() ? json::read("", 1) : json::read(leaf.front().text, 64 * 1024);
    auto const* const homes = event ? event->find("homes") : nullptr;
    if (homes == nullptr || !homes->is(json::kind::string) || homes->string() != sum) continue;
    out.begin_array("audience");
    for (auto const id : views) out.value(id);
    out.end_array();
    return;
  }
}

exported_evidence gathering::write(std::function<std::string(ports::home_number)> const& next) {
  exported_evidence out;
  json::writer to(out.bundle);
  to.begin_object().member("format", evidence::bundle_format);
  to.member("message", what_.message.row->body->json);
  out.last = last_;
  if (last_ && next) to.member("next", next(*last_));
  if (what_.audience) write_audience(to);
  to.begin_array("logs");
  bool any = false;
  for (auto const& log : store_.logs()) {
    auto const found = leaves_.find(log.number);
    if (found == leaves_.end()) continue;
    auto const head = store_.checkpoint(log.number);
    std::set<std::uint64_t> ready;
    for (auto const index : found->second) {
      if (head && index < head->size) ready.insert(index);
    }
    out.pending += found->second.size() - ready.size();
    if (ready.empty()) continue;
    any = true;
    write_log(log, *head, ready, to);
  }
  to.end_array().end_object();
  if (!any) out.bundle.clear();
  return out;
}

}  // namespace

protocol::checkpoint_frame find_checkpoint(ports::store_reader& store, protocol::log_frame const& seen) {
  protocol::checkpoint_frame out;
  store.snapshot([&] {
    auto const logs = store.logs();
    auto const row = logs.empty() ? std::nullopt : store.checkpoint(logs.back().number);
    if (!row) return;
    out.note = row->note;
    out.key = row->key;
    if (seen.origin != logs.back().origin || seen.size == 0 || seen.size > row->size) return;
    out.from = seen.size;
    out.proof = evidence::consistency_proof(seen.size, row->size, nodes_of(store, row->log));
  });
  return out;
}

exported_evidence export_evidence(ports::store_reader& store, evidence_wish const& what,
                                  std::function<std::string(ports::home_number)> const& next) {
  exported_evidence out;
  store.snapshot([&] {
    gathering all(store, what);
    all.gather();
    out = all.write(next);
  });
  return out;
}

}  // namespace carerelay::core
