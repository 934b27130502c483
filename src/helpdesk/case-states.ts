/**
 * What may be done with a case in which state, and what state follows: one table, checked on the
 * server for every caller.
 */
import type { CaseState } from '../store/index.js'

export type CaseAction = 'take' | 'reply' | 'user-wrote' | 'close' | 'reopen'

const NEXT: Readonly<Record<CaseAction, Partial<Record<CaseState, CaseState>>>> = {
  take: {
    baru: 'ditangani',
    ditangani: 'ditangani',
    'menunggu-pengguna': 'ditangani',
    ditunda: 'ditangani',
  },
  reply: {
    baru: 'menunggu-pengguna',
    ditangani: 'menunggu-pengguna',
    'menunggu-pengguna': 'menunggu-pengguna',
    ditunda: 'menunggu-pengguna',
  },
  'user-wrote': {
    baru: 'baru',
    ditangani: 'ditangani',
    'menunggu-pengguna': 'ditangani',
    ditunda: 'ditangani',
  },
  close: {
    baru: 'selesai',
    ditangani: 'selesai',
    'menunggu-pengguna': 'selesai',
    ditunda: 'selesai',
  },
  reopen: { selesai: 'baru' },
}

/** The state after `action`; undefined when the table does not allow it. */
export function stateAfter(state: CaseState, action: CaseAction): CaseState | undefined {
  return NEXT[action][state]
}
