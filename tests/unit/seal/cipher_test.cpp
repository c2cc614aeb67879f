#include <catch2/catch.hpp>

#include "protocol/crypto/derive.hpp"
#include "protocol/crypto/opening.hpp"
#include "tests/unit/seal/kit.hpp"

using namespace carerelay::sealing;

namespace {

struct gcm_case {  // The Galois/Counter Mode of Operation (McGrew, Viega), test cases 15 and 16
  crypto::secret_key key{hex_array<32>("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")};
  crypto::gcm_iv iv = hex_array<12>("cafebabefacedbaddecaf888");
  byte_vector aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  byte_vector plain = hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
      "ba637b39");
};

}  // namespace

TEST_CASE("AES-256-GCM gives the bytes of its published test cases, and takes them back") {
  gcm_case const it;
  auto const locked = crypto::gcm_seal(it.key, it.iv, it.aad, it.plain);
  CHECK(
      crypto::to_hex(locked.ciphertext) ==
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0"
      "abcc9f662");
  CHECK(crypto::to_hex(locked.tag) == "76fc6ece0f4e1768cddf8853bb2d551b");
  CHECK(crypto::gcm_open(it.key, it.iv, it.aad, locked.ciphertext, locked.tag) == it.plain);
  auto const empty = crypto::gcm_seal(crypto::secret_key{}, crypto::gcm_iv{}, {}, {});
  CHECK(crypto::to_hex(empty.tag) == "530f8afbc74536b9a963b4f1c4cb738b");
  CHECK(crypto::gcm_open(crypto::secret_key{}, crypto::gcm_iv{}, {}, {}, empty.tag) == byte_vector{});
}

TEST_CASE("AES-256-GCM opens nothing when a single bit of anything is another") {
  gcm_case const it;
  auto const locked = crypto::gcm_seal(it.key, it.iv, it.aad, it.plain);
  auto const flipped = [](auto bytes, std::size_t at) {
    bytes[at] ^= 0x10;
    return bytes;
  };
  CHECK_FALSE(
      crypto::gcm_open(crypto::secret_key(flipped(it.key.bytes, 31)), it.iv, it.aad, locked.ciphertext, locked.tag));
  CHECK_FALSE(crypto::gcm_open(it.key, flipped(it.iv, 0), it.aad, locked.ciphertext, locked.tag));
  CHECK_FALSE(crypto::gcm_open(it.key, it.iv, flipped(it.aad, 3), locked.ciphertext, locked.tag));
  CHECK_FALSE(crypto::gcm_open(it.key, it.iv, it.aad, flipped(locked.ciphertext, 59), locked.tag));
  for (std::size_t i = 0; i < 16; ++i) {
    CHECK_FALSE(crypto::gcm_open(it.key, it.iv, it.aad, locked.ciphertext, flipped(locked.tag, i)));
  }
}

TEST_CASE("AES key wrap gives the bytes of RFC 3394 section 4.6, and takes back nothing else") {
  crypto::secret_key const under(hex_array<32>("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"));
  crypto::secret_key const key(hex_array<32>("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F"));
  auto const wrapped = crypto::wrap_key(under, key);
  CHECK(crypto::to_hex(wrapped) == "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
  REQUIRE(crypto::unwrap_key(under, wrapped));
  CHECK(crypto::unwrap_key(under, wrapped)->bytes == key.bytes);
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    auto changed = wrapped;
    changed[i] ^= 1;
    CHECK_FALSE(crypto::unwrap_key(under, changed));
  }
  CHECK_FALSE(crypto::unwrap_key(key, wrapped));
}

TEST_CASE("ECDH and the Concat KDF give the key of RFC 7518 appendix C") {
  auto const key = [](std::string_view d) {
    return p256_private_key::from_scalar(crypto::from_base64url(d).value()).value();
  };
  auto const alice = key("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo");
  auto const bob = key("VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw");
  CHECK(alice.public_key().jwk() == R"({"crv":"P-256","kty":"EC","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",)"
                                    R"("y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"})");
  auto const shared = alice.agree_with(bob.public_key());
  CHECK(crypto::to_hex(shared.bytes) == "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4");
  CHECK(bob.agree_with(alice.public_key()).bytes == shared.bytes);
  CHECK(crypto::to_base64url(crypto::concat_kdf(shared.bytes, "A128GCM", as_bytes("Alice"), as_bytes("Bob"), 16)) ==
        "VqqN6vgjbSBcIijNcacQGg");
}

TEST_CASE("HKDF gives the bytes of RFC 5869, PBKDF2 those of RFC 7914") {
  CHECK(crypto::to_hex(crypto::hkdf_sha256(byte_vector(22, 0x0b), hex("000102030405060708090a0b0c"),
                                           hex("f0f1f2f3f4f5f6f7f8f9"), 42)) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  CHECK(crypto::to_hex(crypto::hkdf_sha256(byte_vector(22, 0x0b), {}, {}, 42)) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  CHECK(crypto::to_hex(crypto::pbkdf2_sha256(as_bytes("passwd"), as_bytes("salt"), 1, 32)) ==
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
}

TEST_CASE("A key made of a seed is the same each time, a key whose number is none is refused") {
  std::array<std::uint8_t, 48> seed{};
  auto const one = p256_private_key::from_seed(seed);  // 0 mod (n - 1), plus 1: the generator itself
  CHECK(one.public_key().jwk().find("axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY") != std::string::npos);
  seed[47] = 1;
  CHECK(p256_private_key::from_seed(seed).public_key() != one.public_key());
  CHECK(p256_private_key::from_seed(seed).public_key() == p256_private_key::from_seed(seed).public_key());
  auto const order = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  CHECK(p256_private_key::from_scalar(order).has_error());
  CHECK(p256_private_key::from_scalar(byte_vector(32)).has_error());
  CHECK(p256_private_key::from_scalar(byte_vector(31, 1)).has_error());
  auto const signature = one.sign("text");
  CHECK(one.public_key().verify("text", signature));
}
