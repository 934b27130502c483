/** What must hold: below one of these the evaluation ends with a fault. */
import type { QuestionLabel } from '../understanding/labelled.js'
import type { Evaluation } from './evaluate.js'
import type { Share } from './shares.js'

export interface Floor {
  /** Indonesian, for the table. */
  readonly name: string
  /** A share of 0..1, a number of times, or milliseconds. */
  readonly value: number
  readonly unit: 'share' | 'times' | 'ms'
  readonly limit: number
  readonly direction: 'at-least' | 'at-most'
  /** What a share was counted from. */
  readonly counted?: Share
}

/** Right answers, by kind. Short everyday requests and what is vague have fewer lines, so lower floors. */
const RIGHT: Readonly<Record<QuestionLabel, number>> = {
  error: 0.98,
  faq: 0.95,
  flow: 0.95,
  contact: 0.95,
  deadline: 0.95,
  human: 0.95,
  greeting: 0.95,
  out_of_scope: 0.97,
  ambiguous: 0.9,
}

export function questionFloors(evaluation: Evaluation): Floor[] {
  const { sure, wrongAnswers, askedBack, outOfScope } = evaluation
  return [
    ...evaluation.kinds.map(({ kind, right }) =>
      atLeast(`${KIND_NAMES[kind]}: benar`, right, RIGHT[kind]),
    ),
    atMost('salah, dari semua jawaban', wrongAnswers, 0.02),
    atLeast('benar, dari jawaban dengan keyakinan ≥ 0,9', sure, 0.97),
    atMost('kesalahan dan FAQ yang ditanyakan balik', askedBack, 0.15),
    atMost('di luar cakupan yang ditanyakan balik', outOfScope.askedBack, 0.1),
    atMost('di luar cakupan dijawab dengan keyakinan ≥ 0,9', outOfScope.surelyAnswered, 0),
  ]
}

/** @param helpful over the questions and their harder forms together */
export function clarificationFloor(helpful: Share): Floor {
  return atLeast('pertanyaan balik yang memuat entri yang tepat', helpful, 0.95)
}

/** @param right pictures of one error that led to it */
export function pictureFloor(right: Share): Floor {
  return atLeast('gambar dengan satu kesalahan: benar', right, 0.95)
}

/** The median of ours beside a library's. */
export function timesFasterFloor(name: string, times: number, limit: number): Floor {
  return { name, value: times, unit: 'times', limit, direction: 'at-least' }
}

export function latencyFloor(name: string, ms: number, limit: number): Floor {
  return { name, value: ms, unit: 'ms', limit, direction: 'at-most' }
}

/** A share of nothing cannot be too small or too large. */
export function isMissed({ value, limit, direction, counted }: Floor): boolean {
  if (counted?.of === 0) return false
  return direction === 'at-least' ? value < limit : value > limit
}

function atLeast(name: string, counted: Share, limit: number): Floor {
  return { name, value: counted.share, unit: 'share', limit, direction: 'at-least', counted }
}

function atMost(name: string, counted: Share, limit: number): Floor {
  return { name, value: counted.share, unit: 'share', limit, direction: 'at-most', counted }
}

/** How the tables name each kind. */
export const KIND_NAMES: Readonly<Record<QuestionLabel, string>> = {
  error: 'kesalahan',
  faq: 'FAQ',
  flow: 'panduan',
  contact: 'kontak',
  deadline: 'tenggat',
  human: 'minta petugas',
  greeting: 'sapaan',
  out_of_scope: 'di luar cakupan',
  ambiguous: 'terlalu umum',
}
