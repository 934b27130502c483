/**
 * One turn of one chat, all in one transaction: the next messages or event go through the engine, and
 * their outcomes, the new state, the replies and any case are written together.
 */
import type { Conversation, Event, Facts, IncomingMessage, StepResult } from '../engine/model.js'
import { numberForNewCase, ownerAfter } from '../helpdesk/case-desk.js'
import {
  type Case,
  type Chat,
  chatEvents,
  chats,
  isStoreFault,
  messages,
  newPublicId,
  pictures,
  type StoredMessage,
  type Tx,
} from '../store/index.js'
import { type BurstWindows, turnDueAt, type Waiting } from './burst.js'
import { applyEffect, type EffectContext, openCaseFacts } from './effects.js'
import { enqueueReply } from './enqueue.js'
import { DEFAULT_TEXT_LENGTH } from './limits.js'
import { type MessageWork, nextWork, parseEvent, type Work } from './work.js'

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
  /** Whether the message is answered without waiting for more of its burst or for its picture. */
  readonly answersAtOnce: (conversation: Conversation, message: IncomingMessage) => boolean
  readonly burst: BurstWindows
  /** Since when this process reads pictures, UTC milliseconds. */
  readonly workingSince: number
  /** How long a picture is kept that belongs to no case, milliseconds. */
  readonly pictureRetentionMs: number
  /** Brings a stored conversation (or null) to what the engine takes. */
  readonly readConversation: (stored: unknown) => Conversation
  /** By name; a channel that is off is missing. */
  readonly channels: ReadonlyMap<string, ChannelTraits>
}

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

export type TurnEnd =
  | { readonly type: 'done'; readonly report: TurnReport }
  /** More may belong to it, or a picture is being read: look again then, UTC milliseconds. */
  | { readonly type: 'waiting'; readonly until: number }
  | { readonly type: 'nothing-to-do' }

/**
 * Works on what the chat has to do next, if its time has come.
 * @throws {TurnError} for a fault of the messages or event; faults of the store as they are.
 */
export async function runTurn(
  tx: Tx,
  chatId: number,
  parts: TurnParts,
  now: number,
): Promise<TurnEnd> {
  const before = await chats.chatById(tx, chatId)
  const work = await nextWork(tx, before, { joins: parts.burst.quietMs > 0 })
  if (work === undefined) return { type: 'nothing-to-do' }
  if (work.type === 'messages') {
    const until = turnDueAt(work, waitingFor(work, before, parts, now))
    if (until > now) return { type: 'waiting', until }
  }
  try {
    const chat = await chatForWork(tx, before, work)
    return { type: 'done', report: await workOn(tx, chat, work, parts, now) }
  } catch (error) {
    throw isStoreFault(error) ? error : new TurnError(work, error)
  }
}

function waitingFor(work: MessageWork, chat: Chat, parts: TurnParts, now: number): Waiting {
  const conversation = conversationOf(chat, parts)
  return {
    now,
    windows: parts.burst,
    workingSince: parts.workingSince,
    answersAtOnce(row) {
      try {
        return parts.answersAtOnce(conversation(), messageOf(row, work))
      } catch {
        // The turn meets the same fault, and there it is recorded.
        return true
      }
    },
  }
}

/** Read when it is needed: most looks at a chat that waits end before. */
function conversationOf(chat: Chat, { readConversation }: TurnParts): () => Conversation {
  let conversation: Conversation | undefined
  return () => {
    conversation ??= readConversation(parseOrNull(chat.conversation))
    return conversation
  }
}

/** A person takes or leaves the chat when the event's turn has come, whatever the engine makes of it. */
export async function chatForWork(tx: Tx, chat: Chat, work: Work): Promise<Chat> {
  const owner = work.type === 'event' ? ownerAfter(parseEvent(work.row)) : undefined
  return owner === undefined ? chat : chats.updateChat(tx, chat.id, { owner })
}

async function workOn(
  tx: Tx,
  chat: Chat,
  work: Work,
  parts: TurnParts,
  now: number,
): Promise<TurnReport> {
  const contactId = chat.contactId ?? (work.type === 'messages' ? work.rows[0].contactId : null)
  const context: EffectContext = { chat, contactId, now, retentionMs: parts.pictureRetentionMs }
  const facts = await factsOf(tx, context, parts)
  const conversation = conversationOf(chat, parts)()
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
  return { type: 'messages', messages: work.rows.map((row) => messageOf(row, work)) }
}

function messageOf(row: StoredMessage, { pictures: found }: MessageWork): IncomingMessage {
  const picture = found.get(row.id)
  const reading = picture === undefined ? undefined : pictures.readingOf(picture)
  return {
    id: row.publicId,
    kind: row.kind,
    text: row.text,
    masked: JSON.parse(row.masked) as IncomingMessage['masked'],
    sentAt: row.sentAt,
    ...(row.action === null ? {} : { action: row.action }),
    ...(reading === undefined ? {} : { picture: reading }),
  }
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
  for (const row of work.rows) {
    const outcome = result.outcomes.get(row.publicId)
    if (outcome === undefined) throw new Error('The engine left the message without an outcome')
    await messages.settleMessage(tx, row.id, { outcome, turn, now })
  }
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
  const quote =
    chat.kind === 'group' && work.type === 'messages' ? work.rows[0].externalId : undefined
  for (const [index, reply] of result.replies.entries()) {
    await enqueueReply(tx, {
      chat,
      reply,
      author: 'bot',
      maxTextLength: parts.channels.get(chat.channel)?.maxTextLength ?? DEFAULT_TEXT_LENGTH,
      turn,
      now,
      ...(quote !== undefined && index === 0 ? { quote } : {}),
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
