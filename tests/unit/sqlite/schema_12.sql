-- A store as schema 12 keeps it. Never edited: later versions must open it.
PRAGMA application_id=1129475193;
PRAGMA user_version=12;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE areas(code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "areas" VALUES('E09000010','Enfield');
CREATE TABLE broadcasts(message INTEGER PRIMARY KEY REFERENCES messages) STRICT;
CREATE TABLE chat_bindings(
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  who TEXT NOT NULL,
  home INTEGER NOT NULL REFERENCES homes,
  contact INTEGER NOT NULL,
  role TEXT NOT NULL,
  bound_at INTEGER NOT NULL,
  last_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "chat_bindings" VALUES('0f6f2c1e-7b1a-4f65-9c3e-3f0f3a9d1c55','carehomes@chat.example','deputy@chat.example',1,1,'deputy',1795000000000,NULL,-2022206834590528375);
CREATE TABLE chat_codes(
  hashed BLOB PRIMARY KEY,
  home INTEGER NOT NULL REFERENCES homes,
  contact INTEGER NOT NULL,
  role TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "chat_codes" VALUES(X'3202030000000000000000000000000000000000000000000000000000000000',2,0,'manager',1795000000000,1795001800000,NULL,9148425541356486165);
CREATE TABLE checkpoints(
  log INTEGER PRIMARY KEY REFERENCES logs,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  signed_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  key TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE codes(
  hashed BLOB PRIMARY KEY,
  home INTEGER NOT NULL REFERENCES homes,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE contacts(
  home INTEGER NOT NULL REFERENCES homes,
  number INTEGER NOT NULL,         -- never given to another
  role INTEGER NOT NULL,
  label TEXT NOT NULL,
  email TEXT NOT NULL,
  telephone TEXT NOT NULL,
  place INTEGER NOT NULL,
  opted_out BLOB NOT NULL,
  confirmed_at INTEGER,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  removed_at INTEGER,              -- then there is nothing of a person in it
  sum INTEGER NOT NULL,
  PRIMARY KEY(home, number)) WITHOUT ROWID, STRICT;
INSERT INTO "contacts" VALUES(1,1,1,'Deputy, nights','','+447700900123',1,X'383A7768617473617070',NULL,1795000000000,'jane-doe',NULL,5504910662349465656);
CREATE TABLE cursors(device INTEGER PRIMARY KEY REFERENCES devices, stored_up_to INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;
INSERT INTO "cursors" VALUES(1,1,3112250623002054656);
CREATE TABLE device_seals(
  device INTEGER PRIMARY KEY REFERENCES devices,
  key BLOB NOT NULL,
  trust INTEGER NOT NULL,
  confirmed_at INTEGER,
  keys TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "device_seals" VALUES(1,X'07000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000',1,NULL,'',-592736383752800718);
CREATE TABLE device_seen(
  device INTEGER PRIMARY KEY REFERENCES devices,
  at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE devices(
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  home INTEGER NOT NULL REFERENCES homes,
  key BLOB NOT NULL,
  name TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "devices" VALUES(1,X'02000000000000000000000000000001',1,X'01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000007','office tablet',1795000000000,NULL,-8057157733775175580);
CREATE TABLE drafts(
  id BLOB PRIMARY KEY,
  team TEXT NOT NULL,
  author TEXT NOT NULL,
  reference TEXT NOT NULL,
  digest BLOB NOT NULL,            -- SHA-256 of json
  audience_hash BLOB NOT NULL,
  homes INTEGER NOT NULL,
  immediate INTEGER NOT NULL,
  all_homes INTEGER NOT NULL,
  needs INTEGER NOT NULL,
  signatures BLOB NOT NULL,        -- member, milliseconds, member, … each with its length before it
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  message INTEGER NOT NULL,        -- 0: none yet
  due INTEGER,
  closed_by TEXT NOT NULL,
  closed_at INTEGER,
  reason TEXT NOT NULL,
  json TEXT NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "drafts" VALUES(X'01A1EE565E0071008000000000000000','ukhsa-london','jane-doe','',X'0102030000000000000000000000000000000000000000000000000000000000',X'0202030000000000000000000000000000000000000000000000000000000000',2,1,0,1,X'383A6A6F686E2D646F6531333A31373935303030323430303030',1795000000000,1795001800000,5,1,1795000900000,'jane-doe',1795000000000,'Nobody answers.','{"kind":"guidance_bulletin"}',3800615789194430202);
CREATE TABLE filing(one INTEGER PRIMARY KEY CHECK(one = 1), next_home INTEGER NOT NULL, round_began INTEGER NOT NULL) STRICT;
INSERT INTO "filing" VALUES(1,1,0);
CREATE TABLE former_ids(id TEXT PRIMARY KEY, home INTEGER NOT NULL REFERENCES homes) WITHOUT ROWID, STRICT;
CREATE TABLE home_lists(
  home INTEGER NOT NULL REFERENCES homes,
  version INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(home, version)) WITHOUT ROWID, STRICT;
INSERT INTO "home_lists" VALUES(1,1,1795000000000,'a list',3362230534018012893);
CREATE TABLE homes(
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  area TEXT NOT NULL,
  dormant INTEGER NOT NULL,
  suspended INTEGER NOT NULL,
  beds INTEGER NOT NULL,
  services BLOB NOT NULL,          -- one byte each
  name TEXT NOT NULL,
  postcode TEXT NOT NULL,
  telephone TEXT NOT NULL,
  email TEXT NOT NULL,
  provider TEXT NOT NULL,
  ods_code TEXT NOT NULL,
  tags BLOB NOT NULL,              -- each with its length before it
  former_ids BLOB NOT NULL,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "homes" VALUES(1,'1-100000001','E09000010',0,0,20,X'01','Addington Heights','CR0 1AA','+442079460000','manager@home.example','Example Care Ltd','',X'',X'',2886502417567434634);
INSERT INTO "homes" VALUES(2,'1-100000002','E09000010',0,0,20,X'01','Addington Heights','CR0 1AA','+442079460000','manager@home.example','Example Care Ltd','',X'',X'',2196898492298715664);
CREATE TABLE inbox(
  home INTEGER NOT NULL REFERENCES homes,
  seq INTEGER NOT NULL,
  message INTEGER NOT NULL REFERENCES messages,
  PRIMARY KEY(home, seq)) WITHOUT ROWID, STRICT;
INSERT INTO "inbox" VALUES(1,1,1);
INSERT INTO "inbox" VALUES(2,1,1);
CREATE TABLE invitations(
  email TEXT PRIMARY KEY,
  member TEXT NOT NULL REFERENCES members,
  made_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "invitations" VALUES('jane@example.org','jane-doe',1795000000000,1142567147560356934);
CREATE TABLE log_events(
  key INTEGER PRIMARY KEY,         -- of its leaf
  message BLOB,
  device BLOB,
  text TEXT NOT NULL,              -- '' once erased
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "log_events" VALUES(1099511627776,NULL,NULL,'{"at":"2026-11-18T11:06:40Z","epoch":"8d6932b9e295c4f6c852809e","origin":"carerelay/log/8d6932b9e295c4f6c852809e/a52075763d1ac53d","type":"log_started","why":"new"}',5686566852366872924);
INSERT INTO "log_events" VALUES(1099511627777,NULL,X'02000000000000000000000000000001','{"at":"2026-11-18T11:06:40Z","device":"02000000-0000-0000-0000-000000000001","home":"1-100000001","name":"office tablet","public_key":{"crv":"P-256","kty":"EC","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAc"},"type":"device_enrolled"}',-4048531991690158544);
INSERT INTO "log_events" VALUES(1099511627778,X'01000000000000000000000000000001',NULL,'{"at":"2026-11-18T11:06:40Z","by":"ukhsa-london","digest":"AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","kind":"guidance_bulletin","message":"01000000-0000-0000-0000-000000000001","msg_type":"alert","status":"actual","type":"message_published","urgency":"expected"}',7635503529588280383);
INSERT INTO "log_events" VALUES(1099511627779,X'01000000000000000000000000000001',NULL,'{"at":"2026-11-18T11:06:40Z","count":2,"homes":"j46wfQuIDzHMQK65a7gzK0RKQT2E1lDWXpHGnA8XozY","message":"01000000-0000-0000-0000-000000000001","type":"audience_taken"}',-442658059142596663);
CREATE TABLE log_leaves(
  key INTEGER PRIMARY KEY,         -- of the first
  receipts_from INTEGER,           -- the first receipt event among them; each next one is one more
  kinds BLOB,                      -- null: all are receipt events; else a byte each, 0 receipt_events, 1 log_events
  leaves BLOB NOT NULL,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "log_leaves" VALUES(1099511627776,NULL,X'0101',X'A16E053A1435035F4E42763B44361A46327CE99FF3B598B4BC1BBD65D7E9B12CAF87E9A09D21DF9E36977EBBC0D9CBBF373417F9F737C75F0C707D705E16E76895F1757631E2125CBCB246329C9FB9136EB40B4C7FB45EF2D2BCF58680FF4B33',2473279953701376477);
INSERT INTO "log_leaves" VALUES(1099511627778,NULL,X'0101',X'0614E1B1C079B7651D517419E948DB9298D44C9BA7EF72918CE717198D8E3751338236FF1046C5CA395EB74F02E071372CB261CE92FAD1EA87289DE8E278A418324B673AA206AF95CF584CAC072F796FA082B7A40730DA94FE4180A43711D351',4816611751467440780);
INSERT INTO "log_leaves" VALUES(1099511627780,1,NULL,X'6C2727041122790EB7EC87FB195586475419D7B574FC7937D86D6CCCBE81B0758C3D7AF456DAA8ABF2D87D349663CB2E',-3327035962198657699);
INSERT INTO "log_leaves" VALUES(1099511627781,2,NULL,X'275C75633EDF4BFFC0A45F0EC69CECEA09D55C238A80F37724279BA3ECF5BF17AABAE74D4A566DF915FCB8032E161E5F',-6263955388885165681);
CREATE TABLE log_nodes(
  log INTEGER NOT NULL,
  height INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY(log, height, at)) WITHOUT ROWID, STRICT;
CREATE TABLE logs(
  number INTEGER PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  epoch TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "logs" VALUES(1,'carerelay/log/8d6932b9e295c4f6c852809e/a52075763d1ac53d','8d6932b9e295c4f6c852809e',1795000000000,-5649530483165539648);
CREATE TABLE members(
  id TEXT PRIMARY KEY,
  team TEXT NOT NULL REFERENCES publishers,
  is_person INTEGER NOT NULL,
  name TEXT NOT NULL,
  roles INTEGER NOT NULL,          -- one bit each
  own INTEGER NOT NULL,            -- whether the grant's columns say anything
  kinds BLOB NOT NULL,
  areas BLOB NOT NULL,
  all_areas INTEGER NOT NULL,
  highest INTEGER NOT NULL,
  administrator INTEGER NOT NULL,
  channels INTEGER NOT NULL,
  daily_quota INTEGER,
  grant_expires INTEGER,
  token_hash BLOB UNIQUE,
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  signing_key BLOB,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "members" VALUES('jane-doe','ukhsa-london',1,'Dr Jane Doe',2,0,X'',X'',0,1,0,0,NULL,NULL,X'0902030000000000000000000000000000000000000000000000000000000000','https://login.example','subject-jane',NULL,1795000000000,NULL,-669410061962638377);
CREATE TABLE message_states(
  number INTEGER PRIMARY KEY REFERENCES messages,
  closed INTEGER NOT NULL,
  closed_by INTEGER NOT NULL,
  undelivered INTEGER NOT NULL,    -- open receipts that are still at `targeted`
  kind INTEGER NOT NULL,
  topic TEXT NOT NULL,
  sent INTEGER NOT NULL,
  expires INTEGER,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "message_states" VALUES(1,0,0,1,0,'respiratory',1795000000000,NULL,-3118183463045435124);
CREATE TABLE messages(
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  sender TEXT NOT NULL,
  reference TEXT NOT NULL,
  kind INTEGER NOT NULL,
  type INTEGER NOT NULL,
  status INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  topic TEXT NOT NULL,
  headline TEXT NOT NULL,
  sent INTEGER NOT NULL,
  effective INTEGER NOT NULL,
  expires INTEGER,
  targeted INTEGER NOT NULL,
  wellbeing INTEGER NOT NULL,
  draft_sum BLOB NOT NULL,
  digest BLOB NOT NULL,
  sum INTEGER NOT NULL,
  json TEXT NOT NULL) STRICT;
INSERT INTO "messages" VALUES(1,X'01000000000000000000000000000001','ukhsa-london','',0,0,0,1,1,'respiratory','Headline 1',1795000000000,1795000000000,NULL,2,0,X'0902030000000000000000000000000000000000000000000000000000000000',X'0102030000000000000000000000000000000000000000000000000000000000',3667491316370166502,'{"id":"01000000-0000-0000-0000-000000000001"}');
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "meta" VALUES('epoch','8d6932b9e295c4f6c852809e');
CREATE TABLE origins(
  message INTEGER PRIMARY KEY REFERENCES messages,
  team TEXT NOT NULL,
  author TEXT NOT NULL,            -- '': the relay itself
  all_homes INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "origins" VALUES(1,'ukhsa-london','',0,1795000000000,-917252441920359790);
CREATE TABLE outbox(
  number INTEGER PRIMARY KEY,
  message INTEGER NOT NULL REFERENCES messages,
  home INTEGER NOT NULL,           -- 0: a group
  contact INTEGER NOT NULL,        -- 0: the home's own address
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  level INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  in_doubt INTEGER NOT NULL,
  queued_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  until INTEGER,
  sent_at INTEGER,
  reason TEXT NOT NULL,
  remote TEXT NOT NULL,
  returned INTEGER NOT NULL,
  returned_at INTEGER,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "outbox" VALUES(1,1,1,1,'whatsapp','+447700900123',1,0,2,1,0,1795000000000,1795000000000,NULL,1795000002000,'','wamid.1',3,1795000003000,4515882062996556442);
CREATE TABLE outbox_bytes(
  message INTEGER NOT NULL REFERENCES messages,
  channel TEXT NOT NULL,
  variant INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(message, channel, variant)) STRICT;
CREATE TABLE outbox_events(
  row INTEGER NOT NULL REFERENCES outbox,
  key TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  detail TEXT NOT NULL,
  sum INTEGER NOT NULL,
  PRIMARY KEY(row, key)) WITHOUT ROWID, STRICT;
CREATE TABLE outbox_lanes(
  channel TEXT PRIMARY KEY,
  state INTEGER NOT NULL,
  why TEXT NOT NULL,
  tokens_milli INTEGER NOT NULL,
  tokens_at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  sent_today INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  closed_until INTEGER NOT NULL,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE outbox_unmatched(
  number INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE publishers(
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kinds BLOB NOT NULL,             -- one byte each
  areas BLOB NOT NULL,             -- each with its length before it
  all_areas INTEGER NOT NULL,
  highest INTEGER NOT NULL,
  administrator INTEGER NOT NULL,
  channels INTEGER NOT NULL,       -- one bit each
  daily_quota INTEGER,             -- null: no limit
  grant_expires INTEGER,
  made_at INTEGER NOT NULL,
  revoked_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "publishers" VALUES('ukhsa-london','UKHSA London',X'00',X'393A453039303030303130',0,1,0,1,20,NULL,1795000000000,NULL,3031824658175782276);
CREATE TABLE pushes(
  device INTEGER PRIMARY KEY REFERENCES devices,
  endpoint TEXT NOT NULL,
  key BLOB NOT NULL,
  auth BLOB NOT NULL,
  made_at INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
CREATE TABLE receipt_events(
  number INTEGER PRIMARY KEY,
  previous INTEGER NOT NULL,
  message INTEGER NOT NULL,
  home INTEGER NOT NULL,
  act INTEGER NOT NULL,
  device INTEGER NOT NULL,         -- 0: the relay itself
  late INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  id BLOB NOT NULL,
  channel TEXT,                    -- null: the stream
  said_at INTEGER,
  said_at_text TEXT,
  answer INTEGER,
  role TEXT,
  name TEXT,
  note TEXT,
  signature BLOB, checkpoint TEXT) STRICT;
INSERT INTO "receipt_events" VALUES(1,0,1,1,0,1,0,1795000000000,8110167185024154839,X'01A1EE565E0073DCBB6E618AFCAA7C74',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "receipt_events" VALUES(2,1,1,1,2,1,0,1795000060000,5678670471827647499,X'03000000000000000000000000000001','stream',NULL,NULL,1,'manager','A. Person','Rooms 4 and 5 closed.',NULL,NULL);
CREATE TABLE receipts(
  message INTEGER NOT NULL,
  home INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state INTEGER NOT NULL,          -- stage + 4 * closure + 16 * (answer + 1) + 128 if it rose late
  last_event INTEGER NOT NULL,     -- the newest of its events; below 1 while there is none
  delivered_at INTEGER NOT NULL,   -- while it is at `targeted`: when it was sent, so that the row keeps its length
  read_at INTEGER,
  answered_at INTEGER,
  role TEXT,                       -- these three of the newest answer
  name TEXT,
  note TEXT,
  sum INTEGER NOT NULL,
  PRIMARY KEY(message, home)) WITHOUT ROWID, STRICT;
INSERT INTO "receipts" VALUES(1,1,1,35,2,1795000000000,1795000060000,1795000060000,'manager','A. Person','Rooms 4 and 5 closed.',-6488936526081187862);
INSERT INTO "receipts" VALUES(1,2,1,0,-1,1795000000000,NULL,NULL,NULL,NULL,NULL,-5818847877818224237);
CREATE TABLE resources(sha256 BLOB PRIMARY KEY, sum INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE secrets(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE sessions(
  id BLOB PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE,
  member TEXT NOT NULL REFERENCES members,
  how INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  ended_at INTEGER,
  sum INTEGER NOT NULL, provider_session TEXT NOT NULL DEFAULT '') WITHOUT ROWID, STRICT;
INSERT INTO "sessions" VALUES(X'01000000000000000000000000000000',X'1F02030000000000000000000000000000000000000000000000000000000000','jane-doe',0,1795000000000,1795000000000,NULL,-3808607043699190448,'');
INSERT INTO "sessions" VALUES(X'02000000000000000000000000000000',X'2002030000000000000000000000000000000000000000000000000000000000','jane-doe',0,1795000000000,1795000000000,NULL,-590962968848345905,'sid-1');
CREATE TABLE sign_in_links(
  hashed BLOB PRIMARY KEY,
  member TEXT NOT NULL REFERENCES members,
  made_by TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "sign_in_links" VALUES(X'2802030000000000000000000000000000000000000000000000000000000000','jane-doe','jane-doe',1795000000000,1795000900000,NULL,6150538675056191588);
CREATE TABLE streams(
  home INTEGER PRIMARY KEY REFERENCES homes,
  last INTEGER NOT NULL,
  filed INTEGER NOT NULL,
  sum INTEGER NOT NULL) STRICT;
INSERT INTO "streams" VALUES(1,1,1,-7280455565136256145);
INSERT INTO "streams" VALUES(2,1,1,-9086976708827001391);
CREATE INDEX homes_by_area ON homes(area, id);
CREATE INDEX devices_by_home ON devices(home);
CREATE INDEX codes_by_home ON codes(home);
CREATE UNIQUE INDEX messages_by_reference ON messages(sender, reference) WHERE reference <> '';
CREATE INDEX messages_by_sender ON messages(sender);
CREATE TRIGGER messages_stay BEFORE UPDATE ON messages BEGIN SELECT RAISE(ABORT, 'a message never changes'); END;
CREATE TRIGGER messages_are_kept BEFORE DELETE ON messages BEGIN SELECT RAISE(ABORT, 'a message is kept'); END;
CREATE INDEX open_by_topic ON message_states(kind, topic) WHERE closed = 0;
CREATE INDEX open_by_expiry ON message_states(expires) WHERE closed = 0 AND expires IS NOT NULL;
CREATE INDEX waited_for ON message_states(sent) WHERE closed = 0 AND undelivered > 0;
CREATE TRIGGER events_are_kept BEFORE DELETE ON receipt_events BEGIN SELECT RAISE(ABORT, 'an event is kept'); END;
CREATE INDEX members_by_team ON members(team);
CREATE UNIQUE INDEX members_by_subject ON members(issuer, subject) WHERE subject <> '';
CREATE INDEX leaves_of_receipts ON log_leaves(receipts_from) WHERE receipts_from IS NOT NULL;
CREATE TRIGGER leaves_are_kept BEFORE DELETE ON log_leaves BEGIN SELECT RAISE(ABORT, 'a leaf is kept'); END;
CREATE TRIGGER nodes_stay BEFORE UPDATE ON log_nodes BEGIN SELECT RAISE(ABORT, 'a node never changes'); END;
CREATE TRIGGER nodes_are_kept BEFORE DELETE ON log_nodes BEGIN SELECT RAISE(ABORT, 'a node is kept'); END;
CREATE INDEX log_events_by_message ON log_events(message) WHERE message IS NOT NULL;
CREATE INDEX log_events_by_device ON log_events(device) WHERE device IS NOT NULL;
CREATE TRIGGER log_events_stay BEFORE UPDATE ON log_events WHEN NEW.text <> '' OR NEW.key <> OLD.key
  BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER log_events_are_kept BEFORE DELETE ON log_events BEGIN SELECT RAISE(ABORT, 'an event is kept'); END;
CREATE INDEX witnesses ON receipt_events(number) WHERE checkpoint IS NOT NULL;
CREATE TRIGGER events_stay BEFORE UPDATE ON receipt_events
  WHEN NEW.role IS NOT NULL OR NEW.name IS NOT NULL OR NEW.note IS NOT NULL OR NEW.signature IS NOT NULL
    OR NEW.number <> OLD.number OR NEW.previous <> OLD.previous OR NEW.message <> OLD.message OR NEW.home <> OLD.home
    OR NEW.act <> OLD.act OR NEW.recorded_at <> OLD.recorded_at OR NEW.id <> OLD.id
  BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE INDEX origins_by_team ON origins(team, sent);
CREATE INDEX origins_by_author ON origins(author, sent);
CREATE INDEX origins_to_all ON origins(sent) WHERE all_homes = 1;
CREATE INDEX drafts_by_team ON drafts(team, id);
CREATE INDEX drafts_by_message ON drafts(message) WHERE message <> 0;
CREATE INDEX drafts_waiting ON drafts(team, reference) WHERE state = 0;
CREATE INDEX drafts_open ON drafts(state, expires_at, due) WHERE state = 0 OR state = 4;
CREATE TRIGGER home_lists_stay BEFORE UPDATE ON home_lists BEGIN SELECT RAISE(ABORT, 'a list never changes'); END;
CREATE TRIGGER home_lists_are_kept BEFORE DELETE ON home_lists BEGIN SELECT RAISE(ABORT, 'a list is kept'); END;
CREATE INDEX drafts_confirmed ON drafts(message) WHERE state = 5;
CREATE UNIQUE INDEX outbox_once ON outbox(message, home, channel, contact);
CREATE INDEX outbox_queued ON outbox(channel, rank, next_at, number) WHERE state = 0;
CREATE INDEX outbox_sending ON outbox(channel, number) WHERE state = 1;
CREATE INDEX outbox_by_state ON outbox(channel, state);
CREATE UNIQUE INDEX outbox_unmatched_once ON outbox_unmatched(channel, key);
CREATE INDEX outbox_of_contacts ON outbox(home, contact) WHERE contact <> 0;
CREATE INDEX chat_codes_of_home ON chat_codes(home);
CREATE UNIQUE INDEX chat_bindings_once ON chat_bindings(account, who, home);
CREATE INDEX chat_bindings_of_home ON chat_bindings(home);
COMMIT;
