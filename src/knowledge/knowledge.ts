import type {
  Actor,
  CalendarFile,
  Contact,
  Era,
  ErrorEntry,
  IntentFile,
  LexiconFile,
  Office,
  Source,
  TopicEntry,
} from './schema.js'
import type { TriageQuestion } from './triage-schema.js'

export interface KnownLink {
  readonly id: string
  readonly title: string
  readonly url?: string | undefined
  readonly entry?: string | undefined
}

export interface Term {
  readonly term: string
  readonly aliases: readonly string[]
  readonly meaning: string
  readonly source: { readonly id: string; readonly detail?: string | undefined }
}

/** Everything the bot knows, loaded and validated: read-only, shared by all chats. */
export interface Knowledge {
  readonly errors: ReadonlyMap<string, ErrorEntry>
  /** FAQ and flow summaries by id. */
  readonly topics: ReadonlyMap<string, TopicEntry>
  readonly contacts: ReadonlyMap<string, Contact>
  /** How a step names each actor. */
  readonly actorNames: Readonly<Record<Actor, string>>
  readonly sources: ReadonlyMap<string, Source>
  readonly links: ReadonlyMap<string, KnownLink>
  readonly terms: readonly Term[]
  readonly office: Office
  readonly calendars: ReadonlyMap<Era, CalendarFile>
  readonly intents: ReadonlyMap<IntentFile['id'], readonly string[]>
  readonly lexicon: LexiconFile
  /** Questions that split a vague report, in the order in which ties are broken. */
  readonly triage: readonly TriageQuestion[]
}
