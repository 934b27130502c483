import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InboundEnvelope, Inbox } from '../../../src/channels/channel.js'
import { InboundDelivery } from '../../../src/channels/whatsapp/inbound-delivery.js'
import {
  InboundSpool,
  type SpoolRow,
  standInId,
} from '../../../src/channels/whatsapp/inbound-spool.js'
import { SEEN_IDS_KEPT_MS } from '../../../src/channels/whatsapp/limits.js'
import { SessionFile } from '../../../src/channels/whatsapp/session-file.js'
import { MemoryInbox } from '../../support/whatsapp-inbox.js'
import { until } from '../../support/whatsapp-wait.js'

let folder: string
let file: SessionFile
let spool: InboundSpool
let delivery: InboundDelivery | undefined
let now: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'))
  file = SessionFile.open(join(folder, 'whatsapp.db'), () => '{}')
  now = 1_000_000
  spool = new InboundSpool(file, () => now)
})

afterEach(async () => {
  await delivery?.stop()
  file.close()
  rmSync(folder, { recursive: true, force: true })
})

function deliverTo(inbox: Inbox): InboundDelivery {
  const log = pino({ level: 'silent' })
  delivery = new InboundDelivery({ spool, inbox, log, now: () => now, random: () => 0 })
  return delivery
}

function row(chat: string, id: string, more: Partial<SpoolRow> = {}): SpoolRow {
  const envelope: InboundEnvelope = {
    channel: 'whatsapp',
    externalId: `${chat}::${id}`,
    chat: { address: chat, kind: 'private' },
    sender: { addresses: [chat] },
    kind: 'text',
    text: id,
    sentAt: now,
    from: 'user',
  }
  return { envelope, aliases: [], dueAt: 0, ...more }
}

describe('the way from the spool to the inbox', () => {
  it('goes in order and leaves nothing behind', async () => {
    const inbox = new MemoryInbox()
    for (const id of ['1', '2', '3']) spool.add(row('a@lid', id))
    deliverTo(inbox).wake()
    await until(() => spool.nextDueAt() === undefined, 'the spool is empty')
    expect(inbox.texts()).toEqual(['1', '2', '3'])
  })

  it('is held up by a message that cannot be stored in its own chat only', async () => {
    const stored: string[] = []
    const inbox: Inbox = {
      async receive(envelopes) {
        if (envelopes.some((one) => one.text === 'racun')) throw new Error('cannot be stored')
        stored.push(...envelopes.map((one) => one.text))
        return envelopes.length
      },
      async blocked() {},
    }
    for (const id of ['a1', 'racun', 'a2']) spool.add(row('a@lid', id))
    for (const id of ['b1', 'b2']) spool.add(row('b@lid', id))
    deliverTo(inbox).wake()
    await until(() => stored.length === 3, 'the others are stored')
    expect(stored).toEqual(['a1', 'b1', 'b2'])
    expect(spool.due(10).map((one) => one.envelope.text)).toEqual(['racun', 'a2'])
  })
})

describe('the spool', () => {
  it('takes a message once, under whichever address it comes', () => {
    spool.add(row('a@lid', 'x', { aliases: ['62@s.whatsapp.net::x'] }))
    spool.add(row('a@lid', 'x'))
    spool.add(row('62@s.whatsapp.net', 'x'))
    expect(spool.due(10)).toHaveLength(1)
  })

  it('knows a message again after the inbox has taken it, for as long as it may come again', () => {
    spool.add(row('a@lid', 'x'))
    spool.remove(spool.due(10))
    now += SEEN_IDS_KEPT_MS - 1
    spool.prune()
    spool.add(row('a@lid', 'x'))
    expect(spool.due(10)).toHaveLength(0)
  })

  it('says after a while that a message could not be read', () => {
    const standIn = {
      envelope: { ...row('a@lid', 'x').envelope, externalId: standInId('a@lid::x') },
    }
    spool.add(row('a@lid', 'x', { ...standIn, standsInFor: 'a@lid::x', dueAt: now + 300_000 }))
    expect(spool.due(10)).toHaveLength(0)
    now += 300_000
    expect(spool.due(10)).toHaveLength(1)
  })

  it('says nothing when the message has come by then', () => {
    const standIn = {
      envelope: { ...row('a@lid', 'x').envelope, externalId: standInId('a@lid::x') },
    }
    spool.add(row('a@lid', 'x', { ...standIn, standsInFor: 'a@lid::x', dueAt: now + 300_000 }))
    spool.add(row('a@lid', 'x'))
    now += 300_000
    expect(spool.due(10).map((one) => one.envelope.externalId)).toEqual(['a@lid::x'])
  })
})
