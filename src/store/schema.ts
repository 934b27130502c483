/**
 * The tables as Kysely sees them, in camel case where SQL has underscores. Integer ids stay inside;
 * `publicId` is what the outside may know. Times are UTC milliseconds, JSON is text.
 */
import type { Generated } from 'kysely'
import type {
  CaseReason,
  ChatOwner,
  GapReason,
  MessageKind,
  PictureState,
} from '../engine/model.js'

export const CASE_STATES = ['baru', 'ditangani', 'menunggu-pengguna', 'ditunda', 'selesai'] as const
export type CaseState = (typeof CASE_STATES)[number]

/** `staff-started`: a person wrote from the office's own phone before any case was open. */
export type StoredCaseReason = CaseReason | 'staff-started'

export const OUTBOX_STATES = [
  'queued',
  'sending',
  'sent',
  'failed',
  'uncertain',
  'cancelled',
] as const
export type OutboxState = (typeof OUTBOX_STATES)[number]

/** `waiting`: not read yet. The rest is how the reading ended. */
export type StoredPictureState = 'waiting' | PictureState

/**
 * What of a picture is on the disk. `question`: the original, only while the user is asked whether the
 * staff may see it. `blackened`: a copy without personal data. `consent`: the original, which the user
 * agreed to show.
 */
export type PictureCopy = 'question' | 'blackened' | 'consent'

export type OutcomeType = 'answered' | 'joined' | 'left-to-staff' | 'ignored'

interface ContactsTable {
  id: Generated<number>
  publicId: string
  displayName: string | null
  /** The contact this one was found to be; a merge moves nothing, so it can be undone. */
  mergedInto: number | null
  createdAt: number
}

interface ContactMergesTable {
  id: Generated<number>
  fromContact: number
  intoContact: number
  /** The addresses that were seen together, JSON. */
  evidence: string
  mergedAt: number
  undoneAt: number | null
}

interface AddressesTable {
  id: Generated<number>
  contactId: number
  channel: string
  address: string
  createdAt: number
}

interface ChatsTable {
  id: Generated<number>
  publicId: string
  channel: string
  address: string
  kind: 'private' | 'group'
  /** Null for a group. */
  contactId: number | null
  owner: Generated<ChatOwner>
  conversation: string | null
  /** Counts everything that happens in the chat: messages, outbox rows and events share it. */
  lastSeq: Generated<number>
  blockedAt: number | null
  lastInboundAt: number | null
  createdAt: number
}

interface MessagesTable {
  id: Generated<number>
  publicId: string
  chatId: number
  seq: number
  contactId: number | null
  channel: string
  externalId: string
  kind: MessageKind
  author: 'user' | 'staff'
  text: string
  action: string | null
  /** JSON list of {@link MaskedKind}. */
  masked: string
  searchText: string
  sentAt: number
  receivedAt: number
  turn: string | null
  outcome: OutcomeType | null
  /** The reason of an ignored message, or the public id of the message it was joined to. */
  outcomeDetail: string | null
  processedAt: number | null
  attempts: Generated<number>
  lastError: string | null
}

interface ChatEventsTable {
  id: Generated<number>
  chatId: number
  seq: number
  /** JSON of an engine event other than messages. */
  event: string
  createdAt: number
  outcome: 'done' | 'failed' | null
  attempts: Generated<number>
  lastError: string | null
}

interface OutboxTable {
  id: Generated<number>
  publicId: string
  chatId: number
  seq: number
  channel: string
  author: 'bot' | 'staff'
  /** JSON of a {@link Reply}. */
  reply: string
  quote: string | null
  state: Generated<OutboxState>
  attempts: Generated<number>
  /** How often a crash left this row in `sending`. */
  interruptions: Generated<number>
  nextAttemptAt: number | null
  clientMessageId: string
  externalId: string | null
  /** The caller's own key, so that a repeated request adds nothing. */
  requestId: string | null
  error: string | null
  turn: string | null
  createdAt: number
  sendingAt: number | null
  settledAt: number | null
  deliveredAt: number | null
  readAt: number | null
}

interface CasesTable {
  id: Generated<number>
  number: string
  chatId: number
  contactId: number
  channel: string
  state: Generated<CaseState>
  reason: StoredCaseReason
  entryId: string | null
  summary: string
  openedAt: number
  takenAt: number | null
  takenBy: string | null
  closedAt: number | null
}

interface CaseEventsTable {
  id: Generated<number>
  caseId: number
  type: string
  actor: string
  detail: string | null
  at: number
}

interface WakesTable {
  chatId: number
  name: string
  at: number
}

interface GapsTable {
  id: Generated<number>
  chatId: number
  text: string
  /** JSON list of entry ids. */
  candidates: string
  at: number
  reason: GapReason
}

interface PicturesTable {
  id: Generated<number>
  publicId: string
  /** The message that it came with; a message has one picture at most. */
  messageId: number
  chatId: number
  channel: string
  /** What the channel needs to fetch it; null once the channel was told to let go of it. */
  reference: string | null
  /** Size as the channel told it, bytes. */
  toldBytes: number | null
  state: Generated<StoredPictureState>
  /** Tries begun, those that a crash ended included. */
  attempts: Generated<number>
  triedSince: number | null
  nextAttemptAt: number
  /** Masked. */
  text: Generated<string>
  /** 0..1 */
  confidence: Generated<number>
  keptAs: PictureCopy | null
  /** Name in the media folder. */
  keptFile: string | null
  /** Null while a case decides how long it is kept. */
  keepUntil: number | null
  caseId: number | null
  createdAt: number
  settledAt: number | null
  error: string | null
}

interface LeasesTable {
  name: string
  host: string
  boot: string
  pid: number
  /** When the process began, by the host's own count: tells a reused pid from the holder. */
  processStart: string
  /** Rises with every new holder; a write that carries an older one is refused. */
  fencing: number
  expiresAt: number
}

export interface Tables {
  contacts: ContactsTable
  contactMerges: ContactMergesTable
  addresses: AddressesTable
  chats: ChatsTable
  messages: MessagesTable
  chatEvents: ChatEventsTable
  outbox: OutboxTable
  cases: CasesTable
  caseEvents: CaseEventsTable
  wakes: WakesTable
  gaps: GapsTable
  pictures: PicturesTable
  leases: LeasesTable
}
