-- A store as schema 2 keeps it. Never edited: later versions must open it.
PRAGMA application_id=1129475193;
PRAGMA user_version=2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE areas(code TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID, STRICT;
INSERT INTO "areas" VALUES('E09000010','Enfield');
CREATE TABLE broadcasts(message INTEGER PRIMARY KEY REFERENCES messages) STRICT;
CREATE TABLE codes(
  hashed BLOB PRIMARY KEY,
  home INTEGER NOT NULL REFERENCES homes,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  used_at INTEGER,
  sum INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE cursors(device INTEGER PRIMARY KEY REFERENCES devices, stored_up_to INTEGER NOT NULL, sum INTEGER NOT NULL) STRICT;
INSERT INTO "cursors" VALUES(1,1,3112250623002054656);
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
CREATE TABLE filing(one INTEGER PRIMARY KEY CHECK(one = 1), next_home INTEGER NOT NULL, round_began INTEGER NOT NULL) STRICT;
INSERT INTO "filing" VALUES(1,1,0);
CREATE TABLE former_ids(id TEXT PRIMARY KEY, home INTEGER NOT NULL REFERENCES homes) WITHOUT ROWID, STRICT;
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
INSERT INTO "meta" VALUES('epoch','f5ec3996ab306b08464f434e');
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
  signature BLOB) STRICT;
INSERT INTO "receipt_events" VALUES(1,0,1,1,0,1,0,1795000000000,-3054816985297542773,X'01A1EE565E007A12B35E56CDAB311079',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "receipt_events" VALUES(2,1,1,1,2,1,0,1795000060000,5678670471827647499,X'03000000000000000000000000000001','stream',NULL,NULL,1,'manager','A. Person','Rooms 4 and 5 closed.',NULL);
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
CREATE TRIGGER events_stay BEFORE UPDATE ON receipt_events BEGIN SELECT RAISE(ABORT, 'an event never changes'); END;
CREATE TRIGGER events_are_kept BEFORE DELETE ON receipt_events BEGIN SELECT RAISE(ABORT, 'an event is kept'); END;
CREATE INDEX members_by_team ON members(team);
CREATE UNIQUE INDEX members_by_subject ON members(issuer, subject) WHERE subject <> '';
COMMIT;
