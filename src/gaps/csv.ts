/** Comma-separated values that are safe to open in a spreadsheet. */

/** A cell that begins so is taken for a formula, also after blanks; full-width forms as well. */
const FORMULA = /^[\s'"]*[=+\-@＝＋－＠|%]/u

/** RFC 4180: commas, CRLF, cells in quotes where needed. Starts with a byte order mark for Excel. */
export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`
}

function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const plain = value.replace(/[\t\r\n]+/g, ' ')
  const harmless = FORMULA.test(plain) ? `'${plain}` : plain
  return /[",]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
