import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text as readAll } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Brain, loadBrain } from '../../src/brain.js'
import { type AskAnswer, askLines, askText, explainText } from '../../src/commands/ask.js'
import { choiceLabel } from '../../src/engine/answers/titles.js'
import { optionId } from '../../src/engine/triage.js'
import { KNOWLEDGE_DIR, PROJECT_ROOT } from '../../src/paths.js'
import { fixtureBrain, UNCLEAR } from '../support/knowledge.js'

const brain = fixtureBrain()
const shipped = loadBrain(KNOWLEDGE_DIR)
const picture = (name: string) => join(PROJECT_ROOT, 'test', 'eval', 'pictures', name)

async function askRaw(input: string | readonly (string | Buffer)[], of: Brain = brain) {
  const out = new PassThrough()
  const chunks = typeof input === 'string' ? [Buffer.from(input)] : input
  const code = askLines(Readable.from(chunks), of, out).then((code) => {
    out.end()
    return code
  })
  const lines = (await readAll(out)).split('\n')
  expect(lines.pop()).toBe('')
  return { code: await code, lines }
}

async function ask(questions: readonly object[], of: Brain = brain): Promise<AskAnswer[]> {
  const input = questions.map((question) => JSON.stringify(question)).join('\n')
  const { code, lines } = await askRaw(input, of)
  expect(code).toBe(0)
  return lines.map((line) => JSON.parse(line) as AskAnswer)
}

const askOne = async (question: object, of: Brain = brain) => (await ask([question], of))[0]

describe('ask --jsonl', () => {
  test('writes one line for each, in order, with the fields of the contract in their order', async () => {
    const answers = await ask([
      { text: 'whitelist apa' },
      { text: 'tpp ditahan' },
      { text: 'langkah sinkro', role: 'guru' },
      { text: 'tenggat' },
      { text: 'kontak bkn' },
      { text: 'petugas' },
      { text: 'halo' },
      { text: 'makasih' },
      { text: UNCLEAR },
      { text: 'resep sayur' },
    ])
    expect(answers.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'error sync-06',
      'faq faq-tpp',
      'flow flow-sinkro',
      'deadline deadline',
      'contact contact-helpdesk-bkn',
      'human human',
      'greeting greeting',
      'greeting greeting',
      'clarify clarify',
      'none none',
    ])
    for (const answer of answers) {
      expect(Object.keys(answer)).toEqual(['kind', 'id', 'confidence', 'candidates', 'reply', 'ms'])
      expect(answer.confidence).toBeGreaterThanOrEqual(0)
      expect(answer.confidence).toBeLessThanOrEqual(1)
      expect(answer.ms).toBeGreaterThanOrEqual(0)
      expect(answer.reply).not.toBe('')
      for (const candidate of answer.candidates) {
        expect(Object.keys(candidate)).toEqual(['id', 'confidence'])
      }
    }
  })

  test('starts a fresh conversation with every line', async () => {
    const [, second, third] = await ask([
      { text: 'whitelist apa' },
      { text: '1' },
      { text: 'petugas' },
    ])
    expect(second?.reply).toContain('Angka saja belum cukup')
    expect(third?.reply).toContain('K-10001')
  })

  test('uses the role that is given', async () => {
    const [guru, head] = await ask([
      { text: 'skp organisasi kosong', role: 'guru' },
      { text: 'skp organisasi kosong', role: 'kepala-sekolah' },
    ])
    expect(guru?.reply).toContain('Minta kepala sekolah')
    expect(head?.reply).toContain('Lakukan sinkro sendiri')
  })

  test('uses the time that is given, else today', async () => {
    const [old, now] = await ask([
      { text: 'tombol sinkro hilang', now: '2024-05-01T10:00:00+09:00' },
      { text: 'tombol sinkro hilang' },
    ])
    expect(old?.reply).not.toContain('Panduan ini dari')
    expect(now?.reply).toContain('Panduan ini dari 2024')
  })

  test.each(['/petugas', '/start', '/menu', '/tenggat', '/peran'])(
    'names what the command %s means',
    async (text) => {
      const kinds = { '/petugas': 'human', '/tenggat': 'deadline' }
      const expected = kinds[text as keyof typeof kinds] ?? 'greeting'
      expect(await askOne({ text })).toMatchObject({ kind: expected, id: expected })
    },
  )

  test('reads a picture and answers the error that stands in it', async () => {
    const answer = await askOne({ image: picture('011.jpg') }, shipped)
    expect(answer).toMatchObject({ kind: 'error', id: 'sync-09' })
    expect(answer?.reply).toContain('Saya membaca')
    expect(answer?.ms).toBeGreaterThan(10)
  })

  test('answers a picture that is broken by its caption, and asks for the words of one without', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tanya-ask-'))
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
    const image = join(directory, 'layar.png')
    writeFileSync(image, 'png')
    const [captioned, bare] = await ask([{ text: 'whitelist apa', image }, { image }])
    expect(captioned?.id).toBe('sync-06')
    expect(bare?.kind).toBe('clarify')
  })

  test('masks personal data as the service does', async () => {
    const answer = await askOne({ text: 'tombol sinkro hilang nip 198702302010011234' })
    expect(answer?.reply).toContain('sudah saya samarkan')
    expect(answer?.reply).not.toContain('198702302010011234')
  })

  test.each([
    ['an empty text', ''],
    ['NUL', '\u0000'],
    ['a lone surrogate', '\uD83D'],
    ['right-to-left marks', '\u202Ewhitelist\u202C'],
    ['100 kB', 'x'.repeat(100_000)],
  ])('%s is answered and stops nothing', async (_what, text) => {
    const [answer, next] = await ask([{ text }, { text: 'whitelist apa' }])
    expect(answer?.reply).not.toBe('')
    expect(next?.id).toBe('sync-06')
  })
})

/** What a choice is called: an entry, or an option of a splitting question. */
function labelOf(id: string): string {
  const { triage } = shipped.knowledge
  const option = triage
    .flatMap((question) => question.options.map((one) => ({ ...one, id: optionId(question, one) })))
    .find((one) => one.id === id)
  return option?.label ?? choiceLabel(id, shipped.knowledge) ?? ''
}

describe('a clarifying question', () => {
  test('has as candidates exactly the choices that it shows, at most four, in that order', async () => {
    const vague = [
      ...(shipped.knowledge.intents.get('ambiguous') ?? []),
      'error',
      'error no 5',
      '6',
      '🙏',
      'bukan',
      'langkah lengkap',
      '',
    ]
    const answers = await ask(
      vague.map((text) => ({ text })),
      shipped,
    )
    const asked = answers.filter(({ kind }) => kind === 'clarify')
    expect(asked.length).toBeGreaterThan(vague.length / 2)
    for (const { reply, candidates, id } of asked) {
      expect(id).toBe('clarify')
      expect(candidates.length).toBeLessThanOrEqual(4)
      const shown = (reply.match(/^\d+\. .+$/gm) ?? []).map((line) => line.replace(/^\d+\. /, ''))
      expect(shown).toHaveLength(candidates.length)
      for (const [index, candidate] of candidates.entries()) {
        const title = labelOf(candidate.id)
        expect(title.startsWith((shown[index] ?? '').replace(/…$/, ''))).toBe(true)
      }
    }
  })
})

describe('a bad line', () => {
  test.each([
    ['no JSON', 'halo', 'not JSON'],
    ['a cut object', '{"text":"halo"', 'not JSON'],
    ['no object', '"halo"', 'line'],
    ['a list', '[]', 'line'],
    ['null', 'null', 'line'],
    ['no text', '{}', 'text is missing'],
    ['a text that is none', '{"text":6}', 'text'],
    ['an unknown role', '{"text":"halo","role":"bupati"}', 'role'],
    ['a time that is none', '{"text":"halo","now":"kemarin"}', 'now'],
    ['an image that is not there', '{"text":"","image":"tidak-ada.png"}', 'image: no file'],
  ])(
    '(%s) gives an error in its place, and exit code 1 at the end',
    async (_what, line, expected) => {
      const { code, lines } = await askRaw(`{"text":"halo"}\n${line}\n{"text":"petugas"}\n`)
      expect(code).toBe(1)
      const [first, bad, last] = lines.map((one) => JSON.parse(one) as Record<string, unknown>)
      expect(first?.kind).toBe('greeting')
      expect(Object.keys(bad ?? {})).toEqual(['error'])
      expect(bad?.error).toContain(expected)
      expect(last?.kind).toBe('human')
    },
  )
})

describe('the lines of standard input', () => {
  const kindsOf = (lines: readonly string[]) =>
    lines.map((line) => (JSON.parse(line) as { kind?: string }).kind)

  test('may end as Windows ends them, begin with a byte order mark, and leave lines empty', async () => {
    const { code, lines } = await askRaw('\uFEFF{"text":"halo"}\r\n\r\n{"text":"petugas"}\r\n\r\n')
    expect(code).toBe(0)
    expect(kindsOf(lines)).toEqual(['greeting', 'human'])
  })

  test('may contain a line separator within a text', async () => {
    const { code, lines } = await askRaw('{"text":"a\u2028b"}\n{"text":"halo"}')
    expect(code).toBe(0)
    expect(kindsOf(lines)).toEqual(['none', 'greeting'])
  })

  test('may arrive in pieces that cut a line or a letter', async () => {
    const whole = Buffer.from('{"text":"halo"}\n{"text":"😭 resep"}\n{"text":"petugas"}')
    const pieces = Array.from({ length: whole.length }, (_, at) => whole.subarray(at, at + 1))
    const { code, lines } = await askRaw(pieces)
    expect(code).toBe(0)
    expect(kindsOf(lines)).toEqual(['greeting', 'none', 'human'])
  })

  test('may be none', async () => {
    expect(await askRaw('')).toEqual({ code: 0, lines: [] })
  })
})

test('ask "TEXT" prints the answer for a person', async () => {
  const out = new PassThrough()
  expect(await askText({ text: 'whitelist apa' }, brain, out)).toBe(0)
  out.end()
  expect(await readAll(out)).toMatch(/^Error #6: .+\n(.*\n)+3\. Tanya petugas\n$/)
})

test('ask --image says in words that there is no such file', async () => {
  const out = new PassThrough()
  expect(await askText({ text: '', image: 'tidak-ada.png' }, brain, out)).toBe(1)
  out.end()
  expect(await readAll(out)).toBe('Gambar tidak dapat dibaca: no file tidak-ada.png\n')
})

test('ask --explain --image shows what was read, and how that was understood', async () => {
  const out = new PassThrough()
  expect(await explainText({ text: '', image: picture('011.jpg') }, shipped, out)).toBe(0)
  out.end()
  expect(JSON.parse(await readAll(out))).toMatchObject({
    picture: { state: 'read' },
    meaning: { kind: 'error' },
  })
})

test('an answer is written as soon as its line is there', async () => {
  const input = new PassThrough()
  const out = new PassThrough()
  const code = askLines(input, brain, out)
  input.write('{"text":"halo"}\n')
  const [first] = (await once(out, 'data')) as [Buffer]
  expect(JSON.parse(first.toString())).toMatchObject({ kind: 'greeting' })
  input.end()
  expect(await code).toBe(0)
})
