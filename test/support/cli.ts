/** The commands as people run them: a process of its own, with what it printed and its exit code. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { PROJECT_ROOT } from '../../src/paths.js'
import { UNSET_SETTINGS } from './unset-settings.js'

export interface CliResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface CliOptions {
  /** Standard input. */
  readonly input?: string
  readonly settings?: Readonly<Record<string, string>>
}

/** `npm run --silent COMMAND -- ARGS`, without npm itself, which only takes time. */
export function cli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return run(process.execPath, [join(PROJECT_ROOT, 'scripts', 'cli.mjs'), ...args], options)
}

/** Through npm, as documented. */
export function npm(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return run('npm', args, options)
}

function run(
  command: string,
  args: readonly string[],
  { input = '', settings = {} }: CliOptions,
): Promise<CliResult> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(command, args, {
    cwd: PROJECT_ROOT,
    env: { PATH, HOME, ...UNSET_SETTINGS, ...settings },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  // A command that ends early no longer reads; that is no fault of the test.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}
