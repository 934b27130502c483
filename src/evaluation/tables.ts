/** Tables of plain text for people: columns as wide as they must be, numbers the Indonesian way. */
import type { Share } from './shares.js'

/** @param head names of the columns; the first is aligned left, the others right. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(...[name, ...rows.map((row) => row[column] ?? '')].map(({ length }) => length)),
  )
  const line = (cells: readonly string[]) =>
    head
      .map((_, column) => {
        const cell = cells[column] ?? ''
        const width = widths[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  )
}

/** `97,7 %`; a dash where nothing was counted. */
export function percent({ share, of }: Share): string {
  return of === 0 ? '–' : `${decimal(share * 100, 1)} %`
}

/** `94,2–99,1` */
export function interval({ low, high, of }: Share): string {
  return of === 0 ? '–' : `${decimal(low * 100, 1)}–${decimal(high * 100, 1)}`
}

/** `129/132` */
export function counted({ count, of }: Share): string {
  return `${count}/${of}`
}

export function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('.', ',')
}
