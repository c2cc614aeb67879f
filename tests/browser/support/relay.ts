// A real relay as a child process, with its own certificate, in its own folder, on free ports.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

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

export const freePort = (): Promise<number> =>
  new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });

export interface Answer<T = any> {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  body: T;
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
    const log = openSync(this.logFile, 'a');
    const child = spawn(program, ['serve', ...flags], { stdio: ['ignore', log, log] });
    this.child = child;
    this.agent = new Agent({ ca: readFileSync(this.certificate), keepAlive: true });
    for (let tries = 0; !(await this.listens()); tries += 1) {
      if (child.exitCode !== null || tries > 600) throw new Error(`the relay did not start:\n${this.log().slice(-3000)}`);
      await pause(50);
    }
    return this;
  }

  private listens(): Promise<boolean> {
    return new Promise((done) => {
      const socket = connect(this.port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.once('error', () => done(false));
    });
  }

  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  /** Ends it; the folder stays, so that it can be started again. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { child } = this;
    this.child = undefined;
    this.agent?.destroy();
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill(signal);
    const killer = setTimeout(() => child.kill('SIGKILL'), 20_000);
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
  call<T = any>(method: string, path: string, how: { token?: string; body?: unknown; type?: string; headers?: Record<string, string> } = {}): Promise<Answer<T>> {
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
      asked.once('error', failed);
      asked.end(body);
    });
  }
}
