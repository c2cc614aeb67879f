#include "relay/io/loop/log.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <atomic>
#include <mutex>

#include "protocol/instant.hpp"
#include "protocol/json/writer.hpp"

namespace carerelay::io {
namespace {

std::string_view word(config::log_level level) noexcept {
  switch (level) {
    case config::log_level::debug: return "debug";
    case config::log_level::info: return "info";
    case config::log_level::warning: return "warning";
    case config::log_level::error: return "error";
  }
  return "";
}

std::string line_of(config::log_level level, std::string_view event, std::span<log_field const> what) {
  auto const now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  std::string line;
  protocol::json::writer out(line);
  out.begin_object().member("time", protocol::to_text(now)).member("level", word(level)).member("event", event);
  for (auto const& field : what) std::visit([&](auto const& value) { out.member(field.name, value); }, field.value);
  out.end_object();
  return line;
}

}  // namespace

struct event_log::backend {
  line_sink to;
  std::mutex mutex;
  std::shared_ptr<spdlog::async_logger> lines;
  std::shared_ptr<spdlog::details::thread_pool> pool;  ///< goes first: its thread writes what is left, and is joined
  std::atomic<std::size_t> told_lost{0};

  void write(std::string const& line) {
    if (lines) return lines->info(spdlog::string_view_t(line));
    std::lock_guard const lock(mutex);
    to(line);
  }
};

event_log::event_log(config::log_level least) : least_(least), backend_(std::make_unique<backend>()) {
  constexpr std::size_t waiting_most = 8192;
  backend_->pool = std::make_shared<spdlog::details::thread_pool>(waiting_most, 1);
  backend_->lines =
      std::make_shared<spdlog::async_logger>("carerelay", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                             backend_->pool, spdlog::async_overflow_policy::overrun_oldest);
  backend_->lines->set_pattern("%v");
  backend_->lines->flush_on(spdlog::level::info);
}

event_log::event_log(config::log_level least, line_sink to) : least_(least), backend_(std::make_unique<backend>()) {
  backend_->to = std::move(to);
}

event_log::~event_log() = default;

void event_log::say(config::log_level level, std::string_view event, std::span<log_field const> what) {
  if (level < least_) return;
  if (backend_->pool) {
    auto const lost = backend_->pool->overrun_counter();
    auto const told = backend_->told_lost.exchange(lost);
    if (lost > told) {
      log_field const count{"lines", lost - told};
      backend_->write(line_of(config::log_level::warning, "log_lines_lost", {&count, 1}));
    }
  }
  backend_->write(line_of(level, event, what));
}

void event_log::flush() {
  if (backend_->lines) backend_->lines->flush();
}

}  // namespace carerelay::io
