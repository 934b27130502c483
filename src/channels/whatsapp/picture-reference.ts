/**
 * Where a picture lies on WhatsApp's media servers and the key that opens it, as text that outlives a
 * restart: with the message in the spool, then with it in the inbox, until the picture has been read.
 */
import type { proto } from '@whiskeysockets/baileys'
import { z } from 'zod'
import { PictureError, type PictureSource } from '../channel.js'
import { isPictureType } from '../picture-types.js'

const referenceSchema = z.strictObject({
  /** Keys are derived differently for pictures sent as pictures and as files. */
  media: z.enum(['image', 'document']),
  /** Base64. Whoever has it can open the picture: never in a log. */
  mediaKey: z.base64().min(1),
  directPath: z.string().optional(),
  url: z.string().optional(),
  /** By which the office's phone is asked to upload an old picture again. */
  message: z.strictObject({
    chat: z.string(),
    id: z.string(),
    participant: z.string().optional(),
  }),
})

export type PictureReference = z.output<typeof referenceSchema>

/** What the content of a message tells; the key of the message makes it a whole reference. */
export interface PictureMedia extends Omit<PictureReference, 'message'> {
  readonly bytes?: number
}

/** The picture in a content field; undefined for other media, and where it cannot be fetched. */
export function pictureMedia(
  name: string,
  fields: proto.Message.IImageMessage & proto.Message.IDocumentMessage,
): PictureMedia | undefined {
  const media = name === 'imageMessage' ? 'image' : 'document'
  if (media === 'document' && !(name === 'documentMessage' && isPictureType(fields.mimetype))) {
    return undefined
  }
  const { mediaKey, directPath, url, fileLength } = fields
  if (!(directPath || url) || !mediaKey || mediaKey.length === 0) return undefined
  const bytes = Number(fileLength ?? 0)
  return {
    media,
    mediaKey: Buffer.from(mediaKey).toString('base64'),
    ...(directPath ? { directPath } : {}),
    ...(url ? { url } : {}),
    ...(bytes > 0 ? { bytes } : {}),
  }
}

export function pictureSource(
  { bytes, ...media }: PictureMedia,
  key: proto.IMessageKey,
): PictureSource {
  const { remoteJid, id, participant } = key
  const message = {
    chat: remoteJid ?? '',
    id: id ?? '',
    ...(participant ? { participant } : {}),
  }
  const reference: PictureReference = { ...media, message }
  return { reference: JSON.stringify(reference), ...(bytes === undefined ? {} : { bytes }) }
}

/** @throws {PictureError} for what no version of this program has written. */
export function readReference(text: string): PictureReference {
  try {
    return referenceSchema.parse(JSON.parse(text))
  } catch {
    // Neither the text nor what zod says of it goes on: it holds the key.
    throw new PictureError('gone', 'the reference of the picture cannot be read')
  }
}
