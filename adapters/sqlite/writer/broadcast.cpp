#include "adapters/sqlite/writer/broadcast.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace carerelay::sqlite {

template <broadcast::function Which>
void broadcast::offer(char const* name, int arguments) {
  auto const call = [](sqlite3_context* context, int, sqlite3_value** row) {
    auto& own = *static_cast<broadcast*>(sqlite3_user_data(context));
    try {
      sqlite3_result_int64(context, (own.*Which)(row));
    } catch (...) {
      own.fault_ = std::current_exception();
      sqlite3_result_error(context, "broadcast", -1);
    }
  };
  int const code = sqlite3_create_function_v2(db_.handle(), name, arguments, SQLITE_UTF8 | SQLITE_DIRECTONLY, this,
                                              call, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(db_.handle(), code, name);
}

broadcast::broadcast(connection& db) : db_(db) {
  offer<&broadcast::is_target>("is_target", 1);
  offer<&broadcast::sum_of_first>("sum_of_first", 4);
  offer<&broadcast::sum_of_raised>("sum_of_raised", 3);
}

std::int64_t broadcast::is_target(sqlite3_value** row) {
  auto const home = static_cast<home_number>(sqlite3_value_int64(row[0]));
  return std::binary_search(targets_.begin(), targets_.end(), home) ? 1 : 0;
}

std::int64_t broadcast::sum_of_first(sqlite3_value** row) {
  first_.home = static_cast<home_number>(sqlite3_value_int64(row[0]));
  auto const last = static_cast<std::uint64_t>(sqlite3_value_int64(row[1]));
  auto const filed = static_cast<std::uint64_t>(sqlite3_value_int64(row[2]));
  if (sum_of_stream(first_.home, last, filed) != sqlite3_value_int64(row[3])) damaged("streams", first_.home);
  first_.what.seq = last + 1;
  seqs_.push_back(last + 1);
  return sum_of(first_);
}

std::int64_t broadcast::sum_of_raised(sqlite3_value** row) {
  return sum_of_stream(static_cast<home_number>(sqlite3_value_int64(row[0])),
                       static_cast<std::uint64_t>(sqlite3_value_int64(row[1])) + 1,
                       static_cast<std::uint64_t>(sqlite3_value_int64(row[2])));
}

std::vector<std::uint64_t> broadcast::add(stored_receipt const& first, std::span<home_number const> targets) {
  first_ = first;
  targets_ = targets;
  seqs_.clear();
  seqs_.reserve(targets.size());
  fault_ = nullptr;
  try {
    db_.run(
        "INSERT INTO receipts(message,home,seq,state,last_event,delivered_at,sum) "
        "SELECT ?,home,last+1,0,?,?,sum_of_first(home,last,filed,sum) FROM streams "
        "WHERE home BETWEEN ? AND ? AND is_target(home) ORDER BY home",
        first.message, first.last_event, first.sent, targets.front(), targets.back());
    db_.run(
        "UPDATE streams SET last=last+1, sum=sum_of_raised(home,last,filed) "
        "WHERE home BETWEEN ? AND ? AND is_target(home)",
        targets.front(), targets.back());
  } catch (...) {
    if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
    throw;
  }
  if (seqs_.size() != targets.size()) throw std::invalid_argument("add_message: no such home");
  return std::move(seqs_);
}

}  // namespace carerelay::sqlite
