#pragma once

#include <memory>
#include <string>

#include "adapters/sqlite/disk/connection.hpp"
#include "adapters/sqlite/store.hpp"
#include "adapters/system/random.hpp"
#include "tests/support/temp_folder.hpp"

namespace carerelay::test {

/// A store in a folder of its own, and its file as SQLite sees it.
struct on_disk {
  temp_folder folder;
  system::random random;
  std::string path = folder.file("relay.db");

  sqlite::settings how(std::string const& file = "") const {
    sqlite::settings out;
    out.path = file.empty() ? path : file;
    out.reserve_bytes = 1U << 20;
    return out;
  }
  std::unique_ptr<sqlite::store> open(std::string const& file = "") {
    return std::make_unique<sqlite::store>(how(file), random);
  }
  /// What opening says when it refuses.
  std::string refusal() {
    try {
      open();
    } catch (std::exception const& e) {
      return e.what();
    }
    return "";
  }
  void run(std::string const& sql) const { sqlite::connection(path, {.vfs = "", .create = true}).script(sql); }
  std::string ask(std::string const& sql) const {
    return sqlite::connection(path, {.vfs = "", .create = false}).text(sql);
  }
};

}  // namespace carerelay::test
