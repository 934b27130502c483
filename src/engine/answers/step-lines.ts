import type { Knowledge } from '../../knowledge/knowledge.js'
import type { Actor } from '../../knowledge/schema.js'

interface Step {
  readonly actor: Actor
  readonly text: string
}

/** `1. [Operator sekolah] …`: each step with who does it. */
export function stepLines(steps: readonly Step[], { actorNames }: Knowledge): string[] {
  return steps.map((step, index) => `${index + 1}. [${actorNames[step.actor]}] ${step.text}`)
}
