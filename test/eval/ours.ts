/** What this project answers: the engine in a fresh conversation, as `ask` and the service have it. */
import type { Brain } from '../../src/brain.js'
import type { PictureReading, StepResult } from '../../src/engine/model.js'
import type { Answered } from '../../src/evaluation/evaluate.js'
import { Session } from '../../src/simulator/session.js'

export function answerText(brain: Brain, text: string): Answered {
  return answeredBy(brain, new Session(brain.engine, { now: Date.now(), welcomed: true }).say(text))
}

export function answerPicture(brain: Brain, reading: PictureReading): Answered {
  const session = new Session(brain.engine, { now: Date.now(), welcomed: true })
  return answeredBy(brain, session.say('', 'picture', reading))
}

/** A turn in which nothing had to be understood asks back. */
function answeredBy({ knowledge }: Brain, { understood }: StepResult): Answered {
  if (understood === undefined) {
    return { kind: 'clarify', id: 'clarify', confidence: 0, candidates: [] }
  }
  const shown = new Set(understood.candidates.map(({ id }) => id))
  const leadsTo = knowledge.triage.flatMap((question) =>
    question.options
      .filter((option) => shown.has(`triage-${question.id}-${option.id}`))
      .flatMap((option) => option.entries),
  )
  return { ...understood, leadsTo }
}
