/** `npm run staff -- cases …`: the helpdesk on the command line, until the console comes. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DateTime } from 'luxon'
import type { MessageKind } from '../engine/model.js'
import { replyText } from '../engine/reply-text.js'
import {
  type Case,
  type CaseEvent,
  type CaseState,
  cases,
  chats,
  type ListedCase,
  type Store,
  type StoredCaseReason,
  type TranscriptEntry,
  type TranscriptMessage,
  type TranscriptPicture,
  transcripts,
} from '../store/index.js'
import { closeCase, replyToCase, requireCase, takeCase } from './case-desk.js'
import { HelpdeskError } from './errors.js'

export interface StaffCommandParts {
  readonly store: Store
  /** Who is at the keyboard, for the history. */
  readonly staff: string
  /** IANA name of the office's time zone. */
  readonly timeZone: string
  /** Where copies of pictures lie. */
  readonly mediaFolder: string
  readonly now: () => number
  /** Prints one line for people. */
  readonly print: (line: string) => void
  /** Prints one line about a fault. */
  readonly printFault: (line: string) => void
}

/** Entries of a chat that `show` prints: what fits on a few screens. */
const TRANSCRIPT_ENTRIES = 100

const USAGE = `Cara pakai:
  npm run staff -- cases list                    daftar kasus yang belum selesai
  npm run staff -- cases show K-48213            isi percakapan dan riwayat satu kasus
  npm run staff -- cases take K-48213            ambil kasus; bot diam di obrolan itu
  npm run staff -- cases answer K-48213 "TEKS"   kirim jawaban ke pengguna
  npm run staff -- cases close K-48213           selesaikan kasus; bot membantu lagi`

const REASONS: Readonly<Record<StoredCaseReason, string>> = {
  asked: 'pengguna meminta petugas',
  'no-answer': 'bot tidak punya jawaban',
  'no-recovery': 'belum ada cara pemulihan resmi',
  rejected: 'jawaban bot ditolak pengguna',
  poison: 'pesan gagal diproses bot',
  'staff-started': 'petugas menulis lebih dulu',
}

const STATES: Readonly<Record<CaseState, string>> = {
  baru: 'baru',
  ditangani: 'sedang ditangani',
  'menunggu-pengguna': 'menunggu pengguna',
  ditunda: 'ditunda',
  selesai: 'selesai',
}

/** Returns the exit code: 0 done, 1 it could not be done, 2 wrong usage. */
export async function runStaffCommand(
  args: readonly string[],
  parts: StaffCommandParts,
): Promise<number> {
  const command = parse(args)
  if (command === undefined) {
    parts.printFault(USAGE)
    return 2
  }
  try {
    await run(command, parts)
    return 0
  } catch (error) {
    if (!(error instanceof HelpdeskError)) throw error
    parts.printFault(error.message)
    return 1
  }
}

type Command =
  | { readonly verb: 'list' }
  | { readonly verb: 'show' | 'take' | 'close'; readonly number: string }
  | { readonly verb: 'answer'; readonly number: string; readonly text: string }

function parse(args: readonly string[]): Command | undefined {
  const [noun, verb = 'list', rawNumber, text, ...rest] = args
  if (noun !== 'cases' || rest.length > 0) return undefined
  if (verb === 'list') return rawNumber === undefined ? { verb } : undefined
  const number = parseNumber(rawNumber)
  if (number === undefined) return undefined
  if (verb === 'answer') return text === undefined ? undefined : { verb, number, text }
  if (verb !== 'show' && verb !== 'take' && verb !== 'close') return undefined
  return text === undefined ? { verb, number } : undefined
}

/** "K-48213", "k48213" and "48213" are the same case. */
function parseNumber(text: string | undefined): string | undefined {
  const digits = /^(?:k-?)?(\d{5,})$/i.exec(text ?? '')?.[1]
  return digits === undefined ? undefined : `K-${digits}`
}

async function run(command: Command, parts: StaffCommandParts): Promise<void> {
  const { store, staff, print } = parts
  const now = parts.now()
  switch (command.verb) {
    case 'list':
      return list(parts)
    case 'show':
      return show(command.number, parts)
    case 'take':
      await store.write('staff', (tx) => takeCase(tx, { number: command.number, staff, now }))
      print(`Kasus ${command.number} sekarang Anda tangani. Bot diam di obrolan itu.`)
      return
    case 'answer': {
      const { number, text } = command
      const requestId = randomUUID()
      await store.write('staff', (tx) => replyToCase(tx, { number, text, staff, requestId, now }))
      print(`Jawaban untuk kasus ${number} masuk antrean kirim. Bot diam di obrolan itu.`)
      return
    }
    case 'close':
      await store.write('staff', (tx) => closeCase(tx, { number: command.number, staff, now }))
      print(`Kasus ${command.number} selesai. Bot membantu lagi di obrolan itu.`)
  }
}

async function list({ store, print, timeZone }: StaffCommandParts): Promise<void> {
  const open = await store.read((tx) => cases.listOpenCases(tx))
  if (open.length === 0) {
    print('Tidak ada kasus yang terbuka.')
    return
  }
  print(`${open.length} kasus terbuka:`)
  for (const row of open) print(listLine(row, timeZone))
}

function listLine(row: ListedCase, timeZone: string): string {
  const parts = [
    row.number,
    STATES[row.state],
    row.channel,
    `dibuka ${localTime(row.openedAt, timeZone)}`,
    REASONS[row.reason],
    row.summary,
  ]
  return parts.filter((part) => part !== '').join(' | ')
}

async function show(number: string, parts: StaffCommandParts): Promise<void> {
  const { store, print, timeZone } = parts
  const { row, events, entries, owner } = await store.read(async (tx) => {
    const found = await requireCase(tx, number)
    return {
      row: found,
      events: await cases.caseEvents(tx, found.id),
      entries: await transcripts.readTranscript(tx, found.chatId, { limit: TRANSCRIPT_ENTRIES }),
      owner: (await chats.chatById(tx, found.chatId)).owner,
    }
  })
  for (const line of header(row, owner, timeZone)) print(line)
  print('')
  print('Riwayat:')
  for (const event of events) print(eventLine(event, timeZone))
  print('')
  print('Percakapan:')
  for (const entry of entries) print(entryLines(entry, parts))
}

function header(row: Case, owner: string, timeZone: string): readonly string[] {
  return [
    `Kasus ${row.number} (${STATES[row.state]})`,
    `Kanal: ${row.channel}; dibuka ${localTime(row.openedAt, timeZone)}`,
    `Alasan: ${REASONS[row.reason]}`,
    ...(row.entryId === null ? [] : [`Topik terakhir: ${row.entryId}`]),
    `Ringkasan: ${row.summary}`,
    `Ditangani oleh: ${row.takenBy ?? 'belum ada'}`,
    `Yang menjawab di obrolan sekarang: ${owner === 'human' ? 'petugas' : 'bot'}`,
  ]
}

const EVENTS: Readonly<Record<string, string>> = {
  open: 'dibuka',
  reopen: 'dibuka lagi',
  take: 'diambil',
  reply: 'dijawab',
  'user-wrote': 'pengguna menulis lagi',
  close: 'diselesaikan',
  'user-blocked': 'pengguna memblokir bot',
  'send-failed': 'pesan gagal dikirim',
}

const ACTORS: Readonly<Record<string, string>> = {
  bot: 'bot',
  user: 'pengguna',
  'office-phone': 'telepon kantor',
}

function eventLine({ at, type, actor, detail }: CaseEvent, timeZone: string): string {
  const who = ACTORS[actor] ?? actor.replace(/^staff:/, '')
  const what = EVENTS[type] ?? type
  // The reason of an opened case stands in the header already.
  const more = detail === null || type === 'open' ? '' : `: ${detail}`
  return `  ${localTime(at, timeZone)} ${what} (${who})${more}`
}

const SPEAKERS: Readonly<Record<TranscriptEntry['from'], string>> = {
  user: 'Pengguna',
  'office-phone': 'Petugas (telepon kantor)',
  bot: 'Bot',
  staff: 'Petugas',
}

const UNSENT: Readonly<Record<string, string>> = {
  queued: ' [menunggu dikirim]',
  sending: ' [sedang dikirim]',
  failed: ' [GAGAL dikirim]',
  uncertain: ' [belum pasti terkirim]',
  cancelled: ' [dibatalkan]',
}

function entryLines(
  entry: TranscriptEntry,
  { timeZone, mediaFolder }: Pick<StaffCommandParts, 'timeZone' | 'mediaFolder'>,
): string {
  const text = 'reply' in entry ? replyText(entry.reply) : messageText(entry, mediaFolder)
  const state = 'reply' in entry ? (UNSENT[entry.state] ?? '') : ''
  const indented = text.replace(/\n/g, '\n    ')
  return `  ${localTime(entry.at, timeZone)} ${SPEAKERS[entry.from]}${state}: ${indented}`
}

const KINDS: Readonly<Record<MessageKind, string>> = {
  text: '',
  press: '',
  picture: '[gambar] ',
  sticker: '[stiker] ',
  voice: '[pesan suara] ',
  video: '[video] ',
  document: '[dokumen] ',
  location: '[lokasi] ',
  contact: '[kontak] ',
  poll: '[polling] ',
  reaction: '[reaksi] ',
  edit: '[pesan diubah] ',
  deletion: '[pesan dihapus] ',
  unsupported: '[jenis pesan lain] ',
}

function messageText({ kind, text, picture }: TranscriptMessage, mediaFolder: string): string {
  const lines = [`${KINDS[kind]}${text}`.trimEnd()]
  if (picture !== undefined) lines.push(...pictureLines(picture, mediaFolder))
  return lines.join('\n')
}

const UNREAD: Readonly<Record<TranscriptPicture['state'], string>> = {
  waiting: 'gambar sedang dibaca',
  read: '',
  'no-text': 'tidak ada tulisan yang terlihat',
  unreadable: 'tulisannya tidak terbaca',
  'too-large': 'berkasnya terlalu besar',
  broken: 'berkasnya rusak',
  unavailable: 'gambarnya tidak bisa diambil',
}

function pictureLines({ state, text, file }: TranscriptPicture, mediaFolder: string): string[] {
  const read = state === 'read' ? [`Terbaca: ${text}`] : [`(${UNREAD[state]})`]
  return file === undefined ? read : [...read, `Salinan: ${join(mediaFolder, file)}`]
}

function localTime(at: number, timeZone: string): string {
  return DateTime.fromMillis(at, { zone: timeZone }).setLocale('id').toFormat('d LLL yyyy HH.mm')
}
