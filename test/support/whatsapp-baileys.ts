/** Baileys for the loopback server and the simulated phones, silenced like in the service. */
import type * as Baileys from '@whiskeysockets/baileys'
import { silenceLibsignal } from '../../src/channels/whatsapp/quiet-libsignal.js'

silenceLibsignal()

export const baileys: typeof Baileys = await import('@whiskeysockets/baileys')
export type { BinaryNode, proto, WAMessage, WASocket } from '@whiskeysockets/baileys'
