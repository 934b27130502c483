/** Sequences of everything that can happen in a chat, for property tests, and what each turn gave. */
import fc from 'fast-check'
import { NEW_CONVERSATION } from '../../src/engine/conversation.js'
import type { Engine } from '../../src/engine/engine.js'
import {
  type ChatOwner,
  type Conversation,
  type Event,
  type Facts,
  type IncomingMessage,
  MESSAGE_KINDS,
  PICTURE_STATES,
  type StepResult,
} from '../../src/engine/model.js'
import { HOUR, MINUTE, NOW } from './turns.js'

/** One thing that happens: an event, after some time, perhaps with another owner of the chat. */
export interface Happening {
  readonly event: Event
  readonly after: number
  readonly owner: ChatOwner | undefined
}

const GARBAGE_ACTIONS = [
  '',
  'entah',
  'show:',
  'show:sync-99',
  'show:__proto__',
  'full:constructor',
  'not:toString',
  'role:bupati',
  'role:guru:sync-99',
  'branch:sync-12',
  'branch:sync-12:entah',
  'branch:sync-99:salah',
  `show:${'x'.repeat(500)}`,
  '\u0000:\uD800',
]

const HOSTILE_TEXTS = [
  '',
  ' \n\t ',
  '\u0000',
  '\uD83D',
  '\u202Esinkro\u202C',
  '<b>sinkro</b>&amp;',
  "' OR 1=1; DROP TABLE chats; --",
  '🙏',
  '1',
  '3',
  '６',
  'error no 5',
  '/constructor',
  '/__proto__',
  'sinkro gagal '.repeat(500),
]

/** @param texts what people say, @param actions what they press, besides what is hostile. */
export function happenings(
  texts: readonly string[],
  actions: readonly string[],
): fc.Arbitrary<Happening[]> {
  const text = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts) },
    { weight: 2, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  )
  const masked = fc.subarray(['nip', 'nik', 'secret'] as const)
  const spoken = fc.record({ kind: fc.constant('text' as const), text, masked })
  const pressed = fc.record({
    kind: fc.constant('press' as const),
    text: fc.constant(''),
    action: fc.oneof(fc.constantFrom(...actions), fc.constantFrom(...GARBAGE_ACTIONS)),
    masked: fc.constant([]),
  })
  const other = fc.record({ kind: fc.constantFrom(...MESSAGE_KINDS), text, masked })
  const seen = fc.oneof(
    text,
    fc.array(text, { maxLength: 3 }).map((lines) => lines.join('\n')),
  )
  const pictured = fc.record({
    kind: fc.constantFrom('picture' as const, 'document' as const),
    text: fc.oneof(fc.constant(''), text),
    masked,
    picture: fc.record({
      state: fc.constantFrom(...PICTURE_STATES),
      text: seen,
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  })
  const message = fc.oneof(
    { weight: 5, arbitrary: spoken },
    { weight: 3, arbitrary: pressed },
    { weight: 2, arbitrary: other },
    { weight: 2, arbitrary: pictured },
  )
  const messages = fc
    .array(message, { minLength: 1, maxLength: 5 })
    .map((list): Event => ({ type: 'messages', messages: list.map(numbered) }))
  const caseNumber = fc.constantFrom('K-20001', 'K-99999', '')
  const staff = fc.oneof(
    fc.record({
      type: fc.constantFrom('staff-took', 'staff-handed-back', 'staff-closed'),
      caseNumber,
    }),
    fc.record({ type: fc.constant('staff-replied' as const), caseNumber, text }),
  )
  const silent = fc.oneof(
    fc.record({ type: fc.constant('timer' as const), name: fc.string({ maxLength: 9 }) }),
    fc.constant({ type: 'channel-blocked' as const }),
  )
  const event: fc.Arbitrary<Event> = fc.oneof(
    { weight: 12, arbitrary: messages },
    { weight: 2, arbitrary: staff as fc.Arbitrary<Event> },
    { weight: 1, arbitrary: silent },
  )
  return fc.array(
    fc.record({
      event,
      after: fc.constantFrom(0, 1_000, -MINUTE, 11 * MINUTE, 72 * HOUR, 400 * 24 * HOUR),
      owner: fc.option(fc.constantFrom<ChatOwner>('bot', 'human', 'none'), {
        nil: undefined,
        freq: 8,
      }),
    }),
    { minLength: 1, maxLength: 10 },
  )
}

function numbered(message: Omit<IncomingMessage, 'id' | 'sentAt'>, index: number): IncomingMessage {
  return { ...message, id: `m${index}`, sentAt: NOW }
}

/** One turn with what held before it. */
export interface PlayedTurn {
  readonly before: Conversation
  readonly event: Event
  readonly facts: Facts
  readonly result: StepResult
}

/** Plays a story from the beginning, keeping owner and case as the store would. */
export function play(
  engine: Engine,
  story: readonly Happening[],
  chatKind: Facts['chatKind'] = 'private',
): PlayedTurn[] {
  let conversation: Conversation = NEW_CONVERSATION
  let owner: ChatOwner = 'bot'
  let openCase: Facts['openCase']
  let now = NOW
  return story.map((happening, index) => {
    now += happening.after
    owner = happening.owner ?? owner
    const facts: Facts = {
      chatKind,
      owner,
      newCaseNumber: `K-${20_001 + index}`,
      ...(openCase === undefined ? {} : { openCase }),
    }
    const before = conversation
    const result = engine({ conversation, event: happening.event, facts, now })
    conversation = result.conversation
    for (const effect of result.effects) {
      if (effect.type === 'set-owner') owner = effect.owner
      if (effect.type === 'open-case') openCase = { number: effect.number, taken: false }
    }
    if (happening.event.type === 'staff-closed') openCase = undefined
    return { before, event: happening.event, facts, result }
  })
}
