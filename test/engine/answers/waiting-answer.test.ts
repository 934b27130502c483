import { describe, expect, test } from 'vitest'
import { loadBrain } from '../../../src/brain.js'
import { waitingAnswer } from '../../../src/engine/answers/waiting-answer.js'
import { FIRST_ANSWER_MAX, replyText } from '../../../src/engine/reply-text.js'
import { KNOWLEDGE_DIR } from '../../../src/paths.js'
import { Session } from '../../../src/simulator/session.js'

const brain = loadBrain(KNOWLEDGE_DIR)
const { knowledge } = brain
const now = Date.parse('2026-11-25T10:00:00+09:00')

describe('the question how long to wait', () => {
  test('is answered with every documented waiting time, each once, on a small phone', () => {
    const text = replyText(
      waitingAnswer({ knowledge, now, timeZone: 'Asia/Jayapura' }) ?? { text: '' },
    )
    expect(text.length).toBeLessThanOrEqual(FIRST_ANSWER_MAX)
    const waits = [...knowledge.errors.values()].flatMap(({ wait, id }) =>
      wait === undefined || id.length > 'sync-00'.length ? [] : [wait.text],
    )
    expect(waits.length).toBeGreaterThan(1)
    for (const wait of waits) expect(text.split(wait)).toHaveLength(2)
  })

  test('is told from the question by when something is due', () => {
    const ask = (text: string) => new Session(brain.engine, { now, welcomed: true }).say(text)
    const wait = ask('berapa lama waktu tunggu sinkro')
    expect(wait.understood?.id).toBe('deadline')
    expect(wait.replies[0]?.heading).toBe('Lama menunggu tergantung masalahnya')
    expect(ask('kapan batas perencanaan').replies[0]?.heading).toMatch(/^Tenggat/)
  })
})
