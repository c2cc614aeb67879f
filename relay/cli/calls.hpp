#pragma once

#include <string>
#include <vector>

#include "relay/cli/program_parts.hpp"

/// Homes that stay silent: who is to be rung, how their ways have fared, and what is asked every day.
namespace carerelay::cli {

struct call_options {
  place where;
  std::string message, home, outcome, spoke_to, will_act_by, note;
  bool json = false, csv = false;
};
int calls_list(call_options const& what, world& with);
int calls_note(call_options const& what, world& with);
int paths_show(call_options const& what, world& with);

struct check_in_options {
  place where;
  std::string id, headline, text, time, until, day;
  std::vector<std::string> areas, homes;
  bool everyone = false, json = false, csv = false;
};
int check_ins_list(check_in_options const& what, world& with);
int check_ins_add(check_in_options const& what, world& with);
int check_ins_answers(check_in_options const& what, world& with);
int check_ins_approve(check_in_options const& what, world& with);
int check_ins_end(check_in_options const& what, world& with);

/// `calls`, `paths` and `check-ins`
void add_calls(CLI::App& app, world& with, chosen& what);

}  // namespace carerelay::cli
