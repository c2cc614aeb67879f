#pragma once

#include <string_view>

/// The files of relay/app/samples, built in, so that the demo needs nothing but the program.
namespace carerelay::app::samples {

extern std::string_view const homes_csv;
extern std::string_view const admission, helpline, result, exercise, capacity, admission_update, live;

}  // namespace carerelay::app::samples
