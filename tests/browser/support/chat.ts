// A chat in which the service has an account: the strict homeserver of tests/support/chat, and people in it.
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { patience } from './patience';
import type { Relay } from './relay';

const token = 'syt_of_the_tests';
const group = '!group:chat.test';

export class Chat {
  /** The service's account. */
  readonly account = '@carehomes:chat.test';
  private readonly answers: AsyncIterator<string>;
  private address = '';

  private constructor(
    private readonly child: ChildProcess,
    lines: Interface,
  ) {
    this.answers = lines[Symbol.asyncIterator]();
  }

  /** And tells the relay, which must not have been started yet, of the group. */
  static async start(relay: Relay): Promise<Chat> {
    const program = join(import.meta.dirname, 'chat_server.py');
    const key = join(relay.folder, 'key.pem');
    const child = spawn('python3', [program, relay.certificate, key, token, '@carehomes:chat.test', group, '@kim:chat.test'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const chat = new Chat(child, createInterface({ input: child.stdout! }));
    chat.address = (await chat.next()) as string;
    const secret = join(relay.folder, 'chat-token');
    writeFileSync(secret, `${token}\n`, { mode: 0o600 });
    const settings = {
      kind: 'matrix', address: group, account: chat.account, server: chat.address, secret_file: secret, ca_file: relay.certificate,
      private_address: 1, per_minute: 600, burst: 50, retry_least_seconds: 1, pause_seconds: 1,
    };
    relay.file(`[rooms.managers]\n${Object.entries(settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`).join('')}`);
    return chat;
  }

  private async next(): Promise<unknown> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error('the chat server has ended');
    return JSON.parse(value);
  }

  private ask(order: object): Promise<unknown> {
    this.child.stdin!.write(`${JSON.stringify(order)}\n`);
    return this.next();
  }

  /** Somebody writes to the account, alone with it, and gets an answer: all it has said to them. */
  async tell(person: string, text: string): Promise<string[]> {
    const room = `!${person.replace(/\W/g, '')}:chat.test`;
    const members = async () => (await this.ask({ do: 'members', room })) as string[];
    const texts = async () => (await this.ask({ do: 'texts', room })) as string[];
    if (!(await members()).includes(person)) await this.ask({ do: 'invite', room, by: person });
    await this.until(async () => (await members()).includes(this.account));
    const before = (await texts()).length;
    await this.ask({ do: 'say', room, by: person, text });
    await this.until(async () => (await texts()).length > before + 1);
    return (await texts()).slice(before + 1);
  }

  private async until(isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + patience.step; !(await isSo()); ) {
      if (Date.now() > end) throw new Error('the service does not answer in the chat');
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async end(): Promise<void> {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill();
    await ended;
  }
}
