#include "relay/http/web_pages.hpp"

#include <array>
#include <utility>

#include "protocol/crypto/hash.hpp"
#include "protocol/crypto/hex.hpp"

namespace carerelay::http {
namespace {

namespace crypto = protocol::crypto;

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".json", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view type_of(std::string_view path) noexcept {
  for (auto const& [ending, type] : types)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

constexpr std::string_view console = "/console";

bool is_consoles(std::string_view path) noexcept {
  return path.starts_with(console) && (path.size() == console.size() || path[console.size()] == '/');
}

}  // namespace

web_pages::web_pages(std::vector<web_file> files, std::string hash) : hash_(std::move(hash)) {
  for (auto& file : files) {
    page made;
    made.tag = crypto::to_hex(crypto::sha256(*file.bytes));
    made.content_type = type_of(file.path);
    made.is_hashed = file.path.find("/assets/") != file.path.npos;
    auto path = file.path;
    made.file = std::move(file);
    pages_.emplace(std::move(path), std::move(made));
  }
}

web_pages::page const* web_pages::find(std::string_view path) const {
  auto const name = is_consoles(path) ? std::string(path.substr(1)) : "inbox" + std::string(path);
  if (name.ends_with("/index.html")) return nullptr;
  auto const found = pages_.find(name);
  return found == pages_.end() ? nullptr : &found->second;
}

web_pages::page const* web_pages::index(std::string_view path) const {
  auto const found = pages_.find(is_consoles(path) ? "console/index.html" : "inbox/index.html");
  return found == pages_.end() ? nullptr : &found->second;
}

}  // namespace carerelay::http
