import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { COMPILED_FILE, readCompiled } from './compiled.js'
import { crossCheck } from './cross-check.js'
import { type Fault, KnowledgeError } from './faults.js'
import type { KnowledgeFiles } from './files.js'
import type { Knowledge } from './knowledge.js'
import {
  calendarFileSchema,
  contactsFileSchema,
  errorEntrySchema,
  glossaryFileSchema,
  intentFileSchema,
  type LexiconFile,
  lexiconFileSchema,
  linksFileSchema,
  officeSchema,
  sourcesFileSchema,
  topicEntrySchema,
} from './schema.js'
import { triageFileSchema } from './triage-schema.js'
import { readYamlFile, type YamlFile } from './yaml-file.js'

/**
 * Loads and validates everything below `directory`.
 * @throws {KnowledgeError} with every fault found, each with file, line and mend.
 */
export function loadKnowledge(directory: string, compiledFile = COMPILED_FILE): Knowledge {
  return readCompiled(directory, compiledFile) ?? loadFromYaml(directory)
}

export function loadFromYaml(directory: string): Knowledge {
  const files = readKnowledgeFiles(directory)
  const faults = crossCheck(files)
  if (faults.length > 0) throw new KnowledgeError(faults)
  return assemble(files)
}

export function readKnowledgeFiles(directory: string): KnowledgeFiles {
  const faults: Fault[] = []

  const one = <S extends z.ZodType>(file: string, schema: S): YamlFile<z.output<S>> => {
    let result: ReturnType<typeof readYamlFile<S>>
    try {
      result = readYamlFile(join(directory, file), file, schema)
    } catch (error) {
      if (!isMissing(error)) throw error
      const fault = { file, line: 1, message: 'berkas tidak ada', mend: 'kembalikan berkas ini' }
      result = { faults: [fault] }
    }
    if ('faults' in result) {
      faults.push(...result.faults)
      // Never used: the faults are thrown below, before anyone reads the value.
      return { value: undefined as z.output<S>, file, lineOf: () => 1 }
    }
    return result
  }
  const all = <S extends z.ZodType>(folder: string, schema: S): YamlFile<z.output<S>>[] => {
    const names = fileNames(join(directory, folder))
    for (const name of names.filter((name) => MISNAMED.test(name))) {
      faults.push({
        file: `${folder}/${name}`,
        line: 1,
        message: 'nama berkas tidak berakhiran .yaml, jadi isinya tidak dibaca',
        mend: 'ganti akhirannya menjadi .yaml',
      })
    }
    return names
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => one(`${folder}/${name}`, schema))
  }

  const files: KnowledgeFiles = {
    errors: all('sync-errors', errorEntrySchema),
    topics: [...all('faq', topicEntrySchema), ...all('flows', topicEntrySchema)],
    calendars: all('calendar', calendarFileSchema),
    intents: all('intents', intentFileSchema),
    lexicons: all('lexicon', lexiconFileSchema),
    contacts: one('contacts.yaml', contactsFileSchema),
    sources: one('sources.yaml', sourcesFileSchema),
    links: one('links.yaml', linksFileSchema),
    glossary: one('glossary.yaml', glossaryFileSchema),
    triage: one('triage.yaml', triageFileSchema),
    office: one('office.yaml', officeSchema),
  }
  if (faults.length > 0) throw new KnowledgeError(faults)
  return files
}

/** Meant as knowledge and not read: the endings that editors and Windows give. */
const MISNAMED = /\.(?:yml|YAML|YML|yaml\.txt|yml\.txt)$/

function fileNames(folder: string): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function assemble(files: KnowledgeFiles): Knowledge {
  const values = <T>(list: readonly YamlFile<T>[]): T[] => list.map((file) => file.value)
  const byId = <T extends { id: string }>(list: readonly T[]) =>
    new Map(list.map((item) => [item.id, item]))
  return {
    errors: byId(values(files.errors)),
    topics: byId(values(files.topics)),
    contacts: byId(files.contacts.value.contacts),
    actorNames: files.contacts.value.actors,
    sources: byId(files.sources.value.sources),
    links: byId(files.links.value.links),
    terms: files.glossary.value.terms,
    office: files.office.value,
    calendars: new Map(values(files.calendars).map((file) => [file.era, file])),
    intents: new Map(values(files.intents).map((file) => [file.id, file.phrasings])),
    lexicon: mergeLexicons(values(files.lexicons)),
    triage: files.triage.value.questions,
  }
}

function mergeLexicons(lexicons: readonly LexiconFile[]): LexiconFile {
  return {
    replace: Object.assign({}, ...lexicons.map((lexicon) => lexicon.replace)),
    synonyms: lexicons.flatMap((lexicon) => lexicon.synonyms),
    stopwords: lexicons.flatMap((lexicon) => lexicon.stopwords),
  }
}
