#include "relay/io/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <array>

#include "protocol/frame/frames.hpp"

namespace carerelay::io {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

std::uint64_t total(figures const& of, counter thread_counters::*which) {
  std::uint64_t sum = 0;
  for (auto const* one : of.threads) sum += (one->*which).value();
  return sum;
}

template <std::size_t N>
std::uint64_t total(figures const& of, std::array<counter, N> thread_counters::*which, std::size_t i) {
  std::uint64_t sum = 0;
  for (auto const* one : of.threads) sum += (one->*which)[i].value();
  return sum;
}

class collector {
 public:
  void begin(std::string name, std::string help, MetricType type) {
    families_.push_back({"carerelay_" + std::move(name), std::move(help), type, {}});
  }
  void add(double value, std::string label = {}, std::string_view label_value = {}) {
    ClientMetric metric;
    if (!label.empty()) metric.label.push_back({std::move(label), std::string(label_value)});
    auto& family = families_.back();
    if (family.type == MetricType::Counter)
      metric.counter.value = value;
    else
      metric.gauge.value = value;
    family.metric.push_back(std::move(metric));
  }
  /// With two labels, the second for `word`.
  void add_of(double value, std::string const& channel, std::string label, std::string_view word) {
    add(value, "channel", channel);
    families_.back().metric.back().label.push_back({std::move(label), std::string(word)});
  }
  void count(std::string name, std::string help, std::uint64_t value) {
    begin(std::move(name), std::move(help), MetricType::Counter);
    add(static_cast<double>(value));
  }
  void gauge(std::string name, std::string help, std::uint64_t value) {
    begin(std::move(name), std::move(help), MetricType::Gauge);
    add(static_cast<double>(value));
  }
  template <std::size_t N>
  void distribution(std::string name, std::string help, histogram<N> const& what, double scale) {
    begin(std::move(name), std::move(help), MetricType::Histogram);
    ClientMetric metric;
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i <= N; ++i) {
      cumulative += what.bucket(i);
      double const bound =
          i < N ? static_cast<double>(what.bounds()[i]) * scale : std::numeric_limits<double>::infinity();
      metric.histogram.bucket.push_back({cumulative, bound});
    }
    metric.histogram.sample_count = cumulative;
    metric.histogram.sample_sum = static_cast<double>(what.sum()) * scale;
    families_.back().metric.push_back(std::move(metric));
  }
  [[nodiscard]] std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

void add_connections(figures const& of, collector& out) {
  using t = thread_counters;
  out.begin("connections", "Live connections by what they are", MetricType::Gauge);
  out.add(static_cast<double>(total(of, &t::homes)), "kind", "home");
  out.add(static_cast<double>(total(of, &t::watchers)), "kind", "publisher");
  out.count("connections_opened_total", "Connections accepted", total(of, &t::connections_opened));
  out.count("connections_refused_total", "Connections refused because of a limit", total(of, &t::connections_refused));
  out.count("handshakes_failed_total", "TLS handshakes that failed", total(of, &t::handshakes_failed));
  out.begin("resumes_total", "Streams opened, by resume verdict", MetricType::Counter);
  for (std::size_t i = 0; i < 4; ++i)
    out.add(static_cast<double>(total(of, &t::verdicts, i)), "verdict", word(static_cast<protocol::resume_verdict>(i)));
  out.begin("closes_total", "Streams closed, by who and why", MetricType::Counter);
  for (std::size_t i = 0; i < 500; ++i)
    if (auto const n = total(of, &t::closed, i); n > 0)
      out.add(static_cast<double>(n), "code", std::to_string(4000 + i));
  out.add(static_cast<double>(total(of, &t::closed_by_peer)), "code", "peer");
  out.add(static_cast<double>(total(of, &t::closed_broken)), "code", "broken");
  out.gauge("queue_bytes", "Bytes that wait for slow peers", total(of, &t::queued_bytes));
  out.count("reading_paused_total", "Times reading stopped because the store was behind", total(of, &t::paused));
}

void add_messages(figures const& of, collector& out) {
  using t = thread_counters;
  out.count("deliveries_total", "Deliver frames sent to homes", total(of, &t::deliveries));
  out.count("delivered_bytes_total", "Bytes of deliver frames", total(of, &t::delivered_bytes));
  out.count("replayed_total", "Inbox entries read again for homes that resumed", total(of, &t::redelivered));
  out.begin("receipts_total", "Receipts recorded, by the stage they reached", MetricType::Counter);
  out.add(static_cast<double>(of.store->delivered.value()), "stage", "delivered");
  out.add(static_cast<double>(total(of, &t::reads)), "stage", "read");
  out.add(static_cast<double>(total(of, &t::responses)), "stage", "acknowledged");
  if (of.oldest_undelivered_seconds)
    out.gauge("oldest_undelivered_seconds", "Age of the oldest message in force that some home has not stored",
              static_cast<std::uint64_t>(*of.oldest_undelivered_seconds));
  else
    out.gauge("oldest_undelivered_seconds", "Age of the oldest message in force that some home has not stored", 0);
}

void add_refusals(figures const& of, collector& out) {
  using t = thread_counters;
  out.begin("refused_total", "Requests and frames refused, by rule", MetricType::Counter);
  for (std::size_t i = 1; i <= static_cast<std::size_t>(protocol::errc::internal); ++i)
    if (auto const n = total(of, &t::refused, i); n > 0)
      out.add(static_cast<double>(n), "rule", protocol::word(static_cast<protocol::errc>(i)));
  out.begin("http_answers_total", "HTTP answers, by hundreds of the status", MetricType::Counter);
  for (std::size_t i = 1; i <= 5; ++i)
    out.add(static_cast<double>(total(of, &t::answered, i)), "status", std::to_string(i) + "xx");
  out.gauge("http_in_flight", "Requests being answered", of.http_in_flight);
  out.gauge("draining", "1 while the relay says goodbye", of.draining ? 1 : 0);
}

void add_store(figures const& of, collector& out) {
  auto const& store = *of.store;
  out.distribution("commit_seconds", "Time of a commit with its fsync", store.commit_us, 1e-6);
  out.distribution("commit_receipts", "Receipts in one commit", store.group_size, 1.0);
  out.count("commits_total", "Commits", store.commits.value());
  out.count("receipts_committed_total", "Receipts committed, those that changed nothing included",
            store.receipts.value());
  out.count("jobs_total", "Changes asked for by requests", store.jobs.value());
  out.count("jobs_failed_total", "Changes that failed for a fault of ours", store.failed_jobs.value());
  out.count("jobs_refused_full_total", "Changes refused because the disk is full", store.refused_full.value());
  out.count("commit_retries_total", "Times receipts were tried again on a full disk", store.retries.value());
  out.count("messages_expired_total", "Messages closed because they expired", store.expired.value());
  out.count("security_events_total", "Changes of who may do what, approvals, and what somebody did alone",
            store.security_events.value());
  out.count("security_alarms_total", "Of these, messages that one person sent alone, and notices that nobody confirmed",
            store.security_alarms.value());
  out.gauge("store_full", "1 while publishing is refused for want of space", store.full.value());
  out.gauge("questions_waiting", "Questions that wait for a reader of the store", of.questions_waiting);
}

/// In the order of `outbox_lane::returns::by_news`.
constexpr std::array<std::string_view, 7> said_by_returns{"note",      "delayed", "relayed",  "delivered",
                                                          "displayed", "failed",  "unmatched"};

void add_channels(figures const& of, collector& out) {
  if (of.channels.empty()) return;
  out.begin("channel_rows", "Deliveries of the outbox, by channel and state", MetricType::Gauge);
  for (auto const& one : of.channels)
    for (auto const& count : one.rows)
      out.add_of(static_cast<double>(count.rows), one.name, "state", core::word(count.state));
  out.begin("channel_oldest_due_seconds", "Age of the oldest delivery that should have gone and waits; 0 for none",
            MetricType::Gauge);
  for (auto const& one : of.channels)
    out.add(static_cast<double>(one.oldest_due_seconds.value_or(0)), "channel", one.name);
  out.begin("channel_state", "1 for the state the channel is in", MetricType::Gauge);
  for (auto const& one : of.channels)
    for (auto const state : {ports::lane_state::running, ports::lane_state::paused, ports::lane_state::stopped})
      out.add_of(one.state == state ? 1 : 0, one.name, "state", core::word(state));
  out.begin("channel_sent_today", "Deliveries that left today (Europe/London)", MetricType::Gauge);
  for (auto const& one : of.channels) out.add(one.sent_today, "channel", one.name);
  out.begin("channel_returns_total",
            "What came back, by what it said: note says nothing of a delivery, unmatched was not ours",
            MetricType::Counter);
  for (auto const& one : of.channels) {
    auto const& came = one.came->by_news;
    for (std::size_t i = 0; i < came.size(); ++i) {
      out.add_of(static_cast<double>(came[i].load()), one.name, "said", said_by_returns[i]);
    }
  }
  out.begin("channel_last_return_timestamp_seconds", "When something of ours came back last; 0: not since the start",
            MetricType::Gauge);
  for (auto const& one : of.channels)
    out.add(static_cast<double>(one.came->last_at.load()) / 1000, "channel", one.name);
}

void add_silence(lookout_figures& what, collector& out) {
  std::lock_guard const lock(what.mutex);
  out.begin("escalation_steps_total", "Steps taken for homes that stayed silent", MetricType::Counter);
  for (auto const& [step, count] : what.steps) out.add(static_cast<double>(count), "step", step);
  out.count("check_ins_sent_total", "Messages for every day that were sent", what.check_ins);
  out.begin("channel_quiet", "1 while a channel brings no news that used to bring some", MetricType::Gauge);
  for (auto const& [channel, is_quiet] : what.quiet) out.add(is_quiet ? 1 : 0, "channel", channel);
  out.begin("canaries_silent", "Homes of our own that the last test did not reach in time, by way", MetricType::Gauge);
  for (auto const& [way, homes] : what.canaries_silent) out.add(static_cast<double>(homes), "way", way);
}

}  // namespace

std::string exposition(figures const& what) {
  collector out;
  add_connections(what, out);
  add_messages(what, out);
  add_refusals(what, out);
  add_store(what, out);
  add_channels(what, out);
  if (what.silence != nullptr) add_silence(*what.silence, out);
  return out.text();
}

}  // namespace carerelay::io
