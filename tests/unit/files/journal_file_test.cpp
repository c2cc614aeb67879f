#include "adapters/files/journal_file.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "adapters/files/whole_file.hpp"

using namespace carerelay;

namespace {

struct folder {
  folder() {
    char name[] = "/tmp/carerelay-files-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~folder() { std::filesystem::remove_all(path); }
  std::string operator/(char const* name) const { return path + "/" + name; }
  std::string path;
};

std::vector<std::string> const three{"one", "two with spaces", "{\"three\":3}"};

void write_three(std::string const& path) {
  files::journal_file journal(path);
  for (auto const& line : three) journal.append(line);
}

}  // namespace

TEST_CASE("what a journal kept is there for the next program, in order") {
  folder const at;
  write_three(at / "j");
  files::journal_file again(at / "j");
  CHECK(again.load() == three);
  again.append("four");
  CHECK(again.load().back() == "four");
}

TEST_CASE("a line that a power cut tore at any byte is left out, and the next one follows cleanly") {
  folder const at;
  write_three(at / "j");
  auto const whole = files::read_file(at / "j");
  auto const last_begins = whole.rfind('\n', whole.size() - 2) + 1;
  for (auto cut = last_begins; cut < whole.size(); ++cut) {
    std::ofstream(at / "torn", std::ios::binary | std::ios::trunc) << whole.substr(0, cut);
    files::journal_file journal(at / "torn");
    REQUIRE(journal.load() == std::vector<std::string>{three[0], three[1]});
    journal.append("after");
    REQUIRE(journal.load() == std::vector<std::string>{three[0], three[1], "after"});
  }
}

TEST_CASE("a last line whose sectors never reached the disk is left out too") {
  folder const at;
  write_three(at / "j");
  auto whole = files::read_file(at / "j");
  whole[whole.size() - 4] = '\0';
  std::ofstream(at / "j", std::ios::binary | std::ios::trunc) << whole;
  CHECK(files::journal_file(at / "j").load().size() == 2);
}

TEST_CASE("a line changed in the middle of the journal is refused by its number, never skipped") {
  folder const at;
  write_three(at / "j");
  auto whole = files::read_file(at / "j");
  whole[whole.find("two")] = 'T';
  std::ofstream(at / "j", std::ios::binary | std::ios::trunc) << whole;
  files::journal_file journal(at / "j");
  CHECK_THROWS_WITH(journal.load(), Catch::Contains("line 2") && Catch::Contains("checksum"));
}

TEST_CASE("two programs cannot keep the same journal") {
  folder const at;
  files::journal_file const first(at / "j");
  CHECK_THROWS_WITH(files::journal_file(at / "j"), Catch::Contains("in use by another program"));
}

TEST_CASE("a journal and a secret are for their owner only, and a key is never replaced") {
  folder const at;
  write_three(at / "j");
  files::write_new_secret(at / "key", "secret");
  for (auto const* name : {"j", "key"}) {
    struct stat seen {};
    REQUIRE(::stat((at / name).c_str(), &seen) == 0);
    CHECK((seen.st_mode & 0777) == 0600);
  }
  CHECK_THROWS_WITH(files::write_new_secret(at / "key", "other"), Catch::Contains("cannot be written"));
  CHECK(files::read_file(at / "key") == "secret");
}

TEST_CASE("a missing folder is named in a sentence") {
  CHECK_THROWS_WITH(files::journal_file("/nowhere/at/all"), Catch::Contains("/nowhere/at/all cannot be opened"));
}
