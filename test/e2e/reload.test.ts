import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { KNOWLEDGE_DIR } from '../../src/paths.js'
import { pasted, runService } from '../support/running-service.js'
import { WebClient } from '../support/service-process.js'
import { tempDir } from '../support/store-fixtures.js'
import { until } from '../support/until.js'

vi.setConfig({ testTimeout: 90_000 })

/** "Within seconds", on a machine that is busy with other tests, milliseconds. */
const TAKEN_UP_MS = 20_000

const FILE = 'sync-errors/sync-06.yaml'

describe('an edit of the knowledge while the service runs', () => {
  it('is taken up within seconds; a broken one is refused with file and line, and mended later', async () => {
    const knowledgeDir = tempDir()
    cpSync(KNOWLEDGE_DIR, knowledgeDir, { recursive: true })
    const path = join(knowledgeDir, FILE)
    const original = readFileSync(path, 'utf8')
    const meaning = (text: string) => original.replace(/^meaning: .*$/m, `meaning: ${text}`)
    const service = await runService({ knowledgeDir })
    const client = new WebClient(service.url)
    const { message } = pasted(service.knowledge, 'sync-06')
    let asked = 0
    const answer = async () => {
      expect(await client.post(randomUUID(), message)).toBe(202)
      return (await client.untilAnswered(++asked)).at(-1)?.text
    }
    const logged = (text: string) => service.log.filter((line) => line.includes(text))
    const untilLogged = (text: string, count: number) =>
      until(() => logged(text).length >= count, text, TAKEN_UP_MS)

    expect(await answer()).not.toContain('Arti yang baru')
    writeFileSync(path, meaning('Arti yang baru.'))
    await untilLogged('knowledge reloaded', 1)
    expect(await answer()).toContain('Arti yang baru')

    writeFileSync(path, meaning('Arti yang rusak.').replace(/^id: .*$/m, 'id: [sync-06'))
    await untilLogged('knowledge edit refused', 1)
    const fault = JSON.parse(logged('knowledge edit refused')[0] ?? '{}') as {
      faults: { file: string; line: number; mend: string }[]
    }
    expect(fault.faults[0]).toMatchObject({ file: FILE, line: expect.any(Number) })
    expect(fault.faults[0]?.mend.length).toBeGreaterThan(0)
    expect(await answer()).toContain('Arti yang baru')

    writeFileSync(path, meaning('Arti yang betul.'))
    await untilLogged('knowledge reloaded', 2)
    expect(await answer()).toContain('Arti yang betul')
  })
})
