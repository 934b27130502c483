/** The one door of the store: transactions, and one repository per concept. */
export { type Boundary, noBoundary } from './boundary.js'
export type { Case, CaseEvent, ListedCase } from './cases.js'
export * as cases from './cases.js'
export type { ChatEvent, StoredChatEvent } from './chat-events.js'
export * as chatEvents from './chat-events.js'
export type { Chat } from './chats.js'
export * as chats from './chats.js'
export * as contacts from './contacts.js'
export {
  CommitFailedError,
  isStoreFault,
  NestedTransactionError,
  StoreOpenError,
  TransactionEndedError,
} from './errors.js'
export * as gaps from './gaps.js'
export { newPublicId } from './ids.js'
export { acquireLease, type Lease, LeaseHeldError, LeaseLostError } from './lease.js'
export type { StoredMessage } from './messages.js'
export * as messages from './messages.js'
export type { OutboxHead, OutboxRow } from './outbox.js'
export * as outbox from './outbox.js'
export type { StoredPicture } from './pictures.js'
export * as pictures from './pictures.js'
export {
  CASE_STATES,
  type CaseState,
  type OutboxState,
  type PictureCopy,
  type StoredCaseReason,
  type StoredPictureState,
} from './schema.js'
export {
  DATABASE_FILE,
  openStore,
  type Store,
  type StoreHealth,
  type StoreOptions,
} from './store.js'
export type { ReadTx, Tx } from './transaction.js'
export type {
  TranscriptEntry,
  TranscriptMessage,
  TranscriptPicture,
  TranscriptReply,
} from './transcript.js'
export * as transcripts from './transcript.js'
export * as wakes from './wakes.js'
