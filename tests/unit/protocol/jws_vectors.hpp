#pragma once

/// Keys and tokens made once with Python's cryptography package, another implementation than ours.
namespace carerelay::testing {

inline constexpr char rsa_jwk[] =
    R"({"kty":"RSA","kid":"r1","n":"43x_UGGvTNblKx0kwpl7WyoV1DaO5YrlP8Fiva1UB0Us3sD6gCEOS8H7Qw1k48LQ7R5)"
    R"(cGpma8J6aCtMMY7_qLuJqrnKnIm6TToM26GWLdWKfr0E71j40o3fHHz3xMZGOkSKQdrih656PL-xAkC5Ssz8io_vkRpY1LKb)"
    R"(4hinLCZiUNkfjhbSYMyiQbRSMaXMmPu9kCMcfcD9iv57rR1zFGwskbjmFq5lMZGrHJAkp8EWb121LM47F6ZJ_GEnV3iUUn6y)"
    R"(jFRhpSL_OwUL2IO1PuPwNDy8Tnxi2uyII0PP-YxtYxbYyXdk4fFg2N_mNjuWKlCmSUAa4YZxSaO5zAgNeqw","e":"AQAB"})";
inline constexpr char small_rsa_jwk[] =
    R"({"kty":"RSA","kid":"small","n":"l4rN8nHT9FfnWLdE_zaZSUal2Tl9t5OEtzvDPJ-QmviyXhyayEBbdOZybkJfHFtG)"
    R"(z-yUFZrqk8ML6OeVohKdrNl0eLw3krIXoNiJgRfw47-gkbYhlQXdIK25ikBZE_eiRu30x86-ikRyYvQJ55WfA3_IGtXjCyYm)"
    R"(o29zsMEnarc","e":"AQAB"})";
inline constexpr char exponent_3_jwk[] =
    R"({"kty":"RSA","kid":"three","n":"0tVeSat_mOgfaj5iEP5P3aT9erIXyb-vtZhN5NkKnFNla8dMGngQp6-4h6hv7o3J)"
    R"(AVxYvuuueYJI4zjGiSMUBWotgYqkCfreSo3Ym4vH6n2Bf9ihaLpCBuQPzEKtf4me1h_JgQyGFt0o65JSDNouUG65eWuZCGoR)"
    R"(sva6El3Owr7fS9Il-Y4Q9oihA0IgA-pIoEKEc158f8mAC206DKQnDQV7VsrYT7aPvC6WUvETsNWwf-U7osHK7YhS-i7w2jzx)"
    R"(bi_2cdCv_nhGkTTxgr-OZkV9xn7LwObba1kW5iEShIHahiUUpX4RJgx1uZSeZ4EBV8-qVL_1E98LfZeBYzpTGQ","e":"Aw")"
    R"(})";
inline constexpr char rs256_token[] =
    R"(eyJhbGciOiJSUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJzb21lYm9keSJ9.0qnp0gUUwgytS7QLwClwM-McCVCEBpvXo9k)"
    R"(cyRrt26hoBWxt1oToieWKK_CLx5xRvqQImI3ksuO3ZFGr5Dh7VvvlcvS5WDe7Hlef3VTuk2ZUcXCcbyBqIISQqk5RN32QjmX)"
    R"(lghwkzBx9hAG5WfRAcUkxr8P8ZBsClcIbN8ulINEUGn1Z1X96iMKdoOTtnMQr5QJ_ZkaA0lvHMpD5RkZ7HkDSAHKtxO-Ql77)"
    R"(SH4724a5dmRuW5i8k60A9Pb0pgTh6lX-t2-3_zdZMhz2ZE1OYdGRGtj6t8ITFVkD7QZn8uyqyt_l9BO0b34nZxGFqM3lxUUw)"
    R"(I_K7YBQXaXBbUTZf51Q)";
inline constexpr char ps256_token[] =
    R"(eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJzb21lYm9keSJ9.dif9cGLbGnFt68OjJtzeTIkU7sFAE0aLRdL)"
    R"(wdhu9xk9WScWIWePV_k-ARwxn1oyYVwyzl9vZhStbU-D4jUgy3WJWQPGO_6eK0UFtWZn4A1XfgZijxRwCYYXLdA_CpiBnGtt)"
    R"(XQxNT6777RLFka6tueHle3uw64Cz1L4yaWrB3ogMMICnYvDgxP0XaVylwMner_uDcG-3NxyjIU00d3Kvzi91Hq9_Q-h2Mwi1)"
    R"(y-jsQlrW6iseo8PZi4kFPsGGN6TiJ7CgK86SU9bBIWXhr8b86MZTXl_yPcRS5mhK2snNjwqbDLyz2p7yMMdPcb5-eKXdsHTm)"
    R"(hvx3ta-9_rK73FnR3ig)";
inline constexpr char ps256_short_salt_token[] =
    R"(eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJzb21lYm9keSJ9.sS7ImAWJmhmmgOwTPa-1dmrkualJIe4MCdu)"
    R"(YCoqjmkzow2YVPBJnOME6xlODRAXKuvVF43RXK3Ge3libKAX3Hge1_dPvL6Nto8UAXxETjJbZzNK3UqBRh5D4nAJ1LbiREbn)"
    R"(L9fAqKGpmMlqImqIWnbz0YlvjsAEXbxDXMD37UVI0crILrwwzo55vDHUJAg8XvpFFUheUFcGOgogbRMb-0t6peLU473rSlkC)"
    R"(y4SRxD4B-sd_hzG5qyvD0roI0QpTBlW1Ug4_PvzWX4qnjGKvDUo_rue-TXmcU-83pTF9Np0WzWXu_nUcUxsoApXI1VnKKYqe)"
    R"(N1kHlKCc6XU5Yi6yRzg)";
inline constexpr char rs256_named_ps256_token[] =
    R"(eyJhbGciOiJQUzI1NiIsImtpZCI6InIxIn0.eyJzdWIiOiJzb21lYm9keSJ9.vqETuExgvCUPsFidCzs1gfAyjtGzQb6MUU1)"
    R"(DZtT55PFI6ZdExqNfnJ_5cWoF6bDE_benigP8UulKD0Pfx59da94EiGXATTXCx-RloFL-7v-tlpY5nUpr7nyx3vplREazYPD)"
    R"(mH4HVj-GCb_yoes0Cd3Py4coU1lD0KMYNGiBn9J9vVeOFC2YwPHZMwnhOOihjYRIxLeWstQrqr585_RO61IiNyyej1fN49KL)"
    R"(iK_qMYYSQATWgL_GN4jiv__jgsxfg6LNYGbhz5DY6ljF4il_YZphNs_txYqOlU8ASer2YHmH5KEznMQvlEM9Z2qnQNntOkwB)"
    R"(oo4xzpHk4vl4D1c33mQ)";

}  // namespace carerelay::testing
