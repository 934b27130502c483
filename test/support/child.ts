import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

const SUPPORT = join(import.meta.dirname)

export interface Child {
  readonly process: ChildProcess
  /** Everything printed so far. */
  readonly output: { stdout: string; stderr: string }
  /** Exit code, or the signal's name. */
  readonly exited: Promise<number | string>
}

/** Runs a TypeScript file of `test/support` in a process of its own, ended after the test at the latest. */
export function startChild(script: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', join(SUPPORT, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text
  })
  const exited = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return { process: child, output, exited }
}
