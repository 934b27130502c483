import { Writable } from 'node:stream'
import pino, { type Logger } from 'pino'

/** A logger that keeps its lines, so that a test can look for what must and must not be in them. */
export function recordingLogger(): { logger: Logger; lines: string[] } {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8').trimEnd())
      done()
    },
  })
  return { logger: pino({ level: 'trace' }, stream), lines }
}
