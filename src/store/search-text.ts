/**
 * The text that full-text search indexes, made by our own code at write time so that every database
 * finds the same: lower case, no accents, words of letters and digits with one space between.
 */
export function searchText(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
