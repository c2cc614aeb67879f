// A real identity provider (npm oidc-provider) over HTTPS, for one relay. What it says next can be spoilt by POST
// /test/spoil, to see that the relay notices: {"claims":{…},"header":{…},"key":"same|other|none|public"}.
//   node provider.mjs PORT CERT KEY REDIRECT_URI
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { createRequire } from 'node:module';

const packages = createRequire(new URL('../../js/package.json', import.meta.url));
const { default: Provider } = await import(packages.resolve('oidc-provider'));
const jose = await import(packages.resolve('jose'));

const [port, cert, key, redirect] = process.argv.slice(2);
const issuer = `https://localhost:${port}`;

const pair = (kid, alg) => {
  const made = alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...made, jwk: { ...made.privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' }, kid, alg };
};
const keys = { RS256: pair('r', 'RS256'), PS256: pair('p', 'PS256'), ES256: pair('e', 'ES256') };
const stranger = pair('r', 'RS256');
const client = (id, more) => ({
  client_id: id, redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'],
  backchannel_logout_uri: new URL('/v1/sign-in/back-channel-logout', redirect).href,
  backchannel_logout_session_required: true, ...more,
});

const people = { // name at the login form -> claims
  ada: { sub: 'subject-ada', email: 'Ada@example.org', email_verified: true },
  grace: { sub: 'subject-grace', email: 'grace@example.org', email_verified: true },
  eve: { sub: 'subject-eve', email: 'ada@example.org', email_verified: false },
  hedy: { sub: 'subject-hedy', email: 'hedy@example.org', email_verified: true },
  mallory: { sub: 'subject-mallory', email: 'mallory@example.org', email_verified: true },
};

const provider = new Provider(issuer, {
  clients: [
    client('carerelay', { client_secret: 'the client secret of the test', id_token_signed_response_alg: 'RS256' }),
    client('carerelay-es', { token_endpoint_auth_method: 'none', id_token_signed_response_alg: 'ES256' }),
    client('carerelay-ps', { client_secret: 'the client secret of the test', id_token_signed_response_alg: 'PS256' }),
  ],
  jwks: { keys: Object.values(keys).map((one) => one.jwk) },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
  claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true, methods: ['S256'] },
  cookies: { keys: ['for the test alone'] },
  ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 300, AuthorizationCode: 60 },
  features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => Object.values(people).find((one) => one.sub === id) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email');
    await grant.save();
    return grant;
  },
});

let spoil = null; // of the next token
let me = null; // what /me says instead
let gone = false; // /jwks answers, /token never does
const counts = { jwks: 0, token: 0, discovery: 0 };

async function spoilt(token) {
  const claims = { ...jose.decodeJwt(token), ...spoil.claims };
  for (const name of Object.keys(claims)) if (claims[name] === null) delete claims[name];
  const header = { ...jose.decodeProtectedHeader(token), ...spoil.header };
  const input = [header, claims].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.');
  if (spoil.key === 'none') return `${input}.`;
  if (spoil.key === 'public') { // HS256 with the public key everybody has as the secret
    const pem = createPublicKey(keys.RS256.publicKey.export({ format: 'pem', type: 'spki' }))
      .export({ format: 'pem', type: 'spki' });
    return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`;
  }
  const by = spoil.key === 'other' ? stranger : keys[header.alg];
  return new jose.CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(header).sign(by.privateKey);
}

const read = async (req) => {
  let text = '';
  for await (const piece of req) text += piece;
  return text;
};

provider.use(async (ctx, next) => {
  if (ctx.path === '/jwks') counts.jwks += 1;
  if (ctx.path === '/token') counts.token += 1;
  if (ctx.path.startsWith('/.well-known')) counts.discovery += 1;
  if (ctx.path === '/token' && gone) return new Promise(() => {});
  if (ctx.path === '/test/spoil') {
    ({ gone, me, ...spoil } = { gone: false, me: null, ...JSON.parse(await read(ctx.req)) });
    if (Object.keys(spoil).length === 0) spoil = null;
    ctx.body = counts;
    return undefined;
  }
  if (ctx.path === '/test/sign') { // any claims, signed as the provider signs
    const { claims, header, key } = JSON.parse(await read(ctx.req));
    const by = key === 'other' ? stranger : keys.RS256;
    ctx.body = await new jose.CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'RS256', kid: 'r', typ: 'logout+jwt', ...header }).sign(by.privateKey);
    return undefined;
  }
  if (ctx.path.startsWith('/interaction/')) {
    if (ctx.method === 'GET') {
      ctx.body = '<form method="post"><input name="login"><input name="amr"><button>Sign in</button></form>';
      return undefined;
    }
    const form = new URLSearchParams(await read(ctx.req));
    const person = people[form.get('login')];
    const amr = form.get('amr') ? form.get('amr').split(' ') : ['pwd'];
    const result = person ? { login: { accountId: person.sub, amr, acr: form.get('acr') || undefined } }
      : { error: 'access_denied', error_description: 'not today' };
    const to = await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
    ctx.redirect(to);
    ctx.status = 303;
    return undefined;
  }
  await next();
  if (ctx.path === '/token' && spoil && ctx.body && ctx.body.id_token) {
    ctx.body = { ...ctx.body, id_token: await spoilt(ctx.body.id_token) };
    spoil = null;
  }
  if (ctx.path === '/me' && me) ctx.body = { ...ctx.body, ...me };
  return undefined;
});

createServer({ cert: readFileSync(cert), key: readFileSync(key) }, provider.callback())
  .listen(Number(port), '127.0.0.1', () => console.log('ready'));
