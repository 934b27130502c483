import { basename } from 'node:path'
import type { Fault } from './faults.js'
import type { KnowledgeFiles } from './load.js'
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
    for (const [index, step] of entry.steps.entries()) {
      checkActor(file, ['steps', index, 'actor'], step.actor)
    }
    for (const [index, option] of (entry.branch?.options ?? []).entries()) {
      checkActor(file, ['branch', 'options', index, 'actor'], option.actor)
    }
  }
  for (const file of files.topics) {
    for (const [index, answer] of file.value.answers.entries()) {
      checkSource(file, ['answers', index, 'source', 'id'], answer.source.id)
      checkActor(file, ['answers', index, 'actor'], answer.actor)
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

/** The same words may not stand for two meanings: the bot could not tell them apart. */
function checkPhrasings(
  files: KnowledgeFiles,
  fault: (file: YamlFile<unknown>, path: Path, message: string, mend: string) => void,
): void {
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
