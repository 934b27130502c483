import type { Knowledge } from '../../knowledge/knowledge.js'

interface SourceRef {
  readonly id: string
  readonly detail?: string | undefined
}

/** `Sumber: Bahan Bimtek PMM …`; with the slide or section where there is room for it. */
export function sourceLine(ref: SourceRef, knowledge: Knowledge, withDetail = false): string {
  const title = knowledge.sources.get(ref.id)?.title ?? ref.id
  const detail = withDetail && ref.detail !== undefined ? ` (${ref.detail})` : ''
  return `Sumber: ${title}${detail}`
}

/** Which years an answer holds for: `untuk 2026`, `untuk 2024–2026`. */
export function erasLabel(eras: readonly number[]): string {
  if (eras.length === 1) return `untuk ${eras[0]}`
  return `untuk ${Math.min(...eras)}–${Math.max(...eras)}`
}
