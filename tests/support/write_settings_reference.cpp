// Writes the two files that are made from the settings table: docs/reference/settings.md and
// config/carerelay.toml.
#include <cstdio>
#include <fstream>
#include <string>

#include "config/describe.hpp"

namespace {

bool write(std::string const& path, std::string const& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  std::printf("%s %s\n", out ? "wrote" : "could not write", path.c_str());
  return static_cast<bool>(out);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: write_settings_reference SOURCE_FOLDER\n", stderr);
    return 2;
  }
  std::string const root = arguments[1];
  auto const page = write(root + "/docs/reference/settings.md", carerelay::config::reference_page());
  auto const example = write(root + "/config/carerelay.toml", carerelay::config::example_file());
  return page && example ? 0 : 1;
}
