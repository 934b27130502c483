import type { Migration } from '../migrate.js'

export const foundation: Migration = {
  version: 1,
  name: 'foundation',
  sql: `
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  display_name TEXT,
  merged_into INTEGER REFERENCES contacts (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contacts_merged ON contacts (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE contact_merges (
  id INTEGER PRIMARY KEY,
  from_contact INTEGER NOT NULL REFERENCES contacts (id),
  into_contact INTEGER NOT NULL REFERENCES contacts (id),
  evidence TEXT NOT NULL,
  merged_at INTEGER NOT NULL,
  undone_at INTEGER
) STRICT;

CREATE TABLE addresses (
  id INTEGER PRIMARY KEY,
  contact_id INTEGER NOT NULL REFERENCES contacts (id),
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (channel, address)
) STRICT;
CREATE INDEX addresses_of_contact ON addresses (contact_id);

CREATE TABLE chats (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('private', 'group')),
  contact_id INTEGER REFERENCES contacts (id),
  owner TEXT NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'human', 'none')),
  conversation TEXT,
  last_seq INTEGER NOT NULL DEFAULT 0,
  blocked_at INTEGER,
  last_inbound_at INTEGER,
  created_at INTEGER NOT NULL,
  UNIQUE (channel, address)
) STRICT;
CREATE INDEX chats_of_contact ON chats (contact_id, channel);
CREATE INDEX chats_by_last_inbound ON chats (last_inbound_at);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  seq INTEGER NOT NULL,
  contact_id INTEGER REFERENCES contacts (id),
  channel TEXT NOT NULL,
  external_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  author TEXT NOT NULL CHECK (author IN ('user', 'staff')),
  text TEXT NOT NULL,
  action TEXT,
  masked TEXT NOT NULL,
  search_text TEXT NOT NULL,
  sent_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  turn TEXT,
  outcome TEXT CHECK (outcome IN ('answered', 'joined', 'left-to-staff', 'ignored')),
  outcome_detail TEXT,
  processed_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  UNIQUE (channel, external_id),
  UNIQUE (chat_id, seq)
) STRICT;
CREATE INDEX messages_unprocessed ON messages (chat_id, seq) WHERE outcome IS NULL;
CREATE INDEX messages_waiting_since ON messages (received_at) WHERE outcome IS NULL;

CREATE TABLE chat_events (
  id INTEGER PRIMARY KEY,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  seq INTEGER NOT NULL,
  event TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  outcome TEXT CHECK (outcome IN ('done', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  last_error TEXT,
  UNIQUE (chat_id, seq)
) STRICT;
CREATE INDEX chat_events_unprocessed ON chat_events (chat_id, seq) WHERE outcome IS NULL;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  seq INTEGER NOT NULL,
  channel TEXT NOT NULL,
  author TEXT NOT NULL CHECK (author IN ('bot', 'staff')),
  reply TEXT NOT NULL,
  quote TEXT,
  state TEXT NOT NULL DEFAULT 'queued'
    CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'cancelled')),
  attempts INTEGER NOT NULL DEFAULT 0,
  interruptions INTEGER NOT NULL DEFAULT 0,
  next_attempt_at INTEGER,
  client_message_id TEXT NOT NULL UNIQUE,
  external_id TEXT,
  request_id TEXT,
  error TEXT,
  turn TEXT,
  created_at INTEGER NOT NULL,
  sending_at INTEGER,
  settled_at INTEGER,
  delivered_at INTEGER,
  read_at INTEGER,
  UNIQUE (chat_id, seq)
) STRICT;
CREATE INDEX outbox_pending ON outbox (channel, chat_id, seq) WHERE state IN ('queued', 'sending');
CREATE UNIQUE INDEX outbox_request ON outbox (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  contact_id INTEGER NOT NULL REFERENCES contacts (id),
  channel TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'baru'
    CHECK (state IN ('baru', 'ditangani', 'menunggu-pengguna', 'ditunda', 'selesai')),
  reason TEXT NOT NULL,
  entry_id TEXT,
  summary TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  taken_at INTEGER,
  taken_by TEXT,
  closed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX cases_one_open ON cases (contact_id, channel) WHERE state <> 'selesai';
CREATE INDEX cases_closed ON cases (contact_id, channel, closed_at);
CREATE INDEX cases_of_chat ON cases (chat_id, opened_at);

CREATE TABLE case_events (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  type TEXT NOT NULL,
  actor TEXT NOT NULL,
  detail TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX case_events_of_case ON case_events (case_id, id);

CREATE TABLE wakes (
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, name)
) STRICT;
CREATE INDEX wakes_due ON wakes (at);

CREATE TABLE gaps (
  id INTEGER PRIMARY KEY,
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  text TEXT NOT NULL,
  candidates TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX gaps_by_time ON gaps (at);

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  host TEXT NOT NULL,
  boot TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  fencing INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
`,
}
