/** What the channel is given by the composition root. */
import type pino from 'pino'
import type { Inbox } from '../channel.js'
import type { ReconnectTiming } from './limits.js'
import type { Mask } from './message-reader.js'
import type { Terminal } from './pairing.js'

export interface WhatsAppOptions {
  readonly dataDir: string
  readonly inbox: Inbox
  readonly logger: pino.Logger
  /** Blackens personal data before anything is written. */
  readonly mask: Mask
  /** UTC milliseconds. */
  readonly clock: () => number
  /** 0 ≤ x < 1. */
  readonly random: () => number
  /** Text for people: the QR and the pairing code. */
  readonly terminal: Terminal
  /** Office's number, digits with country code: pair by code instead of QR. */
  readonly pairingNumber?: string
  /** Another server than WhatsApp's own (tests). */
  readonly socketUrl?: string
  /** Other waits than {@link RECONNECT_TIMING} (tests). */
  readonly reconnectTiming?: ReconnectTiming
}
