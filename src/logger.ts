import pino, { type DestinationStream, type Logger } from 'pino'

/** Field names whose value never belongs into a log. */
const SECRET_FIELDS = ['token', 'secret', 'password', 'cookie', 'authorization', 'text', 'privKey']

/**
 * Last line of defence, over the strings of the finished line: bot tokens, and numbers as long as a
 * NIP or NIK. Times in milliseconds have 13 digits and stay.
 */
const SECRET_SHAPES: readonly (readonly [RegExp, string])[] = [
  // No word boundary before it: in an address the token follows right after `bot`.
  [/(?<!\d)\d{6,12}:[A-Za-z0-9_-]{20,}/g, '[token]'],
  [/(?<!\d)\d{16,18}(?!\d)/g, '[nomor]'],
]

/** Only strings are looked into: a mark within a long decimal fraction would spoil the JSON. */
const JSON_STRING = /"(?:[^"\\]|\\.)*"/g

function withoutSecrets(line: string): string {
  return line.replace(JSON_STRING, (string) =>
    SECRET_SHAPES.reduce((text, [shape, mark]) => text.replace(shape, mark), string),
  )
}

/** JSON lines for machines on standard output; people read standard error. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[x]' },
      hooks: { streamWrite: withoutSecrets },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  )
}
