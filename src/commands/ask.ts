import type { Readable, Writable } from 'node:stream'
import { z } from 'zod'
import type { Brain } from '../brain.js'
import { type Candidate, type PictureReading, ROLES, type StepResult } from '../engine/model.js'
import { replyText } from '../engine/reply-text.js'
import { Session } from '../simulator/session.js'
import { ImageFileError, PictureFiles } from './picture-files.js'

const questionSchema = z
  .strictObject({
    text: z.string().optional(),
    image: z.string().optional(),
    role: z.enum(ROLES).optional(),
    now: z.iso.datetime({ offset: true }).optional(),
  })
  .refine((question) => question.text !== undefined || question.image !== undefined, {
    error: 'text is missing',
  })
type Question = z.output<typeof questionSchema>

/** One line of `ask --jsonl`; the field order is the contract's. */
export interface AskAnswer {
  readonly kind: string
  readonly id: string
  readonly confidence: number
  readonly candidates: readonly Candidate[]
  readonly reply: string
  readonly ms: number
}

/**
 * Answers one question in a fresh conversation, as the service would.
 * @throws {ImageFileError} its picture's file cannot be read
 */
async function askOnce(
  question: Question,
  brain: Brain,
  pictures: PictureFiles,
  now: number,
): Promise<AskAnswer> {
  const session = new Session(brain.engine, {
    now: question.now === undefined ? now : Date.parse(question.now),
    welcomed: true,
    ...(question.role === undefined ? {} : { role: question.role }),
  })
  const bytes = question.image === undefined ? undefined : await pictures.open(question.image)
  const started = performance.now()
  const reading = bytes === undefined ? undefined : await pictures.read(bytes)
  const result = session.say(
    question.text ?? '',
    reading === undefined ? 'text' : 'picture',
    reading,
  )
  const ms = performance.now() - started
  return { ...meaningOf(result), reply: repliesText(result), ms: Math.round(ms * 1000) / 1000 }
}

/** A turn in which nothing had to be understood (an empty text) asks back. */
function meaningOf({ understood }: StepResult): Omit<AskAnswer, 'reply' | 'ms'> {
  if (understood === undefined) {
    return { kind: 'clarify', id: 'clarify', confidence: 0, candidates: [] }
  }
  const { kind, id, confidence, candidates } = understood
  return {
    kind,
    id,
    confidence,
    candidates: candidates.map(({ id, confidence }) => ({ id, confidence })),
  }
}

function repliesText(result: StepResult): string {
  return result.replies.map((reply) => replyText(reply)).join('\n\n')
}

/** What somebody asks on the command line: a text, a picture's file, or both. */
export interface Asked {
  readonly text: string
  readonly image?: string
}

/** `ask "TEXT"`, `ask --image FILE ["TEXT"]`. */
export async function askText(asked: Asked, brain: Brain, out: Writable): Promise<number> {
  return withPictures(brain, out, async (pictures) => {
    const { reply } = await askOnce(asked, brain, pictures, Date.now())
    out.write(`${reply}\n`)
  })
}

/** `ask --explain …`: every stage of the understanding, for those who tend the knowledge. */
export async function explainText(asked: Asked, brain: Brain, out: Writable): Promise<number> {
  return withPictures(brain, out, async (pictures) => {
    const picture = asked.image === undefined ? undefined : await readImage(asked.image, pictures)
    const text = [asked.text, picture?.text ?? ''].filter((part) => part.trim() !== '').join('\n')
    const explained = brain.understanding.explain(text)
    const whole = picture === undefined ? explained : { picture, ...explained }
    out.write(`${JSON.stringify(whole, undefined, 2)}\n`)
  })
}

async function readImage(path: string, pictures: PictureFiles): Promise<PictureReading> {
  return pictures.read(await pictures.open(path))
}

/** Exit code 1, and the reason in words, when the picture's file cannot be read. */
async function withPictures(
  brain: Brain,
  out: Writable,
  body: (pictures: PictureFiles) => Promise<void>,
): Promise<number> {
  const pictures = new PictureFiles(brain)
  try {
    await body(pictures)
    return 0
  } catch (error) {
    if (!(error instanceof ImageFileError)) throw error
    out.write(`Gambar tidak dapat dibaca: ${error.message}\n`)
    return 1
  } finally {
    await pictures.close()
  }
}

/** `ask --jsonl`: one JSON object a line in, one out, in order. Exit code 1 if a line was bad. */
export async function askLines(input: Readable, brain: Brain, out: Writable): Promise<number> {
  let code = 0
  const pictures = new PictureFiles(brain)
  try {
    for await (const line of linesOf(input)) {
      if (line.trim() === '') continue
      const answer = await askLine(line, brain, pictures)
      if ('error' in answer) code = 1
      out.write(`${JSON.stringify(answer)}\n`)
    }
  } finally {
    await pictures.close()
  }
  return code
}

/**
 * Lines that end with `\n` or `\r\n` alone: node:readline also breaks at U+2028, which JSON allows
 * within a text. A byte order mark, as Windows tools write it, is no part of the first line.
 */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of input) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk as Buffer, { stream: true })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest + decoder.decode()
}

async function askLine(
  line: string,
  brain: Brain,
  pictures: PictureFiles,
): Promise<AskAnswer | { error: string }> {
  let parsed: unknown
  try {
    parsed = JSON.parse(line)
  } catch (error) {
    return { error: `not JSON: ${(error as Error).message}` }
  }
  const question = questionSchema.safeParse(parsed)
  if (!question.success) {
    return {
      error: question.error.issues
        .map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`)
        .join('; '),
    }
  }
  try {
    return await askOnce(question.data, brain, pictures, Date.now())
  } catch (error) {
    if (!(error instanceof ImageFileError)) throw error
    return { error: `image: ${error.message}` }
  }
}
