/** What the relay says and takes, as docs/reference/openapi.json has it: only the members these pages use. */

export type Instant = string;
export type Kind = 'guidance_bulletin' | 'helpline_notice' | 'test_result';
export type Urgency = 'immediate' | 'expected' | 'future';
export type Answer = 'in_progress' | 'actioned' | 'not_relevant' | 'need_help';
export type Closure = 'open' | 'superseded' | 'withdrawn' | 'expired';
export type Stage = 'targeted' | 'delivered' | 'read' | 'acknowledged';
export type Role =
  | 'drafter'
  | 'publisher'
  | 'approver'
  | 'borough_viewer'
  | 'auditor'
  | 'administrator'
  | 'result_sender';
export type ServiceType = 'care_home_with_nursing' | 'care_home_without_nursing';

export interface Grant {
  kinds?: Kind[];
  all_areas?: boolean;
  areas?: string[];
  urgency?: Urgency;
  administrator?: boolean;
  channels?: string[];
  daily_quota?: number;
  expires?: Instant;
}

export interface Session {
  id: string;
  member: string;
  name: string;
  team: string;
  team_name?: string;
  roles: Role[];
  ends_at: Instant;
  session_header: string;
  grant?: Grant;
  sign_in?: 'provider' | 'link';
  /** Thumbprint of the key that is registered to sign this member's results. */
  signing_key?: string;
  approval?: { all_homes_from: number; wait_seconds: number; confirm_seconds: number };
}

export interface OpenSession {
  id: string;
  member: string;
  how: 'provider' | 'link';
  made_at: Instant;
  used_at: Instant;
  ends_at: Instant;
}

export interface Audience {
  everyone?: boolean;
  areas?: string[];
  service_types?: ServiceType[];
  bed_bands?: string[];
  tags?: string[];
  homes?: string[];
}

export interface Info {
  language: string;
  headline: string;
  description?: string;
  instruction?: string;
  must_do?: string[];
  must_not?: string[];
  web?: string;
  contact?: { name?: string; telephone?: string; email?: string };
}

export interface OpeningHours {
  days: string[];
  opens: string;
  closes: string;
}

/** What a publisher sends. */
export interface Draft {
  kind: Kind;
  msg_type: 'alert' | 'update' | 'cancel';
  status: 'actual' | 'exercise' | 'test';
  scope: 'public' | 'restricted' | 'private';
  urgency: Urgency;
  severity: 'extreme' | 'severe' | 'moderate' | 'minor';
  topic?: string;
  reference?: string;
  references?: string[];
  effective?: Instant;
  expires?: Instant;
  audience: Audience;
  acknowledgement?: { required?: boolean; by?: Instant; options?: Answer[] };
  info: Info[];
  change_note?: string;
  issuer_reference?: string;
  review_by?: Instant;
  action_by?: Instant;
  telephone?: string;
  email?: string;
  opening_hours?: OpeningHours[];
  service_state?: 'open' | 'limited' | 'closed';
  topics?: string[];
  sealed?: unknown;
  content_tag?: string;
}

export interface Message extends Draft {
  id: string;
  sender: string;
  sender_name: string;
  sent: Instant;
  digest: string;
  confirmation?: 'awaiting_second_person';
}

export interface Signature {
  member: string;
  name?: string;
  at: Instant;
}

export interface MessageView {
  message: Message;
  posts?: Post[];
  targeted: number;
  closed: Closure;
  closed_by?: string;
  author?: string;
  author_name?: string;
  confirmed?: boolean;
  approval?: {
    draft: string;
    author: string;
    author_name?: string;
    confirmation: 'whole' | 'awaiting_second_person' | 'confirmed' | 'not_confirmed';
    signatures: Signature[];
    due?: Instant;
    reason?: string;
  };
}

export interface MessageRow {
  id: string;
  kind: Kind;
  msg_type: 'alert' | 'update' | 'cancel';
  status: 'actual' | 'exercise' | 'test';
  urgency: Urgency;
  sender: string;
  sender_name?: string;
  headline: string;
  topic?: string;
  reference?: string;
  sent: Instant;
  effective: Instant;
  expires?: Instant;
  targeted: number;
  closed: Closure;
  closed_by?: string;
  confirmed?: boolean;
  delivered?: number | null;
  acknowledged?: number | null;
  need_help?: number | null;
}

export interface DraftView {
  draft: string;
  state: 'waiting' | 'sent' | 'rejected' | 'expired' | 'sent_alone' | 'confirmed' | 'corrected';
  team: string;
  author: string;
  author_name?: string;
  digest: string;
  audience_hash: string;
  count: number;
  why: ('immediate' | 'all_homes' | 'drafter')[];
  needs: number;
  signatures: Signature[];
  made_at: Instant;
  expires: Instant;
  message?: string;
  due?: Instant;
  closed_by?: string;
  closed_by_name?: string;
  closed_at?: Instant;
  reason?: string;
  headline?: string;
  content?: Draft;
}

export interface Published {
  id: string;
  targeted: number;
  superseded?: string[];
  cancelled?: string[];
  repeated?: boolean;
}

export interface Preview {
  targeted: number;
  areas: { area: string; name: string; targeted: number }[];
  approval?: { needs: number; why: DraftView['why'] };
  supersedes?: string[];
}

/** How far a message has come by one way beside the stream; it never raises the receipt. */
export interface Way {
  channel: string;
  state: string;
  /** The same for people. */
  words: string;
  sent_at?: Instant;
  news_at?: Instant;
  possible_duplicate?: true;
}

/** What goes to a group; never a receipt of any home. */
export interface Post {
  channel: string;
  kind: string;
  name?: string;
  host?: string;
  state: string;
  words: string;
  posted_at?: Instant;
  posted_by?: string;
  posted_by_name?: string;
  text?: string;
  homes?: number;
}

export interface Receipt {
  home: string;
  home_name?: string;
  area?: string;
  telephone?: string;
  seq: number;
  state: Stage;
  closed?: Closure;
  response?: Answer;
  late?: boolean;
  delivered_at?: Instant;
  read_at?: Instant;
  answered_at?: Instant;
  role?: string;
  name?: string;
  note?: string;
  channels?: Way[];
}

type Figure = number | null;

export interface Counts {
  targeted?: Figure;
  delivered?: Figure;
  read?: Figure;
  acknowledged?: Figure;
  in_progress?: Figure;
  actioned?: Figure;
  not_relevant?: Figure;
  need_help?: Figure;
  unreached?: Figure;
}

export interface Coverage extends Counts {
  message: string;
  closed?: Closure;
  counted: boolean;
  counts_only: boolean;
  areas: (Counts & { area: string; name: string })[];
  confirmed?: boolean;
}

export interface Device {
  id: string;
  name: string;
  enrolled_at: Instant;
  stored_up_to: number;
  last_seen_at?: Instant;
  revoked_at?: Instant;
  trust?: 'bulletins' | 'sealed';
  sealing_key?: object;
  confirmed_at?: Instant;
}

export interface Home {
  id: string;
  name: string;
  area: string;
  area_name?: string;
  postcode?: string;
  telephone?: string;
  email?: string;
  provider?: string;
  ods_code?: string;
  service_types?: ServiceType[];
  beds?: number;
  tags?: string[];
  former_ids?: string[];
  dormant?: boolean;
  suspended?: boolean;
  devices?: Device[];
}

export interface Imported {
  summary: string;
  added: number;
  changed: number;
  same: number;
  not_in_file?: number;
  dry_run: boolean;
  notes?: (string | { row?: number; column?: string; detail?: string })[];
}

export interface Team extends Grant {
  id: string;
  name: string;
  made_at?: Instant;
  revoked_at?: Instant;
}

export interface Member {
  id: string;
  team: string;
  person: boolean;
  name: string;
  roles: Role[];
  grant?: Grant;
  has_token: boolean;
  /** The public key that is registered to sign what this member sends. */
  signing_key?: object;
  issuer?: string;
  subject?: string;
  made_at: Instant;
  revoked_at?: Instant;
  token?: string;
}

export interface Checkpoint {
  origin: string;
  key: string;
  size: number;
  root: string;
  signed_at: Instant;
  checkpoint: string;
}

export interface LogEntry {
  index: number;
  commitment: string;
  salt?: string;
  event?: string;
  erased?: boolean;
}
