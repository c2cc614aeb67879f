#pragma once

#include <memory>

namespace carerelay::io {

/// Whoever keeps a shared body alive, seen without touching its count: only a frame that must wait takes a
/// share. Valid as long as the shared_ptr it was made from.
class keeper_ref {
 public:
  template <class T>
  keeper_ref(std::shared_ptr<T> const& owner) noexcept  // NOLINT(google-explicit-constructor): a view of the argument
      : owner_{&owner}, keep_{[](void const* p) {
          return std::shared_ptr<void const>{*static_cast<std::shared_ptr<T> const*>(p)};
        }} {}

  [[nodiscard]] std::shared_ptr<void const> keep() const { return keep_(owner_); }

 private:
  void const* owner_;
  std::shared_ptr<void const> (*keep_)(void const*);
};

}  // namespace carerelay::io
