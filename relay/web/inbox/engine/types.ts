/**
 * What the pages see of the engine: one immutable value (`State`) and the things a person can do (`Engine`). Nothing here
 * touches a socket, a key or a database, so that pages are written and tested against `fake.ts`.
 *
 * Moments are RFC 3339 texts as the relay wrote them, or milliseconds of the clock where the name ends in `Ms`.
 */

// What travels (docs/protocol.md). Members the engine does not read are there all the same.

export type Kind = 'guidance_bulletin' | 'helpline_notice' | 'test_result';
export type Urgency = 'immediate' | 'expected' | 'future';
export type Response = 'in_progress' | 'actioned' | 'not_relevant' | 'need_help';
export type Stage = 'delivered' | 'read' | 'acknowledged';
export type Closure = 'open' | 'superseded' | 'withdrawn' | 'expired';

export interface Contact {
  readonly name?: string;
  readonly telephone?: string;
  readonly email?: string;
}

/** A message in one language. `description` and `instruction` are CommonMark. */
export interface Info {
  readonly language: string;
  readonly headline: string;
  readonly description?: string;
  readonly instruction?: string;
  readonly web?: string;
  readonly contact?: Contact;
  /** What to do and what not to do, a line each, when the sender wrote them so. */
  readonly must_do?: readonly string[];
  readonly must_not?: readonly string[];
}

/** A day is mon … sun or bank_holiday; times are HH:MM in Europe/London. */
export interface OpeningPeriod {
  readonly days: readonly string[];
  readonly opens: string;
  readonly closes: string;
}

export interface Message {
  readonly id: string;
  readonly kind: Kind;
  readonly msg_type: 'alert' | 'update' | 'cancel';
  readonly status: 'actual' | 'exercise' | 'test';
  readonly scope: 'public' | 'restricted' | 'private';
  readonly sender: string;
  readonly sender_name: string;
  readonly sent: string;
  readonly digest: string;
  readonly urgency: Urgency;
  readonly severity: 'extreme' | 'severe' | 'moderate' | 'minor';
  readonly topic?: string;
  readonly reference?: string;
  readonly references?: readonly string[];
  readonly effective?: string;
  readonly expires?: string;
  readonly audience?: object;
  readonly acknowledgement?: { readonly required: boolean; readonly by?: string; readonly options?: readonly Response[] };
  readonly info: readonly Info[];
  readonly change_note?: string;
  readonly resources?: readonly { readonly title: string; readonly mime_type: string; readonly size: number; readonly sha256: string }[];
  readonly confirmation?: 'awaiting_second_person';
  // guidance_bulletin
  readonly issuer_reference?: string;
  readonly review_by?: string;
  readonly action_by?: string;
  // helpline_notice
  readonly telephone?: string;
  readonly email?: string;
  readonly opening_hours?: readonly OpeningPeriod[];
  readonly service_state?: string;
  readonly topics?: readonly string[];
  // test_result
  readonly sealed?: object;
  readonly content_tag?: string;
  /** Thumbprint of the key that its sender has registered. */
  readonly sender_key?: string;
}

/** What a test result says, once opened (protocol.md, Sealed results). */
export interface ResultContent {
  readonly report_status: 'preliminary' | 'final' | 'amended' | 'corrected' | 'cancelled' | 'entered-in-error';
  readonly test_code?: string;
  readonly outcome?: 'positive' | 'negative' | 'indeterminate' | 'void';
  readonly specimen_ref?: string;
  readonly subject_ref?: string;
  readonly collected_at?: string;
  readonly issued_at?: string;
  readonly performer_ods?: string;
  readonly info: readonly Info[];
  readonly change_note?: string;
}

// What the pages show.

/** Something a person did here. `held`: can still be undone; `waiting`: saved here, not sent; `recorded`: the relay has it. */
export interface Act {
  readonly key: string;
  readonly act: 'read' | 'respond';
  readonly is: 'held' | 'waiting' | 'recorded' | 'refused';
  readonly at: string;
  readonly response?: Response;
  readonly role?: string;
  readonly name?: string;
  readonly note?: string;
  /** Of a refused one: the relay's word, and its sentence in plain English. */
  readonly why?: string;
  readonly detail?: string;
}

/** One message of this home. Its place in the state is by `id`; `seq` may change when the relay's register began anew. */
export interface Entry {
  readonly id: string;
  readonly seq: number;
  readonly message: Message;
  /** When this device stored it. */
  readonly arrived: string;
  /** It was skipped while this device was away and fetched later for the record: never something to act on. */
  readonly skipped: boolean;
  /** How far the home is, by what was done here (also what still waits) and what the relay said of other devices. */
  readonly stage: Stage;
  readonly response?: Response;
  /** What was done on this device, oldest first. */
  readonly acts: readonly Act[];
  readonly closed: Closure;
  /** The message that replaced or withdrew it, and those it replaced itself. */
  readonly closedBy?: string;
  readonly replaces: readonly string[];
  /** Effective, not expired, not superseded, not cancelled, at `State.nowMs`. */
  readonly inForce: boolean;
  /** False: one person sent it alone and nobody has stood beside them yet. */
  readonly confirmed: boolean;
  /** Something is still asked of the home: a reply, or that somebody reads it. */
  readonly toDo: boolean;
  /** By when: the time to reply by, else `action_by`. */
  readonly due?: string;
}

/**
 * `starting`: reading what is kept here. `live`: connected, everything arrives at once. `connecting`, `waiting`: not just
 * now. `offline`: the browser says there is no network. `stopped`: it will not try
 * again by itself, and `why` says what a person must do.
 */
export interface Link {
  readonly is: 'starting' | 'connecting' | 'live' | 'waiting' | 'offline' | 'stopped';
  /** When this device last knew that it had everything; absent until it first did. */
  readonly upToDateMs?: number;
  /** Entries the relay has and this device has not yet. */
  readonly behind: number;
  readonly why?: 'revoked' | 'suspended' | 'replaced' | 'too_old' | 'not_ours';
}

export interface Home {
  readonly id: string;
  readonly name: string;
  readonly device: string;
  readonly deviceName: string;
}

/** A device of the home, as the relay lists them and the home's own signed list vouches for them. */
export interface Device {
  readonly id: string;
  readonly name: string;
  readonly isThis: boolean;
  readonly enrolled: string;
  readonly lastSeen?: string;
  readonly revoked?: string;
  /** Results are sealed for it: the home's own list names it and it is not revoked. */
  readonly sealed: boolean;
  /** It has a key that results could be sealed for. */
  readonly canSeal: boolean;
}

/** Somebody who may answer for the home in a chat. Who they are there, nobody needs to know. */
export interface ChatPerson {
  readonly id: string;
  /** The service's account they write to. */
  readonly account: string;
  readonly role: ChatRole;
  readonly bound: string;
  /** When they last answered. */
  readonly lastUsed?: string;
}

export type ChatRole = 'manager' | 'deputy' | 'nurse' | 'office' | 'on_call' | 'other';

export interface Chats {
  /** The service's accounts in rooms that answer. None: nobody can be let in. */
  readonly to: readonly string[];
  readonly people: readonly ChatPerson[];
}

/** What somebody says, once, to one of the accounts, alone with it. */
export interface ChatCode {
  readonly say: string;
  readonly to: readonly string[];
  readonly expires: string;
}

/** What the relay has recorded of one message, by whichever device: who read it first, and every answer. */
export interface Told {
  readonly read?: { readonly at: string; readonly device?: string };
  readonly answers: readonly {
    readonly response?: Response;
    readonly at: string;
    readonly role?: string;
    readonly name?: string;
    readonly note?: string;
    readonly device?: string;
  }[];
}

/**
 * Whether results can be opened here. `unknown`: not asked yet. `bulletins`: this device gets messages, no results; read
 * its eight words to the administrator (first device) or to somebody at a trusted device. `sealed`: results open here.
 * `broken`: the relay shows a list that this home has not signed.
 */
export interface Trust {
  readonly is: 'unknown' | 'bulletins' | 'sealed' | 'broken';
  /** The eight words of this device, once asked for with `words()`. */
  readonly words?: string;
  /** The eight words of the home, for senders who ring. */
  readonly homeWords?: string;
  /** No device of the home is trusted yet: this one may found the list when its words were confirmed. */
  readonly first: boolean;
  readonly devices: readonly Device[];
  /** When `devices` was asked for; they are kept for offline. */
  readonly askedMs?: number;
}

/** The result that is on screen now; it is in memory only, and gone when the page is left or hidden. */
export interface Opened {
  readonly id: string;
  readonly content: ResultContent;
  /** When its sender wrote it. */
  readonly sealedAt: string;
  /** `changed`: signed with another key than this sender's results before. Say so before anything else. */
  readonly sender: 'first' | 'known' | 'changed';
  /** The eight words of the sender's key, to compare on the telephone. */
  readonly senderWords: string;
}

/** Something a person of the home should hear of, until they dismiss it. It survives a reload. */
export interface Alarm {
  readonly id: string;
  readonly is:
    | 'ahead' // the relay was restored from an old backup
    | 'reset' // the relay's register began anew
    | 'truncated' // older messages are no longer kept by the relay
    | 'log' // the relay's evidence log was rewritten
    | 'new_log' // the relay began a new evidence log
    | 'refused' // the relay does not take an answer; the entry says which
    | 'undelivered'; // answers whose message the relay no longer has
  readonly at: string;
  readonly detail: string;
}

export interface Push {
  /** `install`: only after "Add to Home Screen" (iOS). */
  readonly is: 'unsupported' | 'install' | 'blocked' | 'off' | 'on';
}

/** How one way of it went. `off`: this device has not turned it on. */
export interface WayTest {
  readonly is: 'asking' | 'sent' | 'shown' | 'failed' | 'off';
  /** Of `shown`: how long it took. */
  readonly tookMs?: number;
  readonly detail?: string;
}

/** The last "test my alerts": over the line that is open, and as an alert of the browser. */
export interface AlertTest {
  readonly startedMs: number;
  readonly line: WayTest;
  readonly push: WayTest;
}

/** `missing`: this browser keeps nothing, so that no device can be enrolled in it. `full`: nothing new can be kept: no message is
 *  confirmed to the relay until there is room. */
export interface Storage {
  readonly is: 'ok' | 'missing' | 'full' | 'lost';
  /** The browser promised not to clear it by itself. */
  readonly persisted: boolean;
  /** The browser has not kept the pages themselves: without internet they do not open. */
  readonly pagesMissing?: boolean;
}

export interface State {
  /** When it was made, by the relay's clock as far as it is known: what "in force" and "to do" mean depends on it. Renewed at
   *  least once a minute. */
  readonly nowMs: number;
  /** How far the relay's clock is ahead of this device's; 0 when they agree to some seconds. Every other moment here is by the
   *  relay's. */
  readonly aheadMs: number;
  /** None: not enrolled (or not read yet, while `link.is` is `starting`). */
  readonly home: Home | null;
  readonly link: Link;
  /** Everything, newest first. */
  readonly entries: readonly Entry[];
  /** By deadline, then urgency, then age. */
  readonly toDo: readonly Entry[];
  /** Guidance bulletins in force, newest first; several may share a topic. */
  readonly guidance: readonly Entry[];
  /** Test results that are not withdrawn or replaced, newest first. */
  readonly results: readonly Entry[];
  /** Helpline notices in force, newest first. */
  readonly helplines: readonly Entry[];
  /** Acts saved here that the relay has not recorded. */
  readonly waiting: number;
  readonly opened: Opened | null;
  readonly trust: Trust;
  readonly push: Push;
  readonly alertTest: AlertTest | null;
  readonly storage: Storage;
  readonly alarms: readonly Alarm[];
  /** BCP 47, what the person chose for messages; "" takes each message's first language. */
  readonly language: string;
  readonly duty: { readonly on: boolean; /** The screen is kept on. */ readonly awake: boolean };
  /** Replies that were begun here and not sent, by message. */
  readonly drafts: Readonly<Record<string, Draft>>;
  /** A new release of these pages is there: offer `reload()`. Queued acts stay. */
  readonly update: boolean;
}

/** How an action ended. `why` is a word for the page; `detail` the relay's own sentence, when it gave one. */
export type Outcome<T = undefined> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: Why; readonly detail?: string };

export type Why =
  | 'offline' // nobody answered
  | 'busy' // the relay cannot just now
  | 'removed' // this device belongs to the home no more
  | 'code_wrong' // wrong, used or out of date
  | 'code_locked' // too many wrong tries
  | 'device_limit' // the home has 20 devices
  | 'too_many' // wait a while
  | 'unsupported' // this browser cannot (no keys, no push, …)
  | 'storage' // nothing can be kept here
  | 'not_found' // no such entry or device
  | 'not_for_us' // sealed for other devices: not for this one
  | 'other_key' // a result signed with another key than its sender has registered: it is not shown
  | 'broken' // not what its sender sealed, or a list that is not the home's
  | 'not_confirmed' // the device's words were not confirmed yet
  | 'words_differ' // not the words of that device
  | 'sheet_form' // not four lines of nine characters
  | 'sheet_check' // a line does not agree with its last character
  | 'sheet_other' // a good sheet, but not this home's newest
  | 'not_trusted' // this device does not hold the home's key
  | 'denied' // the person or the browser said no to notifications
  | 'refused' // anything else the relay refused; see detail
  | 'too_late'; // what was to be undone has been sent

export interface Reply {
  readonly response: Response;
  /** What the person does in the home, e.g. "manager". 1 to 40 characters. */
  readonly role: string;
  /** Up to 80 characters, may be empty. */
  readonly name: string;
  /** Up to 1,000 characters, may be empty; going back from `actioned` to `in_progress` needs one. */
  readonly note: string;
}

/** A reply as far as it was written. */
export interface Draft {
  readonly response: string;
  readonly role: string;
  readonly otherRole: string;
  readonly name: string;
  readonly note: string;
}

export interface Engine {
  readonly state: State;
  /** Called with each new state, at most once a frame; not with the present one. Returns how to stop. */
  subscribe(listener: (state: State) => void): () => void;
  /** What came in just now, over the line, in this tab or another: for the live region and the duty screen's sound. Not
   *  what was loaded from this device. Ids, oldest first. */
  onArrival(listener: (ids: readonly string[]) => void): () => void;

  /** Makes the device's keys and spends a one-time code. */
  enrol(code: string, name: string): Promise<Outcome>;
  /** Removes this device here and, when it can be reached, at the relay. Everything kept here is erased. */
  leave(): Promise<Outcome>;

  /** An entry was shown to a person. With `holdMs` it can be undone that long before it is sent. */
  markRead(id: string, holdMs?: number): Promise<Outcome>;
  undoRead(id: string): Promise<Outcome>;
  /** A person answers for the home: signed and saved now, sent when there is a line. Later answers add. */
  respond(id: string, reply: Reply): Promise<Outcome>;
  /** Keeps a reply that is being written; with nothing, forgets it. Sending it forgets it too, with those to what it replaces. */
  keepDraft(id: string, draft: Draft | null): Promise<Outcome>;
  /** The last role and name given here, so that nobody types them twice. */
  readonly lastReply: { readonly role: string; readonly name: string };

  /** Opens a sealed result into `state.opened`; it counts as read. It closes by itself when the page is hidden. */
  openResult(id: string): Promise<Outcome>;
  closeResult(): void;

  /** A file that a message names, checked against its SHA-256. */
  fetchFile(sha256: string): Promise<Outcome<Blob>>;

  /** Asks the relay for everything of the home again, also what was skipped and what other devices did. */
  refresh(): Promise<Outcome>;
  /** The home's own record as the relay has it, by message; kept nowhere. */
  ourRecord(): Promise<Outcome<ReadonlyMap<string, Told>>>;
  /** Tries to connect now. */
  reconnect(): void;

  // Devices
  /** Asks for the home's devices and list; `state.trust` has the answer. */
  refreshDevices(): Promise<Outcome>;
  /** This device's own eight words (takes a moment to work out); also in `state.trust.words`. */
  words(): Promise<Outcome<string>>;
  /** A one-time code with which another device of the home is added. */
  addDevice(): Promise<Outcome<{ readonly code: string; readonly expires: string }>>;
  removeDevice(id: string): Promise<Outcome>;
  /** 1 to 80 characters. */
  renameDevice(id: string, name: string): Promise<Outcome>;
  /** After `first` and confirmed words: founds the home's list. Gives the recovery sheet: show once, have it written down. */
  foundTrust(): Promise<Outcome<string>>;
  /** A trusted device lets another one open results; `words` as read from the other's screen. */
  approveDevice(id: string, words: string): Promise<Outcome>;
  /** Opens, with the sheet, what was sealed before this device, and begins a new list and sheet with this device. */
  recover(sheet: string): Promise<Outcome<string>>;
  /** New keys and a new sheet; the lost devices given are left out. */
  rotate(): Promise<Outcome<string>>;

  // Chats
  chats(): Promise<Outcome<Chats>>;
  /** For one person of that role. */
  makeChatCode(role: ChatRole): Promise<Outcome<ChatCode>>;
  /** They answer for the home no more. */
  endChat(id: string): Promise<Outcome>;

  // Alerts
  enablePush(): Promise<Outcome>;
  disablePush(): Promise<Outcome>;
  /** Has the relay push a test to this device; `state.alertTest` says what came of it. */
  testAlerts(): Promise<Outcome>;

  setLanguage(language: string): void;
  setDuty(on: boolean): Promise<Outcome>;
  dismissAlarm(id: string): void;
  /** Goes over to the new release. */
  reload(): void;
}
