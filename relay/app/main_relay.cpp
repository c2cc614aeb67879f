#include "relay/app/outside.hpp"
#include "relay/cli/program.hpp"

/// The relay alone, for a server: nothing here opens what is sealed, and a test looks.
int main(int argc, char** argv) {
  auto world = carerelay::app::outside();
  return carerelay::cli::run_relay(argc, argv, world);
}
