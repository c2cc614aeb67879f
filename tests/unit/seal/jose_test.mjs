// npm's jose opens what Carerelay seals, and the other way round; and each refuses what was changed on the way.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, webcrypto } from "node:crypto";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

globalThis.crypto ??= webcrypto;
const js = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "js");
let jose;
try {
  jose = await import(pathToFileURL(createRequire(path.join(js, "package.json")).resolve("jose")).href);
} catch {
  console.error("jose is not installed in tests/js: run ./dev setup test");
  process.exit(1);
}

const tool = spawn(process.env.SEAL_TOOL, { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: tool.stdout })[Symbol.asyncIterator]();
async function ask(what) {
  tool.stdin.write(JSON.stringify(what) + "\n");
  const { value, done } = await answers.next();
  assert(!done, "the tool ended");
  return JSON.parse(value);
}

const b64 = (bytes) => Buffer.from(bytes).toString("base64url");
const sha256 = (text) => b64(createHash("sha256").update(text).digest());

async function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { crv, kty, x, y } = publicKey.export({ format: "jwk" });
  const jwk = { crv, kty, x, y };
  return { privateKey, publicKey, jwk, pem: privateKey.export({ format: "pem", type: "pkcs8" }),
           kid: await jose.calculateJwkThumbprint(jwk) };
}

const home = "1-1435221697";
const envelope = sha256("the envelope");
const sealed_at = "2026-11-21T09:00:00Z";
const content = { outcome: "negative", note: "grüße 🙂 \" \\" };

async function sealedByUs(keys, sender) {
  const { jwe } = await ask({ do: "seal", home, envelope, sealed_at, content, sender: sender.pem, to: keys.map((k) => k.jwk) });
  return jwe;
}

const decoder = new TextDecoder();
async function openedByJose(jwe, key) {
  const { plaintext, additionalAuthenticatedData, protectedHeader } =
    await jose.generalDecrypt(jwe, key.privateKey, { keyManagementAlgorithms: ["ECDH-ES+A256KW"], contentEncryptionAlgorithms: ["A256GCM"] });
  assert.equal(b64(additionalAuthenticatedData), envelope);
  assert.equal(protectedHeader.typ, "carerelay.result.v1");
  assert.equal(plaintext.length % 1024, 0, "padded to steps of 1 KiB");
  const compact = decoder.decode(plaintext).trimEnd();
  const claimed = JSON.parse(Buffer.from(compact.split(".")[1], "base64url"));
  const { payload, protectedHeader: header } =
    await jose.compactVerify(compact, await jose.importJWK(claimed.sender_key, "ES256"), { algorithms: ["ES256"] });
  assert.equal(header.typ, "carerelay.letter.v1");
  return JSON.parse(decoder.decode(payload));
}

// As docs/protocol.md says it, with nothing of ours.
async function sealedByJose(keys, sender, changes = {}) {
  const payload = { content, envelope, home, sealed_at, sender_key: sender.jwk };
  const compact = await new jose.CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "ES256", kid: sender.kid, typ: "carerelay.letter.v1" }).sign(sender.privateKey);
  const plaintext = compact.padEnd(Math.ceil(compact.length / 1024) * 1024, " ");
  const to = sha256(keys.map((k) => k.kid + "\n").join(""));
  const sealing = new jose.GeneralEncrypt(Buffer.from(plaintext))
    .setProtectedHeader({ enc: "A256GCM", to, typ: "carerelay.result.v1", ...changes })
    .setAdditionalAuthenticatedData(Buffer.from(envelope, "base64url"));
  for (const key of keys) sealing.addRecipient(key.publicKey).setUnprotectedHeader({ alg: "ECDH-ES+A256KW", kid: key.kid });
  return sealing.encrypt();
}
const openedByUs = (jwe, key) => ask({ do: "open", jwe, key: key.pem, home, envelope });

const sender = await keyPair();
const keys = [await keyPair(), await keyPair(), await keyPair()];

// jose's additional data is the text of `aad`, as RFC 7516 has it; ours is the same.
for (let round = 0; round < 20; ++round) {
  const jwe = await sealedByUs(keys, sender);
  for (const key of keys) {
    const letter = await openedByJose(jwe, key);
    assert.deepEqual(letter, { content, envelope, home, sealed_at, sender_key: sender.jwk });
  }
  await assert.rejects(openedByJose(jwe, await keyPair()));
}
console.log("jose opens what Carerelay seals: 20 results, 3 recipients each");

for (let round = 0; round < 20; ++round) {
  const jwe = await sealedByJose(keys, sender);
  for (const key of keys) {
    const letter = await openedByUs(jwe, key);
    assert.deepEqual(letter, { content, sender_key: sender.jwk });
  }
  assert.deepEqual(await openedByUs(jwe, await keyPair()), { error: "not_found" });
}
console.log("Carerelay opens what jose seals: 20 results, 3 recipients each");

// Whatever is changed on the way, both refuse.
let refused = 0;
const flip = (text, at) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
for (const make of [sealedByUs, sealedByJose]) {
  const jwe = await make(keys, sender);
  for (const name of ["protected", "aad", "iv", "tag", "ciphertext"]) {
    for (const at of [0, Math.floor(jwe[name].length / 2)]) {
      const bad = { ...jwe, [name]: flip(jwe[name], at) };
      await assert.rejects(openedByJose(bad, keys[0]), name);
      assert.ok((await openedByUs(bad, keys[0])).error, name);
      ++refused;
    }
  }
  for (const change of [(r) => (r.encrypted_key = flip(r.encrypted_key, 5)), (r) => (r.header.epk = sender.jwk),
                        (r) => (r.header.alg = "ECDH-ES+A128KW")]) {
    const bad = structuredClone(jwe);
    change(bad.recipients[0]);
    await assert.rejects(openedByJose(bad, keys[0]));
    assert.ok((await openedByUs(bad, keys[0])).error);
    ++refused;
  }
}
// What jose would make of other choices, we take none of.
for (const changes of [{ enc: "A128GCM" }, { zip: "DEF" }, { typ: "JWT" }, { to: sha256("") }, { jku: "https://x.example" }]) {
  let jwe;
  try {
    jwe = await sealedByJose(keys, sender, changes);
  } catch {
    continue; // jose 5 no longer makes `zip`
  }
  assert.ok((await openedByUs(jwe, keys[0])).error, JSON.stringify(changes));
  ++refused;
}
console.log(`refused by both: ${refused} changed results`);
tool.stdin.end();
