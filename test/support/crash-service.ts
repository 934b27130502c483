/**
 * Child process of the crash tests: the real store and delivery, an engine with known answers, and a
 * channel to the loopback messenger. It kills itself with SIGKILL at the boundary it is told, so
 * nothing of it gets to tidy up. Prints `ready` when it works. Args: one JSON object.
 */
import { appendFileSync } from 'node:fs'
import pino from 'pino'
import {
  type Channel,
  type ChannelStatus,
  type Inbox,
  type OutgoingMessage,
  SendError,
  type SendReceipt,
} from '../../src/channels/channel.js'
import { type BurstWindows, createDelivery, type Step } from '../../src/delivery/index.js'
import { readConversation } from '../../src/engine/conversation.js'
import type { StepResult } from '../../src/engine/model.js'
import { replyToCase } from '../../src/helpdesk/case-desk.js'
import { acquireLease, cases, openStore } from '../../src/store/index.js'
import type { GivenMessage } from './crash-messenger.js'
import { NO_BURSTS } from './delivery-fixtures.js'
import { pictureSettings } from './pictures.js'

export interface CrashServiceArgs {
  readonly dataDir: string
  readonly messenger: string
  /** Which start this is; sent along with each reply. */
  readonly run: number
  /** Die when this boundary is passed for the `count`th time; '*' counts every boundary. */
  readonly kill?: { readonly boundary: string; readonly count: number }
  /** Instead of every message being a turn of its own. */
  readonly burst?: BurstWindows
  /** Where to write the name of each boundary passed, one a line. */
  readonly trace?: string
  /** Instead of serving: answer the open case once with this key, then exit. */
  readonly answerWith?: string
}

const args = JSON.parse(process.argv[2] ?? '{}') as CrashServiceArgs

let passed = 0
function boundary(name: string): void {
  if (args.trace !== undefined) appendFileSync(args.trace, `${name}\n`)
  const { kill } = args
  if (kill === undefined || (kill.boundary !== '*' && kill.boundary !== name)) return
  passed++
  if (passed === kill.count) process.kill(process.pid, 'SIGKILL')
}

/** Echoes what it is given in one turn; "racun" breaks it, "bangun" sets a wake, "petugas" opens a case. */
const step: Step = ({ conversation, event, facts, now }): StepResult => {
  if (event.type !== 'messages') {
    const replies = event.type === 'timer' ? [{ text: `timer ${event.name}` }] : []
    return { conversation, replies, effects: [], outcomes: new Map() }
  }
  const message = event.messages.at(-1)
  if (message === undefined) throw new Error('no message')
  if (message.text.startsWith('racun')) throw new Error('poison')
  const asksForPerson = message.text.startsWith('petugas') && facts.openCase === undefined
  const words = event.messages.map(({ text, picture }) => picture?.text ?? text)
  return {
    conversation: { ...conversation, misses: conversation.misses + 1 },
    replies: [{ text: `re: ${words.join(' + ')}` }],
    effects: [
      ...(message.text.startsWith('bangun')
        ? [{ type: 'wake' as const, name: message.text, at: now }]
        : []),
      ...(asksForPerson
        ? [
            {
              type: 'open-case' as const,
              number: facts.newCaseNumber,
              reason: 'asked' as const,
              summary: '',
            },
          ]
        : []),
    ],
    outcomes: new Map(
      event.messages.map(({ id }) => [
        id,
        id === message.id ? { type: 'answered' } : { type: 'joined', to: message.id },
      ]),
    ),
  }
}

class MessengerChannel implements Channel {
  readonly name = 'crash'
  readonly pacing = { concurrency: 8, perChatMs: 0, overallMs: 0, jitterMs: 0 }
  readonly maxTextLength = 4_096

  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  privateLink(): string | undefined {
    return undefined
  }
  status(): ChannelStatus {
    return { state: 'ready', since: 0 }
  }

  async fetchPicture(reference: string): Promise<Uint8Array> {
    boundary('fetch.before')
    const bytes = await (await post('/picture', { reference })).arrayBuffer()
    boundary('fetch.after')
    return new Uint8Array(bytes)
  }

  async releasePicture(): Promise<void> {
    boundary('release')
  }

  async send(message: OutgoingMessage): Promise<SendReceipt> {
    const { chatAddress, clientMessageId, reply } = message
    const { run } = args
    const said = { run, chat: chatAddress, clientMessageId, text: reply.text }
    const response = await post('/send', said)
    if (response.status === 403) throw new SendError('blocked', 'blocked')
    if (!response.ok) throw new SendError('retry', `status ${response.status}`, 1)
    return {}
  }
}

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(`${args.messenger}${path}`, { method: 'POST', body: JSON.stringify(body) })
}

/** As a channel must: a higher offset is asked for only after the commit. */
async function takeMessagesIn(inbox: Inbox): Promise<never> {
  for (let offset = 0; ; ) {
    boundary('receive.before')
    const batch = (await (await post('/messages', { offset })).json()) as GivenMessage[]
    boundary('receive.after')
    await inbox.receive(
      batch.map(({ n, chat, text, isPicture }) => ({
        channel: 'crash',
        externalId: `${n}`,
        chat: { address: chat, kind: 'private' },
        sender: { addresses: [chat] },
        ...(isPicture
          ? { kind: 'picture', text: '', picture: { reference: text } }
          : { kind: 'text', text }),
        sentAt: n,
        from: 'user',
      })),
    )
    offset = (batch.at(-1)?.n ?? -1) + 1
  }
}

async function serve(): Promise<void> {
  const store = await openStore({ dataDir: args.dataDir, boundary })
  const lease = await acquireLease(store, 'service')
  const logger = pino({ level: 'error' }, pino.destination({ fd: 2, sync: true }))
  const delivery = createDelivery({
    store: lease.guard(store),
    step,
    readConversation,
    answersAtOnce: () => false,
    burst: args.burst ?? NO_BURSTS,
    pictures: pictureSettings(args.dataDir),
    logger,
    boundary,
  })
  delivery.start([new MessengerChannel()])
  process.stdout.write('ready\n')
  await takeMessagesIn(delivery.inbox)
}

async function answerOpenCase(requestId: string): Promise<void> {
  const store = await openStore({ dataDir: args.dataDir, boundary, mode: 'tool' })
  await store.write('staff', async (tx) => {
    const open = (await cases.listOpenCases(tx)).find(({ reason }) => reason === 'asked')
    const request = { number: open?.number ?? '', text: 'Dari petugas.', staff: 'ani', requestId }
    await replyToCase(tx, { ...request, now: Date.now() })
  })
  await store.close()
}

void (args.answerWith === undefined ? serve() : answerOpenCase(args.answerWith))
