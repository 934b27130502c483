/** Every limit and window of the WhatsApp channel with its reason. Times are milliseconds. */
import type { Pacing } from '../channel.js'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/**
 * WhatsApp bans numbers for their rhythm, not only for their volume: 429 was reported at three
 * messages a second, bans after about 400 chats in two hours. One send at a time, never two within
 * a second, and an uneven beat stay far below both and still answer a person at once.
 */
export const PACING: Pacing = {
  concurrency: 1,
  perChatMs: 2 * SECOND,
  overallMs: 1 * SECOND,
  jitterMs: 1 * SECOND,
}

/** WhatsApp takes 65,536 characters, but hides what follows about 4,000 behind "read more". */
export const MAX_TEXT_LENGTH = 4_000

/** A server that has not acknowledged a send by then has lost it, or the line is dead. */
export const ACK_TIMEOUT_MS = 20 * SECOND
/** Answers to small queries (devices, keys) come within a second; a send must not wait longer. */
export const QUERY_TIMEOUT_MS = 20 * SECOND

/** A phone that was off may ask for a message again; WhatsApp Web answers for 14 days. */
export const RESEND_WINDOW_MS = 14 * DAY
/** Ids of own messages, to know an echo: longer than WhatsApp keeps messages for an offline phone. */
export const SENT_IDS_KEPT_MS = 90 * DAY
/** Ids of received messages: WhatsApp holds undelivered messages for 30 days. */
export const SEEN_IDS_KEPT_MS = 45 * DAY
/** Text of a question in a group, kept so that the answer can quote it. */
export const QUOTE_WINDOW_MS = 2 * DAY

/** Envelopes handed to the inbox in one transaction. */
export const DELIVERY_BATCH = 50
/** Wait after the inbox refused: a locked database is free soon, a full disk is not. */
export const DELIVERY_BACKOFF = { baseMs: 200, capMs: 30 * SECOND } as const
/**
 * A message waits for the one before it in its chat to be decrypted, at most this long: the usual case
 * takes milliseconds, and one that never ends must not silence the chat.
 */
export const ORDER_WAIT_MS = 5 * SECOND
/**
 * A message that could not be decrypted is asked for again by Baileys (5 tries). If it has not come
 * by then, the person is told that it could not be read, instead of waiting for ever.
 */
export const UNREADABLE_AFTER_MS = 5 * MINUTE

/** Commits of keys: a busy or full disk is tried again for about two seconds, then the send fails. */
export const KEY_COMMIT = { maxCommitRetries: 5, delayBetweenTriesMs: 500 } as const
/** Longest wait for another process that reads the key file (a backup). */
export const BUSY_TIMEOUT_MS = 5 * SECOND

/** After 463 (new chats are locked) another try at once counts as one more "reach out". */
export const TIME_LOCK_WAIT_MS = 60 * MINUTE
/** After 429 from the server. */
export const RATE_LIMIT_WAIT_MS = 2 * MINUTE

/**
 * A phone that is on uploads an old picture again within seconds; the person waits for the answer, and
 * with a phone that is off it would be a day.
 */
export const REUPLOAD_LIMIT_MS = 10 * SECOND

/** What is under way gets this long at a stop; the whole service has 10 s. */
export const STOP_GRACE_MS = 8 * SECOND

export interface ReconnectTiming {
  /** First wait; doubled with each failure in a row. */
  readonly baseMs: number
  readonly capMs: number
  /** The count of failures starts anew only after a connection that lasted this long. */
  readonly stableAfterMs: number
  /** This many closes within `burstWindowMs` are a loop: pause for `burstPauseMs`. */
  readonly burstCount: number
  readonly burstWindowMs: number
  readonly burstPauseMs: number
  /** "Replaced" (440) this often in a row: another program holds the session; stop for good. */
  readonly replacedLimit: number
}

/** A loop of about one connection a second went unnoticed for hours elsewhere, hence the burst rule. */
export const RECONNECT_TIMING: ReconnectTiming = {
  baseMs: 1 * SECOND,
  capMs: 2 * MINUTE,
  stableAfterMs: 1 * MINUTE,
  burstCount: 5,
  burstWindowMs: 30 * SECOND,
  burstPauseMs: 30 * SECOND,
  replacedLimit: 5,
}
