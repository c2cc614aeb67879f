#include "relay/app/pages.hpp"

#include <stdexcept>

#include "adapters/files/whole_file.hpp"
#include "relay/web/embedded.hpp"
#include "relay/web/gzip.hpp"

namespace carerelay::app {
namespace {

http::web_file ready(std::string path, std::string bytes) {
  http::web_file out;
  out.path = std::move(path);
  auto smaller = web::gzip(bytes);
  if (smaller.size() < bytes.size()) out.gzipped = std::make_shared<std::string>(std::move(smaller));
  out.bytes = std::make_shared<std::string>(std::move(bytes));
  return out;
}

std::shared_ptr<http::web_pages const> built_pages() {
  std::vector<http::web_file> files;
  for (auto const& one : web::embedded_files())
    files.push_back(ready(std::string(one.path), std::string(one.bytes.begin(), one.bytes.end())));
  return std::make_shared<http::web_pages>(std::move(files), std::string(web::embedded_hash()));
}

/// A picture under a name that the pages know.
std::shared_ptr<http::web_pages::page const> logo_in(std::string const& file) {
  constexpr std::size_t most = 256 * 1024;
  bool const is_drawn = file.ends_with(".svg");
  if (!is_drawn && !file.ends_with(".png"))
    throw std::runtime_error("the file of service.logo, " + file + ", must be .svg or .png");
  auto bytes = files::read_file(file);
  if (bytes.size() > most) throw std::runtime_error("the file of service.logo, " + file + ", is larger than 256 KiB");
  std::string const name = is_drawn ? "inbox/logo.svg" : "inbox/logo.png";
  std::vector<http::web_file> one;
  one.push_back(ready(name, std::move(bytes)));
  http::web_pages const made(std::move(one), "");
  return std::make_shared<http::web_pages::page>(*made.find(name.substr(5)));
}

}  // namespace

std::string_view program_version() noexcept { return CARERELAY_VERSION; }

std::string program_and_pages() {
  auto const hash = web::embedded_hash();
  return std::string(program_version()) + "\npages " + (hash.empty() ? "not built in" : std::string(hash));
}

void set_pages(http::relay_facts& facts, config::service_settings const& how) {
  facts.about.service = how.name;
  facts.about.organisation = how.organisation;
  facts.about.helpline = how.helpline;
  facts.about.accessibility = how.accessibility;
  facts.about.version = program_version();
  if (!how.logo.empty()) facts.about.logo = logo_in(how.logo);
  facts.web = built_pages();
}

}  // namespace carerelay::app
