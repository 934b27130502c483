import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chats } from '../../src/store/index.js'
import { openTestStore } from '../support/store-fixtures.js'

interface SourceFile {
  readonly name: string
  readonly text: string
}

const sources: readonly SourceFile[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join('src', name), 'utf8') }))

function namesOf(files: readonly SourceFile[]): readonly string[] {
  return files.map(({ name }) => name)
}

test('outside the store nobody builds queries or opens its database', () => {
  const offenders = sources
    .filter(({ name }) => !name.startsWith('store/'))
    // WhatsApp's keys live in a file of their own, see docs/architecture.md.
    .filter(({ name }) => !name.startsWith('channels/whatsapp/'))
    .filter(({ text }) => /from '(kysely|better-sqlite3)'/.test(text))
  expect(namesOf(offenders)).toEqual([])
})

test('outside the store its index is the only door, and its errors, which need no database', () => {
  const offenders = sources
    .filter(({ name }) => !name.startsWith('store/'))
    .filter(({ text }) => /from '[./]+\/store\/(?!(index|errors)\.js')/.test(text))
  expect(namesOf(offenders)).toEqual([])
})

test('in the store only its two connections make a query builder; repositories take the transaction', () => {
  const makers = sources.filter(({ text }) => /new Kysely\b/.test(text))
  expect(namesOf(makers)).toEqual(['store/store.ts'])
  const exported = sources.find(({ name }) => name === 'store/index.ts')
  expect(exported?.text).not.toMatch(/\bqueries\b|Kysely/)
})

test('inside a transaction nothing slow is awaited: no network, file or timer in repositories', () => {
  const repositories = sources.filter(
    ({ name, text }) => name.startsWith('store/') && /queries\(tx\)/.test(text),
  )
  expect(repositories.length).toBeGreaterThan(5)
  const offenders = repositories
    .filter(({ name }) => name !== 'store/lease.ts')
    .filter(({ text }) => /from 'node:(fs|net|http|https|timers)/.test(text))
  expect(namesOf(offenders)).toEqual([])
})

test('only a transaction of the right kind is taken: refused by the compiler, and at run time', async () => {
  const store = await openTestStore()
  // @ts-expect-error a snapshot cannot be written to
  await expect(store.read((tx) => chats.nextSeq(tx, 1))).rejects.toThrow(/readonly/)
  // @ts-expect-error the store itself is no transaction
  await expect(chats.chatById(store, 1)).rejects.toThrow(TypeError)
  // @ts-expect-error nobody can make a transaction
  await expect(chats.nextSeq({}, 1)).rejects.toThrow(TypeError)
})
