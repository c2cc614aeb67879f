// A real relay as a child process, with its own certificate, in its own folder, on free ports.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { patience } from './patience';

export const root = resolve(import.meta.dirname, '../../..');

/** The program under test: what ctest names, else the newest that was built here. */
export function binary(): string {
  const named = process.env['CARERELAY_BINARY'];
  if (named) return named;
  const built = ['release', 'dev'].map((preset) => join(root, 'build', preset, 'carerelay')).filter(existsSync);
  built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const newest = built[0];
  if (!newest) throw new Error('build the relay first: ./dev build dev');
  return newest;
}

/** One that nobody listens at, and that no connection is given by itself: below what Linux takes for those (from 32768 on),
 *  so that it is still free when the relay comes back to it. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const isFree = await new Promise<boolean>((done) => {
      const server = createServer();
      server.once('error', () => done(false));
      server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
    });
    if (isFree) return port;
  }
}

export interface Answer<T = any> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  body: T;
}

export interface Call {
  token?: string;
  body?: unknown;
  type?: string;
  headers?: Record<string, string>;
}

export type Settings = Record<string, string | number | boolean>;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export class Relay {
  readonly folder = mkdtempSync(join(tmpdir(), 'carerelay-browser-'));
  readonly certificate = join(this.folder, 'cert.pem');
  readonly store = join(this.folder, 'store.db');
  readonly logFile = join(this.folder, 'log');
  port = 0;
  private internal = 0;
  private child: ChildProcess | undefined;
  private agent: Agent | undefined;

  constructor(
    private settings: Settings = {},
    readonly program = binary(),
  ) {
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
        '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', join(this.folder, 'key.pem'), '-out', this.certificate],
      { stdio: 'ignore' },
    );
  }

  get url(): string {
    return `https://localhost:${this.port}`;
  }

  /** What Chromium's flag for one known certificate takes: a service worker needs a connection without errors. */
  get keyHash(): string {
    const { publicKey } = new X509Certificate(readFileSync(this.certificate));
    return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
  }

  /** More settings, from the next start on. */
  also(settings: Settings): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** A settings file beside the flags: what only a file can say, such as rooms. */
  file(text: string): void {
    writeFileSync(join(this.folder, 'carerelay.toml'), text);
  }

  /** Starts it, or starts it again on the same port. `program`: another build from now on, as after an update. */
  async start(program = this.program): Promise<this> {
    const isFirst = this.port === 0;
    for (let tries = 1; ; tries += 1) {
      if (await this.tryToStart(program)) return this;
      // Somebody was faster between the choice of a port and its use.
      if (!isFirst || tries === 5 || !/address in use/i.test(this.log())) throw new Error(`the relay did not start:\n${this.log().slice(-3000)}`);
      this.port = this.internal = 0;
    }
  }

  private async tryToStart(program: string): Promise<boolean> {
    this.port ||= await freePort();
    this.internal ||= await freePort();
    const settings: Settings = {
      'listen.address': '127.0.0.1',
      'listen.port': this.port,
      'listen.hosts': 'localhost',
      'listen.internal_port': this.internal,
      'tls.certificate': this.certificate,
      'tls.key': join(this.folder, 'key.pem'),
      'store.path': this.store,
      'store.backup_dir': join(this.folder, 'backups'),
      'sign_in.public_url': this.url,
      'limits.http_per_minute': 1_000_000,
      'limits.per_source_new_per_minute': 1_000_000,
      'drain.seconds': 1,
      ...this.settings,
    };
    const flags = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
    const file = join(this.folder, 'carerelay.toml');
    if (existsSync(file)) flags.unshift(`--config=${file}`);
    const before = this.log().length;
    const log = openSync(this.logFile, 'a');
    const child = spawn(program, ['serve', ...flags], { stdio: ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    this.agent = new Agent({ ca: readFileSync(this.certificate), keepAlive: true });
    const end = Date.now() + patience.step;
    // By its own word: somebody else may listen at that port.
    while (!this.log().slice(before).includes('"relay_started"')) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) return false;
      await pause(50);
    }
    return true;
  }

  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Ends it; the folder stays, so that it can be started again. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    this.agent?.destroy();
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    const killer = setTimeout(() => child.kill('SIGKILL'), patience.step);
    await ended;
    clearTimeout(killer);
  }

  /** Ends it and removes everything it kept. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A subcommand with --json on the store of a relay that does not run. */
  atRest<T = any>(...args: string[]): T {
    const text = execFileSync(this.program, [...args, '--store', this.store, '--json'], { encoding: 'utf8' });
    return (text.trim() ? JSON.parse(text) : undefined) as T;
  }

  /** A subcommand with --json against the running relay. */
  cli<T = any>(token: string, ...args: string[]): T {
    const text = execFileSync(this.program, [...args, '--server', this.url, '--ca', this.certificate, '--json'], {
      encoding: 'utf8',
      env: { ...process.env, CARERELAY_TOKEN: token },
    });
    return (text.trim() ? JSON.parse(text) : undefined) as T;
  }

  /** One HTTP call. */
  async call<T = any>(method: string, path: string, how: Call = {}): Promise<Answer<T>> {
    for (;;) {
      try {
        return await this.callOnce(method, path, how);
      } catch (why) {
        // The relay hung up on a connection that was idle, before it had heard of this.
        if (!(why as { wasIdle?: boolean }).wasIdle) throw why;
      }
    }
  }

  private callOnce<T>(method: string, path: string, how: Call): Promise<Answer<T>> {
    const body = how.body === undefined ? undefined : typeof how.body === 'string' ? how.body : JSON.stringify(how.body);
    const headers: Record<string, string> = { Accept: 'application/json', ...how.headers };
    if (how.token) headers['Authorization'] = `Bearer ${how.token}`;
    if (body !== undefined) {
      headers['Content-Type'] = how.type ?? 'application/json';
      headers['Content-Length'] = String(Buffer.byteLength(body));
    }
    return new Promise((done, failed) => {
      const asked = request(`${this.url}${path}`, { method, headers, agent: this.agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = /json/.test(String(answer.headers['content-type'] ?? ''));
          done({ status: answer.statusCode ?? 0, headers: answer.headers, text, body: (isJson && text ? JSON.parse(text) : undefined) as T });
        });
      });
      asked.once('error', (why: NodeJS.ErrnoException) => failed(Object.assign(why, { wasIdle: asked.reusedSocket && why.code === 'ECONNRESET' })));
      asked.end(body);
    });
  }
}
