#include "relay/io/wire/accept_loop.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "relay/io/loop/io_thread.hpp"

namespace carerelay::io {
namespace {

using tcp_acceptor = asio::basic_socket_acceptor<asio::ip::tcp, executor>;

class descriptor {
 public:
  explicit descriptor(int number) noexcept : number_{number} {}
  descriptor(descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  descriptor& operator=(descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }

 private:
  int number_;
};

struct arrival {
  descriptor socket;
  asio::ip::tcp::endpoint source;
};

descriptor new_spare() noexcept { return descriptor{::open("/dev/null", O_RDONLY | O_CLOEXEC)}; }

/// Errors of one connection, not of the listener (accept(2), "Error handling").
bool is_of_the_connection(int error) noexcept {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case ENETDOWN:
    case EPROTO:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH: return true;
    default: return false;
  }
}

}  // namespace

struct accept_loop::core : std::enable_shared_from_this<accept_loop::core> {
  core(io_thread& on, io_threads& to, accept_rules const& by)
      : home{on}, workers{to}, rules{by}, acceptor{on.context()}, pause{on.context()}, batches(to.size()) {}

  void listen(asio::ip::tcp::endpoint const& where);
  void wait();
  void take_batch();
  bool take_one();
  void hand_over();
  void wait_after(int error);
  void close() noexcept;

  io_thread& home;
  io_threads& workers;
  accept_rules rules;
  tcp_acceptor acceptor;
  steady_timer pause;
  descriptor spare = new_spare();
  std::vector<std::vector<arrival>> batches;  ///< one for each worker
  std::size_t turn = 0;
  std::chrono::milliseconds patience = least_pause;
  asio::ip::tcp::endpoint bound;
  admit may;
  taken hand;
  trouble report;

  static constexpr std::chrono::milliseconds least_pause{10}, longest_pause{1000};
};

void accept_loop::core::listen(asio::ip::tcp::endpoint const& where) {
  try {
    acceptor.open(where.protocol());
    acceptor.set_option(tcp_acceptor::reuse_address{true});
    acceptor.bind(where);
    acceptor.listen(rules.backlog);
    acceptor.native_non_blocking(true);
    bound = acceptor.local_endpoint();
  } catch (boost::system::system_error const& e) {
    throw boost::system::system_error{
        e.code(), "cannot listen on " + where.address().to_string() + " port " + std::to_string(where.port())};
  }
}

void accept_loop::core::wait() {
  acceptor.async_wait(tcp_acceptor::wait_read, [self = shared_from_this()](error_code ec) {
    if (self->acceptor.is_open() && !ec) self->take_batch();
  });
}

void accept_loop::core::take_batch() {
  std::size_t count = 0;
  while (count < rules.batch && take_one()) ++count;
  int const error = count < rules.batch ? errno : EAGAIN;
  hand_over();
  if (error != EAGAIN && error != EWOULDBLOCK) return wait_after(error);
  patience = least_pause;
  wait();
}

/// False: none waits, or errno says what is wrong.
bool accept_loop::core::take_one() {
  for (;;) {
    asio::ip::tcp::endpoint source;
    auto size = static_cast<socklen_t>(source.capacity());
    descriptor socket{::accept4(acceptor.native_handle(), source.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.get() < 0 && is_of_the_connection(errno)) continue;
    if (socket.get() < 0) return false;
    source.resize(size);
    if (may && !may(source.address())) return true;
    int const on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    batches[turn].push_back({std::move(socket), source});
    turn = (turn + 1) % batches.size();
    return true;
  }
}

void accept_loop::core::hand_over() {
  for (std::size_t i = 0; i < batches.size(); ++i) {
    if (batches[i].empty()) continue;
    auto& worker = workers[i];
    asio::post(worker.context(), [self = shared_from_this(), &worker, batch = std::exchange(batches[i], {})]() mutable {
      for (auto& one : batch) {
        tcp_socket socket{worker.context()};
        error_code ec;
        socket.assign(one.source.protocol(), one.socket.get(), ec);
        if (ec) continue;
        static_cast<void>(one.socket.release());
        self->hand(worker, std::move(socket), one.source);
      }
    });
  }
}

/// Out of descriptors: the one kept in reserve lets a waiting client be told by a close rather than left to hang.
void accept_loop::core::wait_after(int error) {
  if ((error == EMFILE || error == ENFILE) && spare.get() >= 0) {
    spare = descriptor{-1};
    descriptor const told_off{::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC)};
  }
  if (spare.get() < 0) spare = new_spare();
  if (report) report({error, boost::system::system_category()}, patience);
  pause.expires_after(patience);
  patience = std::min(patience * 2, longest_pause);
  pause.async_wait([self = shared_from_this()](error_code ec) {
    if (!ec && self->acceptor.is_open()) self->take_batch();
  });
}

void accept_loop::core::close() noexcept {
  error_code ignored;
  acceptor.close(ignored);
  pause.cancel();
}

accept_loop::accept_loop(io_thread& home, io_threads& workers, asio::ip::tcp::endpoint const& where,
                         accept_rules const& rules)
    : core_{std::make_shared<core>(home, workers, rules)} {
  core_->listen(where);
}

accept_loop::~accept_loop() { close(); }

void accept_loop::start(admit may, taken hand_over, trouble report) {
  core_->may = std::move(may);
  core_->hand = std::move(hand_over);
  core_->report = std::move(report);
  core_->wait();
}

void accept_loop::close() noexcept {
  asio::post(core_->home.context(), [held = core_] { held->close(); });
}

asio::ip::tcp::endpoint accept_loop::where() const noexcept { return core_->bound; }

}  // namespace carerelay::io
