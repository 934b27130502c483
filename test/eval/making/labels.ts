/** The line of `pictures.jsonl` that belongs to a planned picture. */
import type { LabelledPicture } from '../../../src/evaluation/pictures.js'
import { type PicturePlan, SCREEN_TEXTS } from './plan.js'

export function pictureLabel(plan: PicturePlan, number: number): LabelledPicture {
  // The name tells nothing, so that nothing can be read out of it.
  const file = `${String(number).padStart(3, '0')}.jpg`
  const textsOf = (ids: readonly string[]) => ids.map((id) => SCREEN_TEXTS[id] ?? '')
  const { split } = plan
  switch (plan.show) {
    case 'error': {
      const { id, style } = plan
      return { file, kind: 'error', id, style, split, shows: textsOf([id]) }
    }
    case 'two-errors': {
      const { ids, way } = plan
      return {
        file,
        kind: 'two-errors',
        id: 'clarify',
        among: ids,
        style: way,
        split,
        shows: textsOf(ids),
      }
    }
    case 'other':
      return { file, kind: 'other', id: 'none', style: plan.subject, split, shows: [] }
    case 'unreadable':
      return { file, kind: 'unreadable', id: 'clarify', style: plan.way, split, shows: [] }
  }
}
