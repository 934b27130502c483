/**
 * One turn of one chat, all in one transaction: the next message or event goes through the engine,
 * and its outcome, the new state, the replies and any case are written together.
 */
import type { Conversation, Event, Facts, IncomingMessage, StepResult } from '../engine/model.js'
import { numberForNewCase, ownerAfter } from '../helpdesk/case-desk.js'
import {
  type Case,
  type Chat,
  type ChatEvent,
  chatEvents,
  chats,
  isStoreFault,
  messages,
  newPublicId,
  type StoredChatEvent,
  type StoredMessage,
  type Tx,
} from '../store/index.js'
import { applyEffect, type EffectContext, openCaseFacts } from './effects.js'
import { enqueueReply } from './enqueue.js'
import { DEFAULT_TEXT_LENGTH } from './limits.js'

/** The pure engine. */
export type Step = (input: {
  readonly conversation: Conversation
  readonly event: Event
  readonly facts: Facts
  /** UTC milliseconds. */
  readonly now: number
}) => StepResult

/** What a turn needs to know of a channel. */
export interface ChannelTraits {
  readonly maxTextLength: number
  privateLink(): string | undefined
}

export interface TurnParts {
  readonly step: Step
  /** Brings a stored conversation (or null) to what the engine takes. */
  readonly readConversation: (stored: unknown) => Conversation
  /** By name; a channel that is off is missing. */
  readonly channels: ReadonlyMap<string, ChannelTraits>
}

/** The next thing of a chat that has no outcome yet. */
export type Work =
  | { readonly type: 'message'; readonly row: StoredMessage }
  | { readonly type: 'event'; readonly row: StoredChatEvent }

export interface TurnReport {
  readonly result: StepResult
  readonly opened: readonly Case[]
  /** Time that the engine took, milliseconds. */
  readonly ms: number
}

/** A turn failed because of what it was about, and would fail again. */
export class TurnError extends Error {
  override readonly name = 'TurnError'
  constructor(
    readonly work: Work,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/**
 * Undefined when the chat has nothing to do.
 * @throws {TurnError} for a fault of the message or event; faults of the store as they are.
 */
export async function runTurn(
  tx: Tx,
  chatId: number,
  parts: TurnParts,
  now: number,
): Promise<TurnReport | undefined> {
  const work = await nextWork(tx, chatId)
  if (work === undefined) return undefined
  try {
    return await workOn(tx, await chatForWork(tx, chatId, work), work, parts, now)
  } catch (error) {
    throw isStoreFault(error) ? error : new TurnError(work, error)
  }
}

async function nextWork(tx: Tx, chatId: number): Promise<Work | undefined> {
  const message = await messages.firstUnprocessed(tx, chatId)
  const event = await chatEvents.firstOpenEvent(tx, chatId)
  if (event !== undefined && (message === undefined || event.seq < message.seq)) {
    return { type: 'event', row: event }
  }
  return message === undefined ? undefined : { type: 'message', row: message }
}

/** A person takes or leaves the chat when the event's turn has come, whatever the engine makes of it. */
export async function chatForWork(tx: Tx, chatId: number, work: Work): Promise<Chat> {
  const owner = work.type === 'event' ? ownerAfter(parseEvent(work.row)) : undefined
  return owner === undefined ? chats.chatById(tx, chatId) : chats.updateChat(tx, chatId, { owner })
}

function parseEvent(row: StoredChatEvent): ChatEvent {
  return JSON.parse(row.event) as ChatEvent
}

async function workOn(
  tx: Tx,
  chat: Chat,
  work: Work,
  parts: TurnParts,
  now: number,
): Promise<TurnReport> {
  const contactId = chat.contactId ?? (work.type === 'message' ? work.row.contactId : null)
  const context: EffectContext = { chat, contactId, now }
  const facts = await factsOf(tx, context, parts)
  const conversation = parts.readConversation(parseOrNull(chat.conversation))
  const started = performance.now()
  const result = parts.step({ conversation, event: eventOf(work), facts, now })
  const ms = performance.now() - started
  const turn = newPublicId()
  await settle(tx, work, result, turn, now)
  await chats.updateChat(tx, chat.id, { conversation: JSON.stringify(result.conversation) })
  const opened: Case[] = []
  for (const effect of result.effects) {
    const row = await applyEffect(tx, effect, context)
    if (row !== undefined) opened.push(row)
  }
  await enqueueAll(tx, chat, work, { result, turn, now, parts })
  return { result, opened, ms }
}

async function factsOf(
  tx: Tx,
  { chat, contactId, now }: EffectContext,
  { channels }: TurnParts,
): Promise<Facts> {
  const openCase = await openCaseFacts(tx, chat.contactId, chat.channel)
  const privateLink = channels.get(chat.channel)?.privateLink()
  const newCaseNumber = await numberForNewCase(tx, { contactId, channel: chat.channel }, now)
  return {
    chatKind: chat.kind,
    owner: chat.owner,
    newCaseNumber,
    ...(openCase === undefined ? {} : { openCase }),
    ...(privateLink === undefined ? {} : { privateLink }),
  }
}

function eventOf(work: Work): Event {
  if (work.type === 'event') return parseEvent(work.row)
  const { row } = work
  const message: IncomingMessage = {
    id: row.publicId,
    kind: row.kind,
    text: row.text,
    masked: JSON.parse(row.masked) as IncomingMessage['masked'],
    sentAt: row.sentAt,
    ...(row.action === null ? {} : { action: row.action }),
  }
  return { type: 'messages', messages: [message] }
}

async function settle(
  tx: Tx,
  work: Work,
  result: StepResult,
  turn: string,
  now: number,
): Promise<void> {
  if (work.type === 'event') {
    await chatEvents.settleChatEvent(tx, work.row.id, 'done')
    return
  }
  const outcome = result.outcomes.get(work.row.publicId)
  if (outcome === undefined) throw new Error('The engine left the message without an outcome')
  await messages.settleMessage(tx, work.row.id, { outcome, turn, now })
}

interface Replies {
  readonly result: StepResult
  readonly turn: string
  readonly now: number
  readonly parts: TurnParts
}

async function enqueueAll(
  tx: Tx,
  chat: Chat,
  work: Work,
  { result, turn, now, parts }: Replies,
): Promise<void> {
  // Nobody would receive them; a message from the person lifts the block before its turn.
  if (chat.blockedAt !== null) return
  const isQuoted = chat.kind === 'group' && work.type === 'message'
  for (const [index, reply] of result.replies.entries()) {
    await enqueueReply(tx, {
      chat,
      reply,
      author: 'bot',
      maxTextLength: parts.channels.get(chat.channel)?.maxTextLength ?? DEFAULT_TEXT_LENGTH,
      turn,
      now,
      ...(isQuoted && index === 0 ? { quote: work.row.externalId } : {}),
    })
  }
}

function parseOrNull(json: string | null): unknown {
  if (json === null) return null
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
