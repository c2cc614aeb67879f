// A mail server that takes everything but mail to full@…, for pages that show what became of mail.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { Relay, Settings } from './relay';

export class Mail {
  /** Whole mails, as they came. */
  readonly taken: { to: string; text: string }[] = [];
  /** Refuses everybody's password while it is true. */
  locked = false;
  private readonly sockets = new Set<TLSSocket>();

  private constructor(private readonly server: Server) {}

  static async start(relay: Relay): Promise<Mail> {
    const server = createServer({ cert: readFileSync(relay.certificate), key: readFileSync(join(relay.folder, 'key.pem')) });
    const mail = new Mail(server);
    server.on('secureConnection', (socket) => mail.talk(socket));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const secret = join(relay.folder, 'mail-secret');
    writeFileSync(secret, 'correct horse', { mode: 0o600 });
    relay.also(mail.settings(relay.certificate, secret));
    return mail;
  }

  private settings(ca: string, secret: string): Settings {
    return {
      'channels.email.server': 'localhost',
      'channels.email.port': (this.server.address() as AddressInfo).port,
      'channels.email.security': 'tls',
      'channels.email.ca_file': ca,
      'channels.email.user': 'care@trust.test',
      'channels.email.auth': 'plain',
      'channels.email.secret_file': secret,
      'channels.email.from': 'care@trust.test',
      'channels.email.from_name': 'NEL care homes',
      'channels.email.reply_to': 'helpline@trust.test',
      'channels.email.helpline': '020 7946 0123',
      'channels.email.return_address': 'b@returns.test',
      'channels.email.per_minute': 600_000,
      'channels.email.burst': 10_000,
      'channels.email.pause_seconds': 1,
    };
  }

  private talk(socket: TLSSocket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    let held = '';
    let to = '';
    let mail: string[] | undefined;
    const say = (line: string) => void socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      if (mail) {
        if (line !== '.') return void mail.push(line.replace(/^\.\./, '.'));
        this.taken.push({ to, text: mail.join('\n') });
        mail = undefined;
        return say('250 2.0.0 Ok: queued as 4471');
      }
      const verb = line.split(' ')[0]?.toUpperCase();
      if (verb === 'EHLO') return say('250-mail.test\r\n250-AUTH PLAIN\r\n250-SIZE 10000000\r\n250 ENHANCEDSTATUSCODES');
      if (verb === 'AUTH') return say(/^AUTH PLAIN$/i.test(line) ? '334 ' : this.locked ? '535 5.7.8 no' : '235 2.7.0 Ok');
      if (verb === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (verb === 'RCPT' && to.startsWith('full@')) return say('552 5.2.2 Mailbox full');
      if (verb === 'DATA') {
        mail = [];
        return say('354 go on');
      }
      if (verb === 'QUIT') {
        say('221 2.0.0 Bye');
        return void socket.end();
      }
      // The credentials, where they come on a line of their own.
      if (line && verb === line.toUpperCase() && !['RSET', 'NOOP'].includes(verb)) return say(this.locked ? '535 5.7.8 no' : '235 2.7.0 Ok');
      say('250 2.0.0 Ok');
    };
    say('220 mail.test ESMTP');
    socket.on('data', (bytes) => {
      held += bytes.toString('utf8');
      for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
        const line = held.slice(0, end);
        held = held.slice(end + 2);
        hear(line);
      }
    });
  }

  async end(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
