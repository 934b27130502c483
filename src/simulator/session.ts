// Not by the delivery's own door: behind it stands the store, which a chat without one need not load.
import { MAX_STORED_TEXT } from '../delivery/limits.js'
import { NEW_CONVERSATION, readConversation } from '../engine/conversation.js'
import type { Engine } from '../engine/engine.js'
import type {
  ChatOwner,
  Conversation,
  Event,
  IncomingMessage,
  MessageKind,
  PictureReading,
  Role,
  StepResult,
} from '../engine/model.js'
import { cleanText, cutText } from '../privacy/clean-text.js'
import { maskText } from '../privacy/mask.js'

/** One of several messages in a row. */
export interface SaidMessage {
  readonly text: string
  readonly kind?: MessageKind
  /** What was read in its picture, masked. */
  readonly picture?: PictureReading
}

/** Case numbers of a simulated chat count from here, so that dialogues can name them. */
const FIRST_CASE_NUMBER = 10_001

/**
 * One private chat with the real engine and nothing else: no store, no channel, a clock of its own,
 * nothing shared with any other session.
 */
export class Session {
  now: number
  #conversation: Conversation
  #owner: ChatOwner = 'bot'
  #openCase: { number: string; taken: boolean } | undefined
  #messages = 0
  #cases = 0

  constructor(
    private readonly engine: Engine,
    options: { now: number; role?: Role; welcomed?: boolean },
  ) {
    this.now = options.now
    this.#conversation = {
      ...NEW_CONVERSATION,
      welcomed: options.welcomed ?? false,
      ...(options.role === undefined ? {} : { role: options.role }),
    }
  }

  get conversation(): Conversation {
    return this.#conversation
  }

  get caseNumber(): string | undefined {
    return this.#openCase?.number
  }

  /** A text as the user typed it: cleaned, masked and cut as the inbox does before it stores it. */
  say(text: string, kind: MessageKind = 'text', picture?: PictureReading): StepResult {
    return this.sayAll([{ text, kind, ...(picture === undefined ? {} : { picture }) }])
  }

  /** Several messages in a row, as the service joins them into one turn. */
  sayAll(messages: readonly SaidMessage[]): StepResult {
    return this.#receive(
      messages.map(({ text, kind = 'text', picture }) => {
        const masked = maskText(cleanText(text))
        const kept = cutText(masked.text, MAX_STORED_TEXT)
        return {
          kind,
          text: kept,
          masked: masked.kinds,
          ...(picture === undefined ? {} : { picture }),
        }
      }),
    )
  }

  /** What a restart of the service does to a chat: the conversation is read back from its JSON. */
  restart(): void {
    this.#conversation = readConversation(JSON.parse(JSON.stringify(this.#conversation)))
  }

  press(action: string): StepResult {
    return this.#receive([{ kind: 'press', text: '', action, masked: [] }])
  }

  /** Staff take the case, hand it back or close it. */
  staff(type: 'staff-took' | 'staff-handed-back' | 'staff-closed'): StepResult {
    const caseNumber = this.#openCase?.number ?? ''
    const result = this.step({ type, caseNumber })
    if (type === 'staff-took' && this.#openCase !== undefined) this.#openCase.taken = true
    if (type === 'staff-closed') this.#openCase = undefined
    return result
  }

  step(event: Event): StepResult {
    const result = this.engine({
      conversation: this.#conversation,
      event,
      facts: {
        chatKind: 'private',
        owner: this.#owner,
        newCaseNumber: `K-${FIRST_CASE_NUMBER + this.#cases}`,
        ...(this.#openCase === undefined ? {} : { openCase: this.#openCase }),
      },
      now: this.now,
    })
    this.#conversation = result.conversation
    for (const effect of result.effects) {
      if (effect.type === 'set-owner') this.#owner = effect.owner
      if (effect.type === 'open-case') {
        this.#cases++
        this.#openCase = { number: effect.number, taken: false }
      }
    }
    return result
  }

  #receive(messages: readonly Omit<IncomingMessage, 'id' | 'sentAt'>[]): StepResult {
    const numbered = messages.map((message) => {
      this.#messages++
      return { ...message, id: `m${this.#messages}`, sentAt: this.now }
    })
    return this.step({ type: 'messages', messages: numbered })
  }
}
