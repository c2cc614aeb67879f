#include <algorithm>
#include <stdexcept>

#include "adapters/memory/writer.hpp"
#include "adapters/ports/log_rules.hpp"

/// The evidence log of the store in memory: every hash of every complete subtree is kept.
namespace carerelay::memory {

namespace evidence = protocol::evidence;

log_entry const* tables::log(ports::log_number number) const noexcept {
  return number >= 1 && number <= logs.size() ? &logs[number - 1] : nullptr;
}

list<ports::log_row> answers::logs() const {
  list<ports::log_row> out;
  for (auto const& log : in.logs) out.push_back(log.row);
  return out;
}

std::uint64_t answers::log_size(ports::log_number number) const {
  auto const* const log = in.log(number);
  return log == nullptr ? 0 : log->leaves.size();
}

evidence::hash answers::log_node(ports::log_number number, unsigned height, std::uint64_t at) const {
  auto const* const log = in.log(number);
  if (log == nullptr || height >= log->levels.size() || at >= log->levels[height].size()) {
    throw std::invalid_argument("log_node: beyond the end");
  }
  return log->levels[height][at];
}

list<ports::log_leaf> answers::log_leaves(ports::log_number number, std::uint64_t first, std::size_t limit) const {
  list<ports::log_leaf> out;
  auto const* const log = in.log(number);
  if (log == nullptr) return out;
  for (auto at = first; at < log->leaves.size() && out.size() < limit; ++at) out.push_back(log->leaves[at].leaf);
  return out;
}

std::optional<ports::checkpoint_row> answers::checkpoint(ports::log_number number) const {
  auto const* const log = in.log(number);
  return log == nullptr ? std::nullopt : log->checkpoint;
}

template <class Fits>
list<ports::leaf_place> answers::places(Fits const& fits) const {
  list<ports::leaf_place> out;
  for (auto const& log : in.logs) {
    for (auto const& each : log.leaves) {
      if (fits(each)) out.push_back({log.row.number, each.leaf.index});
    }
  }
  return out;
}

list<ports::leaf_place> answers::leaves_about(protocol::message_id message) const {
  return places([&](leaf_entry const& each) { return each.message == message; });
}

list<ports::leaf_place> answers::leaves_about(protocol::device_id device) const {
  return places([&](leaf_entry const& each) { return each.device == device; });
}

list<ports::leaf_place> answers::leaves_of_receipt(message_number message, home_number home) const {
  return places([&](leaf_entry const& each) { return each.receipt == std::pair(message, home); });
}

void writer::ensure_log(protocol::instant now) {
  bool const is_ours = !data_.logs.empty() && data_.logs.back().row.epoch == epoch();
  if (!is_ours) start_log(std::nullopt, "new", now);
}

leaf_entry& writer::append_leaf(std::string text, protocol::instant now) {
  ensure_log(now);
  auto& log = data_.logs.back();
  undo_.keep_end(log.leaves);
  auto& entry = log.leaves.emplace_back();
  entry.leaf.index = log.leaves.size() - 1;
  if (random_ != nullptr) {
    random_->fill(entry.leaf.salt);
  } else {
    auto const sum = protocol::crypto::sha256(text + std::to_string(entry.leaf.index));
    std::copy_n(sum.begin(), entry.leaf.salt.size(), entry.leaf.salt.begin());
  }
  entry.leaf.committed = evidence::commitment(entry.leaf.salt, text);
  entry.leaf.text = std::move(text);
  auto hash = evidence::leaf_of(entry.leaf.committed);
  for (std::size_t height = 0;; ++height) {
    if (log.levels.size() <= height) log.levels.emplace_back();  // an empty one too many does not matter
    auto& level = log.levels[height];
    undo_.keep_end(level);
    level.push_back(hash);
    if (level.size() % 2 != 0) return entry;
    hash = evidence::node_hash(level[level.size() - 2], level.back());
  }
}

void writer::log_event(evidence::event const& event) {
  auto& entry = append_leaf(evidence::to_text(event), event.at);
  entry.message = event.filed_under ? event.filed_under : event.message;
  entry.device = event.device;
}

void writer::log_receipt(message_number message, receipt_entry const& receipt, ports::receipt_event const& event) {
  std::optional<protocol::device_id> device;
  if (event.device != 0) device = data_.devices[event.device - 1].id;
  std::string text;
  evidence::append_text(ports::words_of(event, data_.messages[message - 1].view.row->body->id,
                                        data_.homes[receipt.home - 1].row.record.id.text(), device, receipt.what.seq,
                                        protocol::to_text(event.recorded_at)),
                        text);
  auto& entry = append_leaf(std::move(text), event.recorded_at);
  entry.receipt = {message, receipt.home};
  entry.event = event.id;
}

void writer::start_log(std::optional<ports::log_end> const& before, std::string_view why, protocol::instant now) {
  auto named = before;
  if (!named && !data_.logs.empty()) named = ports::end_of(*this, data_.logs.back().row);
  undo_.keep_end(data_.logs);
  auto& row = data_.logs.emplace_back().row;
  row.number = static_cast<ports::log_number>(data_.logs.size());
  row.epoch = epoch();
  row.origin = random_ != nullptr ? ports::make_origin(row.epoch, *random_)
                                  : "carerelay/log/" + row.epoch + '/' + std::to_string(row.number);
  row.started_at = now;
  log_event(ports::log_started(row, named, why));
  for (auto const& device : data_.devices) {
    if (!device.revoked_at) log_event(ports::carried(device, data_.homes[device.home - 1].row.record.id));
  }
}

void writer::put_checkpoint(ports::checkpoint_row const& row) {
  auto& slot = data_.logs.at(row.log - 1).checkpoint;
  undo_.keep(slot);
  slot = row;
}

void writer::erase_leaf(ports::leaf_place where) {
  auto const* const log = data_.log(where.log);
  if (log == nullptr || where.index >= log->leaves.size()) throw std::invalid_argument("erase_leaf: no such leaf");
  auto& entry = data_.logs[where.log - 1].leaves[where.index];
  undo_.keep(entry.leaf);
  entry.leaf.salt = {};
  entry.leaf.text.clear();
  if (!entry.receipt) return;
  auto* const receipt = find(entry.receipt->first, entry.receipt->second);
  for (auto& event : receipt->events) {
    if (event.id != entry.event) continue;
    undo_.keep(event);
    undo_.keep(receipt->what);
    bool const shown = event.act == protocol::receipt_act::responded && receipt->what.by_role == event.role &&
                       receipt->what.by_name == event.name && receipt->what.note == event.note;
    event.role.clear();
    event.name.clear();
    event.note.clear();
    event.signature.reset();
    if (!shown) continue;
    receipt->what.by_role.clear();
    receipt->what.by_name.clear();
    receipt->what.note.clear();
  }
}

}  // namespace carerelay::memory
