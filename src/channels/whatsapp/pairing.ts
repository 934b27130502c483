/**
 * Shows how to pair: the QR on the terminal and its payload in `DATA_DIR/whatsapp-qr.txt` (0600, one
 * line, written whole or not at all), or a pairing code. The file is gone once paired.
 */
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type pino from 'pino'

const QR_FILE = 'whatsapp-qr.txt'
const PRIVATE_MODE = 0o600

/** Where text for people goes; standard error in the service. */
export interface Terminal {
  write(text: string): unknown
}

export class PairingDisplay {
  readonly #path: string
  readonly #terminal: Terminal
  readonly #log: pino.Logger

  constructor(dataDir: string, terminal: Terminal, log: pino.Logger) {
    this.#path = join(dataDir, QR_FILE)
    this.#terminal = terminal
    this.#log = log
  }

  /** @param payload What the QR encodes. It grants access to the account: it is never logged. */
  async showQr(payload: string): Promise<void> {
    const draft = `${this.#path}.new`
    writeFileSync(draft, `${payload}\n`, { mode: PRIVATE_MODE })
    // The mode above counts for a new file only; a draft may be left over from a crash.
    chmodSync(draft, PRIVATE_MODE)
    renameSync(draft, this.#path)
    this.#log.info('whatsapp: waiting for the QR code to be scanned')
    this.#terminal.write(
      `\nPindai kode QR ini dengan WhatsApp di ponsel kantor:\nSetelan > Perangkat tertaut > Tautkan perangkat\n\n${await drawQr(payload)}\n`,
    )
  }

  showCode(code: string, number: string): void {
    this.#log.info('whatsapp: waiting for the pairing code to be entered')
    this.#terminal.write(
      `\nKode penautan WhatsApp untuk nomor ${number}: ${code.slice(0, 4)}-${code.slice(4)}\nDi ponsel kantor: Setelan > Perangkat tertaut > Tautkan perangkat > Tautkan dengan nomor telepon\n`,
    )
  }

  clear(): void {
    rmSync(this.#path, { force: true })
    rmSync(`${this.#path}.new`, { force: true })
  }
}

async function drawQr(payload: string): Promise<string> {
  const { default: qrcode } = await import('qrcode-terminal')
  return new Promise((resolve) => {
    qrcode.generate(payload, { small: true }, resolve)
  })
}
