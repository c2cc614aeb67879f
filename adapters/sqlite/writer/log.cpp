#include <algorithm>
#include <stdexcept>

#include "adapters/ports/log_rules.hpp"
#include "adapters/sqlite/writer/writer.hpp"

namespace carerelay::sqlite {

namespace evidence = protocol::evidence;

std::string_view writer::name_of(home_number home) {
  if (home_names_.size() <= home) home_names_.resize(home + 1);
  auto& name = home_names_[home];
  if (name.empty()) {
    auto const row = from_.home(home);
    if (!row) throw std::invalid_argument("no such home");
    name = row->record.id;
  }
  return name.text();
}

protocol::device_id writer::id_of(device_number device) {
  if (device_ids_.size() <= device) device_ids_.resize(device + 1);
  auto& id = device_ids_[device];
  if (id.is_nil()) {
    auto q = db().ask("SELECT id FROM devices WHERE number=?", device);
    protocol::uuid::bytes_type bytes{};
    if (!q.step() || !q.bytes(0, bytes)) throw std::invalid_argument("no such device");
    id = protocol::device_id(protocol::uuid(bytes));
  }
  return id;
}

void writer::log_receipt(stored_event const& row, std::uint64_t seq) {
  ensure_log(row.what.recorded_at);
  if (row.message != last_message_) {
    last_message_id_ = from_.row_of(row.message)->body->id;
    last_message_ = row.message;
  }
  // Receipts come in crowds of one millisecond.
  if (row.what.recorded_at != last_at_ || last_at_text_.empty()) {
    last_at_ = row.what.recorded_at;
    last_at_text_ = protocol::to_text(last_at_);
  }
  std::optional<protocol::device_id> device;
  if (row.what.device != 0) device = id_of(row.what.device);
  text_.clear();
  evidence::append_text(ports::words_of(row.what, last_message_id_, name_of(row.home), device, seq, last_at_text_),
                        text_);
  book_.append(log_book::kind::receipt, text_, row.number);
}

void writer::log_publish(protocol::message const& what, std::span<home_number const> targets) {
  ensure_log(what.sent);
  log_event(evidence::message_published(what));
  std::vector<std::string_view> homes;
  homes.reserve(targets.size());
  if (!targets.empty())
    (void)name_of(targets.back());  // the longest the list will be: what is viewed stays where it is
  for (auto const home : targets) homes.push_back(name_of(home));
  log_event(evidence::audience_taken(what.id, what.sent, homes.size(), evidence::audience_hash(homes)));
}

void writer::log_event(evidence::event const& event) {
  ensure_log(event.at);
  auto const text = evidence::to_text(event);
  auto const index = book_.append(log_book::kind::event, text);
  auto const key = leaf_key(book_.current(), index);
  std::optional<protocol::bytes_view> message, device;
  auto const& named = event.filed_under ? event.filed_under : event.message;
  if (named) message = protocol::bytes_view(named->bytes());
  if (event.device) device = protocol::bytes_view(event.device->bytes());
  db().run("INSERT INTO log_events(key,message,device,text,sum) VALUES(?,?,?,?,?)", key, message, device,
           std::string_view(text), sum_of_log_event(key, text));
}

void writer::ensure_log(instant now) {
  if (log_is_ours_) return;
  (void)book_.current();  // as it was before this transaction
  auto const all = from_.logs();
  if (all.empty() || all.back().epoch != from_.epoch()) {
    start_log(std::nullopt, all.empty() ? "new" : "the register was restored from a backup", now);
  }
  log_is_ours_ = true;
}

void writer::start_log(std::optional<ports::log_end> const& before, std::string_view why, instant now) {
  (void)book_.current();
  auto const all = from_.logs();
  auto named = before;
  if (!named && !all.empty()) named = ports::end_of(from_, all.back());
  ports::log_row row;
  row.number = all.empty() ? 1 : all.back().number + 1;
  row.epoch = from_.epoch();
  row.origin = ports::make_origin(row.epoch, random_);
  row.started_at = now;
  db().run("INSERT INTO logs(number,origin,epoch,started_at,sum) VALUES(?,?,?,?,?)", row.number,
           std::string_view(row.origin), std::string_view(row.epoch), row.started_at, sum_of_log(row));
  book_.begin_log(row.number);
  log_is_ours_ = true;
  log_event(ports::log_started(row, named, why));
  std::vector<ports::device_row> live;
  {
    auto q =
        db().ask("SELECT " CARERELAY_DEVICE_COLUMNS
                 "FROM devices d JOIN cursors c ON c.device=d.number WHERE d.revoked_at IS NULL ORDER BY d.number");
    while (q.step()) live.push_back(read_device(q));
  }
  for (auto const& device : live) log_event(ports::carried(device, from_.home(device.home)->record.id));
}

void writer::put_checkpoint(ports::checkpoint_row const& row) {
  db().run(
      "INSERT INTO checkpoints(log,size,root,signed_at,note,key,sum) VALUES(?,?,?,?,?,?,?) ON CONFLICT(log) DO UPDATE "
      "SET size=excluded.size,root=excluded.root,signed_at=excluded.signed_at,note=excluded.note,key=excluded.key,"
      "sum=excluded.sum",
      row.log, row.size, protocol::bytes_view(row.root), row.signed_at, std::string_view(row.note),
      std::string_view(row.key), sum_of(row));
}

void writer::owe_scrub() {
  db().run("INSERT OR REPLACE INTO meta(name, value) VALUES('scrub', 'due')");
  has_erased_ = true;
}

void writer::erase_leaf(ports::leaf_place where) {
  owe_scrub();
  auto const key = leaf_key(where.log, where.index);
  std::int64_t first = 0, receipts_from = 0;
  std::string kinds, leaves;
  {
    auto q =
        db().ask("SELECT key,receipts_from,kinds,leaves FROM log_leaves WHERE key<=? ORDER BY key DESC LIMIT 1", key);
    if (q.step()) {
      first = q.integer(0);
      receipts_from = q.integer(1);
      kinds = q.text(2);
      leaves = q.text(3);
    }
  }
  auto const at = static_cast<std::size_t>(key - first);
  if (first == 0 || (at + 1) * leaf_bytes > leaves.size()) throw std::invalid_argument("erase_leaf: no such leaf");
  bool const is_receipt = kinds.empty() || kinds[at] == 0;
  auto const place = static_cast<std::ptrdiff_t>(at);
  leaves.replace(at * leaf_bytes, sizeof(evidence::salt), sizeof(evidence::salt), '\0');
  db().run("UPDATE log_leaves SET leaves=?, sum=? WHERE key=?", protocol::as_bytes(leaves),
           sum_of_leaves(first, receipts_from, kinds, leaves), first);
  if (!is_receipt) {
    db().run("UPDATE log_events SET text='', sum=? WHERE key=?", sum_of_log_event(key, ""), key);
    return;
  }
  auto const before = kinds.empty() ? place : std::count(kinds.begin(), kinds.begin() + place, '\0');
  blank_receipt_event(receipts_from + before);
}

void writer::blank_receipt_event(std::int64_t number) {
  stored_event event;
  {
    auto q = db().ask("SELECT " CARERELAY_EVENT_COLUMNS "FROM receipt_events WHERE number=?", number);
    if (!q.step()) throw std::invalid_argument("erase_leaf: no such event");
    event = read_event(q);
  }
  auto receipt = from_.stored(event.message, event.home);
  auto& said = event.what;
  // What the receipt shows of its newest answer goes too, when it is this one.
  bool const shown = receipt && said.act == protocol::receipt_act::responded && receipt->what.by_role == said.role &&
                     receipt->what.by_name == said.name && receipt->what.note == said.note;
  said.role.clear();
  said.name.clear();
  said.note.clear();
  said.signature.reset();
  db().run("UPDATE receipt_events SET role=NULL,name=NULL,note=NULL,signature=NULL,sum=? WHERE number=?", sum_of(event),
           number);
  if (!shown) return;
  receipt->what.by_role.clear();
  receipt->what.by_name.clear();
  receipt->what.note.clear();
  update(*receipt);
}

}  // namespace carerelay::sqlite
