/**
 * A small hand-made knowledge for tests that would be brittle on the shipped one, and an
 * understanding that knows exactly the phrasings it is told and guesses nothing.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Brain } from '../../src/brain.js'
import { answersAtOnce } from '../../src/engine/at-once.js'
import { createEngine } from '../../src/engine/engine.js'
import type { Candidate, MeaningKind } from '../../src/engine/model.js'
import type { Knowledge } from '../../src/knowledge/knowledge.js'
import { loadKnowledge } from '../../src/knowledge/load.js'
import type { Office } from '../../src/knowledge/schema.js'
import type { Intent, Meaning, Understanding } from '../../src/understanding/understanding.js'

export const FIXTURE_DIR = fileURLToPath(new URL('knowledge', import.meta.url))
export const OFFICE_ZONE = 'Asia/Jayapura'

/** Text that the exact understanding finds unclear, with the candidates it then names: one too many. */
export const UNCLEAR = 'kurang jelas'
export const UNCLEAR_IDS = ['sync-01', 'sync-06', 'sync-12', 'sync-15', 'faq-tpp'] as const

/** An office with people, hours, a holiday and a number; parts may be replaced. */
export function staffedOffice(office: Office, change: Partial<Office> = {}): Office {
  return {
    ...office,
    staff: ['Petugas bantuan'],
    contact: { ...office.contact, whatsapp: '08XX-1111' },
    hours: [
      { days: ['senin', 'selasa', 'rabu', 'kamis'], open: '08:00', close: '15:00' },
      { days: ['jumat'], open: '08:00', close: '11:30' },
    ],
    holidays: [{ date: '2026-12-25', name: 'Hari Natal' }],
    ...change,
  }
}

export function fixtureKnowledge(office?: (shipped: Office) => Office): Knowledge {
  const knowledge = loadKnowledge(FIXTURE_DIR)
  return office === undefined ? knowledge : { ...knowledge, office: office(knowledge.office) }
}

/** The real engine over the small knowledge and the exact understanding. */
export function fixtureBrain(office?: (shipped: Office) => Office): Brain {
  const knowledge = fixtureKnowledge(office)
  const understanding = exactUnderstanding(knowledge)
  const engine = createEngine({ knowledge, understanding, timeZone: OFFICE_ZONE })
  return {
    knowledge,
    understanding,
    engine,
    timeZone: OFFICE_ZONE,
    answersAtOnce: (conversation, message) => answersAtOnce(conversation, message, understanding),
  }
}

/** A copy of the fixture's files that the test may spoil; removed when the test ends. */
export function fixtureCopy(): {
  readonly directory: string
  edit(file: string, change: (text: string) => string): void
  remove(file: string): void
} {
  const directory = mkdtempSync(join(tmpdir(), 'tanya-knowledge-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  cpSync(FIXTURE_DIR, directory, { recursive: true })
  return {
    directory,
    edit(file, change) {
      const path = join(directory, file)
      const before = readFileSync(path, 'utf8')
      const after = change(before)
      if (after === before) throw new Error(`the edit changes nothing in ${file}`)
      writeFileSync(path, after)
    },
    remove(file) {
      rmSync(join(directory, file))
    },
  }
}

/** Understands the phrasings, messages and intents of `knowledge` to the letter, and nothing else. */
export function exactUnderstanding(knowledge: Knowledge): Understanding {
  const known = new Map<string, Meaning>()
  const learn = (text: string, meaning: Meaning) => known.set(key(text), meaning)
  for (const [intent, phrasings] of knowledge.intents) {
    for (const phrasing of phrasings) learn(phrasing, intentMeaning(intent))
  }
  for (const entry of knowledge.errors.values()) {
    for (const text of [...entry.messages, ...entry.phrasings]) learn(text, sure('error', entry.id))
  }
  for (const { id, phrasings } of knowledge.topics.values()) {
    const kind = id.startsWith('flow-') ? 'flow' : 'faq'
    for (const text of phrasings) learn(text, sure(kind, id))
  }
  for (const { id, phrasings } of knowledge.contacts.values()) {
    for (const text of phrasings) learn(text, sure('contact', id))
  }

  return {
    understand(text, { exclude = [] } = {}) {
      const found = known.get(key(withoutYear(text)))
      const unclear = key(text) === UNCLEAR || (found && exclude.includes(found.id))
      const meaning = unclear ? clarify(exclude) : (found ?? NOTHING)
      return { ...meaning, ...details(text, meaning.id, knowledge) }
    },
    quotes: (text) =>
      [...knowledge.errors.values()].flatMap(({ id, messages }) =>
        text.split('\n').flatMap((line) => {
          const isQuoted = messages.some((message) => key(line).includes(key(message)))
          return isQuoted ? [{ id, share: 1, piece: line }] : []
        }),
      ),
    words: (text) =>
      key(text)
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word !== ''),
    explain() {
      throw new Error('the exact understanding explains nothing')
    },
  }
}

const NOTHING: Meaning = { kind: 'none', id: 'none', confidence: 0, candidates: [] }

function key(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

function withoutYear(text: string): string {
  return text.replace(/\b20\d\d\b/, '')
}

function sure(kind: MeaningKind, id: string): Meaning {
  return { kind, id, confidence: 1, candidates: [{ id, confidence: 1 }] }
}

function clarify(exclude: readonly string[]): Meaning {
  const candidates: Candidate[] = UNCLEAR_IDS.filter((id) => !exclude.includes(id)).map((id) => ({
    id,
    confidence: 1 / UNCLEAR_IDS.length,
  }))
  return { kind: 'clarify', id: 'clarify', confidence: 0.3, candidates }
}

function intentMeaning(intent: string): Meaning {
  if (intent === 'out-of-scope') return NOTHING
  if (intent === 'ambiguous') return { ...clarify([]), candidates: [] }
  const kinds: Record<string, MeaningKind> = { human: 'human', deadline: 'deadline' }
  const kind = kinds[intent] ?? 'greeting'
  return { ...sure(kind, kind), candidates: [], intent: intent as Intent }
}

function details(text: string, id: string, knowledge: Knowledge): Partial<Meaning> {
  const words = key(text)
  const year = /\b20\d\d\b/.exec(words)?.[0]
  const role = { 'saya guru': 'guru', 'saya kepala sekolah': 'kepala-sekolah', 'saya plt': 'plt' }
  const stated = Object.entries(role).find(([phrase]) => words === phrase)?.[1]
  const option = knowledge.errors
    .get(id)
    ?.branch?.options.find(({ cues }) => cues.some((cue) => words.includes(cue)))
  return {
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(stated === undefined ? {} : { role: stated as Meaning['role'] & string }),
    ...(option === undefined ? {} : { branch: option.id }),
  }
}
