import type { z } from 'zod'
import type {
  calendarFileSchema,
  contactsFileSchema,
  errorEntrySchema,
  glossaryFileSchema,
  intentFileSchema,
  lexiconFileSchema,
  linksFileSchema,
  officeSchema,
  sourcesFileSchema,
  topicEntrySchema,
} from './schema.js'
import type { triageFileSchema } from './triage-schema.js'
import type { YamlFile } from './yaml-file.js'

/** Every file of a knowledge directory, each with its line numbers. */
export interface KnowledgeFiles {
  readonly errors: readonly YamlFile<z.output<typeof errorEntrySchema>>[]
  readonly topics: readonly YamlFile<z.output<typeof topicEntrySchema>>[]
  readonly calendars: readonly YamlFile<z.output<typeof calendarFileSchema>>[]
  readonly intents: readonly YamlFile<z.output<typeof intentFileSchema>>[]
  readonly lexicons: readonly YamlFile<z.output<typeof lexiconFileSchema>>[]
  readonly contacts: YamlFile<z.output<typeof contactsFileSchema>>
  readonly sources: YamlFile<z.output<typeof sourcesFileSchema>>
  readonly links: YamlFile<z.output<typeof linksFileSchema>>
  readonly glossary: YamlFile<z.output<typeof glossaryFileSchema>>
  readonly triage: YamlFile<z.output<typeof triageFileSchema>>
  readonly office: YamlFile<z.output<typeof officeSchema>>
}
