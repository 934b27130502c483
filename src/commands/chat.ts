import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Brain } from '../brain.js'
import type { StepResult } from '../engine/model.js'
import { replyText } from '../engine/reply-text.js'
import { Session } from '../simulator/session.js'

/** `chat`: the same conversation in a terminal, with numbers for the choices. Ends at end of input. */
export async function chatInTerminal(
  input: Readable,
  out: Writable,
  brain: Brain,
): Promise<number> {
  const session = new Session(brain.engine, { now: Date.now() })
  const say = (result: StepResult) => {
    for (const reply of result.replies) out.write(`\n${replyText(reply, bold(out))}\n`)
    out.write('\n> ')
  }
  out.write('Tanya Kinerja di terminal. Tulis pertanyaan, lalu Enter. "keluar" untuk berhenti.\n')
  say(session.say('/start'))
  for await (const line of createInterface({ input })) {
    if (/^(keluar|exit|quit)$/i.test(line.trim())) break
    session.now = Date.now()
    say(session.say(line))
  }
  out.write('\n')
  return 0
}

function bold(out: Writable): (text: string) => string {
  const isTerminal = 'isTTY' in out && out.isTTY === true
  return isTerminal ? (text) => `\u001B[1m${text}\u001B[22m` : (text) => text
}
