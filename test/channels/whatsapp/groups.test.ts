import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Channel, InboundEnvelope } from '../../../src/channels/channel.js'
import type { Group } from '../../support/whatsapp-accounts.js'
import { outgoing, WhatsAppWorld } from '../../support/whatsapp-driver.js'
import type { Phone } from '../../support/whatsapp-phone.js'
import { until } from '../../support/whatsapp-wait.js'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

let world: WhatsAppWorld
let bot: Channel
let person: Phone
let group: Group

beforeAll(async () => {
  world = await WhatsAppWorld.create()
  bot = await world.startPairedBot()
  person = await world.person('Ibu Guru')
  const other = await world.person('Pak Guru')
  const members = [world.office, person.account, other.account]
  group = world.server.addGroup('120363000000000001', 'Guru se-kabupaten', members)
})

afterAll(async () => {
  await world.close()
})

async function askInGroup(text: string, contextInfo: object): Promise<InboundEnvelope> {
  const before = world.inbox.stored.length
  await person.send(group.jid, { extendedTextMessage: { text, contextInfo } })
  await until(() => world.inbox.stored.length > before, 'the question is stored')
  return world.inbox.stored[before] as InboundEnvelope
}

describe('in a group', () => {
  it.each([
    { by: 'LID', jid: () => world.office.lidJid },
    { by: 'phone number', jid: () => world.office.phoneJid },
  ])(
    'the bot hears a message that mentions it by its $by, without the mention',
    async ({ jid }) => {
      const user = jid().split('@')[0]
      const stored = await askInGroup(`@${user} kapan batas sinkro?`, { mentionedJid: [jid()] })
      expect(stored).toMatchObject({
        chat: { address: group.jid, kind: 'group' },
        sender: { addresses: [person.account.lidJid, person.account.phoneJid] },
        text: 'kapan batas sinkro?',
        from: 'user',
      })
      expect(stored.externalId).toMatch(
        new RegExp(`^${group.jid}:${person.account.lidJid}:[0-9A-Z]+$`),
      )
    },
  )

  it('the bot answers with the question quoted, and hears a reply to its answer', async () => {
    const stored = await askInGroup('@bot unor itu apa?', { mentionedJid: [world.office.lidJid] })
    const seen = person.shown.length
    await bot.send(
      outgoing(group.jid, 'Unor adalah unit organisasi.', {
        chatKind: 'group',
        quote: stored.externalId,
      }),
    )

    const answer = await person.waitFor(() => true, seen)
    const context = answer.message.extendedTextMessage?.contextInfo
    expect(answer).toMatchObject({ chat: group.jid, text: 'Unor adalah unit organisasi.' })
    expect(context?.stanzaId).toBe(stored.externalId.split(':').at(-1))
    expect(context?.participant).toBe(person.account.lidJid)
    expect(context?.quotedMessage?.conversation).toBe('@bot unor itu apa?')

    const reply = await askInGroup('terima kasih', {
      stanzaId: answer.id,
      participant: world.office.lidJid,
      quotedMessage: { conversation: answer.text },
    })
    expect(reply.text).toBe('terima kasih')
  })

  it('nothing of a message that is not addressed to the bot is kept, anywhere', async () => {
    const before = world.inbox.stored.length
    await person.sendText(group.jid, 'rahasia warung kopi')
    await person.send(group.jid, {
      extendedTextMessage: {
        text: 'rahasia warung kopi',
        contextInfo: { mentionedJid: [person.account.lidJid] },
      },
    })
    await person.sendText(world.botJid, 'penanda')
    await until(() => world.inbox.stored.length > before, 'the marker is stored')

    expect(world.inbox.texts().slice(before)).toEqual(['penanda'])
    for (const name of ['whatsapp.db', 'whatsapp.db-wal']) {
      expect(readFileSync(join(world.dataDir, name)).includes('warung')).toBe(false)
    }
  })
})
