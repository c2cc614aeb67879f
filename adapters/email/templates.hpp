#pragma once

#include <string_view>

/// What homes read. Mustache; `letter.cpp` checks that every name in them is given.
namespace carerelay::email {

inline constexpr std::string_view subject_template = "{{duplicate_mark}}{{exercise_mark}}{{urgent_mark}}{{title}}";

inline constexpr std::string_view text_template = R"({{#duplicate}}
POSSIBLE DUPLICATE: this may have reached you before. If it did, there is nothing new in it.

{{/duplicate}}
{{#exercise}}
EXERCISE: this is not real. Do what you would do, and answer as usual.

{{/exercise}}
{{urgent_words}}{{title}}
{{#sender}}
{{sender}}, {{sent}}
{{/sender}}
{{#change_note}}

What changed: {{change_note}}
{{/change_note}}
{{#description}}

{{description}}
{{/description}}
{{#instruction}}

WHAT TO DO
{{instruction}}
{{/instruction}}
{{#must_do_text}}

DO
{{must_do_text}}
{{/must_do_text}}
{{#must_not_text}}

DO NOT
{{must_not_text}}
{{/must_not_text}}
{{#telephone}}

Helpline: {{telephone}}
{{/telephone}}

{{button}}:
{{link}}

You will be asked to sign in. This mail never asks for a password or a code.
{{#helpline}}

Questions? Ring {{helpline}}, or reply to this mail.
{{/helpline}}
)";

/// Tables, and colours that stand in the cells as well, for programs that know no more (Outlook lays out with Word). No
/// image, no font, nothing is fetched.
inline constexpr std::string_view html_template = R"(<!DOCTYPE html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{{title}}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 0; background: #f0f4f5; color: #212b32; font: 16px/1.5 Arial, sans-serif; -webkit-text-size-adjust: 100%; }
table { border-collapse: collapse; }
td { font-family: Arial, sans-serif; font-size: 16px; line-height: 1.5; text-align: left; }
.out { padding: 24px 16px; }
.page { max-width: 640px; margin: 0 auto; background: #ffffff; }
.top { padding: 12px 24px; background: #003d66; color: #ffffff; font-size: 14px; }
.in { padding: 24px; overflow-wrap: anywhere; }
h1 { margin: 0 0 16px; font-size: 26px; line-height: 1.25; }
h2, h3 { margin: 24px 0 8px; font-size: 19px; line-height: 1.3; }
p { margin: 0 0 16px; }
ul, ol { margin: 0 0 16px; padding-left: 24px; }
li { margin: 0 0 6px; }
a { color: #005eb8; }
.box { margin: 0 0 16px; width: 100%; }
.box td { padding: 12px 16px; }
.box p { margin: 0 0 4px; }
.box ul, .box ol { margin: 4px 0 0; }
.warn td { border-left: 6px solid #ffb81c; background: #fff6df; }
.change td { border-left: 6px solid #005eb8; background: #e8f1f8; }
.act td { border-left: 6px solid #005eb8; background: #e8f1f8; }
.yes td { border-left: 6px solid #007f3b; background: #eaf5ef; }
.no td { border-left: 6px solid #d5281b; background: #fdf0ef; }
.list { list-style: none; padding-left: 0; }
.list li { padding-left: 26px; text-indent: -26px; }
.mark { display: inline-block; width: 26px; text-indent: 0; font-weight: bold; }
.yes .mark { color: #007f3b; }
.no .mark { color: #d5281b; }
.button { margin: 24px 0; }
.button td { background: #007f3b; }
.button a { display: inline-block; padding: 14px 24px; color: #ffffff; font-weight: bold; text-decoration: none; }
.foot { padding: 16px 24px 24px; border-top: 1px solid #d8dde0; color: #4c6272; font-size: 14px; }
.foot p { margin: 0 0 8px; }
@media (max-width: 480px) {
  .out { padding: 0; }
  .top, .in, .foot { padding-left: 16px; padding-right: 16px; }
  h1 { font-size: 23px; }
  .button, .button a { display: block; text-align: center; }
  .button tbody, .button tr, .button td { display: block; }
}
@media (prefers-color-scheme: dark) {
  body, .all { background: #101820 !important; color: #eef2f4 !important; }
  .page { background: #1c2730 !important; color: #eef2f4 !important; }
  .top { background: #0b2a42 !important; }
  a { color: #7fc0ff; }
  .warn td { background: #3a3014 !important; }
  .change td, .act td { background: #12324c !important; }
  .yes td { background: #12351f !important; }
  .no td { background: #43201d !important; }
  .yes .mark { color: #7ed6a0; }
  .no .mark { color: #ff9f95; }
  .button td { background: #007f3b !important; }
  .button a { color: #ffffff !important; }
  .foot { border-color: #46545e !important; color: #b9c6ce !important; }
}
</style>
</head>
<body>
<table role="presentation" class="all" width="100%" bgcolor="#f0f4f5"><tr><td class="out" align="center">
<table role="presentation" class="page" width="100%" bgcolor="#ffffff">
{{#sender}}<tr><td class="top" bgcolor="#003d66">{{sender}} &#183; {{sent}}</td></tr>
{{/sender}}<tr><td class="in">
{{#duplicate}}<table role="presentation" class="box warn"><tr><td bgcolor="#fff6df"><strong>Possible duplicate.</strong> This may have reached you before. If it did, there is nothing new in it.</td></tr></table>
{{/duplicate}}{{#exercise}}<table role="presentation" class="box warn"><tr><td bgcolor="#fff6df"><strong>Exercise.</strong> This is not real. Do what you would do, and answer as usual.</td></tr></table>
{{/exercise}}<h1>{{urgent_words}}{{title}}</h1>
{{#change_note}}<table role="presentation" class="box change"><tr><td bgcolor="#e8f1f8"><strong>What changed:</strong> {{change_note}}</td></tr></table>
{{/change_note}}{{{description_html}}}
{{#has_instruction}}<table role="presentation" class="box act"><tr><td bgcolor="#e8f1f8"><p><strong>What to do</strong></p>
{{{instruction_html}}}</td></tr></table>
{{/has_instruction}}{{#has_must_do}}<table role="presentation" class="box yes"><tr><td bgcolor="#eaf5ef"><p><strong>Do</strong></p>
<ul class="list">{{#must_do}}<li><span class="mark" aria-hidden="true">&#10003;</span>{{line}}</li>{{/must_do}}</ul></td></tr></table>
{{/has_must_do}}{{#has_must_not}}<table role="presentation" class="box no"><tr><td bgcolor="#fdf0ef"><p><strong>Do not</strong></p>
<ul class="list">{{#must_not}}<li><span class="mark" aria-hidden="true">&#10007;</span>{{line}}</li>{{/must_not}}</ul></td></tr></table>
{{/has_must_not}}{{#telephone}}<p><strong>Helpline:</strong> <a href="tel:{{telephone_link}}">{{telephone}}</a></p>
{{/telephone}}<table role="presentation" class="button"><tr><td bgcolor="#007f3b"><a href="{{link}}">{{button}}</a></td></tr></table>
</td></tr>
<tr><td class="foot">
<p>You will be asked to sign in. This mail never asks for a password or a code.</p>
{{#helpline}}<p>Questions? Ring {{helpline}}, or reply to this mail.</p>
{{/helpline}}</td></tr>
</table>
</td></tr></table>
</body>
</html>
)";

}  // namespace carerelay::email
