#include "relay/core/ways/contacts_csv.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>

#include "protocol/csv/writer.hpp"
#include "protocol/text/formats.hpp"
#include "protocol/words.hpp"
#include "relay/core/register/register_cells.hpp"

namespace carerelay::core {

using protocol::errc;
namespace csv = protocol::csv;

namespace {

constexpr std::array<std::string_view, 7> columns{"home", "role", "label", "email", "telephone", "opted_out", "number"};
constexpr std::size_t most_faults = 100;
constexpr std::size_t most_label = 80, most_channel = 40;

class reader {
 public:
  explicit reader(ports::store_reader& store) : store_(store) {}

  void take(csv::row const& row) {
    if (!is_read_) return take_headings(row);
    row_ = &row;
    auto const* const home = home_of();
    wanted_contact one;
    one.role = role_of();
    one.label = cells::line(trimmed(2));
    if (one.label.size() > most_label) object(2, errc::out_of_range, "is longer than 80 characters");
    one.email = std::string(trimmed(3));
    if (!one.email.empty() && !protocol::formats::is_email(one.email))
      object(3, errc::bad_format, "expected " + std::string(protocol::formats::expected_email));
    one.telephone = telephone_of();
    for (auto const part : cells::list(cell(5))) {
      if (part.size() > most_channel || one.opted_out.size() == opted_out_most)
        object(5, errc::out_of_range, "names of channels, at most 20");
      else
        one.opted_out.emplace_back(part);
    }
    one.number = number_of();
    if (one.email.empty() && trimmed(4).empty())
      object(3, errc::required, "a contact needs an email address or a telephone number");
    if (home == nullptr) return;
    add(*home, std::move(one));
  }

  boost::system::result<std::vector<imported_contacts>, import_refusal> finish(csv::read_result<void> const& outcome) {
    if (!outcome) {
      auto const& error = outcome.error();
      refuse({error.row, error.column, "", error.rule, error.detail});
    } else if (!is_read_) {
      refuse({0, 0, "", errc::required, "there is no row of headings"});
    } else if (lists_.empty() && wrong_.faults.empty()) {
      refuse({0, 0, "", errc::required, "there is no contact below the headings"});
    }
    if (!wrong_.faults.empty()) return std::move(wrong_);
    return std::move(lists_);
  }

 private:
  void take_headings(csv::row const& row) {
    is_read_ = true;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      auto const name = cells::line(row.cells[i]);
      if (name.empty()) continue;
      auto const known = std::find(columns.begin(), columns.end(), name);
      auto const field = static_cast<std::size_t>(known - columns.begin());
      if (known == columns.end())
        refuse({row.number, i + 1, name, errc::unknown_value,
                "is no column of a list of contacts: home, role, label, email, telephone, opted_out, number"});
      else if (places_[field])
        refuse({row.number, i + 1, name, errc::duplicate_member, "is there twice"});
      else
        places_[field] = i;
    }
    if (!places_[0]) refuse({row.number, 0, "", errc::required, "there is no column home"});
  }

  [[nodiscard]] std::string_view cell(std::size_t field) const {
    return places_[field] ? row_->cell(*places_[field]) : std::string_view();
  }
  [[nodiscard]] std::string_view trimmed(std::size_t field) const { return csv::without_guard(cell(field)); }
  void object(std::size_t field, errc rule, std::string detail) {
    auto const column = places_[field].value_or(0);
    refuse({row_->number, places_[field] ? column + 1 : 0, std::string(columns[field]), rule, std::move(detail)});
  }
  void refuse(import_fault what) {
    if (wrong_.faults.size() < most_faults)
      wrong_.faults.push_back(std::move(what));
    else
      ++wrong_.more;
  }

  ports::home_row const* home_of() {
    std::string const text(trimmed(0));
    auto const held = homes_.find(text);
    if (held != homes_.end()) return &held->second;
    auto const id = protocol::home_id::parse(text);
    auto const home = id ? store_.home(*id) : std::nullopt;
    if (home) return &homes_.emplace(text, *home).first->second;
    object(0, errc::unknown_home, "the register has no home of this id");
    return nullptr;
  }

  ports::contact_role role_of() {
    auto const text = cells::line(cell(1));
    if (text.empty()) return ports::contact_role::other;
    auto const role = protocol::from_word<ports::contact_role>(text);
    if (role) return *role;
    std::string expected = "expected ";
    protocol::append_words<ports::contact_role>(expected);
    object(1, errc::unknown_value, expected);
    return ports::contact_role::other;
  }

  std::string telephone_of() {
    auto const text = trimmed(4);
    if (text.empty()) return {};
    auto const number = cells::telephone(text);
    if (number) return number->e164;
    object(4, errc::bad_format, "expected " + std::string(protocol::formats::expected_telephone));
    return {};
  }

  std::optional<std::uint32_t> number_of() {
    auto const text = trimmed(6);
    if (text.empty()) return std::nullopt;
    std::uint32_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && number != 0) return number;
    object(6, errc::bad_format, "expected the number that the contact has, or nothing");
    return std::nullopt;
  }

  void add(ports::home_row const& home, wanted_contact one) {
    auto const [place, is_new] = index_.emplace(home.number, lists_.size());
    if (is_new) lists_.push_back({home, {}});
    auto& list = lists_[place->second].wanted;
    auto const is_same = [&](auto const& other) { return other.number && other.number == one.number; };
    if (std::any_of(list.begin(), list.end(), is_same))
      object(6, errc::duplicate_member, "this home has this number on the list already");
    auto const held = one.number ? store_.contact(home.number, *one.number) : std::nullopt;
    if (one.number && (!held || held->removed_at))
      object(6, errc::not_found, "the home has no contact of this number: leave it empty");
    if (list.size() == contacts_most) object(0, errc::out_of_range, "a home has at most 20 contacts");
    list.push_back(std::move(one));
  }

  ports::store_reader& store_;
  csv::row const* row_ = nullptr;
  bool is_read_ = false;
  std::array<std::optional<std::size_t>, columns.size()> places_{};
  std::map<std::string, ports::home_row, std::less<>> homes_;
  std::map<ports::home_number, std::size_t> index_;
  std::vector<imported_contacts> lists_;
  import_refusal wrong_;
};

}  // namespace

boost::system::result<std::vector<imported_contacts>, import_refusal> read_contacts(std::string_view text,
                                                                                    ports::store_reader& store) {
  reader all(store);
  auto const outcome = csv::read(text, contacts_limits, [&](csv::row const& row) { all.take(row); });
  return all.finish(outcome);
}

void append_contacts_heading(std::string& out) {
  csv::writer to(out);
  for (auto const name : columns) to.cell(name);
  to.end_row();
}

void append_contact(ports::home_row const& home, ports::contact_row const& what, std::string& out) {
  csv::writer to(out);
  to.cell(home.record.id.text()).cell(word(what.role)).cell(what.label).cell(what.email).cell(what.telephone);
  std::string channels;
  for (auto const& one : what.opted_out) channels += (channels.empty() ? "" : "|") + one;
  to.cell(channels).cell(what.number);
  to.end_row();
}

}  // namespace carerelay::core
