/** Reads the labelled pictures with the service's reader and scores what the engine makes of them. */
import type { Brain } from '../../src/brain.js'
import { RESULTS, type Result } from '../../src/evaluation/evaluate.js'
import { pictureFloor } from '../../src/evaluation/floors.js'
import {
  judgePicture,
  type LabelledPicture,
  PICTURE_LABELS,
  wordsRead,
} from '../../src/evaluation/pictures.js'
import { shareOf } from '../../src/evaluation/shares.js'
import { decimal, interval, percent, textTable } from '../../src/evaluation/tables.js'
import type { PictureReader } from '../../src/pictures/picture-reader.js'
import { answerPicture } from './ours.js'
import type { PartReport } from './questions-part.js'
import { pictureBytes } from './read-labels.js'

const LABEL_NAMES = {
  error: 'satu kesalahan',
  'two-errors': 'dua kesalahan',
  other: 'gambar lain',
  unreadable: 'tidak terbaca',
} as const

interface JudgedPicture {
  readonly picture: LabelledPicture
  readonly result: Result
  readonly given: string
  readonly confidence: number
  /** Share of the shown words that were read, 0..1. */
  readonly read: number
  readonly state: string
  readonly ms: number
}

/** One picture after the other, so that the time is a picture's own. */
export async function scorePictures(
  brain: Brain,
  reader: PictureReader,
  pictures: readonly LabelledPicture[],
): Promise<PartReport> {
  const judged: JudgedPicture[] = []
  for (const picture of pictures) {
    const bytes = pictureBytes(picture)
    const begun = performance.now()
    const { reading } = await reader.read(bytes)
    const answered = answerPicture(brain, reading)
    judged.push({
      picture,
      result: judgePicture(picture, answered),
      given: answered.id,
      confidence: answered.confidence,
      read: wordsRead(picture.shows, reading.text).share,
      state: reading.state,
      ms: performance.now() - begun,
    })
  }
  const errors = judged.filter(({ picture }) => picture.kind === 'error')
  const right = shareOf(errors, ({ result }) => result === 'right')
  const times = judged.map(({ ms }) => ms).sort((one, other) => one - other)
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0
  const styles = [...new Set(errors.map(({ picture }) => picture.style))].sort()
  return {
    title: `${pictures.length} gambar`,
    sections: [
      [
        'Hasil per jenis',
        rows(
          'jenis',
          PICTURE_LABELS.map((kind) => [
            LABEL_NAMES[kind],
            judged.filter(({ picture }) => picture.kind === kind),
          ]),
        ),
      ],
      [
        'Satu kesalahan, menurut keadaan gambar',
        rows(
          'keadaan',
          styles.map((style) => [style, errors.filter(({ picture }) => picture.style === style)]),
        ),
      ],
      ['Waktu', `median ${decimal(at(0.5), 0)} ms, p95 ${decimal(at(0.95), 0)} ms`],
    ],
    floors: [pictureFloor(right)],
    data: {
      right,
      medianMs: at(0.5),
      p95Ms: at(0.95),
      pictures: judged.map(({ picture, ...rest }) => ({
        ...rest,
        file: picture.file,
        kind: picture.kind,
        style: picture.style,
        expected: picture.id,
      })),
    },
  }
}

function rows(
  name: string,
  groups: readonly (readonly [string, readonly JudgedPicture[]])[],
): string {
  return textTable(
    [
      name,
      'jumlah',
      'benar',
      '%',
      'selang 95 %',
      'ditawarkan',
      'ditanya',
      'ditolak',
      'salah',
      'kata terbaca',
    ],
    groups.map(([group, own]) => {
      const count = (result: Result) => own.filter((item) => item.result === result).length
      const right = shareOf(own, ({ result }) => result === 'right')
      const [, ...others] = RESULTS
      const shown = own.filter(({ picture }) => picture.shows.length > 0)
      const read = shown.reduce((sum, item) => sum + item.read, 0) / shown.length
      return [
        group,
        String(own.length),
        String(count('right')),
        percent(right),
        interval(right),
        ...others.map((result) => String(count(result))),
        shown.length === 0 ? '–' : `${decimal(read * 100, 0)} %`,
      ]
    }),
  )
}
