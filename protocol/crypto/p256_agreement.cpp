#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include <algorithm>
#include <stdexcept>

#include "protocol/crypto/openssl_owned.hpp"
#include "protocol/crypto/p256.hpp"

namespace carerelay::protocol::crypto {
namespace {

using number_context_ptr = std::unique_ptr<BN_CTX, freed_by<BN_CTX_free>>;
using group_ptr = std::unique_ptr<EC_GROUP, freed_by<EC_GROUP_free>>;
using point_ptr = std::unique_ptr<EC_POINT, freed_by<EC_POINT_free>>;

void expect(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL could not work with a P-256 key");
}

group_ptr curve() {
  group_ptr group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  expect(group != nullptr);
  return group;
}

p256_public_key::point_type point_of(EC_GROUP const* group, BIGNUM const* scalar) {
  number_context_ptr const numbers(BN_CTX_secure_new());
  point_ptr const point(EC_POINT_new(group));
  p256_public_key::point_type out{};
  expect(numbers && point && EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, numbers.get()) == 1 &&
         EC_POINT_point2oct(group, point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(), out.size(), numbers.get()) ==
             out.size());
  return out;
}

std::shared_ptr<void> key_of(BIGNUM const* scalar, p256_public_key::point_type const& point) {
  builder_ptr const builder(OSSL_PARAM_BLD_new());
  expect(builder && OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) == 1 &&
         OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1 &&
         OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1);
  parameters_ptr const parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  expect(parameters != nullptr);
  auto key = key_from("EC", EVP_PKEY_KEYPAIR, parameters.get());
  expect(key != nullptr);
  return std::shared_ptr<EVP_PKEY>(std::move(key));
}

key_ptr public_key_of(p256_public_key const& what) {
  key_ptr key(EVP_EC_gen("P-256"));
  expect(key && EVP_PKEY_set1_encoded_public_key(key.get(), what.point().data(), what.point().size()) == 1);
  return key;
}

}  // namespace

boost::system::result<p256_private_key> p256_private_key::from_scalar(bytes_view scalar) {
  if (scalar.size() != 32) return make_error_code(errc::bad_format);
  auto const group = curve();
  secret_number_ptr const number(BN_bin2bn(scalar.data(), 32, nullptr));
  if (!number) throw std::bad_alloc();
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0) {
    return make_error_code(errc::bad_format);
  }
  auto const point = point_of(group.get(), number.get());
  return p256_private_key(key_of(number.get(), point), p256_public_key::from_point(point).value());
}

p256_private_key p256_private_key::from_seed(std::span<std::uint8_t const, 48> seed) {
  auto const group = curve();
  number_context_ptr const numbers(BN_CTX_secure_new());
  secret_number_ptr const number(BN_bin2bn(seed.data(), static_cast<int>(seed.size()), nullptr));
  secret_number_ptr const most(BN_dup(EC_GROUP_get0_order(group.get())));
  secret_key scalar;
  expect(numbers && number && most && BN_sub_word(most.get(), 1) == 1 &&
         BN_mod(number.get(), number.get(), most.get(), numbers.get()) == 1 && BN_add_word(number.get(), 1) == 1 &&
         BN_bn2binpad(number.get(), scalar.bytes.data(), 32) == 32);
  return from_scalar(scalar.bytes).value();
}

secret_key p256_private_key::agree_with(p256_public_key const& other) const {
  auto const theirs = public_key_of(other);
  key_context_ptr const context(EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(key_.get()), nullptr));
  secret_key out;
  std::size_t length = out.bytes.size();
  expect(context && EVP_PKEY_derive_init(context.get()) == 1 &&
         EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
         EVP_PKEY_derive(context.get(), out.bytes.data(), &length) == 1 && length == out.bytes.size());
  return out;
}

}  // namespace carerelay::protocol::crypto
