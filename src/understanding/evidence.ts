/** The vocabulary of what speaks for a meaning, and of what a message shows as a whole. */
import type { Reading } from './reader.js'

/** What is measured for each meaning. */
export const FEATURES = [
  'gramNearest',
  'gramMean',
  'gramShare',
  'wordNearest',
  'wordMean',
  'wordShare',
  'linear',
  'likely',
  'letters',
  'group',
  'keywords',
  'contained',
  'covered',
  'piece',
  'exact',
  'clauseGram',
  'clauseWord',
  'clauseLinear',
] as const
export type Feature = (typeof FEATURES)[number]

/** What is measured once for the message. */
export const SIGNALS = [
  'always',
  'unknownShare',
  'bestWord',
  'bestGram',
  'brevity',
  'length',
  'verbatim',
  'asksWhen',
  'asksHow',
  'asksContact',
  'asksMeaning',
  'asksNothing',
  'asksPerson',
] as const
export type Signal = (typeof SIGNALS)[number]

export interface Evidence {
  readonly reading: Reading
  /** Row by class, column by {@link FEATURES}. */
  readonly features: Float32Array
  /** By {@link SIGNALS}. */
  readonly signals: Float32Array
}
