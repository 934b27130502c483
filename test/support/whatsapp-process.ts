/** Starts and kills `whatsapp-child.ts`. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { InboundEnvelope, OutgoingMessage } from '../../src/channels/channel.js'
import type { Command, CrashPoint } from './whatsapp-child.js'
import { PRELOAD, type WhatsAppWorld } from './whatsapp-driver.js'
import { until } from './whatsapp-wait.js'

const SCRIPT = fileURLToPath(new URL('./whatsapp-child.ts', import.meta.url))

export class BotProcess {
  /** Everything it wrote to standard output and standard error. */
  output = ''
  readonly #child: ChildProcessWithoutNullStreams
  readonly #inbox: string

  private constructor(world: WhatsAppWorld) {
    this.#inbox = join(world.dataDir, 'inbox.jsonl')
    this.#child = spawn(process.execPath, ['--import', 'tsx', '--import', PRELOAD, SCRIPT], {
      env: {
        ...process.env,
        ...world.serviceEnvironment(),
        CHILD_DATA_DIR: world.dataDir,
        CHILD_INBOX: this.#inbox,
      },
    })
    this.#child.stdout.on('data', (data: Buffer) => (this.output += data))
    this.#child.stderr.on('data', (data: Buffer) => (this.output += data))
  }

  static start(world: WhatsAppWorld): BotProcess {
    return new BotProcess(world)
  }

  async connected(): Promise<void> {
    await until(() => this.output.includes('whatsapp: connected'), 'the process is connected')
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** As a power cut does: no goodbye. */
  async kill(): Promise<void> {
    if (this.ended) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  /** Makes it kill itself when a message with this text comes to the point. */
  async crashAt(crashAt: CrashPoint, text: string): Promise<void> {
    this.#command({ crashAt, text })
    await until(() => this.output.includes(`{"crashAt":"${crashAt}"}`), 'it is ready to crash')
  }

  async crashed(): Promise<void> {
    await until(() => this.ended, 'the process has killed itself')
  }

  send(message: OutgoingMessage): void {
    this.#command({ send: message })
  }

  async sent(message: OutgoingMessage): Promise<void> {
    await until(() => this.output.includes(`"sent":"${message.id}"`), `${message.id} is sent`)
  }

  stored(): InboundEnvelope[] {
    if (!existsSync(this.#inbox)) return []
    const lines = readFileSync(this.#inbox, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as InboundEnvelope)
  }

  #command(command: Command): void {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`)
  }
}
