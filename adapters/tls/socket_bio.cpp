#include "adapters/tls/socket_bio.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

namespace carerelay::tls {
namespace {

int socket_of(BIO* bio) noexcept { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

bool is_temporary(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

int read(BIO* bio, char* into, int size) {
  auto const n = ::recv(socket_of(bio), into, static_cast<std::size_t>(size), 0);
  BIO_clear_retry_flags(bio);
  if (n < 0 && is_temporary(errno)) BIO_set_retry_read(bio);
  if (n == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return static_cast<int>(n);
}

int write(BIO* bio, char const* from, int size) {
  auto const n = ::send(socket_of(bio), from, static_cast<std::size_t>(size), MSG_NOSIGNAL);
  BIO_clear_retry_flags(bio);
  if (n < 0 && is_temporary(errno)) BIO_set_retry_write(bio);
  return static_cast<int>(n);
}

long control(BIO* bio, int command, long, void*) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
  return 0;
}

BIO_METHOD* make_method() {
  auto* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
  BIO_meth_set_read(method, &read);
  BIO_meth_set_write(method, &write);
  BIO_meth_set_ctrl(method, &control);
  return method;
}

}  // namespace

bio_ptr make_socket_bio(int socket) {
  static BIO_METHOD* const method = make_method();  // lives as long as the process: a BIO may outlive any static
  bio_ptr made{BIO_new(method)};
  if (made == nullptr) return made;
  BIO_set_data(made.get(), reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
  BIO_set_init(made.get(), 1);
  return made;
}

}  // namespace carerelay::tls
