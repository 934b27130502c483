import type { Migration } from '../migrate.js'

export const pictures: Migration = {
  version: 2,
  name: 'pictures',
  sql: `
CREATE TABLE pictures (
  id INTEGER PRIMARY KEY,
  public_id TEXT NOT NULL UNIQUE,
  message_id INTEGER NOT NULL UNIQUE REFERENCES messages (id),
  chat_id INTEGER NOT NULL REFERENCES chats (id),
  channel TEXT NOT NULL,
  reference TEXT,
  told_bytes INTEGER,
  state TEXT NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'read', 'no-text', 'unreadable', 'too-large', 'broken', 'unavailable')),
  attempts INTEGER NOT NULL DEFAULT 0,
  tried_since INTEGER,
  next_attempt_at INTEGER NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  confidence REAL NOT NULL DEFAULT 0,
  kept_as TEXT CHECK (kept_as IN ('question', 'blackened', 'consent')),
  kept_file TEXT,
  keep_until INTEGER,
  case_id INTEGER REFERENCES cases (id),
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  error TEXT,
  CHECK ((kept_as IS NULL) = (kept_file IS NULL))
) STRICT;
CREATE INDEX pictures_waiting ON pictures (chat_id, next_attempt_at, id) WHERE state = 'waiting';
CREATE INDEX pictures_unreleased ON pictures (id) WHERE state <> 'waiting' AND reference IS NOT NULL;
CREATE INDEX pictures_kept_until ON pictures (keep_until) WHERE kept_file IS NOT NULL;
CREATE INDEX pictures_kept_of_chat ON pictures (chat_id) WHERE kept_file IS NOT NULL;
CREATE INDEX pictures_kept_of_case ON pictures (case_id) WHERE kept_file IS NOT NULL;
CREATE UNIQUE INDEX pictures_kept_file ON pictures (kept_file) WHERE kept_file IS NOT NULL;

ALTER TABLE gaps ADD COLUMN reason TEXT NOT NULL DEFAULT 'declined'
  CHECK (reason IN ('declined', 'clarified', 'rejected'));
`,
}
