/** Child process: writes messages into a store that others write to as well. Args: folder, name, count. */
import { chats, contacts, messages, openStore } from '../../src/store/index.js'

const [dataDir = '', name = '', count = '0'] = process.argv.slice(2)
const store = await openStore({ dataDir })
const chatId = await store.write('test', async (tx) => {
  const contactId = await contacts.ensureContact(tx, { channel: 'burst', addresses: [name] }, 1)
  const place = { channel: 'burst', address: name, kind: 'private', contactId } as const
  return (await chats.ensureChat(tx, place, 1)).id
})
for (let n = 0; n < Number(count); n++) {
  await store.write('test', (tx) =>
    messages.insertMessage(tx, {
      chatId,
      contactId: null,
      channel: 'burst',
      externalId: `${name}-${n}`,
      kind: 'text',
      author: 'user',
      text: 'hai',
      masked: [],
      sentAt: 1,
      receivedAt: 1,
    }),
  )
}
await store.close()
