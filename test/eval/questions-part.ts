/** Scores the labelled questions and their harder forms. */
import type { Brain } from '../../src/brain.js'
import { scoreSets } from '../../src/evaluation/confusable.js'
import {
  evaluateJudged,
  helpfulQuestions,
  type Judged,
  judgeAll,
} from '../../src/evaluation/evaluate.js'
import { clarificationFloor, type Floor, questionFloors } from '../../src/evaluation/floors.js'
import {
  calibrationTable,
  confusionsTable,
  kindsTable,
  setsTable,
} from '../../src/evaluation/report.js'
import type { Share } from '../../src/evaluation/shares.js'
import { counted, interval, percent, textTable } from '../../src/evaluation/tables.js'
import { harderQuestions, VARIANTS } from '../../src/evaluation/variants.js'
import type { LabelledQuestion } from '../../src/understanding/labelled.js'
import { answerText } from './ours.js'

export interface PartReport {
  readonly title: string
  readonly sections: readonly (readonly [heading: string, body: string])[]
  readonly floors: readonly Floor[]
  /** The same for programs. */
  readonly data: Readonly<Record<string, unknown>>
}

const VARIANT_NAMES = {
  half: 'dipotong separuh',
  dropped: 'kata hilang',
  vowelless: 'tanpa vokal',
  typos: 'salah ketik',
} as const

export function scoreQuestions(brain: Brain, questions: readonly LabelledQuestion[]): PartReport {
  const answer = (text: string) => answerText(brain, text)
  const judged = judgeAll(questions, answer)
  const evaluation = evaluateJudged(judged)
  const harder = judgeAll(harderQuestions(questions), answer)
  const clarifications: [string, Share][] = [
    ['apa adanya', evaluation.helpfulQuestions],
    ...VARIANTS.map((variant): [string, Share] => {
      const own: readonly Judged[] = harder.filter(({ question }) => question.variant === variant)
      return [VARIANT_NAMES[variant], helpfulQuestions(own)]
    }),
    ['semua', helpfulQuestions([...judged, ...harder])],
  ]
  const helpful = clarifications.at(-1)?.[1] as Share
  const sets = scoreSets(judged)
  return {
    title: `${questions.length} pertanyaan`,
    sections: [
      ['Hasil per jenis', kindsTable(evaluation)],
      ['Tertukar', confusionsTable(evaluation)],
      ['Kesalahan yang mirip', setsTable(sets)],
      ['Kalibrasi', calibrationTable(evaluation)],
      [
        'Pertanyaan balik yang memuat entri yang tepat',
        textTable(
          ['pesan', 'memuat', '%', 'selang 95 %'],
          clarifications.map(([name, share]) => [
            name,
            counted(share),
            percent(share),
            interval(share),
          ]),
        ),
      ],
    ],
    floors: [...questionFloors(evaluation), clarificationFloor(helpful)],
    data: { evaluation, sets, clarifications: Object.fromEntries(clarifications) },
  }
}
