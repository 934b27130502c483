import { existsSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { z } from 'zod'
import type { Brain } from '../brain.js'
import { type Candidate, ROLES, type StepResult } from '../engine/model.js'
import { replyText } from '../engine/reply-text.js'
import { Session } from '../simulator/session.js'

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

/** Answers one question in a fresh conversation, as the service would. */
export function askOnce(question: Question, brain: Brain, now: number): AskAnswer {
  const session = new Session(brain.engine, {
    now: question.now === undefined ? now : Date.parse(question.now),
    welcomed: true,
    ...(question.role === undefined ? {} : { role: question.role }),
  })
  const started = performance.now()
  const result = session.say(question.text ?? '', question.image === undefined ? 'text' : 'picture')
  const ms = performance.now() - started
  return { ...meaningOf(result), reply: repliesText(result), ms: Math.round(ms * 1000) / 1000 }
}

/** A turn in which nothing had to be understood (a picture, an empty text) asks back. */
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

/** `ask "TEXT"`. */
export function askText(text: string, brain: Brain, out: Writable): number {
  out.write(`${askOnce({ text }, brain, Date.now()).reply}\n`)
  return 0
}

/** `ask --explain "TEXT"`: every stage of the understanding, for those who tend the knowledge. */
export function explainText(text: string, brain: Brain, out: Writable): number {
  out.write(`${JSON.stringify(brain.understanding.explain(text), undefined, 2)}\n`)
  return 0
}

/** `ask --jsonl`: one JSON object a line in, one out, in order. Exit code 1 if a line was bad. */
export async function askLines(input: Readable, brain: Brain, out: Writable): Promise<number> {
  let code = 0
  for await (const line of linesOf(input)) {
    if (line.trim() === '') continue
    const answer = askLine(line, brain)
    if ('error' in answer) code = 1
    out.write(`${JSON.stringify(answer)}\n`)
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

function askLine(line: string, brain: Brain): AskAnswer | { error: string } {
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
  const { image } = question.data
  if (image !== undefined && !existsSync(image)) return { error: `image: no file ${image}` }
  return askOnce(question.data, brain, Date.now())
}
