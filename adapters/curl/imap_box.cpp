#include "adapters/curl/imap_box.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "adapters/curl/handle.hpp"

namespace carerelay::curl {
namespace {

constexpr std::size_t most_bytes = 1024 * 1024;

std::size_t take(char* bytes, std::size_t, std::size_t count, void* to) {
  auto& into = *static_cast<std::string*>(to);
  if (into.size() + count > most_bytes) return 0;
  into.append(bytes, count);
  return count;
}

std::string sentence(CURLcode code, std::string const& detail, mail_account const& to) {
  auto const where = to.host + ':' + std::to_string(to.port);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: return "the mailbox's server, " + where + ", is not known by that name";
    case CURLE_COULDNT_CONNECT: return "nothing answers at the mailbox's server, " + where;
    case CURLE_LOGIN_DENIED: return "the mailbox's server, " + where + ", refuses the user name or password";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "the certificate of the mailbox's server, " + where + ", is not trusted";
    case CURLE_USE_SSL_FAILED: return "the mailbox's server, " + where + ", offers no encryption";
    default: break;
  }
  std::string const said = detail.c_str();
  return "the mailbox at " + where + " could not be read: " + (said.empty() ? curl_easy_strerror(code) : said);
}

}  // namespace

struct imap_box::state {
  mail_account account;
  handle h;
  std::set<std::string> folders;  ///< known to be there
};

imap_box::imap_box(mail_account account) : state_(std::make_unique<state>()) {
  state_->account = std::move(account);
  state_->h = make_handle();
}

imap_box::~imap_box() = default;

std::string imap_box::ask(std::string const& path, std::string const& command, bool may_fail) {
  auto& my = *state_;
  CURL* const h = my.h.get();
  std::string detail, got;
  set_account(h, my.account, "imap", path, detail);
  if (!command.empty()) curl_easy_setopt(h, CURLOPT_CUSTOMREQUEST, command.c_str());
  curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(h, CURLOPT_WRITEDATA, &got);
  CURLcode const code = curl_easy_perform(h);
  bool const is_cut = code == CURLE_WRITE_ERROR && got.size() > most_bytes / 2;  // a mail larger than anybody reads
  if (code != CURLE_OK && !is_cut && !(may_fail && code == CURLE_QUOTE_ERROR))
    throw std::runtime_error(sentence(code, detail, my.account));
  return got;
}

std::vector<std::uint32_t> imap_box::waiting() {
  auto const said = ask("INBOX", "UID SEARCH UNDELETED", false);
  std::vector<std::uint32_t> out;
  auto const at = said.find("* SEARCH");
  if (at == std::string::npos) return out;
  std::string_view rest(said);
  rest = rest.substr(at + 8, said.find('\r', at) - at - 8);
  while (!rest.empty()) {
    std::uint32_t uid = 0;
    auto const begin = rest.find_first_of("0123456789");
    if (begin == std::string_view::npos) break;
    auto const [end, wrong] = std::from_chars(rest.data() + begin, rest.data() + rest.size(), uid);
    if (wrong == std::errc{}) out.push_back(uid);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string imap_box::fetch(std::uint32_t uid) { return ask("INBOX/;UID=" + std::to_string(uid), "", false); }

void imap_box::move(std::uint32_t uid, std::string const& folder) {
  if (!state_->folders.contains(folder)) {
    static_cast<void>(ask("INBOX", "CREATE " + folder, true));
    state_->folders.insert(folder);
  }
  static_cast<void>(ask("INBOX", "UID MOVE " + std::to_string(uid) + ' ' + folder, false));
}

}  // namespace carerelay::curl
