#pragma once

#include "adapters/ports/ladder_rows.hpp"
#include "adapters/sqlite/disk/connection.hpp"

/// Rows of the ladder as the tables keep them (rows.hpp).
namespace carerelay::sqlite {

[[nodiscard]] std::int64_t sum_of(ports::watch_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::rung_row const& row, std::int64_t ordinal);
[[nodiscard]] std::int64_t sum_of(ports::call_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::way_health_row const& row);
[[nodiscard]] std::int64_t sum_of(ports::check_in_row const& row);

#define CARERELAY_RUNG_COLUMNS "message,home,ordinal,step,at,outcome,channel,contact,why,sum "
#define CARERELAY_CALL_COLUMNS "number,message,home,at,by,outcome,spoke_to,will_act,note,sum "
#define CARERELAY_WAY_HEALTH_COLUMNS "home,contact,channel,accepted_at,good_at,failed_at,failed_why,sum "
#define CARERELAY_CHECK_IN_COLUMNS \
  "id,team,author,approver,needs_approval,made_at,draft,minute,until,ended_at,last_day,last_message,sum "

[[nodiscard]] ports::watch_row read_watch(query const& q);
[[nodiscard]] ports::rung_row read_rung(query const& q);
[[nodiscard]] ports::call_row read_call(query const& q);
[[nodiscard]] ports::way_health_row read_way_health(query const& q);
[[nodiscard]] ports::check_in_row read_check_in(query const& q);

}  // namespace carerelay::sqlite
