import { clockTime, longDate } from '../../calendar/indonesian-dates.js'
import { openingState } from '../../calendar/office-hours.js'
import type { Knowledge } from '../../knowledge/knowledge.js'
import { choice, HUMAN, MENU } from '../choices.js'
import type { Choice, Reply, Role } from '../model.js'
import { LABELS, PHRASES, ROLE_NAMES } from '../phrases.js'
import type { AnswerContext } from './context.js'
import { addressLine } from './reach.js'
import { sourceLine } from './source-line.js'

/** First contact, in one message: whose bot, what to ask, what never to send, how to reach a person. */
export function welcome(knowledge: Knowledge): Reply {
  const samples = sampleQuestions(knowledge)
  return {
    heading: `Selamat datang di Tanya Kinerja, bot milik ${knowledge.office.name}`,
    text: [
      'Saya membantu soal Pengelolaan Kinerja dan sinkro ke e-Kinerja. Saya bukan bot kementerian atau BKN.',
      '',
      'Contoh pertanyaan:',
      ...samples.map((sample) => `• ${sample.question}`),
      '',
      'Tulis saja pertanyaannya, atau salin pesan error di layar.',
      'Jangan kirim NIP, sandi, atau OTP.',
      'Ingin bicara dengan orang? Ketik "petugas" kapan saja.',
    ].join('\n'),
    choices: [...samples.map((sample) => sample.choice), MENU, HUMAN],
  }
}

/** The welcome in two lines, for somebody whose first message was already a question. */
export function welcomeFootnote(knowledge: Knowledge): string {
  return `Bot ${knowledge.office.name}, bukan kementerian/BKN. Jangan kirim NIP, sandi, atau OTP. Ingin bicara dengan orang? Ketik "petugas".`
}

function sampleQuestions(knowledge: Knowledge): { question: string; choice: Choice }[] {
  const samples = [
    {
      id: 'sync-01',
      question: 'Tombol sinkro saya tidak muncul',
      choice: choice({ type: 'show', id: 'sync-01' }, 'Tombol sinkro tidak muncul'),
    },
    {
      id: 'flow-sinkro',
      question: 'Bagaimana langkah sinkro ke e-Kinerja?',
      choice: choice({ type: 'show', id: 'flow-sinkro' }, 'Langkah sinkro'),
    },
    {
      id: 'deadline',
      question: 'Kapan batas perencanaan?',
      choice: choice({ type: 'deadline' }, LABELS.deadline),
    },
  ]
  return samples.filter(
    ({ id }) => id === 'deadline' || knowledge.errors.has(id) || knowledge.topics.has(id),
  )
}

export function menu(role: Role | undefined): Reply {
  return {
    heading: 'Menu',
    text:
      role === undefined
        ? 'Pilih salah satu, atau tulis saja pertanyaannya.'
        : `Pilih salah satu, atau tulis saja pertanyaannya. Peran Bapak/Ibu: ${ROLE_NAMES[role]}.`,
    choices: [
      choice({ type: 'paste-error' }, LABELS.errorHelp),
      choice({ type: 'show', id: 'flow-sinkro' }, 'Langkah sinkro'),
      choice({ type: 'show', id: 'flow-perencanaan' }, 'Langkah perencanaan'),
      choice({ type: 'show', id: 'flow-pelaksanaan' }, 'Langkah pelaksanaan'),
      choice({ type: 'show', id: 'flow-penilaian' }, 'Langkah penilaian'),
      choice({ type: 'deadline' }, LABELS.deadline),
      choice({ type: 'ask-role' }, LABELS.role),
      HUMAN,
    ],
  }
}

/** What the bot may promise about an answer from a person. No staff, no promise. */
export function staffPromise({ knowledge, now, timeZone }: AnswerContext): string {
  const { office } = knowledge
  if (office.staff.length === 0) {
    const contact = addressLine(office.contact)
    return contact === undefined
      ? `Saya belum bisa menjanjikan kapan dibalas. Bapak/Ibu juga bisa datang langsung ke ${office.name}.`
      : `Saya belum bisa menjanjikan kapan dibalas. Kontak kantor: ${contact}.`
  }
  const { open, until } = openingState(office, now, timeZone)
  if (until === undefined) return 'Petugas akan membalas di chat ini.'
  return open
    ? `Petugas akan membalas di chat ini. Kantor buka sampai pukul ${clockTime(until)} hari ini.`
    : `Kantor sedang tutup dan buka lagi ${longDate(until)} pukul ${clockTime(until)}. Petugas akan membalas di chat ini setelah itu.`
}

export function caseOpened(number: string, context: AnswerContext): Reply {
  return {
    heading: `Kasus ${number} sudah dibuka untuk petugas`,
    text: [
      staffPromise(context),
      'Sambil menunggu, silakan tambahkan keterangan (tanpa NIP atau sandi). Saya tetap bisa ditanya.',
    ].join('\n'),
    choices: [MENU],
  }
}

export function caseStillOpen(number: string, context: AnswerContext): Reply {
  return {
    heading: `Kasus ${number} sudah terbuka di petugas`,
    text: `${staffPromise(context)}\n${PHRASES.forwarded}`,
    choices: [MENU],
  }
}

/** The meaning of one term, or which terms may be asked. */
export function termAnswer(term: string, { knowledge }: AnswerContext): Reply | undefined {
  const wanted = term.toLowerCase()
  const found = knowledge.terms.find((candidate) =>
    [candidate.term, ...candidate.aliases].some((name) => name.toLowerCase() === wanted),
  )
  if (found === undefined) return undefined
  return {
    heading: found.term,
    text: `${found.meaning}\n${sourceLine(found.source, knowledge)}`,
    choices: [HUMAN, MENU],
  }
}
