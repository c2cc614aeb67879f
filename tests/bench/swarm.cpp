// Many homes in one process: each connects over TLS, upgrades, signs the challenge when there is one, stores what is
// delivered and says so. Speaks to the floor and to the relay alike, and counts what came, what was missed and what
// came twice.
//
//   bench_swarm PORT COUNT [KEYS HOST]    obeys lines on standard input: connect, wait delivered N, wait recorded N,
//                                         drop, stats, quit; each answers with one JSON line
//
// KEYS holds one line a home: HOME DEVICE BASE64(PEM), as bench_seed writes it. Without it nobody signs (the floor).

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "protocol/crypto/base64.hpp"
#include "protocol/crypto/p256.hpp"
#include "tests/bench/peer.hpp"

namespace {

using namespace bench;
namespace crypto = carerelay::protocol::crypto;

struct home {
  std::string id, device;
  std::optional<crypto::p256_private_key> key;
  std::string epoch;
  std::uint64_t held = 0;      ///< highest seq stored
  std::uint64_t recorded = 0;  ///< highest seq the relay has recorded
  int fd = -1;
  SSL* tls = nullptr;
  bool shaken = false, upgraded = false, live = false;
  std::string in, out;
};

class swarm {
 public:
  swarm(int port, std::size_t count, char const* keys, char const* host)
      : port_(port), host_(host ? host : "localhost") {
    context_ = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_mode(context_,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_ciphersuites(context_, "TLS_AES_128_GCM_SHA256");
    homes_.resize(count);
    if (keys != nullptr) read_keys(keys);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
  }

  void connect_all() {
    double const start = now_ms();
    std::size_t const most_at_once = 128;
    std::size_t next = 0;
    live_ = 0;
    while (live_ < homes_.size()) {
      while (next < homes_.size() && next - live_ < most_at_once) begin(next++);
      turn(10);
      if (now_ms() - start > 300'000) die("not all homes connected within 300 s");
    }
    std::printf("{\"connected\":%zu,\"ms\":%.1f,\"started_ms\":%.3f}\n", live_, now_ms() - start, start);
    std::fflush(stdout);
  }
  /// Until every home holds, or knows recorded, at least `seq`.
  void wait(bool recorded, std::uint64_t seq) {
    double const start = now_ms();
    auto const behind = [&] {
      std::size_t n = 0;
      for (auto const& h : homes_) n += (recorded ? h.recorded : h.held) < seq;
      return n;
    };
    std::size_t left = behind();
    while (left > 0 && now_ms() - start < 120'000) {
      std::size_t const before = events_;
      turn(5);
      if (events_ != before && (recorded ? recorded_frames_ : delivered_) % 64 < 2) left = behind();
      if (events_ == before) left = behind();
    }
    std::printf("{\"%s\":%zu,\"of\":%zu,\"last_delivered_ms\":%.3f,\"last_recorded_ms\":%.3f}\n",
                recorded ? "recorded" : "delivered", homes_.size() - left, homes_.size(), last_delivered_,
                last_recorded_);
    std::fflush(stdout);
  }
  void drop_all() {
    for (auto& h : homes_) drop(h);
    std::printf("{\"dropped\":%zu}\n", homes_.size());
    std::fflush(stdout);
  }
  void stats() {
    std::printf("{\"live\":%zu,\"delivered\":%zu,\"missed\":%zu,\"doubled\":%zu,\"lost_connections\":%zu}\n", live_,
                delivered_, missed_, doubled_, lost_);
    std::fflush(stdout);
  }
  /// Serves the homes until there is something to read on standard input.
  void idle() {
    std::fflush(stdout);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = stdin_mark;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, 0, &event);
    command_waiting_ = false;
    while (!command_waiting_) turn(1000);
    epoll_ctl(epoll_, EPOLL_CTL_DEL, 0, nullptr);
  }

 private:
  static constexpr std::uint32_t stdin_mark = 0xffffffff;

  void read_keys(char const* path) {
    std::ifstream file(path);
    std::string line;
    for (auto& h : homes_) {
      std::string pem;
      if (!(file >> h.id >> h.device >> pem)) die("too few lines in KEYS");
      auto const bytes = crypto::from_base64url(pem).value();
      h.key = crypto::p256_private_key::from_pem({reinterpret_cast<char const*>(bytes.data()), bytes.size()}).value();
    }
  }
  void watch(home& h, std::uint32_t what, int operation) {
    epoll_event event{};
    event.events = what;
    event.data.u32 = std::uint32_t(&h - homes_.data());
    epoll_ctl(epoll_, operation, h.fd, &event);
  }
  void begin(std::size_t index) {
    home& h = homes_[index];
    h.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (h.fd < 0) die("socket");
    int const one = 1;
    setsockopt(h.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(h.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(0x7f000001u + std::uint32_t(index % 64));
    if (bind(h.fd, reinterpret_cast<sockaddr*>(&from), sizeof from) != 0) die("bind");
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(std::uint16_t(port_));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(h.fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS) die("connect");
    h.tls = SSL_new(context_);
    SSL_set_fd(h.tls, h.fd);
    SSL_set_tlsext_host_name(h.tls, host_.c_str());
    SSL_set_connect_state(h.tls);
    watch(h, EPOLLIN | EPOLLOUT, EPOLL_CTL_ADD);
  }
  void drop(home& h) {
    if (h.fd < 0) return;
    if (h.live) --live_;
    SSL_free(h.tls);
    close(h.fd);
    h.fd = -1;
    h.tls = nullptr;
    h.shaken = h.upgraded = h.live = false;
    h.in.clear();
    h.out.clear();
  }
  void lost(home& h, char const* why) {
    if (lost_++ < 3) std::fprintf(stderr, "swarm: lost a connection: %s\n", why);
    drop(h);
  }
  void turn(int timeout) {
    epoll_event events[512];
    int const n = epoll_wait(epoll_, events, 512, timeout);
    for (int i = 0; i < n; ++i) {
      ++events_;
      if (events[i].data.u32 == stdin_mark)
        command_waiting_ = true;
      else
        serve(homes_[events[i].data.u32]);
    }
  }
  void serve(home& h) {
    if (h.fd < 0) return;
    ERR_clear_error();
    if (!h.shaken) {
      int const rc = SSL_do_handshake(h.tls);
      if (rc != 1) {
        int const why = SSL_get_error(h.tls, rc);
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) return lost(h, "TLS handshake");
        watch(h, why == SSL_ERROR_WANT_READ ? EPOLLIN : EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
        return;
      }
      h.shaken = true;
      watch(h, EPOLLIN, EPOLL_CTL_MOD);
      write(h, "GET /v1/stream HTTP/1.1\r\nHost: " + host_ +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: carerelay.v1\r\n\r\n");
    }
    if (!h.out.empty()) {
      std::string const left = std::move(h.out);
      h.out.clear();
      watch(h, EPOLLIN, EPOLL_CTL_MOD);
      write(h, left);
    }
    for (;;) {
      int const n = SSL_read(h.tls, buffer_, sizeof buffer_);
      if (n <= 0) {
        if (SSL_get_error(h.tls, n) != SSL_ERROR_WANT_READ) return lost(h, "closed by the server");
        break;
      }
      h.in.append(buffer_, std::size_t(n));
      if (SSL_pending(h.tls) == 0) break;
    }
    if (!h.upgraded) {
      auto const end = h.in.find("\r\n\r\n");
      if (end == std::string::npos) return;
      if (!h.in.starts_with("HTTP/1.1 101")) return lost(h, h.in.substr(0, 200).c_str());
      h.in.erase(0, end + 4);
      h.upgraded = true;
      if (!h.key) set_live(h);
    }
    bool const open = take_frames(h.in, [&](std::string_view text) { heard(h, text); });
    if (!open) lost(h, "close frame");
  }
  void set_live(home& h) {
    if (!h.live) ++live_;
    h.live = true;
  }
  void heard(home& h, std::string_view text) {
    auto const type = text.substr(0, 24);
    if (type.starts_with("{\"type\":\"deliver\"") || type.starts_with("{\"type\":\"skip\"")) {
      auto const seq = number_after(text, "\"seq\":");
      if (seq <= h.held)
        ++doubled_;
      else if (seq > h.held + 1)
        missed_ += seq - h.held - 1;
      if (seq > h.held) h.held = seq;
      ++delivered_;
      last_delivered_ = now_ms();
      say(h, "{\"type\":\"stored\",\"up_to\":" + std::to_string(h.held) + "}");
    } else if (type.starts_with("{\"type\":\"recorded\"")) {
      h.recorded = number_after(text, "\"up_to\":");
      ++recorded_frames_;
      last_recorded_ = now_ms();
    } else if (type.starts_with("{\"type\":\"ping\"")) {
      if (auto const told = number_after(text, "\"recorded\":"); told > h.recorded) {
        h.recorded = told;
        ++recorded_frames_;
        last_recorded_ = now_ms();
      }
      say(h, "{\"type\":\"pong\"}");
    } else if (type.starts_with("{\"type\":\"welcome\"")) {
      h.epoch = text_after(text, "\"epoch\":\"");
      set_live(h);
    } else if (type.starts_with("{\"type\":\"challenge\"")) {
      hello(h, text_after(text, "\"nonce\":\""));
    } else if (type.starts_with("{\"type\":\"error\"")) {
      std::fprintf(stderr, "swarm: %.*s\n", int(text.size()), text.data());
    }
  }
  static std::string text_after(std::string_view frame, std::string_view name) {
    auto const at = frame.find(name);
    if (at == frame.npos) return {};
    auto const from = at + name.size();
    return std::string(frame.substr(from, frame.find('"', from) - from));
  }
  void hello(home& h, std::string const& nonce) {
    auto const signature = h.key->sign("carerelay.v1 hello\n" + host_ + "\n" + nonce + "\n" + h.id + "\n" + h.device);
    std::string resume;
    if (!h.epoch.empty()) resume = ",\"resume\":{\"epoch\":\"" + h.epoch + "\",\"seq\":" + std::to_string(h.held) + "}";
    say(h, "{\"type\":\"hello\",\"home\":\"" + h.id + "\",\"device\":\"" + h.device + "\",\"signature\":\"" +
               crypto::to_base64url(signature) + "\"" + resume + ",\"window\":64,\"client\":\"swarm/1.0\"}");
  }
  void say(home& h, std::string_view text) {
    frame_.clear();
    append_frame(frame_, text, true);
    write(h, frame_);
  }
  void write(home& h, std::string_view bytes) {
    if (!h.out.empty()) {
      h.out.append(bytes);
      return;
    }
    int const n = SSL_write(h.tls, bytes.data(), int(bytes.size()));
    if (n == int(bytes.size())) return;
    h.out.assign(bytes.substr(n > 0 ? std::size_t(n) : 0));
    watch(h, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
  }

  int port_;
  std::string host_;
  SSL_CTX* context_ = nullptr;
  int epoll_ = -1;
  std::vector<home> homes_;
  std::size_t live_ = 0, delivered_ = 0, missed_ = 0, doubled_ = 0, lost_ = 0, recorded_frames_ = 0, events_ = 0;
  double last_delivered_ = 0, last_recorded_ = 0;
  bool command_waiting_ = false;
  std::string frame_;
  char buffer_[16384];
};

/// One line of standard input, unbuffered, so that epoll tells the truth about what is left; empty at its end.
std::string command() {
  std::string line;
  char c = 0;
  while (::read(0, &c, 1) == 1) {
    if (c == '\n') return line;
    line.push_back(c);
  }
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 5) {
    std::fprintf(stderr, "usage: bench_swarm PORT COUNT [KEYS HOST]\n");
    return 2;
  }
  raise_descriptor_limit();
  swarm homes(std::atoi(argv[1]), std::size_t(std::atol(argv[2])), argc == 5 ? argv[3] : nullptr,
              argc == 5 ? argv[4] : nullptr);
  for (;;) {
    homes.idle();
    std::istringstream line(command());
    std::string what, which;
    std::uint64_t seq = 0;
    line >> what >> which >> seq;
    if (what == "connect")
      homes.connect_all();
    else if (what == "wait")
      homes.wait(which == "recorded", seq);
    else if (what == "drop")
      homes.drop_all();
    else if (what == "stats")
      homes.stats();
    else
      return 0;
  }
}
