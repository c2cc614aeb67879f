#include "relay/web/gzip.hpp"

#include <zlib.h>

#include <new>

namespace carerelay::web {

std::string gzip(std::string_view what) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string out(deflateBound(&stream, what.size()), '\0');
  // zlib only reads it.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(what.data()));
  stream.avail_in = static_cast<uInt>(what.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  int const how = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (how != Z_STREAM_END) throw std::bad_alloc();
  return out;
}

}  // namespace carerelay::web
