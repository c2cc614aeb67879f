#include "relay/io/desk/egress.hpp"

namespace carerelay::io {
namespace {

/// Gives up when the relay stops: somebody else's slowness must not hold the end back.
class ending final : public ports::http_client {
 public:
  ending(std::unique_ptr<ports::http_client> inner, std::atomic<bool> const& giving_up)
      : inner_(std::move(inner)), giving_up_(giving_up) {}
  ports::http_answer ask(ports::http_call const& what) override {
    auto call = what;
    call.give_up = &giving_up_;
    return inner_->ask(call);
  }

 private:
  std::unique_ptr<ports::http_client> inner_;
  std::atomic<bool> const& giving_up_;
};

}  // namespace

egress::egress(make_client make, std::size_t threads, std::size_t most, poster post, pool::trouble report)
    : pool_([this, make = std::move(make)] { return std::make_unique<ending>(make(), giving_up_); }, threads, most,
            std::move(post), std::move(report)) {}

}  // namespace carerelay::io
