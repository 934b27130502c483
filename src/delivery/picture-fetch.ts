import { type Channel, PictureError } from '../channels/channel.js'
import type { StoredPicture } from '../store/index.js'
import type { Clock } from './clock.js'
import { MAX_PICTURE_BYTES, PICTURE_FETCH_TIMEOUT_MS } from './limits.js'

/**
 * The bytes of a picture from its channel, within the limits of size and time.
 * @param abort is aborted when the channel does not answer in time; aborted by the caller, it ends the fetch.
 * @throws {PictureError} also when the channel is off, does not answer, or was aborted.
 */
export async function fetchPicture(
  { channel: name, reference }: Pick<StoredPicture, 'channel' | 'reference'>,
  channel: Pick<Channel, 'fetchPicture'> | undefined,
  clock: Clock,
  abort: AbortController,
): Promise<Uint8Array> {
  if (channel?.fetchPicture === undefined || reference === null) {
    throw new PictureError('gone', `channel ${name} does not fetch pictures`)
  }
  const { signal } = abort
  // A channel may not heed the signal: the place it takes is given free all the same.
  const aborted = new Promise<never>((_, reject) => {
    const refuse = () => reject(new PictureError('retry', 'no answer in time'))
    if (signal.aborted) refuse()
    else signal.addEventListener('abort', refuse, { once: true })
  })
  const cancel = clock.after(PICTURE_FETCH_TIMEOUT_MS, () => abort.abort())
  try {
    const fetching = channel.fetchPicture(reference, { maxBytes: MAX_PICTURE_BYTES, signal })
    return await Promise.race([fetching, aborted])
  } finally {
    cancel()
  }
}
