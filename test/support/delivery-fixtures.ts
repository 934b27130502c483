import {
  type Channel,
  type ChannelStatus,
  type FetchOptions,
  type InboundEnvelope,
  type OutgoingMessage,
  type Pacing,
  SendError,
  type SendReceipt,
} from '../../src/channels/channel.js'
import type { BurstWindows, Step } from '../../src/delivery/index.js'
import { NEW_CONVERSATION } from '../../src/engine/conversation.js'
import type { Effect, IncomingMessage, Outcome, Reply, StepResult } from '../../src/engine/model.js'

export const NO_PACING: Pacing = { concurrency: 32, perChatMs: 0, overallMs: 0, jitterMs: 0 }

/** Every message is a turn of its own: what is tested is not how long the bot waits for more. */
export const NO_BURSTS: BurstWindows = { quietMs: 0, longestMs: 0 }

let count = 0

/** A text from a user in a private chat; `over` says what is different. */
export function envelope(
  over: Partial<InboundEnvelope> & { address?: string } = {},
): InboundEnvelope {
  const { address = 'user-1', ...rest } = over
  count++
  return {
    channel: 'test',
    externalId: `ext-${count}`,
    chat: { address, kind: 'private' },
    sender: { addresses: [address] },
    kind: 'text',
    text: `pesan ${count}`,
    sentAt: 1_700_000_000_000 + count,
    from: 'user',
    ...rest,
  }
}

export interface Said {
  readonly replies?: readonly Reply[]
  readonly effects?: readonly Effect[]
  readonly outcome?: Outcome
}

/** An engine for tests: `say` decides what a message or event leads to; nothing means an echo. */
export function scriptedStep(
  say: (input: Parameters<Step>[0]) => Said | undefined = () => undefined,
): Step {
  return (input): StepResult => {
    const { conversation, event } = input
    const said = say(input) ?? echo(input)
    const messages = event.type === 'messages' ? event.messages : []
    return {
      conversation: { ...conversation, misses: conversation.misses + messages.length },
      replies: said.replies ?? [],
      effects: said.effects ?? [],
      outcomes: new Map(
        messages.map((message) => [message.id, said.outcome ?? ({ type: 'answered' } as const)]),
      ),
    }
  }
}

/** An engine that answers all messages of a turn as one question, with everything that it was given. */
export function joiningStep(turns: (readonly IncomingMessage[])[] = []): Step {
  return ({ conversation, event, facts }) => {
    const messages = event.type === 'messages' ? event.messages : []
    if (messages.length > 0) turns.push(messages)
    const last = messages.at(-1)
    const quiet = last === undefined || facts.owner === 'human'
    const words = messages.map(({ text, action, picture }) => picture?.text ?? action ?? text)
    const answer: Outcome = quiet ? { type: 'left-to-staff' } : { type: 'answered' }
    return {
      conversation,
      replies: quiet ? [] : [{ text: `re: ${words.join(' + ')}` }],
      effects: [],
      outcomes: new Map(
        messages.map(({ id }) => [
          id,
          id === last?.id ? answer : { type: 'joined', to: last?.id ?? '' },
        ]),
      ),
    }
  }
}

/** A picture without words of its own; the reference names it to {@link ScriptedChannel.pictures}. */
export function pictureEnvelope(
  reference: string,
  over: Parameters<typeof envelope>[0] = {},
): InboundEnvelope {
  return envelope({ kind: 'picture', text: '', picture: { reference }, ...over })
}

function echo({ event, facts }: Parameters<Step>[0]): Said {
  if (event.type !== 'messages') return {}
  if (facts.owner === 'human') return { outcome: { type: 'left-to-staff' } }
  return { replies: event.messages.map(({ text }) => ({ text: `re: ${text}` })) }
}

export const readTestConversation = (stored: unknown) =>
  (stored as typeof NEW_CONVERSATION | null) ?? NEW_CONVERSATION

type Answer = SendReceipt | SendError

/** A channel in memory: keeps what it was given to send and answers as the test scripts it. */
export class ScriptedChannel implements Channel {
  readonly sent: OutgoingMessage[] = []
  /** Every call of `send`, failed ones included, with the time on the test's clock. */
  readonly attempts: { readonly message: OutgoingMessage; readonly at: number }[] = []
  readonly maxTextLength: number
  readonly pacing: Pacing
  state: ChannelStatus = { state: 'ready', since: 0 }
  /** Answers the next send; undefined means success. */
  answer: (message: OutgoingMessage) => Promise<Answer> | Answer | undefined = () => undefined
  /** What `fetchPicture` answers for a reference; without an entry the reference itself, as bytes. */
  readonly pictures = new Map<string, () => Promise<Uint8Array> | Uint8Array>()
  readonly fetched: { readonly reference: string; readonly options: FetchOptions }[] = []
  readonly released: string[] = []
  /** Sends in flight now and at most. */
  inFlight = 0
  mostInFlight = 0

  constructor(
    readonly name = 'test',
    options: { pacing?: Pacing; maxTextLength?: number; now?: () => number } = {},
  ) {
    this.pacing = options.pacing ?? NO_PACING
    this.maxTextLength = options.maxTextLength ?? 4_096
    this.now = options.now ?? Date.now
  }

  private readonly now: () => number

  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  status(): ChannelStatus {
    return this.state
  }

  async send(message: OutgoingMessage): Promise<SendReceipt> {
    this.attempts.push({ message, at: this.now() })
    this.inFlight++
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight)
    try {
      const answer = await this.answer(message)
      if (answer instanceof SendError) throw answer
      this.sent.push(message)
      return answer ?? { externalId: `out-${this.sent.length}` }
    } finally {
      this.inFlight--
    }
  }

  async fetchPicture(reference: string, options: FetchOptions): Promise<Uint8Array> {
    this.fetched.push({ reference, options })
    const answer = this.pictures.get(reference)
    return answer === undefined ? Buffer.from(reference) : answer()
  }

  async releasePicture(reference: string): Promise<void> {
    this.released.push(reference)
  }

  privateLink(): string | undefined {
    return 'https://example.test/bot'
  }

  texts(address?: string): string[] {
    return this.sent
      .filter(({ chatAddress }) => address === undefined || chatAddress === address)
      .map(({ reply }) => reply.text)
  }
}
