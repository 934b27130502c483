import type { AnswerContext } from './answers/context.js'
import type {
  Choice,
  Conversation,
  Effect,
  Facts,
  IncomingMessage,
  OpenQuestion,
  Outcome,
  Reply,
  StepResult,
  Understood,
} from './model.js'

/**
 * One turn being put together: collects replies, effects, outcomes and the changed conversation.
 * Lives only inside a call of the engine, so the engine stays pure.
 */
export class Turn {
  readonly #replies: Reply[] = []
  readonly #effects: Effect[] = []
  readonly #outcomes = new Map<string, Outcome>()
  #conversation: Conversation
  #facts: Facts
  #understood: Understood | undefined

  constructor(
    conversation: Conversation,
    facts: Facts,
    readonly base: Omit<AnswerContext, 'role' | 'year'>,
  ) {
    this.#conversation = conversation
    this.#facts = facts
  }

  /** What holds now: a case opened or a chat handed over by one message counts for the next. */
  get facts(): Facts {
    return this.#facts
  }

  get conversation(): Conversation {
    return this.#conversation
  }

  get now(): number {
    return this.base.now
  }

  /** What answers depend on, with the user's role as known by now. */
  context(year?: number): AnswerContext {
    return { ...this.base, role: this.#conversation.role, year }
  }

  /** The same for what follows from an earlier answer: the year that its question named still holds. */
  contextOf(entryId: string): AnswerContext {
    const { conversation } = this
    return this.context(conversation.entryId === entryId ? conversation.year : undefined)
  }

  /** From here on "langkah lengkap", "bukan" and "berapa lama?" are about this entry. */
  nowAbout(entryId: string, year: number | undefined, branch?: string): void {
    const { year: _year, branch: _branch, ...rest } = this.#conversation
    this.#conversation = {
      ...rest,
      entryId,
      answeredAt: this.now,
      ...(year === undefined ? {} : { year }),
      ...(branch === undefined ? {} : { branch }),
    }
  }

  /** The last answer was wrong: "siapa itu?" is about it no more. */
  forgetAnswer(): void {
    const { answeredAt: _wrong, ...rest } = this.#conversation
    this.#conversation = rest
  }

  /** Forgets how far a vague report was split: nothing is left over, or another thing is asked. */
  endTriage(): void {
    const { triage: _done, ...rest } = this.#conversation
    this.#conversation = rest
  }

  remember(change: Partial<Conversation>): void {
    this.#conversation = { ...this.#conversation, ...change }
  }

  /** Sends a reply and makes its choices the newest open question, which alone a number answers. */
  reply(reply: Reply, about: OpenQuestion['about'] = 'answer'): void {
    this.#replies.push(reply)
    this.#openQuestion(reply.choices ?? [], about)
  }

  #openQuestion(choices: readonly Choice[], about: OpenQuestion['about']): void {
    const { openQuestion: _closed, ...rest } = this.#conversation
    // Without choices only "what do you mean?" is a question: the next words answer it.
    const closed = choices.length === 0 && about !== 'candidates' && about !== 'triage'
    this.#conversation = closed
      ? rest
      : { ...rest, openQuestion: { about, choices, askedAt: this.now } }
  }

  /** Says something in between: the question that is open stays open. */
  remark(reply: Reply): void {
    this.#replies.push(reply)
  }

  /** As if the bot had just asked what was meant: the next words answer that. */
  awaitMeaning(): void {
    this.#openQuestion([], 'candidates')
  }

  /** From here on a bare number answers nothing. */
  closeQuestion(): void {
    this.#openQuestion([], 'answer')
  }

  effect(effect: Effect): void {
    this.#effects.push(effect)
    if (effect.type === 'set-owner') this.#facts = { ...this.#facts, owner: effect.owner }
    if (effect.type === 'open-case') {
      this.#facts = { ...this.#facts, openCase: { number: effect.number, taken: false } }
    }
  }

  /** What was understood last; undefined while nothing had to be. */
  get meant(): Understood | undefined {
    return this.#understood
  }

  understood(understood: Understood): void {
    this.#understood = understood
  }

  outcome(message: IncomingMessage, outcome: Outcome): void {
    this.#outcomes.set(message.id, outcome)
  }

  /** The replies so far; the last step of a turn may decorate them. */
  get replies(): readonly Reply[] {
    return this.#replies
  }

  replaceReply(index: number, reply: Reply): void {
    this.#replies[index] = reply
  }

  insertReply(index: number, reply: Reply): void {
    this.#replies.splice(index, 0, reply)
  }

  result(): StepResult {
    return {
      conversation: this.#conversation,
      replies: this.#replies,
      effects: this.#effects,
      outcomes: this.#outcomes,
      ...(this.#understood === undefined ? {} : { understood: this.#understood }),
    }
  }
}
