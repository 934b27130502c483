/** The command line of `npm run eval`. */
import { parseArgs } from 'node:util'
import type { Split } from './read-labels.js'

export const USAGE = `Pemakaian: npm run --silent eval [-- PILIHAN]
  --only questions|pictures|libraries|speed   hanya bagian ini
  --split test|train                          bagian uji (biasa) atau bagian latih
  --full                                      pustaka yang lambat juga mendapat semua pertanyaan
  --json                                      hasil sebagai JSON
Kode keluar: 0 semua syarat terpenuhi, 1 ada syarat yang kurang, 2 pemakaian salah.
`
const PARTS = ['questions', 'pictures', 'libraries', 'speed'] as const
export type Part = (typeof PARTS)[number]
/** Speed takes minutes and needs a machine that does nothing else, so it is asked for. */
const USUAL_PARTS: readonly Part[] = ['questions', 'pictures', 'libraries']

export interface Options {
  readonly parts: readonly Part[]
  readonly split: Split
  readonly full: boolean
  readonly json: boolean
}

/** Undefined for wrong usage. */
export function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        split: { type: 'string', default: 'test' },
        full: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const { only, split, full, json } = values
    const part = PARTS.find((name) => name === only)
    if (only !== undefined && part === undefined) return undefined
    if (split !== 'test' && split !== 'train') return undefined
    return { parts: part === undefined ? USUAL_PARTS : [part], split, full, json }
  } catch {
    return undefined
  }
}
