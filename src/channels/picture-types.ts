/** Drawings as text: nobody photographs a screen that way, and decoders have been attacked by it. */
const NO_PICTURE_TYPES: ReadonlySet<string> = new Set(['image/svg+xml'])

/** Whether a file of this MIME type, sent as a file, is a picture all the same. */
export function isPictureType(type: string | null | undefined): boolean {
  const [name = ''] = (type ?? '').split(';')
  return name.startsWith('image/') && !NO_PICTURE_TYPES.has(name)
}
