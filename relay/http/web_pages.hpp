#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The built pages, ready to be answered with. Filled before the first request, then only read.
namespace carerelay::http {

struct web_file {
  std::string path;  ///< within dist: "inbox/assets/main-4f1c.js"
  std::shared_ptr<std::string const> bytes;
  std::shared_ptr<std::string const> gzipped;  ///< none when it is no smaller
};

class web_pages {
 public:
  web_pages() = default;
  /// `hash` names them all together.
  web_pages(std::vector<web_file> files, std::string hash);

  struct page {
    web_file file;
    std::string tag;           ///< SHA-256 of the bytes in hex
    std::string content_type;  ///< by the ending of the name
    bool is_hashed = false;    ///< its name has a hash: it never changes
  };
  /// What `path` of a request names, or nothing. No bundle's index.html: that is what `index` is for.
  [[nodiscard]] page const* find(std::string_view path) const;
  /// The page of the app that `path` belongs to; nothing when it was not built.
  [[nodiscard]] page const* index(std::string_view path) const;
  [[nodiscard]] bool empty() const noexcept { return pages_.empty(); }
  [[nodiscard]] std::string const& hash() const noexcept { return hash_; }

 private:
  std::map<std::string, page, std::less<>> pages_;  ///< by path within dist
  std::string hash_;
};

}  // namespace carerelay::http
