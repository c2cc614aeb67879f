#include <CLI/CLI.hpp>

#include "relay/cli/calls.hpp"

namespace carerelay::cli {
namespace {

template <class Options>
std::pair<CLI::App*, std::shared_ptr<Options>> add(CLI::App& under, char const* name, char const* about,
                                                   char const* example, int (*run)(Options const&, world&), world& with,
                                                   chosen& what) {
  auto const how = std::make_shared<Options>();
  auto& made = command(under, name, about, example);
  add_remote(made, how->where);
  add_json(made, how->json);
  made.callback([how, run, &with, &what] { what = [how, run, &with] { return run(*how, with); }; });
  return {&made, how};
}

void add_check_ins(CLI::App& app, world& with, chosen& what) {
  auto& check_ins = *app.add_subcommand("check-ins", "A question that goes to homes every day at the same hour.");
  check_ins.require_subcommand(1);
  add(check_ins, "list", "Those of your team, and when each goes next.",
      "carerelay check-ins list --server https://relay.example:8443", check_ins_list, with, what);
  auto const [made, adds] =
      add(check_ins, "add", "Begin one: each day's takes the place of the day before's.",
          "carerelay check-ins add --headline \"Anything new today?\" --text \"One tap is enough.\" "
          "--time 09:30 --until 2026-12-20T23:00:00Z --areas E09000010",
          check_ins_add, with, what);
  made->add_option("--headline", adds->headline, "what homes read first")->required();
  made->add_option("--text", adds->text, "the question (Markdown)")->required();
  made->add_option("--time", adds->time, "the hour in London, as 09:30")->required();
  made->add_option("--until", adds->until, "when it ends (RFC 3339)")->required();
  made->add_option("--areas", adds->areas, "GSS codes")->delimiter(',');
  made->add_option("--homes", adds->homes, "CQC Location IDs or ODS codes")->delimiter(',');
  made->add_flag("--everyone", adds->everyone, "every home");
  auto const [answers, answered] =
      add(check_ins, "answers", "What homes said, day by day; home by home with --csv.",
          "carerelay check-ins answers 0193a1b2-... --csv > answers.csv", check_ins_answers, with, what);
  answers->add_option("ID", answered->id, "id of the check-in")->required();
  answers->add_option("--day", answered->day, "that day alone, as 2026-11-21");
  answers->add_flag("--csv", answered->csv, "for a spreadsheet: a line for each day and home");
  auto const [approves, approved] = add(check_ins, "approve", "Stand for one that somebody else made.",
                                        "carerelay check-ins approve 0193a1b2-... --server https://relay.example:8443",
                                        check_ins_approve, with, what);
  approves->add_option("ID", approved->id, "id of the check-in")->required();
  auto const [ends, ended] =
      add(check_ins, "end", "End one: what was sent stays until its day is over.",
          "carerelay check-ins end 0193a1b2-... --server https://relay.example:8443", check_ins_end, with, what);
  ends->add_option("ID", ended->id, "id of the check-in")->required();
}

}  // namespace

void add_calls(CLI::App& app, world& with, chosen& what) {
  auto const [calls, listed] = add(app, "calls", "Who is to be rung, because they stayed silent by every way.",
                                   "carerelay calls --server https://relay.example:8443", calls_list, with, what);
  calls->add_option("MESSAGE", listed->message, "of this message alone");
  calls->add_flag("--csv", listed->csv, "for a spreadsheet");
  auto const [note, noted] =
      add(app, "call-note", "Note a call to a home: your word, not the home's.",
          "carerelay call-note 0193a1b2-... 1-1435221697 --outcome reached --spoke-to \"the deputy\"", calls_note, with,
          what);
  note->add_option("MESSAGE", noted->message, "id of the message")->required();
  note->add_option("HOME", noted->home, "CQC Location ID or ODS code")->required();
  note->add_option("--outcome", noted->outcome, "reached, no_answer, wrong_number or will_act")->required();
  note->add_option("--spoke-to", noted->spoke_to, "whom, by what they do there");
  note->add_option("--will-act-by", noted->will_act_by, "until when they said (RFC 3339)");
  note->add_option("--note", noted->note, "anything else");
  auto const [paths, shown] =
      add(app, "paths", "How each way to a home has fared: when something last arrived.",
          "carerelay paths 1-1435221697 --server https://relay.example:8443", paths_show, with, what);
  paths->add_option("HOME", shown->home, "CQC Location ID or ODS code")->required();
  paths->add_flag("--csv", shown->csv, "for a spreadsheet");
  add_check_ins(app, with, what);
}

}  // namespace carerelay::cli
