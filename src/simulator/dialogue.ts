import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DateTime, Duration } from 'luxon'
import { z } from 'zod'
import type { Brain } from '../brain.js'
import { type Choice, PICTURE_STATES, ROLES, type StepResult } from '../engine/model.js'
import { replyText } from '../engine/reply-text.js'
import { KnowledgeError } from '../knowledge/faults.js'
import type { Knowledge } from '../knowledge/knowledge.js'
import { readYamlFile } from '../knowledge/yaml-file.js'
import { type SaidMessage, Session } from './session.js'

const texts = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat())

const expectation = z
  .strictObject({
    /** Entry that was understood. */
    entry: z.string().optional(),
    kind: z.string().optional(),
    contains: texts.optional(),
    notContains: texts.optional(),
    /** The whole reply, to the letter. */
    exactly: z.string().optional(),
  })
  .refine((expected) => Object.keys(expected).length > 0, 'isi apa yang diharapkan dari balasan')

const picture = z.strictObject({
  /** What is read in it, one line each; '' where nothing was. */
  text: z.string().default(''),
  state: z.enum(PICTURE_STATES).default('read'),
  /** Words typed below it. */
  caption: z.string().default(''),
})

const step = z.union([
  z.strictObject({ user: z.string() }),
  /** Several messages in a row, which the bot takes as one question: texts, and pictures. */
  z.strictObject({ burst: z.array(z.union([z.string(), picture])).min(2) }),
  /** A picture with what is read in it. */
  z.strictObject({
    gambar: z.preprocess((value) => (typeof value === 'string' ? { text: value } : value), picture),
  }),
  z.strictObject({ bot: expectation }),
  /** Label, number or action of an offered choice. */
  z.strictObject({ press: z.union([z.string(), z.number()]) }),
  /** A picture that is not read, with this caption (may be empty). */
  z.strictObject({ photo: z.string() }),
  /** ISO 8601 duration or `3d`, `2h`, `5m`. */
  z.strictObject({
    wait: z
      .string()
      .refine((text) => waitMillis(text) > 0, 'lama menunggu: 5m, 2h, 3d, atau ISO 8601'),
  }),
  z.strictObject({ staff: z.enum(['took', 'handed-back', 'closed']) }),
])

/** `conversations/dialogues/*.yaml`: one story a file, written by people who do not program. */
export const dialogueSchema = z.strictObject({
  title: z.string(),
  now: z.iso.datetime({ offset: true }).default('2026-11-24T10:00:00+09:00'),
  role: z.enum(ROLES).optional(),
  /** Whether the user has met the bot before; the welcome then stays away. */
  welcomed: z.boolean().default(true),
  steps: z
    .array(step)
    .min(2)
    // A story that expects nothing would hold whatever the bot says.
    .refine((steps) => steps.some((one) => 'bot' in one), 'tidak ada langkah "bot"'),
})
export type Dialogue = z.output<typeof dialogueSchema>
type DialogueStep = Dialogue['steps'][number]

export interface DialogueFile {
  readonly file: string
  readonly dialogue: Dialogue
  lineOf(path: readonly PropertyKey[]): number
}

/** Shown before the file's name: an entry's file is named like its dialogue. */
const FOLDER = 'dialogues'

/** @throws {KnowledgeError} naming every file that does not fit. */
export function readDialogues(directory: string): DialogueFile[] {
  const results = readdirSync(directory)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readYamlFile(join(directory, name), `${FOLDER}/${name}`, dialogueSchema))
  const faults = results.flatMap((result) => ('faults' in result ? result.faults : []))
  if (faults.length > 0) throw new KnowledgeError(faults)
  return results.flatMap((result) =>
    'faults' in result
      ? []
      : [{ file: result.file, dialogue: result.value, lineOf: result.lineOf }],
  )
}

export interface Replay {
  /** What did not hold, each with its line; empty when the story holds. */
  readonly failures: readonly string[]
  /** Entry ids that were answered. */
  readonly reached: ReadonlySet<string>
}

export interface ReplayOptions {
  /** Restart the service after every step: what is remembered goes through the store's JSON. */
  readonly restarts?: boolean
}

/** Tells the story to the real engine and compares what the bot says. */
export function replayDialogue(
  file: DialogueFile,
  brain: Brain,
  { restarts = false }: ReplayOptions = {},
): Replay {
  const { dialogue } = file
  const session = new Session(brain.engine, {
    now: DateTime.fromISO(dialogue.now).toMillis(),
    welcomed: dialogue.welcomed,
    ...(dialogue.role === undefined ? {} : { role: dialogue.role }),
  })
  const failures: string[] = []
  const reached = new Set<string>()
  let last: StepResult | undefined

  for (const [index, current] of dialogue.steps.entries()) {
    const at = `${file.file}:${file.lineOf(['steps', index])}`
    if ('bot' in current) {
      failures.push(...compare(current.bot, last).map((failure) => `${at}: ${failure}`))
      continue
    }
    if (restarts) session.restart()
    const result = act(session, current, last)
    if (typeof result === 'string') failures.push(`${at}: ${result}`)
    else if (result !== undefined) {
      last = result
      if (result.understood !== undefined) reached.add(result.understood.id)
    }
  }
  return { failures, reached }
}

/** Errors and topics of the knowledge that no story reaches. */
export function unreachedIds(
  { errors, topics }: Knowledge,
  reached: ReadonlySet<string>,
): string[] {
  return [...errors.keys(), ...topics.keys()].filter((id) => !reached.has(id))
}

/** Carries out one step; a text is what went wrong, undefined when nothing is said. */
function act(
  session: Session,
  current: Exclude<DialogueStep, { bot: unknown }>,
  last: StepResult | undefined,
): StepResult | string | undefined {
  if ('user' in current) return session.say(current.user)
  if ('burst' in current) return session.sayAll(current.burst.map(messageOf))
  if ('gambar' in current) return session.sayAll([pictureMessage(current.gambar)])
  if ('photo' in current) return session.say(current.photo, 'picture')
  if ('staff' in current) return session.staff(`staff-${current.staff}`)
  if ('wait' in current) {
    session.now += waitMillis(current.wait)
    return undefined
  }
  const choices = last?.replies.flatMap((reply) => reply.choices ?? []) ?? []
  const picked = findChoice(choices, current.press)
  if (picked !== undefined) return session.press(picked.action)
  const offered = choices.map((choice) => choice.label).join(', ')
  return `pilihan "${current.press}" tidak ditawarkan (yang ada: ${offered})`
}

type PictureStep = z.output<typeof picture>

function messageOf(part: string | PictureStep): SaidMessage {
  return typeof part === 'string' ? { text: part } : pictureMessage(part)
}

/** As sure as a sharp screenshot is read; how unsure an unreadable one is tells its state. */
const READ_CONFIDENCE = 0.95

function pictureMessage({ text, state, caption }: PictureStep): SaidMessage {
  const confidence = state === 'read' ? READ_CONFIDENCE : 0
  return { text: caption, kind: 'picture', picture: { state, text, confidence } }
}

function findChoice(choices: readonly Choice[], wanted: string | number): Choice | undefined {
  if (typeof wanted === 'number') return choices[wanted - 1]
  return choices.find((choice) => choice.label === wanted || choice.action === wanted)
}

function waitMillis(text: string): number {
  const short = /^(\d+)([mhd])$/.exec(text)
  const unit = { m: 'minutes', h: 'hours', d: 'days' }[short?.[2] ?? '']
  if (unit !== undefined) return Duration.fromObject({ [unit]: Number(short?.[1]) }).toMillis()
  return Duration.fromISO(text).toMillis()
}

function compare(expected: z.output<typeof expectation>, last: StepResult | undefined): string[] {
  if (last === undefined) return ['bot belum diberi pesan']
  const said = last.replies.map((reply) => replyText(reply)).join('\n\n')
  const failures: string[] = []
  if (expected.entry !== undefined && last.understood?.id !== expected.entry) {
    failures.push(`dipahami ${last.understood?.id ?? 'tidak ada'}, bukan ${expected.entry}`)
  }
  if (expected.kind !== undefined && last.understood?.kind !== expected.kind) {
    failures.push(`jenis ${last.understood?.kind ?? 'tidak ada'}, bukan ${expected.kind}`)
  }
  if (expected.exactly !== undefined && said !== expected.exactly.trim()) {
    failures.push(`jawaban berbeda: ${said}`)
  }
  for (const text of expected.contains ?? []) {
    if (!said.includes(text)) failures.push(`"${text}" tidak ada dalam: ${said}`)
  }
  for (const text of expected.notContains ?? []) {
    if (said.includes(text)) failures.push(`"${text}" tidak boleh ada dalam: ${said}`)
  }
  return failures
}
