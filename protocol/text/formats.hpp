#pragma once

#include <optional>
#include <string>
#include <string_view>

/// The small formats inside a message. Each predicate is about the whole text, allocates nothing and takes any
/// bytes; each constant finishes "expected …" for a person who got it wrong.
namespace carerelay::protocol::formats {

/// BCP 47 (RFC 5646 section 2.1), well formed; grandfathered tags are not taken.
[[nodiscard]] bool is_language(std::string_view text) noexcept;
inline constexpr std::string_view expected_language = "a BCP 47 language tag such as en-GB or cy";

/// `+` and 8 to 15 digits (ITU-T E.164), as it is stored and signed.
[[nodiscard]] bool is_e164(std::string_view text) noexcept;
/// E.164 from what people write: `020 7946 0123`, `(01632) 960-123`, `+44 (0)20 7946 0123`, `0044 …`. A number
/// that begins with 0 is a British one.
[[nodiscard]] std::optional<std::string> to_e164(std::string_view typed);
/// As people read it: `+442079460123` is `020 7946 0123`; numbers of other countries stay as they are.
[[nodiscard]] std::string spaced_telephone(std::string_view e164);
inline constexpr std::string_view expected_telephone = "a telephone number such as 020 7946 0123 or +442079460123";

/// `local@domain` in ASCII without quoting or comments (RFC 5321 section 4.1.2, dot-string), 254 bytes at most.
[[nodiscard]] bool is_email(std::string_view text) noexcept;
inline constexpr std::string_view expected_email = "an email address such as ipc-team@ncl.example";

/// `https://` with a host name, 2,000 bytes at most; no user, no spaces, quotes or angle brackets.
[[nodiscard]] bool is_https_url(std::string_view text) noexcept;
inline constexpr std::string_view expected_url = "an https address such as https://www.gov.uk/guidance";

/// 1 to 40 of a-z, 0-9 and hyphen, beginning with a letter or digit: topics and tags.
[[nodiscard]] bool is_slug(std::string_view text) noexcept;
inline constexpr std::string_view expected_slug = "1 to 40 of a-z, 0-9 and hyphen, such as infection-control";

/// 1 to 32 letters, digits and hyphens: a pseudonym or the number on a tube, never a name.
[[nodiscard]] bool is_pseudonym(std::string_view text) noexcept;
inline constexpr std::string_view expected_pseudonym =
    "1 to 32 letters, digits and hyphens, such as R-017: a reference, never a name";

/// A SNOMED CT identifier: 6 to 18 digits of which the last is the Verhoeff check.
[[nodiscard]] bool is_snomed(std::string_view text) noexcept;
inline constexpr std::string_view expected_snomed = "a SNOMED CT identifier such as 871555000";

/// An ODS organisation code: 3 to 10 capitals and digits.
[[nodiscard]] bool is_ods_code(std::string_view text) noexcept;
inline constexpr std::string_view expected_ods_code = "an ODS code such as RX9LD";

/// `type/subtype` in small letters without parameters (RFC 6838 section 4.2).
[[nodiscard]] bool is_mime_type(std::string_view text) noexcept;
inline constexpr std::string_view expected_mime_type = "a media type such as application/pdf";

/// `08:00` to `24:00` as minutes after midnight.
[[nodiscard]] std::optional<unsigned> to_minute(std::string_view clock) noexcept;
[[nodiscard]] std::string from_minute(unsigned minute);
inline constexpr std::string_view expected_clock = "a time of day such as 08:30, at most 24:00";

}  // namespace carerelay::protocol::formats
