#include "adapters/memory/store.hpp"

#include <mutex>

#include "adapters/memory/writer.hpp"

namespace carerelay::memory {
namespace {

class reader final : public ports::questions<ports::store_reader, answers> {
 public:
  using questions::questions;

  void snapshot(std::function<void()> const& work) override {
    auto const held = from_.hold();
    bool const before = from_.keep(true);
    try {
      work();
    } catch (...) {
      from_.keep(before);
      throw;
    }
    from_.keep(before);
  }
};

}  // namespace

store::store(std::string epoch, ports::random* random) : epoch_(std::move(epoch)), random_(random) {}

void store::write(std::function<void(ports::store_writer&)> const& work) {
  if (no_space_) throw ports::store_full("the disk is full and the reserve is used up");
  std::unique_lock const held(mutex_);
  writer changes(data_, undo_, epoch_, random_);
  try {
    work(changes);
  } catch (...) {
    undo_.undo_to(0);
    throw;
  }
  undo_.forget();
}

void store::part(ports::store_writer& writer, std::function<void(ports::store_writer&)> const& work) {
  auto const mark = undo_.mark();
  try {
    work(writer);
  } catch (...) {
    undo_.undo_to(mark);
    throw;
  }
}

std::unique_ptr<ports::store_reader> store::reader() {
  return std::make_unique<memory::reader>(answers(data_, epoch_, mutex_));
}

void store::backup(std::string const&) {
  throw std::runtime_error("A store in memory cannot be backed up: it has no file.");
}

}  // namespace carerelay::memory
