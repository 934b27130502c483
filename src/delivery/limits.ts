/** Limits and windows of the delivery, in one place, each with its reason. */

/** Characters of a message that are kept: five times Telegram's longest; nobody reads on after it. */
export const MAX_STORED_TEXT = 20_000

/** Characters of a display name that are kept: longer ones are decoration. */
export const MAX_DISPLAY_NAME = 100

/** Characters of a pressed button's action that are kept: four times Telegram's longest (64 bytes). */
export const MAX_ACTION = 256

/** Tries of a message or event whose turn throws, before it is parked (requirement B7). */
export const MAX_TURN_TRIES = 3

/** Chats that are worked on at once: enough to fill a group commit, little enough to stay in memory. */
export const MAX_CHATS_AT_ONCE = 64

/** How often unprocessed rows, due wakes and rows of other processes are looked for, milliseconds. */
export const SWEEP_MS = 1_000

/** How often the outbox is looked at for rows written by another process, milliseconds. */
export const OUTBOX_POLL_MS = 500

/** Wakes rung in one sweep: a long stop may leave many. */
export const MAX_WAKES_PER_SWEEP = 200

/** First wait after the store failed, milliseconds; doubles up to {@link STORE_RETRY_MAX_MS}. */
export const STORE_RETRY_FIRST_MS = 100
export const STORE_RETRY_MAX_MS = 5_000

/** First wait before a failed send is tried again, milliseconds; doubles with each attempt. */
export const SEND_RETRY_FIRST_MS = 1_000
/** Longest wait between two attempts of one message, milliseconds. */
export const SEND_RETRY_MAX_MS = 5 * 60_000
/** Attempts of one message before it is given up, loudly: with the waits above about 20 minutes. */
export const MAX_SEND_ATTEMPTS = 10

/** First wait after a channel was unavailable, milliseconds; doubles up to the longest below. */
export const UNAVAILABLE_FIRST_MS = 1_000
/** Long enough to be polite to a network that is down, short enough to be back soon after it. */
export const UNAVAILABLE_MAX_MS = 30_000

/** Wait for a throttled send whose channel did not say how long, milliseconds. */
export const THROTTLED_DEFAULT_MS = 5_000

/**
 * Crashes that may interrupt one send before it is left `uncertain`: a message whose sending kills
 * the process must not do so for ever.
 */
export const MAX_SEND_INTERRUPTIONS = 10

/** A channel that does not answer for this long must not hold the chat up; courier allows 35 s. */
export const SEND_TIMEOUT_MS = 60_000

/** Unsent heads looked at per round; the channel's concurrency is far below. */
export const OUTBOX_BATCH = 100

/** Longest text where the channel is not running and cannot be asked: below Telegram's 4,096. */
export const DEFAULT_TEXT_LENGTH = 4_000

/** How long a stop waits for turns and sends in flight, milliseconds: below the 10 s of SIGTERM. */
export const STOP_TIMEOUT_MS = 8_000
