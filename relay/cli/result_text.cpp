#include "relay/cli/result_text.hpp"

#include "protocol/seal/words.hpp"
#include "protocol/text/markdown.hpp"

namespace carerelay::cli {

using protocol::errc;

namespace {

std::string sentence(boost::system::error_code why) {
  if (why == errc::not_found)
    return "It was not sealed for this device: open it on another one, or with the recovery sheet (carerelay device "
           "recover).";
  if (why == errc::not_sealed) return "";
  return "It is NOT what its sender sealed, and is not shown. Ring the sender.";
}

std::string warning(result_to_read const& what) {
  switch (what.key) {
    case sender_key::known: return "";
    case sender_key::first:
      return "First result from this sender. Its words: " + protocol::seal::key_words("sender", what.opened->sender) +
             '\n';
    case sender_key::changed:
      return "CAREFUL: signed with ANOTHER KEY than this sender's results before. Ring the sender before you act. Its "
             "words: " +
             protocol::seal::key_words("sender", what.opened->sender) + '\n';
  }
  return "";
}

void add(std::string& out, std::string_view name, std::string const& value) {
  if (!value.empty()) out += std::string(name) + ": " + value + '\n';
}

}  // namespace

std::string readable(std::string const& source) {
  auto const text = protocol::markdown::to_text(source);
  return text ? *text : source;
}

bool is_sealed(protocol::message const& what) noexcept {
  auto const* const sealed = std::get_if<protocol::sealed_part>(&what.content.part);
  return sealed && !sealed->jwe.empty();
}

result_to_read read_result(protocol::message const& what, device_folder const& folder, world& with) {
  result_to_read out;
  auto got = open_result(what, folder.device);
  if (!got) {
    out.why_not = sentence(got.error());
    return out;
  }
  if (what.sender_key && got->sender.thumbprint() != *what.sender_key) {
    out.why_not =
        "It is signed with ANOTHER KEY than the one its sender has registered: somebody else may have sent it. It is "
        "NOT "
        "shown. Ring the sender.";
    return out;
  }
  out.key = note_sender(folder, what.sender, got->sender, with);
  out.opened = std::move(*got);
  return out;
}

std::string in_words(result_to_read const& what, std::string_view indent) {
  std::string out(indent);
  if (!what.opened) return out + what.why_not + '\n';
  auto const& content = what.opened->content;
  out += content.subject_ref.empty() ? "specimen " + content.specimen_ref : content.subject_ref;
  out += ": " + std::string(content.outcome ? word(*content.outcome) : "taken back") + " (" +
         std::string(word(content.status)) + ")\n";
  auto const careful = warning(what);
  return careful.empty() ? out : out + std::string(indent) + careful;
}

std::string in_full(protocol::info_block const& what) {
  std::string out = '\n' + what.headline + " (" + what.language + ")\n\n" + readable(what.description) + '\n';
  auto const add_list = [&out](std::string_view heading, std::vector<std::string> const& lines) {
    if (lines.empty()) return;
    out.append(heading).append(":\n");
    for (auto const& line : lines) out.append("- ").append(line).append("\n");
  };
  add_list("Do", what.must_do);
  add_list("Do not", what.must_not);
  if (!what.instruction.empty()) out += "What to do:\n" + readable(what.instruction) + '\n';
  return out;
}

std::string in_full(result_to_read const& what) {
  if (!what.opened) return what.why_not + '\n';
  auto const& content = what.opened->content;
  std::string out;
  for (auto const& info : content.info) out += in_full(info);
  add(out, "Result", std::string(content.outcome ? word(*content.outcome) : "taken back"));
  add(out, "Report", std::string(word(content.status)));
  add(out, "Resident", content.subject_ref);
  add(out, "Specimen", content.specimen_ref);
  add(out, "Test (SNOMED CT)", content.test_code);
  add(out, "Laboratory (ODS)", content.performer_ods);
  if (content.collected_at) add(out, "Sample taken", protocol::to_london_text(*content.collected_at));
  if (content.issued_at) add(out, "Issued", protocol::to_london_text(*content.issued_at));
  add(out, "What has changed", content.change_note);
  add(out, "Sealed", protocol::to_london_text(what.opened->sealed_at));
  return out + warning(what);
}

}  // namespace carerelay::cli
