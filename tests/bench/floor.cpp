// The floor: the least a durable broadcast can cost. One epoll loop over OpenSSL that writes a prebuilt frame to every
// connection, reads the answer and commits 256 receipts (or 5 ms' worth) at a time to SQLite with synchronous=FULL.
// It authenticates nobody, validates nothing and forgets who was sent what: no relay can be faster by doing more.
//
//   bench_floor CERT KEY STORE     prints its port, then obeys lines on standard input: go, stats, quit

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <sqlite3.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>
#include <vector>

#include "tests/bench/peer.hpp"

namespace {

using namespace bench;

struct peer {
  int fd = -1;
  SSL* tls = nullptr;
  bool shaken = false, upgraded = false;
  std::string in, out;
};

class receipts {
 public:
  explicit receipts(char const* path) {
    if (sqlite3_open(path, &db_) != SQLITE_OK) die("sqlite3_open");
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run("CREATE TABLE receipts(message INTEGER, home INTEGER, at INTEGER, PRIMARY KEY(message, home)) WITHOUT ROWID");
    sqlite3_prepare_v2(db_, "INSERT OR IGNORE INTO receipts VALUES(?,?,?)", -1, &insert_, nullptr);
  }
  void add(int home) {
    if (pending_.empty()) since_ = now_ms();
    pending_.push_back(home);
    if (pending_.size() >= 256) commit();
  }
  void tick() {
    if (!pending_.empty() && now_ms() - since_ >= 5) commit();
  }
  int timeout() const { return pending_.empty() ? -1 : 1; }
  std::size_t recorded = 0;
  std::int64_t message = 0;
  double last_commit = 0;

 private:
  void run(char const* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) die(sqlite3_errmsg(db_));
  }
  void commit() {
    run("BEGIN IMMEDIATE");
    auto const at = static_cast<sqlite3_int64>(now_ms(CLOCK_REALTIME));
    for (int const home : pending_) {
      sqlite3_bind_int64(insert_, 1, message);
      sqlite3_bind_int64(insert_, 2, home);
      sqlite3_bind_int64(insert_, 3, at);
      if (sqlite3_step(insert_) != SQLITE_DONE) die(sqlite3_errmsg(db_));
      sqlite3_reset(insert_);
    }
    run("COMMIT");
    recorded += pending_.size();
    pending_.clear();
    last_commit = now_ms();
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::vector<int> pending_;
  double since_ = 0;
};

std::string accept_answer(std::string_view request) {
  auto const at = request.find("Sec-WebSocket-Key: ");
  if (at == request.npos) return "HTTP/1.1 400 Bad Request\r\n\r\n";
  std::string key(request.substr(at + 19, request.find("\r\n", at) - at - 19));
  key += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char sum[20];
  unsigned length = 0;
  EVP_Digest(key.data(), key.size(), sum, &length, EVP_sha1(), nullptr);
  unsigned char text[32];
  EVP_EncodeBlock(text, sum, 20);
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
         "Sec-WebSocket-Protocol: carerelay.v1\r\nSec-WebSocket-Accept: " +
         std::string(reinterpret_cast<char*>(text)) + "\r\n\r\n";
}

class floor_server {
 public:
  floor_server(char const* certificate, char const* key, char const* store) : receipts_(store) {
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION);
    if (SSL_CTX_use_certificate_chain_file(context_, certificate) != 1) die("certificate");
    if (SSL_CTX_use_PrivateKey_file(context_, key, SSL_FILETYPE_PEM) != 1) die("key");
    SSL_CTX_set_mode(context_,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_num_tickets(context_, 1);
    SSL_CTX_set_ciphersuites(context_, "TLS_AES_128_GCM_SHA256");
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0) die("bind");
    if (listen(listener_, 4096) != 0) die("listen");
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    watch(listener_, EPOLLIN, EPOLL_CTL_ADD);
    fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
    watch(0, EPOLLIN, EPOLL_CTL_ADD);
    std::printf("{\"port\":%d,\"resident_kib\":%ld}\n", ntohs(address.sin_port), resident_kib());
    std::fflush(stdout);
  }

  void run() {
    std::vector<epoll_event> events(512);
    while (!done_) {
      int const n = epoll_wait(epoll_, events.data(), int(events.size()), receipts_.timeout());
      for (int i = 0; i < n; ++i) {
        int const fd = events[std::size_t(i)].data.fd;
        if (fd == listener_)
          accept_all();
        else if (fd == 0)
          command();
        else if (peers_[std::size_t(fd)])
          serve(*peers_[std::size_t(fd)]);
      }
      receipts_.tick();
    }
  }

 private:
  void watch(int fd, std::uint32_t what, int operation) {
    epoll_event event{};
    event.events = what;
    event.data.fd = fd;
    epoll_ctl(epoll_, operation, fd, &event);
  }
  void accept_all() {
    for (;;) {
      int const fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd < 0) return;
      int const one = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      auto made = std::make_unique<peer>();
      made->fd = fd;
      made->tls = SSL_new(context_);
      SSL_set_fd(made->tls, fd);
      SSL_set_accept_state(made->tls);
      if (peers_.size() <= std::size_t(fd)) peers_.resize(std::size_t(fd) + 1);
      peers_[std::size_t(fd)] = std::move(made);
      watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }
  }
  void drop(peer& who) {
    if (who.upgraded) --connected_;
    SSL_free(who.tls);
    close(who.fd);
    peers_[std::size_t(who.fd)].reset();
  }
  void serve(peer& who) {
    ERR_clear_error();
    if (!flush(who)) return drop(who);
    if (!who.shaken) {
      int const rc = SSL_do_handshake(who.tls);
      if (rc != 1) {
        if (SSL_get_error(who.tls, rc) != SSL_ERROR_WANT_READ) drop(who);
        return;
      }
      who.shaken = true;
    }
    for (;;) {
      int const n = SSL_read(who.tls, buffer_, sizeof buffer_);
      if (n <= 0) {
        if (SSL_get_error(who.tls, n) != SSL_ERROR_WANT_READ) return drop(who);
        break;
      }
      who.in.append(buffer_, std::size_t(n));
      if (SSL_pending(who.tls) == 0) break;
    }
    if (!who.upgraded) {
      if (who.in.find("\r\n\r\n") == std::string::npos) return;
      std::string const answer = accept_answer(who.in);
      who.in = std::string();
      who.upgraded = true;
      ++connected_;
      if (!write(who, answer)) drop(who);
      return;
    }
    bool const open = take_frames(who.in, [&](std::string_view text) {
      if (text.find("\"stored\"") != text.npos) receipts_.add(who.fd);
    });
    if (!open) drop(who);
  }
  bool flush(peer& who) {
    if (who.out.empty()) return true;
    std::string const left = std::move(who.out);
    who.out.clear();
    watch(who.fd, EPOLLIN, EPOLL_CTL_MOD);
    return write(who, left);
  }
  bool write(peer& who, std::string_view bytes) {
    if (!who.out.empty()) {
      who.out.append(bytes);
      return true;
    }
    int const n = SSL_write(who.tls, bytes.data(), int(bytes.size()));
    if (n == int(bytes.size())) return true;
    if (n <= 0 && SSL_get_error(who.tls, n) != SSL_ERROR_WANT_WRITE) return false;
    who.out.assign(bytes.substr(n > 0 ? std::size_t(n) : 0));
    watch(who.fd, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    return true;
  }
  void command() {
    char line[256];
    auto const n = ::read(0, line, sizeof line);
    if (n <= 0) {
      done_ = true;
      return;
    }
    std::string_view const text(line, std::size_t(n));
    if (text.starts_with("go")) broadcast();
    if (text.starts_with("stats")) {
      std::printf(
          "{\"connected\":%zu,\"recorded\":%zu,\"resident_kib\":%ld,\"cpu_ms\":%.3f,\"started_ms\":%.3f,"
          "\"written_ms\":%.3f,\"last_commit_ms\":%.3f}\n",
          connected_, receipts_.recorded, resident_kib(), now_ms(CLOCK_PROCESS_CPUTIME_ID), started_, written_,
          receipts_.last_commit);
      std::fflush(stdout);
    }
    if (text.starts_with("quit")) done_ = true;
  }
  void broadcast() {
    started_ = now_ms();
    ++receipts_.message;
    std::string frame;
    append_frame(frame,
                 "{\"type\":\"deliver\",\"seq\":" + std::to_string(receipts_.message) + ",\"message\":{\"text\":\"" +
                     std::string(2048, 'x') + "\"}}",
                 false);
    for (auto const& who : peers_)
      if (who && who->upgraded) write(*who, frame);
    written_ = now_ms();
  }

  receipts receipts_;
  SSL_CTX* context_ = nullptr;
  int listener_ = -1, epoll_ = -1;
  std::vector<std::unique_ptr<peer>> peers_;
  std::size_t connected_ = 0;
  double started_ = 0, written_ = 0;
  bool done_ = false;
  char buffer_[16384];
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: bench_floor CERTIFICATE KEY STORE\n");
    return 2;
  }
  raise_descriptor_limit();
  floor_server(argv[1], argv[2], argv[3]).run();
}
