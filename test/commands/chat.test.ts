import { PassThrough, Readable } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { chatInTerminal } from '../../src/commands/chat.js'
import { fixtureBrain } from '../support/knowledge.js'

async function chat(lines: readonly string[], isTerminal = false): Promise<string> {
  const out = Object.assign(new PassThrough(), isTerminal ? { isTTY: true } : {})
  const input = Readable.from(lines.map((line) => `${line}\n`))
  const code = chatInTerminal(input, out, fixtureBrain()).then((code) => {
    out.end()
    return code
  })
  const said = await readAll(out)
  expect(await code).toBe(0)
  return said
}

describe('the terminal chat', () => {
  test('begins with the welcome', async () => {
    expect(await chat([])).toContain('Selamat datang di Tanya Kinerja, bot milik Dinas Contoh')
  })

  test('is one conversation: numbers answer the newest question', async () => {
    const said = await chat(['whitelist apa', '1'])
    expect(said).toContain('Error #6')
    expect(said).toContain('Langkah lengkap Error #6')
  })

  test.each(['keluar', 'exit', ' QUIT '])('ends at %j', async (word) => {
    expect(await chat([word, 'whitelist apa'])).not.toContain('Error #6')
  })

  test('prints headings bold only on a terminal', async () => {
    expect(await chat(['whitelist apa'], true)).toContain('\u001B[1mError #6')
    expect(await chat(['whitelist apa'])).not.toContain('\u001B')
  })

  test('says nothing about people’s data but that it was masked', async () => {
    const said = await chat(['whitelist apa nip 198702302010011234'])
    expect(said).toContain('sudah saya samarkan')
    expect(said).not.toContain('198702302010011234')
  })
})
