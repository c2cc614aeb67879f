#include "protocol/json/reader.hpp"

#include <boost/throw_exception.hpp>

#include <stdexcept>
#include <utility>

#include "protocol/json/events.hpp"

namespace carerelay::protocol::json {
namespace {

/// Builds the tree. The parser keeps names unique and the depth small.
class tree_builder final : public events {
 public:
  void scalar(kind what, std::string_view, std::int64_t integer) override {
    if (what == kind::null) return put({});
    if (what == kind::boolean) return put(integer != 0);
    put(integer);
  }
  void string(std::string_view text, bool) override { put(text); }
  void name(std::string_view text, bool) override { open_.back().name = text; }
  void begin(kind what) override { open_.emplace_back().is_object = what == kind::object; }
  void end(kind, std::string_view) override {
    level done = std::move(open_.back());
    open_.pop_back();
    done.is_object ? put(std::move(done.members)) : put(std::move(done.items));
  }

  value root;

 private:
  struct level {
    bool is_object = false;
    array items;
    object members;
    std::string name;
  };
  void put(value what) {
    if (open_.empty()) {
      root = std::move(what);
    } else if (level& here = open_.back(); here.is_object) {
      here.members.push_back({std::move(here.name), std::move(what)});
    } else {
      here.items.push_back(std::move(what));
    }
  }
  std::vector<level> open_;
};

}  // namespace

read_result<value> read(std::string_view text, std::size_t most_bytes) {
  tree_builder tree;
  if (auto error = parse(text, most_bytes, tree)) return std::move(*error);
  return std::move(tree.root);
}

/// Keeps the members of the outermost object and lets everything deeper pass.
class flat_builder final : public events {
 public:
  explicit flat_builder(flat_object& out) noexcept : out_(out) {}

  void scalar(kind what, std::string_view raw, std::int64_t integer) override { put(what, raw, integer); }
  void string(std::string_view text, bool is_stable) override {
    if (depth_ == 1) put(kind::string, stable(text, is_stable), 0);
  }
  void name(std::string_view text, bool is_stable) override {
    if (depth_ == 1) name_ = stable(text, is_stable);
  }
  void begin(kind what) override {
    if (depth_++ == 0) is_object = what == kind::object;
  }
  void end(kind what, std::string_view raw) override {
    --depth_;
    put(what, raw, 0);
  }

  bool is_object = false;

 private:
  std::string_view stable(std::string_view text, bool is_stable) {
    return is_stable ? text : std::string_view(out_.unescaped_.emplace_front(text));
  }
  void put(kind what, std::string_view text, std::int64_t integer) {
    if (depth_ != 1 || !is_object) return;
    flat_member const made{name_, what, text, integer};
    if (out_.size_ < flat_object::in_place) {
      out_.here_[out_.size_] = made;
    } else {
      if (out_.more_.empty()) out_.more_.assign(out_.here_, out_.here_ + flat_object::in_place);
      out_.more_.push_back(made);
    }
    ++out_.size_;
  }
  flat_object& out_;
  std::size_t depth_ = 0;
  std::string_view name_;
};

bool flat_object::read(std::string_view text, std::size_t most_bytes) {
  size_ = 0;
  more_.clear();
  unescaped_.clear();
  flat_builder builder(*this);
  auto error = parse(text, most_bytes, builder);
  if (!error && !builder.is_object) error = read_error{errc::wrong_type, 0, 1, 1, "expected an object"};
  if (!error) return true;
  error_ = std::move(*error);
  size_ = 0;
  more_.clear();
  return false;
}

flat_member const* flat_object::find(std::string_view name) const noexcept {
  for (auto const& each : *this) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

fault read_error::to_fault() const {
  return {"", rule, "line " + std::to_string(line) + ", column " + std::to_string(column) + ": " + detail};
}

void throw_exception_from_error(read_error const& what, boost::source_location const& where) {
  boost::throw_exception(std::runtime_error(what.to_fault().detail), where);
}

}  // namespace carerelay::protocol::json
