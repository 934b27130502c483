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

/**
 * A burst of messages is one question: it is answered this long after its newest message, milliseconds.
 * People pause about a second between two short messages; longer would feel like silence.
 */
export const BURST_QUIET_MS = 2_000
/** Somebody who keeps writing gets an answer this long after the burst's oldest message. */
export const BURST_LONGEST_MS = 6_000
/** Messages of one burst: more in six seconds is forwarding, not asking. */
export const MAX_BURST_MESSAGES = 20

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

// === Pictures ===

/** Largest picture that is fetched, bytes: a phone's photo has 2 to 6 MB, a screenshot less than one. */
export const MAX_PICTURE_BYTES = 12 * 1024 * 1024

/** Pictures fetched or read at once: two are read, two are on their way; each is held in memory. */
export const MAX_PICTURES_AT_ONCE = 4

/** One attempt to fetch a picture, milliseconds: a photo over a weak line of some 5 Mbit/s. */
export const PICTURE_FETCH_TIMEOUT_MS = 15_000

/** First wait before a picture is fetched again, milliseconds; doubles up to the longest below. */
export const PICTURE_RETRY_FIRST_MS = 1_000
export const PICTURE_RETRY_MAX_MS = 8_000

/** From the first try on a picture may fail this long, milliseconds; then it is `unavailable`. */
export const PICTURE_PATIENCE_MS = 30_000

/** Tries of one picture, crashes included: one whose reading ends the process must not do so for ever. */
export const MAX_PICTURE_TRIES = 10

/**
 * How long the message waits for its picture, milliseconds: the patience above and some time in the
 * queue. After it the user gets an answer without the picture.
 */
export const PICTURE_HOLD_MS = 45_000

/**
 * How long a press waits for a picture that came before it, milliseconds: most are read within two
 * seconds, and a button that does nothing for longer is pressed again.
 */
export const PRESS_HOLD_MS = 2_000

/**
 * How long the original of an unreadable picture waits for the answer whether the staff may see it,
 * milliseconds: it may hold personal data in clear, and who wants help answers within minutes.
 */
export const PICTURE_QUESTION_MS = 15 * 60_000

/** Kept copies past their time are deleted this often, milliseconds. */
export const MEDIA_SWEEP_MS = 60_000
/** Files that no row claims are looked for this often, milliseconds: only a crash leaves any. */
export const MEDIA_ORPHANS_MS = 60 * 60_000
