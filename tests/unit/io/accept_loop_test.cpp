#include "relay/io/wire/accept_loop.hpp"

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/system/system_error.hpp>
#include <catch2/catch.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "tests/unit/io/loopback.hpp"

namespace io = carerelay::io;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

int dial(std::uint16_t port) {
  int const fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
    ::close(fd);
    return -1;
  }
  timeval const patience{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  return fd;
}

bool eventually(std::function<bool()> const& done) {
  for (int i = 0; i < 600 && !done(); ++i) std::this_thread::sleep_for(5ms);
  return done();
}

tcp::endpoint anywhere() { return {boost::asio::ip::address_v4::loopback(), 0}; }

}  // namespace

TEST_CASE("Connections are handed to the threads in turn, each on its own thread") {
  io::io_threads threads{3};
  io::accept_loop loop{threads[0], threads, anywhere(), {}};
  std::mutex guard;
  std::map<std::thread::id, int> counts;
  loop.start({},
             [&](io::io_thread&, io::tcp_socket socket, tcp::endpoint const& source) {
               std::lock_guard const lock{guard};
               ++counts[std::this_thread::get_id()];
               CHECK(source.address().is_loopback());
               CHECK(socket.is_open());
             },
             {});
  threads.start();
  for (int i = 0; i < 30; ++i) ::close(dial(loop.where().port()));
  auto const total = [&] {
    std::lock_guard const lock{guard};
    int sum = 0;
    for (auto const& [id, count] : counts) sum += count;
    return sum;
  };
  CHECK(eventually([&] { return total() == 30; }));
  threads.stop();
  threads.join();
  REQUIRE(counts.size() == 3);
  for (auto const& [id, count] : counts) CHECK(count == 10);
}

TEST_CASE("A source that is not admitted is closed at once") {
  io::io_threads threads{1};
  io::accept_loop loop{threads[0], threads, anywhere(), {}};
  std::atomic<int> taken = 0;
  loop.start([](boost::asio::ip::address const&) { return false; },
             [&](io::io_thread&, io::tcp_socket, tcp::endpoint const&) { ++taken; }, {});
  threads.start();
  int const fd = dial(loop.where().port());
  char byte = 0;
  CHECK(::recv(fd, &byte, 1, 0) == 0);
  CHECK(taken == 0);
  ::close(fd);
}

TEST_CASE("A closed listener takes nobody, and an address in use is named") {
  io::io_threads threads{1};
  auto loop = std::make_unique<io::accept_loop>(threads[0], threads, anywhere(), io::accept_rules{});
  auto const port = loop->where().port();
  loop->start({}, [](io::io_thread&, io::tcp_socket, tcp::endpoint const&) {}, {});
  threads.start();
  auto const again = [&] { io::accept_loop second{threads[0], threads, {anywhere().address(), port}, {}}; };
  CHECK_THROWS_WITH(again(), Catch::Contains("cannot listen on 127.0.0.1 port " + std::to_string(port)));
  loop->close();
  CHECK(eventually([&] {
    int const fd = dial(port);
    if (fd >= 0) ::close(fd);
    return fd < 0;
  }));
}

TEST_CASE(
    "With every descriptor used, a client is told off, trouble is reported, and work goes on once some are free") {
  io::io_threads threads{1};
  io::accept_loop loop{threads[0], threads, anywhere(), {}};
  std::atomic<int> taken = 0, troubles = 0;
  loop.start(
      {}, [&](io::io_thread&, io::tcp_socket, tcp::endpoint const&) { ++taken; },
      [&](io::error_code ec, std::chrono::milliseconds wait) {
        if (ec == boost::system::errc::too_many_files_open && wait >= 10ms && wait <= 1000ms) ++troubles;
      });
  threads.start();
  int const waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit const none{static_cast<rlim_t>(waiting) + 1, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(loop.where().port());
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int const connected = ::connect(waiting, reinterpret_cast<sockaddr*>(&where), sizeof where);
  bool const told = eventually([&] { return troubles > 0; });
  char byte = 0;
  auto const end = ::recv(waiting, &byte, 1, 0);
  ::setrlimit(RLIMIT_NOFILE, &before);
  ::close(waiting);
  CHECK(connected == 0);
  CHECK(told);
  CHECK(end == 0);
  int const next = dial(loop.where().port());
  CHECK(eventually([&] { return taken == 1; }));
  ::close(next);
}

TEST_CASE("What a coroutine throws is reported with its name and counted, and the nursery knows when all have ended") {
  io::testing::loop on;
  struct body {
    static io::task<void> fails() {
      throw std::runtime_error{"no"};
      co_return;
    }
    static io::task<void> ends() { co_return; }
  };
  on.owner.spawn(on.thread.get_executor(), "fails", body::fails());
  on.owner.spawn(on.thread.get_executor(), "ends", body::ends());
  auto place = on.owner.enter();
  CHECK(on.owner.running() == 3);
  CHECK(on.until([&] { return on.owner.running() == 1; }));
  CHECK(on.thrown == std::vector<std::string>{"fails"});
  CHECK(on.owner.failures() == 1);
  CHECK(!on.owner.wait_idle(10ms));
  place = {};
  CHECK(on.owner.wait_idle(10ms));
}
