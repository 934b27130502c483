/** Questions with the one answer that is right for them: what the fit learns from and what is scored. */
/** One line of `test/eval/questions.jsonl`. */
export interface LabelledQuestion {
  readonly q: string
  readonly kind: QuestionLabel
  readonly id: string
  readonly style?: string
  readonly split?: 'train' | 'test'
}

export const QUESTION_LABELS = [
  'error',
  'faq',
  'flow',
  'contact',
  'deadline',
  'human',
  'greeting',
  'out_of_scope',
  'ambiguous',
] as const
export type QuestionLabel = (typeof QUESTION_LABELS)[number]

/** The id that a right answer carries: the label's own names differ for two kinds. */
export function expectedId({ kind, id }: LabelledQuestion): string {
  if (kind === 'out_of_scope') return 'none'
  return kind === 'ambiguous' ? 'clarify' : id
}
