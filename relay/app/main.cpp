#include <iostream>

#include "relay/app/demo.hpp"
#include "relay/app/outside.hpp"
#include "relay/cli/program.hpp"

int main(int argc, char** argv) {
  auto world = carerelay::app::outside();
  world.demo = [&world](carerelay::cli::demo_options const& how) {
    return carerelay::app::run_demo(how, std::cout, std::cerr, world.terminal);
  };
  return carerelay::cli::run(argc, argv, world);
}
