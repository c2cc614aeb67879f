#include "relay/app/outside.hpp"
#include "relay/cli/program.hpp"

int main(int argc, char** argv) {
  auto world = carerelay::app::outside();
  return carerelay::cli::run(argc, argv, world);
}
