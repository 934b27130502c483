import type { TranscriptEntry } from '../../store/index.js'

/** One message as the page gets it; every field that leaves is listed here. */
export type PageItem =
  | {
      readonly from: 'user'
      readonly id: string
      readonly at: number
      readonly text: string
      /** The picture itself is not given back: it is deleted once it has been read. */
      readonly isPicture: boolean
    }
  | {
      readonly from: 'bot' | 'staff'
      readonly id: string
      readonly at: number
      readonly heading: string
      readonly text: string
      readonly links: readonly { readonly label: string; readonly url: string }[]
      readonly choices: readonly { readonly label: string; readonly action: string }[]
    }

/** Undefined for what the visitor should not see: replies that were cancelled or given up. */
export function presentEntry(entry: TranscriptEntry): PageItem | undefined {
  if (!('reply' in entry)) {
    // The page made this id, and knows its own message by it.
    const { externalId: id, at, text, kind } = entry
    return { from: 'user', id, at, text, isPicture: kind === 'picture' }
  }
  if (entry.state === 'cancelled' || entry.state === 'failed') return undefined
  const { heading, text, links, choices } = entry.reply
  return {
    from: entry.from,
    id: entry.id,
    at: entry.at,
    heading: heading ?? '',
    text,
    links: (links ?? []).map(({ label, url }) => ({ label, url })),
    choices: (choices ?? []).map(({ label, action }) => ({ label, action })),
  }
}
