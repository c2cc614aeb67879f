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
{{title}}
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

What to do:
{{instruction}}
{{/instruction}}
{{#must_do_text}}

Do:
{{must_do_text}}
{{/must_do_text}}
{{#must_not_text}}

Do not:
{{must_not_text}}
{{/must_not_text}}
{{#telephone}}

Helpline: {{telephone}}
{{/telephone}}

Read it and answer for your home: {{link}}
You will be asked to sign in. This mail never asks for a password or a code.
{{#helpline}}

Questions? Ring {{helpline}}, or reply to this mail.
{{/helpline}}
)";

inline constexpr std::string_view html_template = R"(<!DOCTYPE html>
<html lang="{{language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title>
<style>
body { margin: 0; padding: 16px; background: #f0f4f5; color: #212b32; font: 16px/1.5 Arial, sans-serif; }
main { display: block; max-width: 640px; margin: 0 auto; padding: 24px; background: #ffffff; }
h1 { margin: 0 0 8px; font-size: 24px; line-height: 1.3; }
h2 { font-size: 20px; }
.from { margin: 0 0 16px; color: #4c6272; }
.note { margin: 0 0 16px; padding: 12px; border-left: 6px solid #005eb8; background: #e8f1f8; }
.do { padding: 12px; border-left: 6px solid #d5281b; background: #fdf1f0; }
.go { display: inline-block; padding: 12px 20px; background: #007f3b; color: #ffffff; font-weight: bold; text-decoration: none; }
.small { color: #4c6272; font-size: 14px; }
</style>
</head>
<body>
<main>
{{#duplicate}}<p class="note"><strong>Possible duplicate.</strong> This may have reached you before. If it did, there is nothing new in it.</p>
{{/duplicate}}{{#exercise}}<p class="note"><strong>Exercise.</strong> This is not real. Do what you would do, and answer as usual.</p>
{{/exercise}}<h1>{{title}}</h1>
{{#sender}}<p class="from">{{sender}}, {{sent}}</p>
{{/sender}}{{#change_note}}<p class="note"><strong>What changed:</strong> {{change_note}}</p>
{{/change_note}}{{{description_html}}}
{{#has_instruction}}<div class="do"><p><strong>What to do</strong></p>
{{{instruction_html}}}</div>
{{/has_instruction}}{{#has_must_do}}<p><strong>Do</strong></p>
<ul>{{#must_do}}<li>{{line}}</li>{{/must_do}}</ul>
{{/has_must_do}}{{#has_must_not}}<p><strong>Do not</strong></p>
<ul>{{#must_not}}<li>{{line}}</li>{{/must_not}}</ul>
{{/has_must_not}}{{#telephone}}<p><strong>Helpline:</strong> <a href="tel:{{telephone_link}}">{{telephone}}</a></p>
{{/telephone}}<p><a class="go" href="{{link}}">Read it and answer for your home</a></p>
<p class="small">You will be asked to sign in. This mail never asks for a password or a code.</p>
{{#helpline}}<p class="small">Questions? Ring {{helpline}}, or reply to this mail.</p>
{{/helpline}}</main>
</body>
</html>
)";

}  // namespace carerelay::email
