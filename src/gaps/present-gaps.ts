/** Groups of gaps as a table for people, as CSV and as JSON: every field that leaves is listed here. */
import { DateTime } from 'luxon'
import { cleanText, cutText } from '../privacy/clean-text.js'
import { maskText } from '../privacy/mask.js'
import { csvOf } from './csv.js'
import type { GapGroup } from './group-gaps.js'

/** Texts of a group that are shown. */
const EXAMPLES = 3
/** A line of the table stays on the screen. */
const EXAMPLE_LENGTH = 90
const NEAREST = 3
/** Choices of splitting questions are no entries. */
const NOT_AN_ENTRY = /^triage-/

export interface PresentedGap {
  readonly count: number
  readonly chats: number
  readonly declined: number
  readonly clarified: number
  readonly rejected: number
  /** ISO time with the office's offset. */
  readonly newest: string
  readonly oldest: string
  readonly examples: readonly string[]
  readonly nearest: readonly string[]
}

export function presentGap(group: GapGroup, timeZone: string): PresentedGap {
  const time = (at: number) =>
    DateTime.fromMillis(at, { zone: timeZone }).toISO({ suppressMilliseconds: true }) ?? ''
  return {
    count: group.count,
    chats: group.chats,
    declined: group.reasons.declined,
    clarified: group.reasons.clarified,
    rejected: group.reasons.rejected,
    newest: time(group.newest),
    oldest: time(group.oldest),
    examples: group.texts.slice(0, EXAMPLES).map(harmless),
    nearest: group.nearest.filter((id) => !NOT_AN_ENTRY.test(id)).slice(0, NEAREST),
  }
}

/**
 * One line without controls, masked once more: what was stored before a kind of number was known to
 * the masking must not leave here.
 */
function harmless(text: string): string {
  return maskText(cleanText(text)).text.replace(/\s+/g, ' ')
}

/** Indonesian. @param left groups that are not in the table */
export function gapsTable(gaps: readonly PresentedGap[], left: number): string {
  if (gaps.length === 0) return 'Tidak ada pesan yang tak terjawab.'
  const blocks = gaps.map((gap, at) => {
    const reasons = [
      [gap.declined, 'ditolak'],
      [gap.clarified, 'ditanya balik'],
      [gap.rejected, '"bukan"'],
    ] as const
    const named = reasons.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}`)
    return [
      `${at + 1}. ${gap.count}× dari ${gap.chats} obrolan (${named.join(', ')}), terakhir ${gap.newest.slice(0, 16).replace('T', ' ')}`,
      ...gap.examples.map((example) => `   “${shortened(example)}”`),
      ...(gap.nearest.length === 0 ? [] : [`   terdekat: ${gap.nearest.join(', ')}`]),
    ].join('\n')
  })
  const rest = left === 0 ? [] : [`… dan ${left} kelompok lagi (lihat semua: --all, --csv BERKAS)`]
  return [...blocks, ...rest].join('\n')
}

function shortened(text: string): string {
  return text.length <= EXAMPLE_LENGTH ? text : `${cutText(text, EXAMPLE_LENGTH - 1)}…`
}

export function gapsCsv(gaps: readonly PresentedGap[]): string {
  const head = [
    'jumlah',
    'obrolan',
    'ditolak',
    'ditanya_balik',
    'bukan',
    'terakhir',
    'pertama',
    'contoh',
    'contoh_2',
    'contoh_3',
    'entri_terdekat',
  ]
  return csvOf([
    head,
    ...gaps.map((gap) => [
      gap.count,
      gap.chats,
      gap.declined,
      gap.clarified,
      gap.rejected,
      gap.newest,
      gap.oldest,
      gap.examples[0] ?? '',
      gap.examples[1] ?? '',
      gap.examples[2] ?? '',
      gap.nearest.join(' '),
    ]),
  ])
}
