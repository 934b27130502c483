import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'

// Whole clients and processes start here, on a machine that is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 90_000 })

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Runs a module in a process of its own, from the project's folder. */
function run(script: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
  })
}

describe('a service', () => {
  it('does not load Baileys before WhatsApp is started', () => {
    const { stdout, stderr } = run(`
      import { createRequire } from 'node:module'
      const loaded = () => Object.keys(createRequire(process.cwd() + '/x.js').cache)
        .some((path) => path.includes('libsignal'))
      await import('./src/channels/whatsapp/whatsapp-channel.ts')
      console.log(loaded())
      const { loadBaileys } = await import('./src/channels/whatsapp/baileys.ts')
      await loadBaileys()
      console.log(loaded())`)
    expect(stderr).toBe('')
    expect(stdout).toBe('false\ntrue\n')
  })

  const guarded = (rejection: string): string => `
    import pino from 'pino'
    import { guardRejections } from './src/channels/whatsapp/rejection-guard.ts'
    guardRejections(pino({ base: null, timestamp: false }))
    const fail = (stack) => {
      const error = new Error('Connection Closed 6281200000001')
      if (stack) error.stack = stack
      Promise.reject(error)
    }
    ${rejection}
    setTimeout(() => console.log('still alive'), 50)`

  it('goes on when a step of Baileys fails that nobody watches, and logs it without numbers', () => {
    const { stdout, status } = run(
      guarded(
        `fail('Error\\n at x (/srv/node_modules/@whiskeysockets/baileys/lib/Socket/socket.js:1:1)')`,
      ),
    )
    expect(stdout).toContain('still alive')
    expect(stdout).toContain('Connection Closed …')
    expect(status).toBe(0)
  })

  it('ends as Node wants it when anything else fails that nobody watches', () => {
    const { stdout, stderr, status } = run(guarded('fail()'))
    expect(stdout).not.toContain('still alive')
    expect(stderr).toContain('Connection Closed')
    expect(status).not.toBe(0)
  })
})
