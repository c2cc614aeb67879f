#include <stdexcept>

#include "relay/core/people/oidc.hpp"

namespace carerelay::core {

std::string_view word(sign_in_fault what) noexcept {
  switch (what) {
    case sign_in_fault::no_cookie: return "no_cookie";
    case sign_in_fault::too_slow: return "too_slow";
    case sign_in_fault::state_wrong: return "state_wrong";
    case sign_in_fault::provider_refused: return "provider_refused";
    case sign_in_fault::callback_issuer: return "callback_issuer";
    case sign_in_fault::code_missing: return "code_missing";
    case sign_in_fault::provider_away: return "provider_away";
    case sign_in_fault::provider_document: return "provider_document";
    case sign_in_fault::code_refused: return "code_refused";
    case sign_in_fault::token_unreadable: return "token_unreadable";
    case sign_in_fault::algorithm_refused: return "algorithm_refused";
    case sign_in_fault::key_unknown: return "key_unknown";
    case sign_in_fault::signature_wrong: return "signature_wrong";
    case sign_in_fault::issuer_wrong: return "issuer_wrong";
    case sign_in_fault::audience_wrong: return "audience_wrong";
    case sign_in_fault::azp_wrong: return "azp_wrong";
    case sign_in_fault::token_expired: return "token_expired";
    case sign_in_fault::token_too_old: return "token_too_old";
    case sign_in_fault::nonce_wrong: return "nonce_wrong";
    case sign_in_fault::subject_missing: return "subject_missing";
    case sign_in_fault::mfa_missing: return "mfa_missing";
    case sign_in_fault::userinfo_subject: return "userinfo_subject";
    case sign_in_fault::not_a_logout: return "not_a_logout";
    case sign_in_fault::person_unknown: return "person_unknown";
    case sign_in_fault::member_revoked: return "member_revoked";
  }
  return "";
}

std::string_view sentence(sign_in_fault what) noexcept {
  switch (what) {
    case sign_in_fault::no_cookie:
    case sign_in_fault::state_wrong:
      return "This sign-in was not begun in this browser. Begin again, and allow cookies for this address.";
    case sign_in_fault::too_slow: return "That took longer than ten minutes. Begin again.";
    case sign_in_fault::provider_refused:
    case sign_in_fault::code_missing: return "Your identity provider did not sign you in. Begin again.";
    case sign_in_fault::code_refused:
      return "This answer of your identity provider was used before or is out of date. Begin again.";
    case sign_in_fault::provider_away:
      return "Your identity provider cannot be reached just now. Try again in a minute.";
    case sign_in_fault::mfa_missing:
      return "You signed in without the second factor that is needed here. Sign out at your identity provider, then "
             "sign in again with your second factor.";
    case sign_in_fault::person_unknown:
      return "You are known to your identity provider but not here. Ask an administrator of your team to invite you.";
    case sign_in_fault::member_revoked:
      return "Your membership has ended. Ask an administrator of your team if that is a mistake.";
    case sign_in_fault::token_expired:
    case sign_in_fault::token_too_old:
      return "The answer of your identity provider is out of date. Begin again; if it happens again, one of the two "
             "clocks is wrong: tell your administrator.";
    case sign_in_fault::callback_issuer:
    case sign_in_fault::provider_document:
    case sign_in_fault::token_unreadable:
    case sign_in_fault::algorithm_refused:
    case sign_in_fault::key_unknown:
    case sign_in_fault::signature_wrong:
    case sign_in_fault::issuer_wrong:
    case sign_in_fault::audience_wrong:
    case sign_in_fault::azp_wrong:
    case sign_in_fault::nonce_wrong:
    case sign_in_fault::subject_missing:
    case sign_in_fault::userinfo_subject:
    case sign_in_fault::not_a_logout:
      return "The answer of your identity provider could not be trusted, so nobody was signed in. Tell your "
             "administrator: the relay's log says which rule it broke.";
  }
  return "";
}

void throw_exception_from_error(sign_in_fault what, boost::source_location const&) {
  throw std::logic_error("a refused sign-in was taken for a value: " + std::string(word(what)));
}

}  // namespace carerelay::core
