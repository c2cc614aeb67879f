// A push service of the tests' own. Chromium subscribes to Google's only, so the page's `PushManager` is told of this one; all
// else is as it is: the page, the relay's push, what it locks (RFC 8291), the service worker.
import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import type { Relay } from './relay';

export class PushService {
  /** What came, locked. */
  readonly heard: { path: string; headers: Record<string, unknown>; body: Buffer }[] = [];
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly auth = randomBytes(16);

  private constructor(private readonly server: Server) {
    this.keys.generateKeys();
  }

  /** And tells the relay, which must be started (again) after this, that it may push there. */
  static async start(relay: Relay): Promise<PushService> {
    const service: PushService = new PushService(
      createServer({ cert: readFileSync(relay.certificate), key: readFileSync(join(relay.folder, 'key.pem')) }, (asked, answer) => {
        const chunks: Buffer[] = [];
        asked.on('data', (chunk: Buffer) => chunks.push(chunk));
        asked.on('end', () => {
          service.heard.push({ path: asked.url ?? '', headers: asked.headers, body: Buffer.concat(chunks) });
          answer.writeHead(201).end();
        });
      }),
    );
    await new Promise<void>((done) => service.server.listen(0, '127.0.0.1', done));
    relay.also({ 'push.subject': 'mailto:ops@relay.example', 'push.hosts': 'localhost', 'push.ca_file': relay.certificate, 'push.wait_ms': 200 });
    return service;
  }

  /** From now on a page of the context that subscribes is subscribed here. */
  async subscribes(context: BrowserContext): Promise<void> {
    const told = {
      endpoint: `https://localhost:${(this.server.address() as AddressInfo).port}/send/1`,
      keys: { p256dh: this.keys.getPublicKey('base64url'), auth: this.auth.toString('base64url') },
    };
    await context.addInitScript((to) => {
      const subscription = (key: ArrayBuffer | null) => ({
        endpoint: to.endpoint,
        options: { applicationServerKey: key, userVisibleOnly: true },
        toJSON: () => ({ ...to, expirationTime: null }),
        unsubscribe: async () => {
          sessionStorage.removeItem('subscribed');
          return true;
        },
      });
      const keyOf = () => new Uint8Array((sessionStorage.getItem('subscribed') ?? '').split(',').map(Number)).buffer;
      Object.assign(PushManager.prototype, {
        getSubscription: async () => (sessionStorage.getItem('subscribed') ? subscription(keyOf()) : null),
        subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
          if (applicationServerKey.length !== 65) throw new Error('not a key of a relay');
          sessionStorage.setItem('subscribed', String(applicationServerKey));
          return subscription(keyOf());
        },
      });
    }, told);
  }

  /** RFC 8291 from its text, with nothing of the relay's. */
  opened(at: number): unknown {
    const { body } = this.heard[at]!;
    const [salt, sender, sealed] = [body.subarray(0, 16), body.subarray(21, 86), body.subarray(86)];
    const derive = (secret: Buffer, by: Buffer, info: Buffer, size: number) => Buffer.from(hkdfSync('sha256', secret, by, info, size));
    const own = this.keys.getPublicKey();
    const secret = derive(this.keys.computeSecret(sender), this.auth, Buffer.concat([Buffer.from('WebPush: info\0'), own, sender]), 32);
    const cipher = createDecipheriv('aes-128-gcm', derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16), derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12));
    cipher.setAuthTag(sealed.subarray(-16));
    const text = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString('latin1').replace(/\0+$/, '');
    return JSON.parse(text.slice(0, -1));
  }

  end(): Promise<void> {
    return new Promise((done) => {
      this.server.closeAllConnections();
      this.server.close(() => done());
    });
  }
}
