import { describe, expect, it } from 'vitest'
import { presentEntry } from '../../../src/channels/web/presenter.js'
import type { TranscriptReply } from '../../../src/store/index.js'

const reply: TranscriptReply = {
  seq: 2,
  id: 'out',
  at: 20,
  from: 'bot',
  reply: {
    text: 'Pilih',
    choices: [{ action: 'menu', label: 'Menu', words: ['daftar'] }],
  },
  state: 'sent',
}

describe('what a visitor gets to see', () => {
  it('is exactly what the page shows, and nothing internal', () => {
    expect(presentEntry(reply)).toEqual({
      from: 'bot',
      id: 'out',
      at: 20,
      heading: '',
      text: 'Pilih',
      links: [],
      choices: [{ action: 'menu', label: 'Menu' }],
    })
  })

  it('of a message of their own is its text under the id that the page gave it', () => {
    const entry = presentEntry({
      seq: 1,
      id: 'in',
      at: 10,
      from: 'user',
      externalId: 'page-id',
      kind: 'text',
      text: 'halo',
      masked: [],
      outcome: 'answered',
    })
    expect(entry).toEqual({ from: 'user', id: 'page-id', at: 10, text: 'halo', isPicture: false })
  })

  it.each(['cancelled', 'failed'] as const)('is no reply that was %s', (state) => {
    expect(presentEntry({ ...reply, state })).toBeUndefined()
  })
})
