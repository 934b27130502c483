import { expect, test } from 'vitest'
import { type CaseAction, stateAfter } from '../../src/helpdesk/index.js'
import { CASE_STATES } from '../../src/store/index.js'

const ACTIONS: readonly CaseAction[] = ['take', 'reply', 'user-wrote', 'close', 'reopen']

test('transitions are one table: what is not in it is not allowed (B20)', () => {
  const table = Object.fromEntries(
    ACTIONS.map((action) => [
      action,
      CASE_STATES.map((state) => `${state} → ${stateAfter(state, action) ?? '-'}`),
    ]),
  )
  expect(table).toEqual({
    take: [
      'baru → ditangani',
      'ditangani → ditangani',
      'menunggu-pengguna → ditangani',
      'ditunda → ditangani',
      'selesai → -',
    ],
    reply: [
      'baru → menunggu-pengguna',
      'ditangani → menunggu-pengguna',
      'menunggu-pengguna → menunggu-pengguna',
      'ditunda → menunggu-pengguna',
      'selesai → -',
    ],
    'user-wrote': [
      'baru → baru',
      'ditangani → ditangani',
      'menunggu-pengguna → ditangani',
      'ditunda → ditangani',
      'selesai → -',
    ],
    close: [
      'baru → selesai',
      'ditangani → selesai',
      'menunggu-pengguna → selesai',
      'ditunda → selesai',
      'selesai → -',
    ],
    reopen: ['baru → -', 'ditangani → -', 'menunggu-pengguna → -', 'ditunda → -', 'selesai → baru'],
  })
})
