/** Short words for what tests of the engine say again and again. */
import { NEW_CONVERSATION } from '../../src/engine/conversation.js'
import type { Engine } from '../../src/engine/engine.js'
import type {
  Conversation,
  Event,
  Facts,
  IncomingMessage,
  MessageKind,
  Outcome,
  StepResult,
} from '../../src/engine/model.js'
import { replyText } from '../../src/engine/reply-text.js'
import { Session } from '../../src/simulator/session.js'

/** A Tuesday, 10.00 WIT. */
export const NOW = Date.parse('2026-11-24T10:00:00+09:00')
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** A private chat with somebody whom the bot has met before. */
export function chatWith(
  { engine }: { engine: Engine },
  options: Partial<ConstructorParameters<typeof Session>[1]> = {},
): Session {
  return new Session(engine, { now: NOW, welcomed: true, ...options })
}

let made = 0

export function message(text: string, change: Partial<IncomingMessage> = {}): IncomingMessage {
  made += 1
  return { id: `t${made}`, kind: 'text', text, masked: [], sentAt: NOW, ...change }
}

export function ofKind(kind: MessageKind, change: Partial<IncomingMessage> = {}): IncomingMessage {
  return message('', { kind, ...change })
}

export interface StepOptions {
  readonly conversation?: Conversation
  readonly facts?: Partial<Facts>
  readonly now?: number
}

/** One event in a chat of which nothing else is known. */
export function stepWith(
  { engine }: { engine: Engine },
  event: Event | IncomingMessage[],
  {
    conversation = { ...NEW_CONVERSATION, welcomed: true },
    facts = {},
    now = NOW,
  }: StepOptions = {},
): StepResult {
  return engine({
    conversation,
    event: Array.isArray(event) ? { type: 'messages', messages: event } : event,
    facts: { chatKind: 'private', owner: 'bot', newCaseNumber: 'K-20001', ...facts },
    now,
  })
}

/** Everything that the bot says in one turn, as a channel without buttons shows it. */
export function said(result: StepResult): string {
  return result.replies.map((reply) => replyText(reply)).join('\n\n')
}

export function firstLine(result: StepResult): string {
  return said(result).split('\n')[0] ?? ''
}

export function labels(result: StepResult): string[] {
  return (result.replies.at(-1)?.choices ?? []).map((choice) => choice.label)
}

export function outcomesOf(result: StepResult): Outcome[] {
  return [...result.outcomes.values()]
}

/** The action behind a label that the last reply shows. */
export function actionOf(result: StepResult, label: string): string {
  const found = result.replies
    .flatMap((reply) => reply.choices ?? [])
    .find((choice) => choice.label === label)
  if (found === undefined)
    throw new Error(`"${label}" is not offered: ${labels(result).join(', ')}`)
  return found.action
}
