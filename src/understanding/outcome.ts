/**
 * What may be true of a message once its meanings are ranked: the best one is right, another one is, it
 * is out of scope, or it is too vague. One multinomial logistic regression for all four.
 */

import { type Evidence, FEATURES, type Feature, SIGNALS, type Signal } from './evidence.js'
import type { MeaningClass } from './examples.js'
import type { Fitted } from './fitted-model.js'

/** The last outcome, "another meaning is right", has no weights: the others are measured against it. */
export const OUTCOMES = ['right', 'foreign', 'vague', 'other'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What the outcomes are told from. */
export const OUTCOME_INPUTS = [
  'always',
  'logit',
  'margin',
  'rivalOfOtherKind',
  'outOfScope',
  'ambiguous',
  'pasted',
  'wordNearest',
  'gramNearest',
  'foreignWord',
  'foreignGram',
  'foreignLinear',
  'foreignLetters',
  'foreignGroup',
  'vagueGroup',
  'unknownShare',
  'brevity',
  'error',
  'intent',
  'deadline',
  'flow',
  'contact',
  'asksWhen',
  'asksNothing',
] as const
type OutcomeInput = (typeof OUTCOME_INPUTS)[number]

/** Log odds are cut off here: beyond it the difference means nothing. */
const LARGEST_LOGIT = 10

/** True for a meaning that has an answer of its own. */
export function isAnswerable({ group }: MeaningClass): boolean {
  return group !== 'out-of-scope' && group !== 'ambiguous'
}

/** Inputs of the outcomes, in the order of {@link OUTCOME_INPUTS}. */
export function outcomeInputs(
  classes: readonly MeaningClass[],
  evidence: Evidence,
  probabilities: ArrayLike<number>,
  best: number,
): number[] {
  const rival = rivalOf(classes, probabilities, best)
  const foreign = classes.findIndex(({ group }) => group === 'out-of-scope')
  const vague = classes.findIndex(({ group }) => group === 'ambiguous')
  const feature = (name: Feature, index = best) =>
    index === -1
      ? 0
      : (evidence.features[index * FEATURES.length + FEATURES.indexOf(name)] as number)
  const lead = (name: Feature) => (foreign === -1 ? 0 : feature(name, foreign) - feature(name))
  const signal = (name: Signal) => evidence.signals[SIGNALS.indexOf(name)] as number
  const likelihood = probabilities[best] as number
  const second = rival === -1 ? 0 : (probabilities[rival] as number)
  const group = (classes[best] as MeaningClass).group
  const is = (name: MeaningClass['group']) => (group === name ? 1 : 0)
  const values: Record<OutcomeInput, number> = {
    always: 1,
    logit: logit(likelihood),
    margin: Math.min(LARGEST_LOGIT, Math.log((likelihood + 1e-9) / (second + 1e-9))),
    rivalOfOtherKind: rival !== -1 && classes[rival]?.group !== group ? second : 0,
    outOfScope: logit(foreign === -1 ? 0 : (probabilities[foreign] as number)),
    ambiguous: logit(vague === -1 ? 0 : (probabilities[vague] as number)),
    pasted: Math.max(feature('contained'), feature('exact')),
    wordNearest: feature('wordNearest'),
    gramNearest: feature('gramNearest'),
    foreignWord: lead('wordNearest'),
    foreignGram: lead('gramNearest'),
    foreignLinear: lead('linear'),
    foreignLetters: lead('letters'),
    foreignGroup: lead('group'),
    vagueGroup: vague === -1 ? 0 : feature('group', vague) - feature('group'),
    unknownShare: signal('unknownShare'),
    brevity: signal('brevity'),
    error: is('error'),
    intent: is('intent'),
    deadline: is('deadline'),
    flow: is('flow'),
    contact: is('contact'),
    asksWhen: signal('asksWhen'),
    asksNothing: signal('asksNothing'),
  }
  return OUTCOME_INPUTS.map((name) => values[name])
}

/** Probability of each outcome; they sum to 1. */
export function outcomeShares(
  inputs: readonly number[],
  weights: Fitted['outcomes'],
): Record<Outcome, number> {
  const [toRight = [], toForeign = [], toVague = []] = weights
  const right = Math.exp(dot(inputs, toRight))
  const foreign = Math.exp(dot(inputs, toForeign))
  const vague = Math.exp(dot(inputs, toVague))
  const total = right + foreign + vague + 1
  return {
    right: right / total,
    foreign: foreign / total,
    vague: vague / total,
    other: 1 / total,
  }
}

/** The likeliest meaning with an answer besides the best, or -1. */
function rivalOf(
  classes: readonly MeaningClass[],
  probabilities: ArrayLike<number>,
  best: number,
): number {
  let rival = -1
  for (const [index, item] of classes.entries()) {
    if (index === best || !isAnswerable(item)) continue
    if (rival === -1 || (probabilities[index] as number) > (probabilities[rival] as number)) {
      rival = index
    }
  }
  return rival
}

function logit(probability: number): number {
  const safe = Math.min(1 - 1e-6, Math.max(1e-6, probability))
  return Math.max(-LARGEST_LOGIT, Math.min(LARGEST_LOGIT, Math.log(safe / (1 - safe))))
}

function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < one.length; at += 1) sum += (one[at] as number) * (other[at] ?? 0)
  return sum
}
