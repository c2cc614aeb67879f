#include "tests/support/kit/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "adapters/sqlite/store.hpp"
#include "adapters/system/random.hpp"

namespace carerelay::testing {

using namespace std::chrono_literals;

namespace {

/// As ctest says; else the one built beside this test.
std::string program() {
  if (auto const* named = std::getenv("CARERELAY_BINARY")) return named;
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "carerelay";
}

}  // namespace

process_world::process_world(std::size_t homes) : certs(folder), log_file_(folder / "log") {
  {
    system::random random;
    sqlite::settings how;
    how.path = folder / "store.db";
    how.reserve_bytes = 1 << 20;
    sqlite::store store(how, random);
    cast = fill(store, homes);
  }
  start();
}

process_world::~process_world() {
  if (child_ <= 0) return;
  ::kill(child_, SIGKILL);
  ::waitpid(child_, nullptr, 0);
}

void process_world::start(std::string const& more) {
  auto const binary = program();
  std::vector<std::string> words{binary,
                                 "serve",
                                 "--listen.address=127.0.0.1",
                                 "--listen.port=0",
                                 "--listen.internal_port=0",
                                 "--listen.hosts=localhost",
                                 "--tls.certificate=" + certs.certificate_file,
                                 "--tls.key=" + certs.key_file,
                                 "--store.path=" + (folder / "store.db"),
                                 "--store.reserve_mib=1",
                                 "--store.backup_dir=" + (folder / "backups"),
                                 "--approval.persons=1"};
  words.push_back(more.empty() ? "--drain.seconds=2" : more);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  int const log = ::open(log_file_.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  child_ = ::fork();
  if (child_ == 0) {
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execv(binary.c_str(), arguments.data());
    ::_exit(127);
  }
  ::close(log);
  bool const up = logged("relay_started", 30s);
  INFO(log_text());
  REQUIRE(up);
  auto const text = log_text();
  auto const line = text.substr(text.rfind('\n', text.find("\"relay_started\"")) + 1);
  port_ = static_cast<std::uint16_t>(number_in(line.substr(0, line.find('\n')), "port"));
}

void process_world::signal(int number) const { ::kill(child_, number); }

int process_world::wait_exit(milliseconds most) {
  int status = 0;
  bool const ended = world::eventually([&] { return ::waitpid(child_, &status, WNOHANG) == child_; }, most);
  if (!ended) return -1;
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string process_world::log_text() const {
  std::ostringstream out;
  out << std::ifstream(log_file_).rdbuf();
  return out.str();
}

bool process_world::logged(std::string_view event, milliseconds most) const {
  auto const wanted = "\"event\":\"" + std::string(event) + "\"";
  return world::eventually([&] { return log_text().find(wanted) != std::string::npos; }, most);
}

void process_world::spoil_certificate() const { std::ofstream(certs.certificate_file) << "not a certificate"; }

http_reply process_world::call(std::string_view method, std::string_view path, std::string_view body) const {
  return testing::call(port_, certs.ca, method, path, body, cast.token);
}

std::string process_world::publish(std::string const& draft) const {
  auto const reply = call("POST", "/v1/messages", draft);
  INFO(reply.head << reply.body);
  REQUIRE(reply.status == 201);
  return text_in(reply.body, "id");
}

}  // namespace carerelay::testing
