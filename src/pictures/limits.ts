/** Limits and windows of reading pictures, in one place, each with its reason. */

/** Bytes of a picture: twice the 10 MB that Telegram allows for a photo; messengers send far less. */
export const MAX_BYTES = 20_000_000

/** Pixels of a picture: a phone's camera makes 50 million; a decompression bomb makes billions. */
export const MAX_PIXELS = 50_000_000

/** Pixels that are looked at, and that the copy has: a full-HD screen with its smallest writing. */
export const WORKING_PIXELS = 2_000_000

/** Pictures narrower than this have letters of 7 pixels, which no reading gets right. */
export const NARROW_WIDTH = 400
/** How much such a picture is enlarged for the reading. */
export const NARROW_SCALE = 3

/** Pictures that wait to be read; with a second each, the last one is still answered in time. */
export const MAX_WAITING = 40

/** Longest wait for a turn, milliseconds: after that the user has long asked in words. */
export const MAX_WAIT_MS = 45_000

/** Longest decoding of one picture, seconds; an honest one takes a tenth of a second. */
export const DECODE_SECONDS = 8

/** After this no further way of reading is tried, milliseconds: the user waits two seconds at most. */
export const FURTHER_PASSES_MS = 1_500

/** One pass over one picture, milliseconds; a busy machine needs two seconds for a full screen. */
export const PASS_MS = 10_000

/** The reader's thread must be up by then, milliseconds; half a second on an idle machine. */
export const START_MS = 20_000

/** The thread ends when no picture came for so long, milliseconds: it holds 150 MB. */
export const IDLE_MS = 60_000

/** Passes after which the thread is replaced: its memory only ever grows. */
export const PASSES_PER_THREAD = 200

/** Longest text of a picture, characters: a full screen has about 2,000. */
export const MAX_TEXT = 4_000
