import { expect, onTestFinished, test } from 'vitest'
import { createDelivery } from '../../src/delivery/index.js'
import { runStaffCommand } from '../../src/helpdesk/index.js'
import { openStore } from '../../src/store/index.js'
import {
  envelope,
  NO_BURSTS,
  pictureEnvelope,
  readTestConversation,
  ScriptedChannel,
  scriptedStep,
} from '../support/delivery-fixtures.js'
import { pictureSettings } from '../support/pictures.js'
import { recordingLogger } from '../support/silent-logger.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'
import { picturesIn } from '../support/stored-pictures.js'
import { until } from '../support/until.js'

/** Opens a case on "petugas"; tells the user when the staff close it. */
const step = scriptedStep(({ event, facts }) => {
  if (event.type === 'staff-closed')
    return { replies: [{ text: `Kasus ${event.caseNumber} selesai.` }] }
  if (event.type !== 'messages' || event.messages[0]?.text !== 'petugas') return undefined
  const number = facts.newCaseNumber
  return {
    replies: [{ heading: 'Petugas', text: `Nomor kasus ${number}` }],
    effects: [
      { type: 'open-case', number, reason: 'asked', entryId: 'sync-06', summary: 'Minta petugas.' },
    ],
  }
})

/** A running service, and the command in a process of its own would see: another store on the folder. */
async function setUp() {
  const dataDir = tempDir()
  const store = await openTestStore({ dataDir })
  const channel = new ScriptedChannel()
  const { logger } = recordingLogger()
  const delivery = createDelivery({
    store,
    step,
    readConversation: readTestConversation,
    answersAtOnce: () => false,
    burst: NO_BURSTS,
    pictures: pictureSettings(dataDir),
    logger,
  })
  delivery.start([channel])
  onTestFinished(async () => {
    await delivery.stop()
  })
  const tool = await openStore({ dataDir, mode: 'tool' })
  onTestFinished(() => tool.close())
  const run = async (...args: string[]) => {
    const printed: string[] = []
    const faults: string[] = []
    const code = await runStaffCommand(args, {
      store: tool,
      staff: 'ani',
      timeZone: 'Asia/Jayapura',
      mediaFolder: '/data/media',
      now: () => Date.UTC(2026, 0, 5, 1, 30),
      print: (line) => printed.push(line),
      printFault: (line) => faults.push(line),
    })
    return { code, out: printed.join('\n'), faults: faults.join('\n') }
  }
  const openCase = async (): Promise<string> => {
    await delivery.inbox.receive([
      envelope({ text: 'tombol tidak ada' }),
      envelope({ text: 'petugas' }),
    ])
    await until(() => channel.texts().some((text) => text.includes('K-')), 'a case is open')
    return /K-\d+/.exec(channel.texts().join(' '))?.[0] ?? ''
  }
  return { delivery, channel, run, openCase, dataDir }
}

test('without cases the list says so', async () => {
  const { run } = await setUp()
  expect(await run('cases', 'list')).toEqual({
    code: 0,
    out: 'Tidak ada kasus yang terbuka.',
    faults: '',
  })
})

test('a case is listed, shown, answered in the same chat and closed (B23)', async () => {
  const { run, openCase, channel, delivery } = await setUp()
  const number = await openCase()

  const list = await run('cases')
  expect(list.code).toBe(0)
  expect(list.out).toContain('1 kasus terbuka')
  expect(list.out).toContain(`${number} | baru | test | dibuka`)
  expect(list.out).toContain('pengguna meminta petugas | Minta petugas.')

  const show = await run('cases', 'show', number)
  expect(show.out).toContain('Pengguna: tombol tidak ada')
  expect(show.out).toMatch(
    new RegExp(`Bot( \\[sedang dikirim\\])?: Petugas\n    Nomor kasus ${number}`),
  )
  expect(show.out).toContain('Topik terakhir: sync-06')
  expect(show.out).toContain('Yang menjawab di obrolan sekarang: bot')

  const answer = await run(
    'cases',
    'answer',
    number.toLowerCase(),
    'Sudah saya cek, silakan coba lagi.',
  )
  expect(answer).toMatchObject({ code: 0, faults: '' })
  await until(
    () => channel.texts().includes('Sudah saya cek, silakan coba lagi.'),
    'the answer is sent',
  )
  await delivery.inbox.receive([envelope({ text: 'terima kasih' })])
  const shown = await run('cases', 'show', number.slice(2))
  expect(shown.out).toContain('menunggu pengguna')
  expect(shown.out).toContain('Ditangani oleh: ani')
  expect(shown.out).toContain('Yang menjawab di obrolan sekarang: petugas')
  expect(shown.out).toContain('dijawab (ani)')

  expect((await run('cases', 'close', number)).code).toBe(0)
  await until(() => channel.texts().includes(`Kasus ${number} selesai.`), 'the user is told')
  await delivery.inbox.receive([envelope({ text: 'lagi' })])
  await until(() => channel.texts().includes('re: lagi'), 'the bot answers again')
  expect(channel.texts()).not.toContain('re: terima kasih')
})

test('a case can be taken before it is answered', async () => {
  const { run, openCase } = await setUp()
  const number = await openCase()
  expect((await run('cases', 'take', number)).out).toContain('Anda tangani')
  expect((await run('cases', 'list')).out).toContain('sedang ditangani')
})

test('a case shows what was read in a picture, and where its copy lies', async () => {
  const { run, openCase, delivery, dataDir } = await setUp()
  await delivery.inbox.receive([pictureEnvelope('Sinkron gagal', { text: 'ini kenapa?' })])
  const number = await openCase()
  await until(() => picturesIn(dataDir).every(({ state }) => state !== 'waiting'), 'all are read')
  const [read] = picturesIn(dataDir)
  const { out } = await run('cases', 'show', number)
  expect(out).toContain(
    `Pengguna: [gambar] ini kenapa?\n    Terbaca: Sinkron gagal\n    Salinan: /data/media/${read?.publicId}.webp\n`,
  )
  expect(read?.caseId).not.toBeNull()
})

test('what cannot be done is said in plain words, with exit code 1', async () => {
  const { run } = await setUp()
  expect(await run('cases', 'show', 'K-12345')).toEqual({
    code: 1,
    out: '',
    faults: 'Kasus K-12345 tidak ada. Periksa nomornya.',
  })
})

test.each([
  [[]],
  [['kasus']],
  [['cases', 'delete', 'K-12345']],
  [['cases', 'show']],
  [['cases', 'show', 'dua']],
  [['cases', 'list', 'K-12345']],
  [['cases', 'answer', 'K-12345']],
  [['cases', 'answer', 'K-12345', 'dua', 'kata']],
  [['cases', 'close', 'K-12345', 'x']],
])('wrong usage %j shows how it is used, with exit code 2', async (args) => {
  const { run } = await setUp()
  const { code, faults } = await run(...args)
  expect(code).toBe(2)
  expect(faults).toContain('npm run staff -- cases answer K-48213 "TEKS"')
})
