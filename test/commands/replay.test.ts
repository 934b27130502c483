import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { replayDialogues } from '../../src/commands/replay.js'
import { fixtureBrain } from '../support/knowledge.js'

const brain = fixtureBrain()
const good = 'title: Baik\nsteps:\n  - user: whitelist apa\n  - bot: { entry: sync-06 }\n'
const bad = good.replace('sync-06', 'sync-01')

async function replay(names: readonly string[], files: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), 'tanya-replay-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  const out = new PassThrough()
  const code = replayDialogues(directory, names, brain, out)
  out.end()
  return { code, said: await readAll(out) }
}

describe('replay', () => {
  test('of one file that holds exits with 0', async () => {
    const files = { 'baik.yaml': good, 'buruk.yaml': bad }
    expect(await replay(['conversations/dialogues/baik.yaml'], files)).toEqual({
      code: 0,
      said: '1 dialog, 0 tidak cocok.\n',
    })
  })

  test('takes a name whole: baik.yaml is not terbaik.yaml', async () => {
    const { said } = await replay(['baik.yaml'], { 'baik.yaml': good, 'terbaik.yaml': bad })
    expect(said).toBe('1 dialog, 0 tidak cocok.\n')
  })

  test('of one that does not hold says where, and exits with 1', async () => {
    const { code, said } = await replay(['buruk.yaml'], { 'buruk.yaml': bad })
    expect(code).toBe(1)
    expect(said).toBe(
      'dialogues/buruk.yaml:4: dipahami sync-06, bukan sync-01\n1 dialog, 1 tidak cocok.\n',
    )
  })

  test('of a name that is not there exits with 1', async () => {
    expect((await replay(['entah.yaml'], { 'baik.yaml': good })).code).toBe(1)
  })

  test('of all names the entries that none reaches, and exits with 1', async () => {
    const { code, said } = await replay([], { 'baik.yaml': good })
    expect(code).toBe(1)
    expect(said).toContain('tidak ada dialog yang sampai ke sync-01\n')
    expect(said).not.toContain('sampai ke sync-06')
  })
})
