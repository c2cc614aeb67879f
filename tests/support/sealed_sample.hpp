#pragma once

#include <string_view>

namespace carerelay::tests {

/// A result sealed for two keys that nobody has any more: of the right form, and opening for nobody.
inline constexpr std::string_view sealed_sample =
    R"({"aad":"oC2BfFDy8OKGNJUQKjfibUhkP5gxR4_lNvOyaYY1qE8","ciphertext":"jwI8Ac-EzqO7u57WRUexuJ-Wt6XCKA2gTvIfpvNQu3QmrdY98KJJY2bfoOV6Hy60mnYKqHPV9wm6xMfU4xRhIs_hpOySPuYQS3tWftwt1WUTzeIzAdxz5nKcNP6c8NZxPt2Z9rAzIg0OAb6LLY70oyKA6vR6kUyL5A9UvZ2dE3eD_EiNxN6CDA_EjKLcqg99h6CaNHFYtySRGPdz-73J_9kk3zr37EROG9Q8ee5unR0VCHfCUtZnNJS77UBExDGTm_IOAFaBFmYpmPCuEafvWcce2IEmUCUk4j4-QVJUWNTP2JwQXgZObYVJAYjxy09HcuwHTWFBXfDkIMnQS_U3dQk3-KteNOCuGj4kxU0LbUD80Sbu5-EmpxIVDS-ZA0p3R-pcaZwLP2wv0eHjJ0-TiB8cjy666ysyWF3exCixr08MKLHC4gFMHTabNR_U-uV6Db8jzmKLbJobH9ngGYejHwpXHaIg8y1369B2rSgyRdRAyjEm2DvFSILA3BsJrMCaJ7YWKkbKTszxjbsPG9IPm4Td0mfMUVDlZGxOlhdPb3jO0VZkeim-G9bNDMTCvk4A_im5OuNa0zyrU6C2-_EwOAn0EGDTCavCMDPbTIIMsmFfmplpEAq4cZLJcO3jFaeSRMGG1YaKflKYm6Ram-uqs3uUM5yHkKkiV57fogZdp92-J3Hpb2CMWGwv2FPAHaNDTm7nuIn1XWrvJXmrwzaXat7-sDvtC3jh6w1OIyVhFfpLQ5Qp56BikkiEblF98MjGwxZuQfX1aVQuetJBvsyBzEYwbChMgca8a3I-tncpf5t_YasUHlpS6Tb9miRKbSLRl5QF2Ppug2c6GCBLUHMzrVgu60CvhpuUSwdakZdHj3eq3mdPrX2jyHAA6hK3TPqUF11tPPfz72QTq29LNHRGm1Rg7XATZBCRu0M7z)"
    R"(hSzc7u3U3U9d1dzJRLQgtCOclyI2bV7jEDJvYKN9k3fST1IvcNo6tb5cPd3q0u3jx2VUj8HhmQTaHxxbz0-tvzAHpbwRK5SYsTiM73_FxijGNXX7ae6QjJA1zcOPAMXlawfIqTp8RrqbDVx1NX1Hm3z3Aq44gEhOIxBvo9omotXLdErFrsJA-uOiC32TwbLpu6gvlg_b5GD1knnodkP9mXkf4bJFrNioNYm84OrRbwydqTYJHnveFiijsJt751bqJy3EdDbHLgsTcDjXZHmEPCIvNi7dRhEokKtFLCFSiBO-Uwb-jKdCyM__5_zNoo-c1EQK-uV3ouzF2VynTnHTxznwpjHZeDR7jrY2t6eT0l3RwbyY_h9nQH6dXYZOD2tLFZlSU1Jv5FoxdDoS2Bk_SamGLuzaRzL1g7OqeohxDrQfh1T_A","iv":"1ynt3ex4rEOhwqV0","protected":"eyJlbmMiOiJBMjU2R0NNIiwidG8iOiIxRHdkeEFMTFB4QXg0cTh1czRUQS0wUGJQNGhXWVd5dmN1VVB5WnJiTEdJIiwidHlwIjoiY2FyZXJlbGF5LnJlc3VsdC52MSJ9","recipients":[{"encrypted_key":"Mni6m0mtOQWycBcjYyzaW7Aq96RuMmkZ9soRNMeizKstN9Vda3QACQ","header":{"alg":"ECDH-ES+A256KW","epk":{"crv":"P-256","kty":"EC","x":"s96MJYPrZd47UQhS64AB7jrzlXv0jzaMlyQlKRvB1k0","y":"3nm5f_bpqDNMfqQxaiMpYpUj-03-SM-tMS6cHt8pJWw"},"kid":"9-tvZ8_m-8poTaCvsy-_DrK90cVv9VqnEllaZ-nx8yY"}},{"encrypted_key":"B-W4h-BjaTPsbzwDxCjTu-cOLrePBuQqflq9X6Sc6P2IXUujE8IJPg","header":{"alg":)"
    R"("ECDH-ES+A256KW","epk":{"crv":"P-256","kty":"EC","x":"S6MQw7A2j5hTkgn5laX1SNAFrg139nzdtjc_yFhR0GI","y":"7HufNHOSgJOOFydLM4RMUhtVHDMBaV_ZLqhIBmAcf-c"},"kid":"XGA8VGJ3EeeeMe3GKFTa50yaNGxeFvo-0mcKDViqj2c"}}],"tag":"7M5Riwcyq_nnl9h-zlBxXQ"})";

}  // namespace carerelay::tests
