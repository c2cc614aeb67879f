#include "relay/io/wire/byte_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <utility>

#include "relay/io/wire/byte_stream_core.hpp"

namespace carerelay::io {

byte_stream::byte_stream(io_thread& thread, tcp_socket socket, std::unique_ptr<ports::transport> transport,
                         std::size_t queue_limit)
    : core_{std::make_shared<core>(thread, std::move(socket), std::move(transport), queue_limit)} {
  core_->socket.non_blocking(true);
}

byte_stream::byte_stream(io_thread& thread, tcp_socket socket, ports::transport_maker& maker, std::size_t queue_limit)
    : byte_stream{thread, std::move(socket), nullptr, queue_limit} {
  core_->transport = maker.make(static_cast<int>(core_->socket.native_handle()));
}

byte_stream::byte_stream(byte_stream&&) noexcept = default;

byte_stream& byte_stream::operator=(byte_stream&& other) noexcept {
  if (this != &other) {
    byte_stream const old{std::move(*this)};
    core_ = std::move(other.core_);
  }
  return *this;
}

byte_stream::~byte_stream() {
  if (core_ == nullptr) return;
  core_->listener = nullptr;
  if (!core_->finishing) core_->close(asio::error::operation_aborted);
}

executor byte_stream::get_executor() const noexcept { return core_->thread.get_executor(); }
io_thread& byte_stream::thread() const noexcept { return core_->thread; }

std::string byte_stream::description() const { return core_->open ? core_->transport->description() : std::string{}; }

std::string byte_stream::fault() const {
  if (core_->open) return core_->transport->fault();
  return core_->last_words ? *core_->last_words : std::string{};
}

std::string byte_stream::peer_address() const {
  error_code ec;
  auto const peer = core_->socket.remote_endpoint(ec);
  return ec ? std::string{} : peer.address().to_string();
}

void byte_stream::start_handshake(handshake_handler done) {
  core_->on_handshake = std::move(done);
  if (!core_->open) return core_->complete(core_->on_handshake, asio::error::bad_descriptor);
  asio::post(core_->thread.get_executor(), [self = core_] {
    if (self->open && self->on_handshake) self->drive_handshake();
  });
}

void byte_stream::start_read(asio::mutable_buffer into, io_handler done) {
  core_->on_read = std::move(done);
  core_->read_into = into;
  if (!core_->open || core_->finishing) return core_->complete(core_->on_read, asio::error::bad_descriptor, 0);
  if (into.size() == 0) return core_->complete(core_->on_read, {}, 0);
  core_->resume_reading();
}

/// The bytes are taken into the queue, so that they and frames keep one order; complete once they have left
/// it.
void byte_stream::start_write(gathered const& from, io_handler done) {
  constexpr std::size_t most = 64 * 1024;
  std::string bytes;
  for (std::size_t i = 0; i < from.count && bytes.size() < most; ++i) {
    auto const count = std::min(from.all[i].size(), most - bytes.size());
    bytes.append(static_cast<char const*>(from.all[i].data()), count);
  }
  core_->on_write = std::move(done);
  core_->write_bytes = bytes.size();
  switch (core_->write({{bytes, {}, {}, {}}}, nullptr)) {
    case write_result::sent: return core_->complete(core_->on_write, {}, bytes.size());
    case write_result::queued: return;
    case write_result::overflow: return core_->complete(core_->on_write, asio::error::no_buffer_space, 0);
    case write_result::failed:
      if (!core_->broken) core_->complete(core_->on_write, asio::error::bad_descriptor, 0);
  }
}

void byte_stream::expires_after(std::chrono::milliseconds from_now) {
  if (core_->open && !core_->finishing) core_->deadline.set(core_->thread.timers(), from_now);
}

void byte_stream::expires_never() noexcept {
  if (!core_->finishing) core_->deadline.cancel();
}

void byte_stream::listen(stream_listener& listener, std::string early) {
  core_->listener = &listener;
  if (early.empty()) return core_->resume_reading();
  asio::post(core_->thread.get_executor(), [self = core_, bytes = std::move(early)]() mutable {
    if (self->open && self->listener != nullptr) self->listener->on_bytes(bytes);
    self->resume_reading();
  });
}

void byte_stream::hold_reading(bool held) {
  core_->listener_holds = held;
  if (!held && core_->read_held) core_->resume_reading();
}

write_result byte_stream::write_frame(std::string_view first, std::string_view head, std::string_view body,
                                      keeper_ref keeper, std::string_view tail) {
  return core_->write({{first, head, body, tail}}, &keeper);
}

write_result byte_stream::write_frame(std::string_view first, std::string_view rest) {
  return core_->write({{first, rest, {}, {}}}, nullptr);
}
std::size_t byte_stream::queued_bytes() const noexcept { return core_->queue ? core_->queue->size() : 0; }

std::chrono::steady_clock::time_point byte_stream::last_heard() const noexcept { return core_->last_heard; }

void byte_stream::finish(std::chrono::milliseconds linger) { core_->finish(linger); }

void byte_stream::close() noexcept { core_->close(asio::error::operation_aborted); }

bool byte_stream::is_open() const noexcept { return core_->open; }

}  // namespace carerelay::io
