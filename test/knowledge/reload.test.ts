import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { KnowledgeError } from '../../src/knowledge/faults.js'
import { loadKnowledge } from '../../src/knowledge/load.js'
import { Reloading } from '../../src/knowledge/reload.js'
import { fixtureCopy } from '../support/knowledge.js'
import { recordingLogger } from '../support/silent-logger.js'
import { until } from '../support/until.js'

function reloading() {
  const copy = fixtureCopy()
  const { logger, lines } = recordingLogger()
  const knowledge = new Reloading(copy.directory, loadKnowledge, logger)
  onTestFinished(() => knowledge.stop())
  return { copy, knowledge, lines }
}

const officeName = (knowledge: Reloading<ReturnType<typeof loadKnowledge>>) =>
  knowledge.current.office.name

describe('a running service', () => {
  test('takes up an edited file', () => {
    const { copy, knowledge, lines } = reloading()
    copy.edit('office.yaml', (text) => text.replace('name: Dinas Contoh', 'name: Dinas Sebelah'))
    expect(knowledge.refresh()).toBe(true)
    expect(officeName(knowledge)).toBe('Dinas Sebelah')
    expect(lines.join()).toContain('knowledge reloaded')
  })

  test('takes it up by itself within its rhythm', async () => {
    const { copy, knowledge } = reloading()
    knowledge.start(10)
    copy.edit('office.yaml', (text) => text.replace('name: Dinas Contoh', 'name: Dinas Sebelah'))
    await until(() => officeName(knowledge) === 'Dinas Sebelah', 'the edit is in use')
  })

  test('takes up a file that was added or removed', () => {
    const { copy, knowledge } = reloading()
    const file = join(copy.directory, 'lexicon', 'baru.yaml')
    writeFileSync(file, 'stopwords: [pak]\n')
    expect(knowledge.refresh()).toBe(true)
    expect(knowledge.current.lexicon.stopwords).toContain('pak')
    rmSync(file)
    expect(knowledge.refresh()).toBe(true)
    expect(knowledge.current.lexicon.stopwords).not.toContain('pak')
  })

  test('does not load again what nobody touched', () => {
    const { knowledge } = reloading()
    const before = knowledge.current
    expect(knowledge.refresh()).toBe(false)
    expect(knowledge.current).toBe(before)
  })

  test('keeps the old knowledge after a faulty edit and logs file, line and mend, once', () => {
    const { copy, knowledge, lines } = reloading()
    const before = knowledge.current
    copy.edit('sync-errors/sync-06.yaml', (text) => text.replace('number: 6', 'number: enam'))
    expect(knowledge.refresh()).toBe(false)
    expect(knowledge.refresh()).toBe(false)
    expect(knowledge.current).toBe(before)
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'knowledge edit refused, the old one stays',
      faults: [{ file: 'sync-errors/sync-06.yaml', line: 2, mend: expect.any(String) }],
    })
  })

  test('takes up the mended file after a faulty edit', () => {
    const { copy, knowledge } = reloading()
    copy.edit('office.yaml', (text) => text.replace('name: Dinas Contoh', 'nama: Dinas Sebelah'))
    knowledge.refresh()
    copy.edit('office.yaml', (text) => text.replace('nama: Dinas Sebelah', 'name: Dinas Sebelah'))
    expect(knowledge.refresh()).toBe(true)
    expect(officeName(knowledge)).toBe('Dinas Sebelah')
  })

  test('keeps the old knowledge while the directory cannot be read', () => {
    const { copy, knowledge, lines } = reloading()
    rmSync(copy.directory, { recursive: true })
    expect(knowledge.refresh()).toBe(false)
    expect(officeName(knowledge)).toBe('Dinas Contoh')
    expect(lines[0]).toContain('ENOENT')
  })
})

test('a service does not start on knowledge that it cannot read', () => {
  const copy = fixtureCopy()
  copy.edit('office.yaml', (text) => text.replace('name:', 'nama:'))
  const { logger } = recordingLogger()
  expect(() => new Reloading(copy.directory, loadKnowledge, logger)).toThrow(KnowledgeError)
})
