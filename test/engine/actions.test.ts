import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ACTION_MAX_BYTES, formatAction, parseAction } from '../../src/engine/actions.js'
import { loadKnowledge } from '../../src/knowledge/load.js'
import { KNOWLEDGE_DIR } from '../../src/paths.js'

test.each([
  { type: 'menu' },
  { type: 'human' },
  { type: 'deadline' },
  { type: 'paste-error' },
  { type: 'ask-role' },
  { type: 'back-to-bot' },
  { type: 'show', id: 'sync-06' },
  { type: 'full', id: 'flow-sinkro' },
  { type: 'not', id: 'faq-tpp' },
  { type: 'role', role: 'plt' },
  { type: 'role', role: 'kepala-sekolah', id: 'sync-15' },
  { type: 'branch', id: 'sync-12', option: 'salah' },
] as const)('the action $type is read back as it was written', (action) => {
  expect(parseAction(formatAction(action))).toEqual(action)
})

test.each([
  '',
  ' ',
  'MENU',
  'menu:sync-01',
  'show',
  'show:',
  'role:',
  'role:bupati',
  'branch:sync-12',
  'hapus:sync-12',
  '__proto__',
  'constructor:x',
])('%j means nothing', (text) => {
  expect(parseAction(text)).toBeUndefined()
})

test('reading an action never throws, whatever was pressed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const action = parseAction(text)
      expect(action === undefined || typeof action.type === 'string').toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('the longest action of every shipped entry fits into a Telegram button', () => {
  const { errors, topics, contacts } = loadKnowledge(KNOWLEDGE_DIR)
  const ids = [...errors.keys(), ...topics.keys(), ...contacts.keys()]
  const actions = [
    ...ids.map((id) => formatAction({ type: 'role', role: 'admin-instansi', id })),
    ...[...errors.values()].flatMap(({ id, branch }) =>
      (branch?.options ?? []).map((option) =>
        formatAction({ type: 'branch', id, option: option.id }),
      ),
    ),
  ]
  const long = actions.filter((action) => Buffer.byteLength(action) > ACTION_MAX_BYTES)
  expect(long).toEqual([])
})
