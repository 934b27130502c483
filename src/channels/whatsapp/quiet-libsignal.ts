/**
 * libsignal, the encryption library below Baileys, prints whole session entries, private keys
 * included, to `console` whenever a session opens or closes. Nothing of it may reach a terminal or a
 * log, so every console call that comes from its files is dropped.
 */
const LEVELS = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const
/** A frame of libsignal's own files, on any platform. */
const SIGNAL_FRAME = /[\\/]libsignal[\\/]/

let silenced = false

function calledFromLibsignal(): boolean {
  return SIGNAL_FRAME.test(new Error('who prints?').stack ?? '')
}

/** Call before Baileys is loaded; more calls change nothing. Other code prints as before. */
export function silenceLibsignal(): void {
  if (silenced) return
  silenced = true
  for (const level of LEVELS) {
    const print = console[level].bind(console) as (...args: unknown[]) => void
    console[level] = (...args: unknown[]) => {
      if (!calledFromLibsignal()) print(...args)
    }
  }
}
