import { basename } from 'node:path'
import type { Fault } from './faults.js'
import type { KnowledgeFiles } from './files.js'
import { INTENTS } from './schema.js'
import { checkTriage } from './triage-check.js'
import type { YamlFile } from './yaml-file.js'

type Path = readonly PropertyKey[]

/**
 * Faults that no single file shows: names that point nowhere, doubled ids, one phrasing that stands
 * for two meanings, actors nobody can reach.
 */
export function crossCheck(files: KnowledgeFiles): Fault[] {
  const faults: Fault[] = []
  const fault = (file: YamlFile<unknown>, path: Path, message: string, mend: string) =>
    faults.push({ file: file.file, line: file.lineOf(path), message, mend })

  const entries = [...files.errors, ...files.topics]
  const contactIds = files.contacts.value.contacts.map((contact) => contact.id)
  const entryIds = new Set([...entries.map((file) => file.value.id), ...contactIds])
  const sourceIds = new Set(files.sources.value.sources.map((source) => source.id))
  const linkIds = new Set(files.links.value.links.map((link) => link.id))
  const reachable = new Set(files.contacts.value.contacts.map((contact) => contact.actor))
  /** The user and the user's own head need no contact entry. */
  const alwaysReachable = new Set(['pegawai', 'atasan', 'kepala-sekolah'])

  const checkSource = (file: YamlFile<unknown>, path: Path, id: string) => {
    if (sourceIds.has(id)) return
    fault(file, path, `sumber "${id}" tidak ada`, 'tambahkan di sources.yaml atau betulkan namanya')
  }
  const checkActor = (file: YamlFile<unknown>, path: Path, actor: string | undefined) => {
    if (actor === undefined || alwaysReachable.has(actor)) return
    if (reachable.has(actor as never)) return
    fault(file, path, `pelaku "${actor}" tidak punya kontak`, 'tambahkan di contacts.yaml')
  }
  const checkRelated = (file: YamlFile<{ related: string[] }>) => {
    for (const [index, id] of file.value.related.entries()) {
      if (entryIds.has(id)) continue
      fault(file, ['related', index], `entri "${id}" tidak ada`, 'betulkan id-nya atau hapus')
    }
  }

  checkUnique(files, fault)
  checkIntents(files, fault)
  checkTriage(files, fault)

  const seenIds = new Map<string, string>()
  for (const file of entries) {
    const { id } = file.value
    const expected = basename(file.file, '.yaml')
    if (id !== expected) {
      fault(file, ['id'], `id "${id}" tidak sama dengan nama berkas`, `ganti menjadi "${expected}"`)
    }
    const other = seenIds.get(id)
    if (other !== undefined) fault(file, ['id'], `id "${id}" sudah dipakai di ${other}`, 'ganti id')
    seenIds.set(id, file.file)
    checkRelated(file)
  }

  for (const file of files.errors) {
    const entry = file.value
    checkSource(file, ['source', 'id'], entry.source.id)
    checkActor(file, ['actor'], entry.actor)
    checkActor(file, ['ifStill', 'actor'], entry.ifStill?.actor)
    for (const [index, step] of entry.steps.entries()) {
      checkActor(file, ['steps', index, 'actor'], step.actor)
    }
    for (const [index, option] of (entry.branch?.options ?? []).entries()) {
      const path = ['branch', 'options', index]
      checkActor(file, [...path, 'actor'], option.actor)
      for (const [at, step] of option.steps.entries()) {
        checkActor(file, [...path, 'steps', at, 'actor'], step.actor)
      }
    }
  }
  for (const file of files.topics) {
    for (const [index, answer] of file.value.answers.entries()) {
      checkSource(file, ['answers', index, 'source', 'id'], answer.source.id)
      checkActor(file, ['answers', index, 'actor'], answer.actor)
      for (const [at, step] of answer.steps.entries()) {
        checkActor(file, ['answers', index, 'steps', at, 'actor'], step.actor)
      }
      if (answer.noOfficialAnswer && answer.actor === undefined) {
        fault(
          file,
          ['answers', index],
          'tidak ada jawaban resmi, tetapi yang bisa menjawab belum disebut',
          'isi "actor"',
        )
      }
      for (const [at, link] of answer.links.entries()) {
        if (linkIds.has(link)) continue
        fault(
          file,
          ['answers', index, 'links', at],
          `tautan "${link}" tidak ada`,
          'lihat links.yaml',
        )
      }
    }
  }
  for (const [index, link] of files.links.value.links.entries()) {
    checkSource(files.links, ['links', index, 'source', 'id'], link.source.id)
    if (link.entry !== undefined && !entryIds.has(link.entry)) {
      fault(files.links, ['links', index, 'entry'], `entri "${link.entry}" tidak ada`, 'betulkan')
    }
  }
  for (const [index, contact] of files.contacts.value.contacts.entries()) {
    checkSource(files.contacts, ['contacts', index, 'source', 'id'], contact.source.id)
  }
  for (const [index, term] of files.glossary.value.terms.entries()) {
    checkSource(files.glossary, ['terms', index, 'source', 'id'], term.source.id)
  }
  for (const file of files.calendars) {
    for (const [index, stage] of file.value.stages.entries()) {
      checkSource(file, ['stages', index, 'source', 'id'], stage.source.id)
    }
  }
  checkPhrasings(files, fault)
  return faults
}

export type Report = (file: YamlFile<unknown>, path: Path, message: string, mend: string) => void

/** What is looked up by its name has that name alone: of two, one would silently be lost. */
function checkUnique(files: KnowledgeFiles, fault: Report): void {
  const check = (names: readonly { file: YamlFile<unknown>; path: Path; name: string }[]) => {
    const seen = new Set<string>()
    for (const { file, path, name } of names) {
      const key = name.toLowerCase()
      if (seen.has(key))
        fault(file, path, `"${name}" sudah ada`, 'ganti namanya atau hapus salah satu')
      seen.add(key)
    }
  }
  const listed = <T>(file: YamlFile<unknown>, key: string, list: readonly T[], field: keyof T) =>
    list.map((item, index) => ({ file, path: [key, index, field], name: String(item[field]) }))

  const { sources, links, contacts, glossary } = files
  check(listed(sources, 'sources', sources.value.sources, 'id'))
  check(listed(links, 'links', links.value.links, 'id'))
  check(listed(contacts, 'contacts', contacts.value.contacts, 'id'))
  check(listed(glossary, 'terms', glossary.value.terms, 'term'))
  check(files.calendars.map((file) => ({ file, path: ['era'], name: String(file.value.era) })))
  check(files.intents.map((file) => ({ file, path: ['id'], name: file.value.id })))
  for (const file of files.errors) {
    for (const field of ['id', 'label'] as const) {
      const options = file.value.branch?.options ?? []
      check(
        options.map((option, index) => ({
          file,
          path: ['branch', 'options', index, field],
          name: option[field],
        })),
      )
    }
  }
}

/** Without one of them the bot would not understand, say, a call for a person. */
function checkIntents({ intents, office }: KnowledgeFiles, fault: Report): void {
  const present = new Set(intents.map((file) => file.value.id))
  for (const id of INTENTS.filter((id) => !present.has(id))) {
    const place = { ...office, file: `intents/${id}.yaml` }
    fault(place, [], 'berkas ini tidak ada, atau id-nya salah', 'kembalikan berkas ini')
  }
}

/** The same words may not stand for two meanings: the bot could not tell them apart. */
function checkPhrasings(files: KnowledgeFiles, fault: Report): void {
  const seen = new Map<string, { id: string; file: string }>()
  const check = (file: YamlFile<unknown>, id: string, path: Path, phrasing: string) => {
    const key = phrasing.toLowerCase().replace(/\s+/g, ' ').trim()
    const other = seen.get(key)
    if (other !== undefined && other.id !== id) {
      fault(
        file,
        path,
        `kalimat "${phrasing}" juga ada di ${other.file}`,
        'hapus dari salah satu, atau bedakan',
      )
      return
    }
    seen.set(key, { id, file: file.file })
  }
  for (const file of [...files.errors, ...files.topics, ...files.intents]) {
    for (const [index, phrasing] of file.value.phrasings.entries()) {
      check(file, file.value.id, ['phrasings', index], phrasing)
    }
  }
  for (const [index, contact] of files.contacts.value.contacts.entries()) {
    for (const [at, phrasing] of contact.phrasings.entries()) {
      check(files.contacts, contact.id, ['contacts', index, 'phrasings', at], phrasing)
    }
  }
}
