#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// What floor and swarm share: one non-blocking TLS connection that speaks just enough WebSocket (RFC 6455),
/// written as plainly and cheaply as it can be, because one of them is the measure of all else.
namespace bench {

[[noreturn]] inline void die(char const* what) {
  std::perror(what);
  ERR_print_errors_fp(stderr);
  std::exit(1);
}

inline double now_ms(clockid_t which = CLOCK_MONOTONIC) {
  timespec t{};
  clock_gettime(which, &t);
  return double(t.tv_sec) * 1e3 + double(t.tv_nsec) / 1e6;
}

inline void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// Resident memory of this process in KiB.
inline long resident_kib() {
  long pages = 0, resident = 0;
  FILE* f = std::fopen("/proc/self/statm", "r");
  if (f == nullptr || std::fscanf(f, "%ld %ld", &pages, &resident) != 2) die("/proc/self/statm");
  std::fclose(f);
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

/// A text frame: header and payload. `masked` puts a mask of zeros, which is legal and costs nothing.
inline void append_frame(std::string& out, std::string_view payload, bool masked, unsigned char opcode = 1) {
  out.push_back(char(0x80 | opcode));
  unsigned char const mask = masked ? 0x80 : 0;
  if (payload.size() < 126) {
    out.push_back(char(mask | payload.size()));
  } else if (payload.size() < 65536) {
    out.push_back(char(mask | 126));
    out.push_back(char(payload.size() >> 8));
    out.push_back(char(payload.size()));
  } else {
    out.push_back(char(mask | 127));
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(char(std::uint64_t(payload.size()) >> shift));
  }
  if (masked) out.append(4, '\0');
  out.append(payload);
}

/// Takes whole frames off the front of `in`; `text(std::string_view)` is called for each text frame. Gives false
/// when the peer said goodbye.
template <class Text>
bool take_frames(std::string& in, Text&& text) {
  std::size_t at = 0;
  bool open = true;
  while (in.size() - at >= 2) {
    auto const byte = [&](std::size_t i) { return static_cast<unsigned char>(in[at + i]); };
    std::size_t head = 2;
    std::uint64_t length = byte(1) & 0x7f;
    if (length == 126) {
      if (in.size() - at < 4) break;
      length = (std::uint64_t(byte(2)) << 8) | byte(3);
      head = 4;
    } else if (length == 127) {
      if (in.size() - at < 10) break;
      length = 0;
      for (std::size_t i = 2; i < 10; ++i) length = (length << 8) | byte(i);
      head = 10;
    }
    bool const masked = (byte(1) & 0x80) != 0;
    std::size_t const mask_at = at + head;
    if (masked) head += 4;
    if (in.size() - at < head + length) break;
    char* payload = in.data() + at + head;
    if (masked && (in[mask_at] | in[mask_at + 1] | in[mask_at + 2] | in[mask_at + 3]) != 0)
      for (std::uint64_t i = 0; i < length; ++i) payload[i] = char(payload[i] ^ in[mask_at + (i & 3)]);
    unsigned const opcode = byte(0) & 0x0f;
    if (opcode == 1) text(std::string_view(payload, length));
    if (opcode == 8) open = false;
    at += head + length;
    if (!open) break;
  }
  if (at == in.size()) {
    in.clear();
    if (in.capacity() > 64) in.shrink_to_fit();
  } else {
    in.erase(0, at);
  }
  return open;
}

/// The number after `"name":` in a frame; 0 when it is not there.
inline std::uint64_t number_after(std::string_view frame, std::string_view name) {
  auto const at = frame.find(name);
  if (at == frame.npos) return 0;
  std::uint64_t value = 0;
  for (auto i = at + name.size(); i < frame.size() && frame[i] >= '0' && frame[i] <= '9'; ++i)
    value = value * 10 + std::uint64_t(frame[i] - '0');
  return value;
}

}  // namespace bench
