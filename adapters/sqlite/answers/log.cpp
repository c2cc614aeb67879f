#include <algorithm>

#include "adapters/ports/log_rules.hpp"
#include "adapters/ports/store.hpp"
#include "adapters/sqlite/answers/answers.hpp"
#include "adapters/sqlite/rows/log_book.hpp"

namespace carerelay::sqlite {

namespace evidence = protocol::evidence;

namespace {

/// One row of log_leaves, verified.
struct leaf_row {
  std::int64_t key = 0, receipts_from = 0;
  std::string kinds, leaves;

  [[nodiscard]] std::size_t size() const noexcept { return leaves.size() / leaf_bytes; }
  [[nodiscard]] bool is_receipt(std::size_t at) const noexcept { return kinds.empty() || kinds[at] == 0; }
  [[nodiscard]] std::int64_t receipt(std::size_t at) const noexcept {
    return receipts_from + (kinds.empty()
                                ? static_cast<std::ptrdiff_t>(at)
                                : std::count(kinds.begin(), kinds.begin() + static_cast<std::ptrdiff_t>(at), '\0'));
  }
  template <std::size_t Size>
  void copy(std::size_t at, std::size_t offset, std::array<std::uint8_t, Size>& out) const noexcept {
    std::copy_n(leaves.begin() + static_cast<std::ptrdiff_t>(at * leaf_bytes + offset), Size, out.begin());
  }
};

#define LEAF_COLUMNS "key,receipts_from,kinds,leaves,sum "
leaf_row read_leaves(query const& q) {
  leaf_row row;
  row.key = q.integer(0);
  row.receipts_from = q.integer(1);
  row.kinds = q.text(2);
  row.leaves = q.text(3);
  bool const whole = row.leaves.size() % leaf_bytes == 0 && (row.kinds.empty() || row.kinds.size() == row.size());
  if (!whole || sum_of_leaves(row.key, row.receipts_from, row.kinds, row.leaves) != q.integer(4)) {
    damaged("log_leaves", row.key);
  }
  return row;
}

}  // namespace

list<ports::log_row> answers::logs() {
  list<ports::log_row> out;
  auto q = db_.ask("SELECT number,origin,epoch,started_at,sum FROM logs ORDER BY number");
  while (q.step()) {
    ports::log_row row{q.as<log_number>(0), std::string(q.text(1)), std::string(q.text(2)), q.time(3)};
    if (sum_of_log(row) != q.integer(4)) damaged("logs", row.number);
    out.push_back(std::move(row));
  }
  return out;
}

std::uint64_t answers::log_size(log_number log) {
  auto q = db_.ask("SELECT key, length(leaves) FROM log_leaves WHERE key>=? AND key<? ORDER BY key DESC LIMIT 1",
                   leaf_key(log, 0), leaf_key(log + 1, 0));
  if (!q.step()) return 0;
  return static_cast<std::uint64_t>(q.integer(0) - leaf_key(log, 0)) + q.as<std::uint64_t>(1) / leaf_bytes;
}

evidence::hash answers::log_node(log_number log, unsigned height, std::uint64_t at) {
  // Stored are the leaves and the nodes of every eighth height: at most 256 of those make any other.
  unsigned const below = height / 8 * 8;
  auto const first = at << (height - below);
  auto const count = std::uint64_t{1} << (height - below);
  auto const tile = first / leaves_a_tile;
  if (tile_.log != log || tile_.height != below || tile_.number != tile ||
      tile_.hashes.size() < first % leaves_a_tile + count) {
    read_tile(log, below, tile);
  }
  if (tile_.hashes.size() < first % leaves_a_tile + count) throw std::invalid_argument("log_node: beyond the end");
  return evidence::fold(std::span(tile_.hashes).subspan(first % leaves_a_tile, count));
}

void answers::read_tile(log_number log, unsigned height, std::uint64_t number) {
  tile_ = {log, height, number, {}};
  auto const first = number * leaves_a_tile;
  if (height > 0) {
    auto q = db_.ask("SELECT at, hash FROM log_nodes WHERE log=? AND height=? AND at>=? AND at<? ORDER BY at", log,
                     height, first, first + leaves_a_tile);
    while (q.step()) {
      bool const next = q.as<std::uint64_t>(0) == first + tile_.hashes.size();
      if (!next || !q.bytes(1, tile_.hashes.emplace_back())) damaged("log_nodes", q.integer(0));
    }
    return;
  }
  auto q = db_.ask("SELECT " LEAF_COLUMNS "FROM log_leaves WHERE key>=? AND key<? ORDER BY key", leaf_key(log, first),
                   leaf_key(log, first + leaves_a_tile));
  while (q.step()) {
    auto const row = read_leaves(q);
    if (row.key != leaf_key(log, first + tile_.hashes.size())) damaged("log_leaves", row.key);
    for (std::size_t at = 0; at < row.size(); ++at) {
      evidence::hash committed{};
      row.copy(at, sizeof(evidence::salt), committed);
      tile_.hashes.push_back(evidence::leaf_of(committed));
    }
  }
}

std::string answers::receipt_text(std::int64_t number, evidence::salt const& salt, evidence::hash const& committed) {
  stored_event event;
  {
    auto q = db_.ask("SELECT " CARERELAY_EVENT_COLUMNS "FROM receipt_events WHERE number=?", number);
    if (!q.step()) return {};
    event = read_event(q);
  }
  auto const receipt = stored(event.message, event.home);
  auto const home = this->home(event.home);
  if (!receipt || !home) return {};
  std::optional<protocol::device_id> device;
  if (event.what.device != 0) {
    auto q = db_.ask("SELECT id FROM devices WHERE number=?", event.what.device);
    protocol::uuid::bytes_type id{};
    if (!q.step() || !q.bytes(0, id)) return {};
    device = protocol::device_id(protocol::uuid(id));
  }
  auto const at = protocol::to_text(event.what.recorded_at);
  // A home's id may have changed since: the leaf itself says which one it was.
  auto names = home->record.former_ids;
  names.insert(names.begin(), home->record.id);
  std::string text;
  for (auto const& name : names) {
    text.clear();
    evidence::append_text(
        ports::words_of(event.what, body(event.message)->body->id, name.text(), device, receipt->what.seq, at), text);
    if (evidence::commitment(salt, text) == committed) return text;
  }
  return text;
}

list<ports::log_leaf> answers::log_leaves(log_number log, std::uint64_t first, std::size_t limit) {
  list<ports::log_leaf> out;
  list<std::pair<bool, std::int64_t>> sources;  // a receipt's event, or a leaf's key
  {
    // The row that holds `first` begins at most a tile before it.
    auto q = db_.ask("SELECT " LEAF_COLUMNS "FROM log_leaves WHERE key>=? AND key<? ORDER BY key",
                     leaf_key(log, first - first % leaves_a_tile), leaf_key(log + 1, 0));
    while (out.size() < limit && q.step()) {
      auto const row = read_leaves(q);
      for (std::size_t at = 0; at < row.size() && out.size() < limit; ++at) {
        auto const index = static_cast<std::uint64_t>(row.key - leaf_key(log, 0)) + at;
        if (index < first) continue;
        auto& leaf = out.emplace_back();
        leaf.index = index;
        row.copy(at, 0, leaf.salt);
        row.copy(at, sizeof leaf.salt, leaf.committed);
        sources.emplace_back(row.is_receipt(at), row.is_receipt(at) ? row.receipt(at) : leaf_key(log, index));
      }
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto& leaf = out[i];
    if (leaf.is_erased()) continue;
    try {
      leaf.text =
          sources[i].first ? receipt_text(sources[i].second, leaf.salt, leaf.committed) : event_text(sources[i].second);
    } catch (ports::store_damaged const&) {
      leaf.text.clear();  // a salt without its event: whoever checks the log is to see which one it is
    }
  }
  return out;
}

std::string answers::event_text(std::int64_t key) {
  auto q = db_.ask("SELECT text, sum FROM log_events WHERE key=?", key);
  if (!q.step()) return {};
  if (sum_of_log_event(key, q.text(0)) != q.integer(1)) damaged("log_events", key);
  return std::string(q.text(0));
}

std::optional<ports::checkpoint_row> answers::checkpoint(log_number log) {
  auto q = db_.ask("SELECT size,root,signed_at,note,key,sum FROM checkpoints WHERE log=?", log);
  if (!q.step()) return std::nullopt;
  ports::checkpoint_row row{log, q.as<std::uint64_t>(0), {}, q.time(2), std::string(q.text(3)), std::string(q.text(4))};
  if (!q.bytes(1, row.root) || sum_of(row) != q.integer(5)) damaged("checkpoints", log);
  return row;
}

list<ports::leaf_place> answers::places(query q) {
  list<ports::leaf_place> out;
  while (q.step()) {
    auto const key = q.integer(0);
    out.push_back({static_cast<log_number>(key >> 40), static_cast<std::uint64_t>(key & ((1LL << 40) - 1))});
  }
  return out;
}

list<ports::leaf_place> answers::leaves_about(protocol::message_id message) {
  return places(
      db_.ask("SELECT key FROM log_events WHERE message=? ORDER BY key", protocol::bytes_view(message.bytes())));
}

list<ports::leaf_place> answers::leaves_about(protocol::device_id device) {
  return places(
      db_.ask("SELECT key FROM log_events WHERE device=? ORDER BY key", protocol::bytes_view(device.bytes())));
}

list<ports::leaf_place> answers::leaves_of_receipt(message_number message, home_number home) {
  list<ports::leaf_place> out;
  auto const held = stored(message, home);
  if (!held) return out;
  for (auto const& event : chain(message, home, held->last_event)) {
    auto q =
        db_.ask("SELECT " LEAF_COLUMNS "FROM log_leaves WHERE receipts_from<=? ORDER BY receipts_from DESC LIMIT 1",
                event.number);
    if (!q.step()) continue;
    auto const row = read_leaves(q);
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (!row.is_receipt(at) || row.receipt(at) != event.number) continue;
      out.push_back(
          {static_cast<log_number>(row.key >> 40), static_cast<std::uint64_t>(row.key & ((1LL << 40) - 1)) + at});
      break;
    }
  }
  return out;
}

}  // namespace carerelay::sqlite
