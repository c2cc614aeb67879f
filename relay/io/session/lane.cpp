#include "relay/io/session/lane.hpp"

#include <algorithm>
#include <utility>

#include "relay/io/wire/byte_stream.hpp"

namespace carerelay::io {
namespace {

constexpr std::size_t deliveries_a_turn = 256;

}  // namespace

lane::lane(std::size_t which, io_thread& on, relay_parts& of)
    : index(which),
      thread(on),
      parts(of),
      shard(deliveries_a_turn, {[this](std::function<void()> work) { thread.post(std::move(work)); },
                                [this](core::event const& what) {
                                  cut_guests_of(what);
                                  for (auto* session : watchers)
                                    if (session != nullptr) session->changed(what);
                                  std::erase(watchers, nullptr);  // those that left meanwhile
                                }}),
      desk(
          which, of.worker, [this](std::function<void()> work) { thread.post(std::move(work)); }, counters) {}

lane::guest::guest(lane& at, byte_stream& stream) : at_(at), stream_(stream) {
  at_.guests_.insert(this);
  if (at_.closing_) stream_.close();
}

lane::guest::~guest() { at_.guests_.erase(this); }

void lane::guest::is_for(protocol::session_id session, protocol::member_id member) {
  session_ = session;
  member_ = std::move(member);
}

void lane::cut_guests_of(core::event const& what) {
  auto const* const ended = std::get_if<core::session_ended>(&what);
  auto const* const revoked = std::get_if<core::member_revoked>(&what);
  if (ended == nullptr && revoked == nullptr) return;
  for (auto* one : guests_) {
    bool const is_meant =
        one->session_ && (ended != nullptr ? *one->session_ == ended->session : one->member_ == revoked->member);
    if (is_meant) one->stream_.close();
  }
}

void lane::cut_all() {
  closing_ = true;
  for (auto* one : guests_) one->stream_.close();
  auto const gone = std::exchange(sessions, {});
}

ticker::time_point lane::steady(protocol::instant when) const noexcept {
  using namespace std::chrono_literals;
  auto const wait = std::clamp<std::chrono::milliseconds>(when - now(), 0ms, 24h);
  return std::chrono::steady_clock::now() + wait;
}

}  // namespace carerelay::io
