// A relay with a register, a team with people and whatever else a test begins with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chat } from './chat';
import { Device, type Habits } from './device';
import { Mail } from './mail';
import { patience } from './patience';
import { Relay, root, type Call, type Settings } from './relay';

export interface HomeRow {
  id: string;
  name: string;
  area?: string;
  telephone?: string;
  email?: string;
  service_types?: string;
  beds?: number;
}

/** Five homes of two boroughs, for tests that need no more. */
export const fewHomes: HomeRow[] = [
  { id: '1-1000000001', name: 'Elm Court', area: 'E09000012', telephone: '020 7946 0101', service_types: 'care_home_with_nursing', beds: 40 },
  { id: '1-1000000002', name: 'Oak Lodge', area: 'E09000012', telephone: '020 7946 0102', service_types: 'care_home_without_nursing', beds: 8 },
  { id: '1-1000000003', name: 'Ash Grove', area: 'E09000025', telephone: '020 7946 0103', service_types: 'care_home_without_nursing', beds: 12 },
  { id: '1-1000000004', name: 'Willow Bank', area: 'E09000025', telephone: '020 7946 0104', service_types: 'care_home_with_nursing', beds: 62 },
  { id: '1-1000000005', name: 'Hazel Green', area: 'E09000025', telephone: '020 7946 0105', service_types: 'care_home_without_nursing', beds: 20 },
];

export interface WorldOptions {
  /** Homes to begin with; 'demo' are the 72 of `carerelay demo`. */
  homes?: HomeRow[] | 'demo';
  settings?: Settings;
  team?: { id: string; name: string };
  /** With a mail server: the team may send by email too. */
  mail?: boolean;
  /** Rooms, as the settings file has them: the team may post to them too. */
  rooms?: string;
  /** With a chat in which the service has an account: the team may post there too. */
  chat?: boolean;
}

const csvOf = (rows: HomeRow[]) => {
  const cell = (value: unknown) => (/[",\n]/.test(String(value ?? '')) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? ''));
  const names = ['id', 'name', 'area', 'telephone', 'email', 'service_types', 'beds'] as const;
  return [names.join(','), ...rows.map((row) => names.map((name) => cell(row[name])).join(','))].join('\n') + '\n';
};

export interface Person {
  id: string;
  name: string;
  token: string;
}

export class World {
  /** Of the team's machine: an administrator that may publish everything. */
  token = '';
  readonly homes: HomeRow[];
  mail: Mail | undefined;
  chat: Chat | undefined;
  private readonly people = new Map<string, Person>();
  private readonly devices: Device[] = [];
  private readonly csv: string;

  private constructor(
    readonly relay: Relay,
    readonly team: { id: string; name: string },
    homes: HomeRow[] | 'demo',
  ) {
    this.csv = homes === 'demo' ? readFileSync(join(root, 'relay/app/samples/homes.csv'), 'utf8') : csvOf(homes);
    this.homes = homes === 'demo' ? rowsOf(this.csv) : homes;
  }

  /** A running relay with the register imported, and a team with Dr A Mensah (publisher) and B Okafor (approver). */
  static async start(options: WorldOptions = {}): Promise<World> {
    const relay = new Relay(options.settings);
    const world = new World(relay, options.team ?? { id: 'nel-ipc', name: 'North East London IPC team' }, options.homes ?? fewHomes);
    const { id, name } = world.team;
    if (options.mail) world.mail = await Mail.start(relay);
    if (options.rooms) relay.file(options.rooms);
    if (options.chat) world.chat = await Chat.start(relay);
    const inRooms = options.rooms !== undefined || options.chat === true;
    world.token = relay.atRest<{ token: string }>(
      'publishers', 'add', id, '--name', name, '--kinds', 'guidance_bulletin,helpline_notice,test_result', '--areas', 'all',
      '--urgency', 'immediate', '--administrator',
      ...(options.mail || inRooms ? ['--channels', ['stream', ...(options.mail ? ['email'] : []), ...(inRooms ? ['chat'] : [])].join(',')] : []),
    ).token;
    await relay.start();
    await world.expect(200, 'POST', '/v1/homes/import', { body: world.csv, type: 'text/csv' });
    await world.person('a-mensah', 'Dr A Mensah', ['publisher']);
    await world.person('b-okafor', 'B Okafor', ['approver', 'publisher']);
    return world;
  }

  get url(): string {
    return this.relay.url;
  }

  /** A call that must be answered so; gives the body. */
  async expect<T = any>(status: number, method: string, path: string, how: Call = {}): Promise<T> {
    const answer = await this.relay.call<T>(method, path, { token: this.token, ...how });
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} instead of ${status}\n${answer.text}`);
    return answer.body;
  }

  /** A person of the team, made when there is none of that id yet. */
  async person(id: string, name = id, roles: string[] = ['publisher']): Promise<Person> {
    const known = this.people.get(id);
    if (known) return known;
    const made = await this.expect<{ token: string }>(201, 'POST', `/v1/publishers/${this.team.id}/members`, {
      body: { id, name, person: true, roles, token: true },
    });
    const person = { id, name, token: made.token };
    this.people.set(id, person);
    return person;
  }

  /** A link that signs the person in, once. */
  async signInLink(id: string): Promise<string> {
    const made = await this.expect<{ url?: string; link?: string }>(201, 'POST', `/v1/members/${id}/sign-in-links`, { body: '' });
    return made.url ?? made.link ?? '';
  }

  /**
   * Publishes as Dr A Mensah; when it waits for another person, B Okafor approves. What is left out is filled in: a bulletin
   * of urgency `expected` to everyone, that wants an answer.
   */
  async publish(draft: Record<string, unknown>): Promise<{ id: string; targeted: number }> {
    const { headline = 'Wash hands before every meal', description = 'Please do.', ...rest } = draft;
    const message = {
      kind: 'guidance_bulletin',
      msg_type: 'alert',
      status: 'actual',
      scope: 'public',
      urgency: 'expected',
      severity: 'moderate',
      topic: 'infection-control',
      reference: `test-${Math.random().toString(36).slice(2)}`,
      audience: { everyone: true },
      acknowledgement: { required: true, options: ['actioned', 'in_progress', 'not_relevant', 'need_help'] },
      info: [{ language: 'en-GB', headline, description }],
      ...rest,
    };
    const writer = await this.person('a-mensah');
    const answer = await this.relay.call('POST', '/v1/messages', { token: writer.token, body: message });
    if (answer.status === 201 || answer.status === 200) return answer.body;
    if (answer.status !== 202) throw new Error(`publish: ${answer.status} ${answer.text}`);
    return this.approve(answer.body.draft);
  }

  /** B Okafor approves what waits. */
  async approve(draft: string): Promise<{ id: string; targeted: number }> {
    const { token } = await this.person('b-okafor');
    const { digest, audience_hash, count } = await this.expect(200, 'GET', `/v1/drafts/${draft}`, { token });
    return this.expect(201, 'POST', `/v1/drafts/${draft}/approve`, { token, body: { digest, audience_hash, count } });
  }

  /** A one-time code for a device of the home. */
  async code(home: string): Promise<string> {
    return (await this.expect<{ code: string }>(201, 'POST', `/v1/homes/${home}/codes`, { body: '' })).code;
  }

  /** A simulated device of the home, connected. */
  async device(home: string, habits: Habits = {}): Promise<Device> {
    const device = await (await Device.enrol(this.relay, await this.code(home), habits)).connect();
    this.devices.push(device);
    return device;
  }

  /** Devices for many homes at once: what `habits` says of each, none for those of which it says nothing. */
  async simulate(habits: (home: HomeRow, at: number) => Habits | undefined): Promise<Device[]> {
    const made: Device[] = [];
    for (const [at, home] of this.homes.entries()) {
      const habit = habits(home, at);
      if (habit) made.push(await this.device(home.id, habit));
    }
    return made;
  }

  /** Waits until the receipts of a message are as `wanted` says; the last coverage in the error. */
  async until(message: string, wanted: (coverage: any) => boolean): Promise<any> {
    const end = Date.now() + patience.step;
    for (;;) {
      const coverage = await this.expect(200, 'GET', `/v1/messages/${message}/coverage`);
      if (wanted(coverage)) return coverage;
      if (Date.now() > end) throw new Error(`coverage stays ${JSON.stringify(coverage)}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async end(): Promise<void> {
    for (const device of this.devices) device.disconnect();
    await this.relay.end();
    await this.mail?.end();
    await this.chat?.end();
  }
}

function rowsOf(csv: string): HomeRow[] {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]])) as unknown as HomeRow;
  });
}
