/**
 * The shape of everything below `knowledge/`, one zod schema a kind of file. Strict: an unknown key is
 * a typing mistake and is refused with its file and line.
 */
import { IANAZone } from 'luxon'
import { z } from 'zod'
import { ROLES } from './roles.js'

/** Years with rules of their own: two cycles; one yearly cycle; Kepmendikdasmen 271/O/2025. */
export const ERAS = [2024, 2025, 2026] as const
export type Era = (typeof ERAS)[number]

/** Who has to act. `pegawai` is the user; `atasan` the user's own head. */
export const ACTORS = [
  'pegawai',
  'atasan',
  'kepala-sekolah',
  'operator-sekolah',
  'admin-instansi',
  'helpdesk-bkn',
  'pusat-bantuan',
  'dinas',
] as const
export type Actor = (typeof ACTORS)[number]

const line = z.string().trim().min(1)
/** `role:admin-instansi:` and an id fit into the 64 bytes of a Telegram button. */
const ID_MAX = 40
/** `branch-steps:`, an error's id and an option of 20 characters fit into them too. */
const ERROR_ID_MAX = 30
const id = (...prefixes: readonly string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^(?:${prefixes.join('|')})[a-z0-9]+(-[a-z0-9]+)*$`),
      `id harus berawalan "${prefixes.join('" atau "')}", lalu huruf kecil, angka, dan tanda -`,
    )
    .max(ID_MAX)
const date = z
  .string()
  .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, 'tanggal: YYYY, YYYY-MM, atau YYYY-MM-DD')
const day = z.iso.date({
  // Absent: zod's own words, which the check turns into "belum diisi".
  error: ({ input }) => (input === undefined ? undefined : 'tanggal YYYY-MM-DD'),
})
const url = z.url({ protocol: /^https?$/, error: 'alamat lengkap, diawali https://' })
const era = z.literal(ERAS)
const role = z.enum(ROLES)
const actor = z.enum(ACTORS)
/** ISO 8601 duration in days or weeks, e.g. `P3D`. */
const duration = z.string().regex(/^P\d+[DW]$/, 'durasi ISO 8601, mis. P3D atau P1W')

/** Points at `sources.yaml`; `detail` is the slide, article or section. */
const sourceRef = z.strictObject({ id: line, detail: line.optional() })

const step = z.strictObject({ actor, text: line })

/** Waiting time in the source's own words. */
const wait = z.strictObject({ text: line })

const stewardship = {
  /** The office role that keeps this entry true. */
  owner: line,
  lastChecked: day,
}

/**
 * A question that must be settled before a step may be named (#12), or that splits the advice (#4).
 * The chosen option's text is the answer to it.
 */
const branch = z.strictObject({
  question: line,
  options: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]{1,20}$/, 'paling banyak 20 huruf kecil, angka, atau -'),
        label: line.max(40),
        /** Further words that choose it when typed. */
        words: z.array(line).default([]),
        /** Words that choose it at once when they stand in the first message already. */
        cues: z.array(line).default([]),
        answer: line,
        steps: z.array(step).default([]),
        actor: actor.optional(),
        /** Nobody documented a way out: the bot says so and opens a case. */
        opensCase: z.boolean().default(false),
      }),
    )
    .min(2)
    .max(4),
})

export const errorEntrySchema = z.strictObject({
  id: id('sync-').max(ERROR_ID_MAX),
  /** Number in the source's list; shown, never used to decide. */
  number: z.int().min(1).max(20),
  title: line.max(110),
  /** What a choice calls it, where the title is too long or hides what tells it from its neighbours. */
  shortTitle: line.max(60).optional(),
  /** Texts exactly as the screen shows them; empty for a state that shows no text. */
  messages: z.array(line).default([]),
  /** How people say it. Used to understand, never shown. */
  phrasings: z.array(line).min(8),
  /** Words that tell this error from those it is confused with. */
  keywords: z.array(line).default([]),
  /** What the error means, in one or two plain sentences. */
  meaning: line,
  nextStep: line,
  /** By role, where it differs: replaces `nextStep`. */
  nextStepByRole: z.partialRecord(role, line).default({}),
  actor,
  warning: line.optional(),
  steps: z.array(step).min(1),
  wait: wait.optional(),
  /** What the source says to do when waiting has not helped; shown to "kalau sudah seminggu?". */
  ifStill: z.strictObject({ text: line, actor }).optional(),
  /** When the bot offers to come back; its own choice, never shown as official. */
  followUpAfter: duration.optional(),
  branch: branch.optional(),
  eras: z.array(era).min(1),
  source: sourceRef,
  related: z.array(line).default([]),
  ...stewardship,
})
export type ErrorEntry = z.infer<typeof errorEntrySchema>

const answer = z.strictObject({
  eras: z.array(era).min(1),
  /** Omit when it holds for everyone. */
  roles: z.array(role).optional(),
  text: line,
  /** The entry says that no official answer is known; `actor` is who can answer. */
  noOfficialAnswer: z.boolean().default(false),
  actor: actor.optional(),
  warning: line.optional(),
  steps: z.array(step).default([]),
  wait: wait.optional(),
  /** Ids of `links.yaml`. */
  links: z.array(line).default([]),
  source: sourceRef,
})
export type Answer = z.infer<typeof answer>

export const topicEntrySchema = z.strictObject({
  id: id('faq-', 'flow-'),
  title: line.max(110),
  phrasings: z.array(line).min(5),
  keywords: z.array(line).default([]),
  answers: z.array(answer).min(1),
  related: z.array(line).default([]),
  ...stewardship,
})
export type TopicEntry = z.infer<typeof topicEntrySchema>

export const contactSchema = z.strictObject({
  id: id('contact-'),
  actor,
  name: line,
  /** The section of `office.yaml` with this office's own numbers, if it has one. */
  officeKey: z.enum(['bkd', 'dinas']).optional(),
  /** How to find the actor while no number is filled in; a fact with a source. */
  howToFind: line,
  url: url.optional(),
  /** What to attach or say. */
  prepare: line.optional(),
  phrasings: z.array(line).min(5),
  source: sourceRef,
  ...stewardship,
})
export type Contact = z.infer<typeof contactSchema>

export const contactsFileSchema = z.strictObject({
  contacts: z.array(contactSchema).min(1),
  /** Short names of the actors that are no office: how a step calls them. */
  actors: z.record(actor, line),
})

export const sourcesFileSchema = z.strictObject({
  sources: z.array(
    z.strictObject({
      id: line,
      /** As shown to users behind "Sumber:". */
      title: line.max(90),
      kind: z.enum(['official', 'training', 'news', 'blog']),
      date,
      url: url.optional(),
    }),
  ),
})
export type Source = z.infer<typeof sourcesFileSchema>['sources'][number]

export const linksFileSchema = z.strictObject({
  links: z.array(
    z.strictObject({
      id: line,
      title: line,
      /** Absent where the address of an article is not known: then only the title is told. */
      url: url.optional(),
      /** The entry that answers what the linked page is about. */
      entry: line.optional(),
      source: sourceRef,
    }),
  ),
})

export const glossaryFileSchema = z.strictObject({
  terms: z.array(
    z.strictObject({
      term: line,
      aliases: z.array(line).default([]),
      meaning: line.max(400),
      source: sourceRef,
    }),
  ),
})

const address = z.strictObject({
  name: z.string().default(''),
  phone: z.string().default(''),
  whatsapp: z.string().default(''),
  telegram: z.string().default(''),
  email: z.string().default(''),
  address: z.string().default(''),
})
export type OfficeAddress = z.infer<typeof address>

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'jam HH:MM')
export const WEEKDAYS = ['senin', 'selasa', 'rabu', 'kamis', 'jumat', 'sabtu', 'minggu'] as const

export const officeSchema = z.strictObject({
  /** Whose bot this is, e.g. "Dinas Pendidikan Kabupaten Mappi". */
  name: line,
  region: line,
  /** IANA name; `TZ_OFFICE` wins over it. */
  timeZone: line
    .refine((zone) => IANAZone.isValidZone(zone), 'bukan nama zona waktu, mis. Asia/Jayapura')
    .optional(),
  /** Names or roles of the people who answer; empty: no time is promised. */
  staff: z.array(line).default([]),
  contact: address,
  bkd: address,
  dinas: address,
  hours: z
    .array(
      z
        .strictObject({ days: z.array(z.enum(WEEKDAYS)).min(1), open: clock, close: clock })
        .refine(({ open, close }) => open < close, {
          path: ['close'],
          error: 'jam tutup harus sesudah jam buka',
        }),
    )
    .default([]),
  holidays: z.array(z.strictObject({ date: day, name: line })).default([]),
})
export type Office = z.infer<typeof officeSchema>

/** `knowledge/calendar/*.yaml`: what happens when in one era. */
export const calendarFileSchema = z.strictObject({
  era,
  /** One or two sentences on the rhythm of the year. */
  summary: line,
  stages: z.array(
    z.strictObject({
      id: line,
      label: line,
      /** Dates as `YYYY-MM-DD`; absent where none is known. */
      from: day.optional(),
      to: day.optional(),
      /** Also in each later year, on the same days (e.g. perencanaan 1–31 January). */
      yearly: z.boolean().default(false),
      official: z.boolean(),
      note: line.optional(),
      source: sourceRef,
    }),
  ),
  /** What is asked about and not known, said in so many words. */
  unknown: z.array(line).default([]),
  ...stewardship,
})
export type CalendarFile = z.infer<typeof calendarFileSchema>

/** `knowledge/intents/*.yaml`: what people say that is no question about the subject. */
export const INTENTS = [
  'human',
  'greeting',
  'thanks',
  'menu',
  'deadline',
  'role',
  'full-steps',
  'reject',
  'accept',
  'back-to-bot',
  'out-of-scope',
  'ambiguous',
] as const
export const intentFileSchema = z.strictObject({
  id: z.enum(INTENTS),
  phrasings: z.array(line).min(3),
})
export type IntentFile = z.infer<typeof intentFileSchema>

/** `knowledge/lexicon/*.yaml`: how words are written, and what they mean here. */
export const lexiconFileSchema = z.strictObject({
  /** Chat abbreviation or regional form → the usual words. */
  replace: z.record(z.string(), z.string()).default({}),
  /** Words that mean the same here; the first stands for all. */
  synonyms: z.array(z.array(line).min(2)).default([]),
  /** Words that carry no meaning for telling entries apart. */
  stopwords: z.array(line).default([]),
})
export type LexiconFile = z.infer<typeof lexiconFileSchema>
