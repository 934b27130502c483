/**
 * The vocabulary of the conversation engine: what can happen (events), what comes out (replies,
 * effects, outcomes) and what is remembered (the conversation). Plain, JSON-serialisable data; no
 * channel, store or clock is known here.
 */
import type { Role } from '../knowledge/roles.js'

// === People ===

export { ROLES, type Role } from '../knowledge/roles.js'

/** Who may write in a chat now. Kept by the store, one field, checked in the turn's transaction. */
export type ChatOwner = 'bot' | 'human' | 'none'

// === What comes in ===

export const MESSAGE_KINDS = [
  'text',
  'press',
  'picture',
  'sticker',
  'voice',
  'video',
  'document',
  'location',
  'contact',
  'poll',
  'reaction',
  'edit',
  'deletion',
  'unsupported',
] as const
export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** What was blackened in a text before it was first written. */
export type MaskedKind = 'nip' | 'nik' | 'secret'

/** How reading a picture ended. `no-text`: nothing in it looks like writing. */
export const PICTURE_STATES = [
  'read',
  'no-text',
  'unreadable',
  'too-large',
  'broken',
  'unavailable',
] as const
export type PictureState = (typeof PICTURE_STATES)[number]

/** What stands in a picture, as far as it could be read. */
export interface PictureReading {
  readonly state: PictureState
  /** Masked, line by line; may hold a few doubtful words when `unreadable`, else '' unless `read`. */
  readonly text: string
  /** How sure the reading is, 0..1. */
  readonly confidence: number
}

/** One message as stored in the inbox: already masked and free of NUL and lone surrogates. */
export interface IncomingMessage {
  /** Random public id. */
  readonly id: string
  readonly kind: MessageKind
  /** Text, caption of a picture, or new text of an edit; '' when there is none. */
  readonly text: string
  /** The action of a pressed button (see {@link Choice.action}). */
  readonly action?: string
  readonly masked: readonly MaskedKind[]
  /** What stands in the picture; absent without one, and when it was not waited for. */
  readonly picture?: PictureReading
  /** When the user sent it, UTC milliseconds. */
  readonly sentAt: number
}

export type Event =
  | { readonly type: 'messages'; readonly messages: readonly IncomingMessage[] }
  | { readonly type: 'timer'; readonly name: string }
  | { readonly type: 'staff-took'; readonly caseNumber: string }
  | { readonly type: 'staff-replied'; readonly caseNumber: string; readonly text: string }
  | { readonly type: 'staff-handed-back'; readonly caseNumber: string }
  | { readonly type: 'staff-closed'; readonly caseNumber: string }
  | { readonly type: 'channel-blocked' }

/** What the caller knows at this moment and the engine may not look up itself. */
export interface Facts {
  readonly chatKind: 'private' | 'group'
  readonly owner: ChatOwner
  /** The user's open case, if any. */
  readonly openCase?: { readonly number: string; readonly taken: boolean }
  /** The number that a case opened in this turn gets. */
  readonly newCaseNumber: string
  /** Link to the private chat with the bot, for answers in groups. */
  readonly privateLink?: string
}

// === What goes out ===

/** An answer that the user can give with one press, a number, or its words. */
export interface Choice {
  /** What the press means, e.g. `full:sync-06`; at most 64 bytes (Telegram's limit). */
  readonly action: string
  /** Indonesian, at most 60 characters. */
  readonly label: string
  /** Further words that choose it when typed. */
  readonly words?: readonly string[]
}

export interface Link {
  readonly label: string
  readonly url: string
}

/** One message to the user, neutral to the channel. Each channel renders what it can. */
export interface Reply {
  /** First line, shown bold where the channel can. */
  readonly heading?: string
  readonly text: string
  readonly links?: readonly Link[]
  readonly choices?: readonly Choice[]
}

/** Things that the caller does in the same transaction as the turn. */
export type Effect =
  | {
      readonly type: 'open-case'
      readonly number: string
      readonly reason: CaseReason
      /** Knowledge entry last talked about. */
      readonly entryId?: string
      /** One line for the staff. */
      readonly summary: string
    }
  | { readonly type: 'add-to-case'; readonly number: string }
  | { readonly type: 'set-owner'; readonly owner: ChatOwner }
  | { readonly type: 'wake'; readonly name: string; readonly at: number }
  | {
      readonly type: 'record-gap'
      readonly reason: GapReason
      readonly text: string
      readonly candidates: readonly string[]
    }
  /** The user agrees to show a picture that could not be read (so not blackened) to the staff. */
  | { readonly type: 'keep-picture'; readonly messageId: string }
  /** The user does not: the picture is deleted at once. */
  | { readonly type: 'drop-picture'; readonly messageId: string }

/** Why a message shows a gap in the knowledge. */
export const GAP_REASONS = ['declined', 'clarified', 'rejected'] as const
export type GapReason = (typeof GAP_REASONS)[number]

export const CASE_REASONS = ['asked', 'no-answer', 'no-recovery', 'rejected', 'poison'] as const
export type CaseReason = (typeof CASE_REASONS)[number]

/** Every message ends in exactly one of these. */
export type Outcome =
  | { readonly type: 'answered' }
  | { readonly type: 'joined'; readonly to: string }
  | { readonly type: 'left-to-staff' }
  | { readonly type: 'ignored'; readonly reason: IgnoreReason }

export const IGNORE_REASONS = [
  'reaction',
  'deletion',
  'edit-unchanged',
  'staff-message',
  'repeated-notice',
] as const
export type IgnoreReason = (typeof IGNORE_REASONS)[number]

// === What is remembered ===

/** Raised by one whenever a stored conversation must be migrated to be read. */
export const CONVERSATION_VERSION = 1

/**
 * What a question is about. `candidates`: what was meant; `triage`: one that splits a vague report;
 * `picture`: whether to show one that could not be read to the staff.
 */
export const QUESTION_TOPICS = [
  'candidates',
  'triage',
  'picture',
  'role',
  'menu',
  'branch',
  'answer',
  'year',
] as const
export type QuestionTopic = (typeof QUESTION_TOPICS)[number]

/** The newest question of the bot that is still open: a bare number answers only this one. */
export interface OpenQuestion {
  readonly about: QuestionTopic
  readonly choices: readonly Choice[]
  readonly askedAt: number
}

/** How far the splitting of a vague report has come. */
export interface TriageState {
  /** Ids of the questions that were asked, or answered by the user's own words. */
  readonly asked: readonly string[]
  /** Errors that may still be meant. */
  readonly left: readonly string[]
}

export interface Conversation {
  readonly version: typeof CONVERSATION_VERSION
  readonly welcomed: boolean
  readonly role?: Role
  /** Entry last answered, for "langkah lengkap" and "bukan". */
  readonly entryId?: string
  /** The year that the question about `entryId` named, for everything that follows from it. */
  readonly year?: number
  /** The option of its branch that was answered last. */
  readonly branch?: string
  /** When `entryId` was last answered, UTC milliseconds: "berapa lama?" soon after is about it. */
  readonly answeredAt?: number
  readonly triage?: TriageState
  readonly openQuestion?: OpenQuestion
  /** Entries the user said no to since the last answer that was accepted. */
  readonly rejected: readonly string[]
  /** Times in a row that the user said "bukan" to what was offered. */
  readonly wrongGuesses: number
  /** Messages in a row that were not understood. */
  readonly misses: number
  /** The notice last sent about a kind that cannot be read, so that 200 stickers get one answer. */
  readonly lastNotice?: { readonly kind: MessageKind; readonly at: number }
  /** The words last understood, so that "bukan" can move on to the next likely meaning. */
  readonly lastText?: string
}

export interface StepResult {
  readonly conversation: Conversation
  readonly replies: readonly Reply[]
  readonly effects: readonly Effect[]
  /** One outcome for each message of the event, by message id. */
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** What was understood, for `ask`, the log and the gaps; absent when nothing had to be. */
  readonly understood?: Understood
}

/** Kinds of meaning; the first nine are the contract of `npm run ask -- --jsonl`. */
export type MeaningKind =
  | 'error'
  | 'faq'
  | 'flow'
  | 'deadline'
  | 'contact'
  | 'human'
  | 'greeting'
  | 'clarify'
  | 'none'

export interface Candidate {
  readonly id: string
  /** 0..1, on the one scale that all kinds share. */
  readonly confidence: number
}

export interface Understood {
  readonly kind: MeaningKind
  readonly id: string
  readonly confidence: number
  readonly candidates: readonly Candidate[]
}
