/**
 * A WhatsApp channel in a process of its own, for tests that kill it. Its inbox is a file of JSON
 * lines, synced before it answers. It takes commands as JSON lines on standard input ({@link Command})
 * and tells on standard output what became of them, among its log lines.
 *
 * Environment: `CHILD_DATA_DIR`, `CHILD_INBOX` (path).
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import pino from 'pino'
import type { InboundEnvelope, Inbox, OutgoingMessage } from '../../src/channels/channel.js'
import { createWhatsAppChannel } from '../../src/channels/whatsapp/whatsapp-channel.js'

/**
 * Where it kills itself: `before-commit` (decrypted, nothing kept yet), `before-store` (in the inbox's
 * hands, not stored), `after-store` (stored, the channel not told).
 */
export type CrashPoint = 'before-commit' | 'before-store' | 'after-store'

export type Command =
  | { readonly send: OutgoingMessage }
  /** Kill yourself when a message with this text comes to the point. */
  | { readonly crashAt: CrashPoint; readonly text: string }

const { CHILD_DATA_DIR = '', CHILD_INBOX = '' } = process.env
let crash: { readonly crashAt: CrashPoint; readonly text: string } | undefined

function crashIf(point: CrashPoint, texts: readonly string[]): void {
  if (crash?.crashAt === point && texts.includes(crash.text)) process.kill(process.pid, 'SIGKILL')
}

function tell(fact: object): void {
  process.stdout.write(`${JSON.stringify(fact)}\n`)
}

class FileInbox implements Inbox {
  async receive(envelopes: readonly InboundEnvelope[]): Promise<number> {
    const texts = envelopes.map((one) => one.text)
    crashIf('before-store', texts)
    const text = existsSync(CHILD_INBOX) ? readFileSync(CHILD_INBOX, 'utf8') : ''
    const known = new Set(text.split('\n').map((line) => idOf(line)))
    const fresh = envelopes.filter((one) => !known.has(one.externalId))
    const file = openSync(CHILD_INBOX, 'a')
    for (const one of fresh) writeSync(file, `${JSON.stringify(one)}\n`)
    fsyncSync(file)
    closeSync(file)
    crashIf('after-store', texts)
    return fresh.length
  }

  async blocked(): Promise<void> {}
}

function idOf(line: string): string {
  return line === '' ? '' : (JSON.parse(line) as InboundEnvelope).externalId
}

const channel = createWhatsAppChannel({
  dataDir: CHILD_DATA_DIR,
  inbox: new FileInbox(),
  logger: pino({ level: 'trace' }),
  mask(text) {
    crashIf('before-commit', [text])
    return { text, kinds: [] }
  },
  clock: () => Date.now(),
  random: () => 0,
  terminal: process.stderr,
})

createInterface({ input: process.stdin }).on('line', (line) => {
  const command = JSON.parse(line) as Command
  if ('send' in command) void send(command.send)
  else {
    crash = command
    tell({ crashAt: command.crashAt })
  }
})

async function send(message: OutgoingMessage): Promise<void> {
  try {
    await channel.send(message)
    tell({ sent: message.id })
  } catch (error) {
    tell({ failed: message.id, fault: (error as { fault?: string }).fault })
  }
}

await channel.start()
