/**
 * Baileys is loaded when the channel starts, not before: a service without WhatsApp pays neither its
 * second of start-up nor its memory. Everything else in this folder imports types only.
 */
import type { SocketConfig } from '@whiskeysockets/baileys'
import { silenceLibsignal } from './quiet-libsignal.js'

export type Baileys = typeof import('@whiskeysockets/baileys')
export type BaileysLogger = SocketConfig['logger']
export type MakeSignalRepository = SocketConfig['makeSignalRepository']

export async function loadBaileys(): Promise<Baileys> {
  silenceLibsignal()
  return import('@whiskeysockets/baileys')
}
