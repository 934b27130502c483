/** Formats that are decoded. HEIC, TIFF, SVG and PDF decoders are left out: a large door for bad data. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif'

/** What the first bytes say; a file name or a sender's word says nothing. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const begins = (at: number, ...values: readonly number[]) =>
    values.every((value, index) => bytes[at + index] === value)
  if (begins(0, 0xff, 0xd8, 0xff)) return 'jpeg'
  if (begins(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png'
  if (begins(0, 0x52, 0x49, 0x46, 0x46) && begins(8, 0x57, 0x45, 0x42, 0x50)) return 'webp'
  if (begins(0, 0x47, 0x49, 0x46, 0x38)) return 'gif'
  return undefined
}
