import type { Writable } from 'node:stream'
import { type Brain, loadBrain } from '../brain.js'
import { FIRST_ANSWER_MAX } from '../engine/reply-text.js'
import { type Fault, faultLine, KnowledgeError } from '../knowledge/faults.js'
import type { KnowledgeFiles } from '../knowledge/files.js'
import type { Knowledge } from '../knowledge/knowledge.js'
import { readKnowledgeFiles } from '../knowledge/load.js'
import type { Era } from '../knowledge/schema.js'
import { unfilledOffice } from '../knowledge/unfilled.js'
import { readDialogues } from '../simulator/dialogue.js'
import { longAnswers } from './lengths.js'

export interface CheckOptions {
  readonly knowledgeDir: string
  readonly dialoguesDir: string
  /** Also try every link over the network. */
  readonly links: boolean
  readonly timeZone?: string
}

/** A link that has not answered in this time is reported, milliseconds. */
const LINK_TIMEOUT_MS = 10_000

/** `check`: says what is wrong in knowledge and dialogues, with file, line and mend. */
export async function checkKnowledge(options: CheckOptions, out: Writable): Promise<number> {
  const faults: Fault[] = []
  const brain = collect(faults, () => loadBrain(options.knowledgeDir, options.timeZone))
  if (brain !== undefined) faults.push(...lengthFaults(brain, options.knowledgeDir))
  const dialogues = collect(faults, () => readDialogues(options.dialoguesDir))
  if (brain !== undefined && options.links) faults.push(...(await linkFaults(brain, options)))

  for (const fault of faults) out.write(`${faultLine(fault)}\n`)
  if (brain === undefined || faults.length > 0) {
    out.write(`\n${faults.length} kesalahan ditemukan.\n`)
    return 1
  }
  const { errors, topics, contacts, terms } = brain.knowledge
  out.write(
    `Pengetahuan baik: ${errors.size} pesan error, ${topics.size} topik dan panduan, ` +
      `${contacts.size} kontak, ${terms.length} istilah, ${dialogues?.length ?? 0} dialog.\n`,
  )
  for (const line of unfilledLines(brain.knowledge)) out.write(`${line}\n`)
  return 0
}

/** What `office.yaml` still leaves open: no fault, but users feel it. */
export function unfilledLines(knowledge: Knowledge): string[] {
  const unfilled = unfilledOffice(knowledge.office)
  if (unfilled.length === 0) return []
  return ['Belum diisi di knowledge/office.yaml:', ...unfilled.map((item) => `- ${item}`)]
}

function collect<T>(faults: Fault[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof KnowledgeError)) throw error
    faults.push(...error.faults)
    return undefined
  }
}

function lengthFaults(brain: Brain, knowledgeDir: string): Fault[] {
  const long = longAnswers(brain.knowledge, brain.timeZone)
  if (long.length === 0) return []
  const files = readKnowledgeFiles(knowledgeDir)
  return long.map(({ id, length, era, role }) => ({
    ...placeOf(id, era, files),
    message: `jawaban pertama ${id} ${length} karakter (tahun ${era}, peran ${role ?? 'belum diketahui'})`,
    mend: `ringkas sampai paling banyak ${FIRST_ANSWER_MAX} karakter`,
  }))
}

function placeOf(id: string, era: Era, files: KnowledgeFiles): { file: string; line: number } {
  const entry = [...files.errors, ...files.topics].find((file) => file.value.id === id)
  if (entry !== undefined) {
    return {
      file: entry.file,
      line: entry.lineOf(['answers' in entry.value ? 'answers' : 'meaning']),
    }
  }
  if (id === 'deadline') {
    const calendar = files.calendars.find((file) => file.value.era === era)
    return { file: calendar?.file ?? 'calendar', line: calendar?.lineOf(['stages']) ?? 1 }
  }
  if (id === 'welcome') return { file: files.office.file, line: files.office.lineOf(['name']) }
  const index = files.contacts.value.contacts.findIndex((contact) => contact.id === id)
  return { file: files.contacts.file, line: files.contacts.lineOf(['contacts', index]) }
}

async function linkFaults(brain: Brain, { knowledgeDir }: CheckOptions): Promise<Fault[]> {
  const files = readKnowledgeFiles(knowledgeDir)
  const links = [...brain.knowledge.links.values()]
  const results = await Promise.all(
    links.map(async (link, index): Promise<Fault[]> => {
      if (link.url === undefined) return []
      const trouble = await linkTrouble(link.url)
      if (trouble === undefined) return []
      return [
        {
          file: files.links.file,
          line: files.links.lineOf(['links', index, 'url']),
          message: `${link.url} tidak dapat dibuka (${trouble})`,
          mend: 'buka di peramban; betulkan alamatnya atau hapus url',
        },
      ]
    }),
  )
  return results.flat()
}

async function linkTrouble(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LINK_TIMEOUT_MS) })
    await response.body?.cancel()
    return response.ok ? undefined : `status ${response.status}`
  } catch (error) {
    return (error as Error).message
  }
}
