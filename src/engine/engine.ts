import type { Knowledge } from '../knowledge/knowledge.js'
import type { Understanding } from '../understanding/understanding.js'
import { answerMessages } from './burst.js'
import { answerInGroup } from './group.js'
import type { Conversation, Event, Facts, IncomingMessage, StepResult } from './model.js'
import { introduceAndWarn } from './notices.js'
import { leaveToStaff, staffEvent } from './staff.js'
import { Turn } from './turn.js'

export interface EngineInput {
  readonly conversation: Conversation
  readonly event: Event
  readonly facts: Facts
  /** UTC milliseconds. */
  readonly now: number
}

/** The conversation engine: no clock, no I/O, no randomness; the same input gives the same result. */
export type Engine = (input: EngineInput) => StepResult

export interface EngineParts {
  readonly knowledge: Knowledge
  readonly understanding: Understanding
  /** IANA name of the office's time zone. */
  readonly timeZone: string
}

/** Binds the engine to one version of the knowledge; a reload makes a new engine. */
export function createEngine({ knowledge, understanding, timeZone }: EngineParts): Engine {
  return function step({ conversation, event, facts, now }) {
    const turn = new Turn(conversation, facts, { knowledge, now, timeZone })
    switch (event.type) {
      case 'messages':
        stepMessages(turn, event.messages, understanding)
        introduceAndWarn(turn, event.messages)
        break
      case 'timer':
        // Nothing waits yet: a wake-up left by a newer version is let pass.
        break
      case 'channel-blocked':
        break
      default:
        staffEvent(turn, event)
    }
    return turn.result()
  }
}

/** What the bot answers is answered together; what it leaves to others, message by message. */
function stepMessages(
  turn: Turn,
  messages: readonly IncomingMessage[],
  understanding: Understanding,
): void {
  const own: IncomingMessage[] = []
  for (const message of messages) {
    if (message.kind === 'reaction' || message.kind === 'deletion') {
      turn.outcome(message, { type: 'ignored', reason: message.kind })
    } else if (turn.facts.chatKind === 'group') {
      answerInGroup(turn, message, understanding)
    } else if (turn.facts.owner === 'human') {
      leaveToStaff(turn, message, understanding)
    } else {
      own.push(message)
    }
  }
  answerMessages(turn, own, understanding)
}
