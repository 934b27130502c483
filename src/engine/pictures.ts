/** Pictures in which nothing could be read for sure: each ends in a clear next step. */
import { formatAction } from './actions.js'
import { choice, HUMAN, MENU } from './choices.js'
import { openCase } from './handoff.js'
import type { Choice, PictureReading } from './model.js'
import { LABELS, PHRASES } from './phrases.js'
import { CLARIFY, NOTHING } from './plain-meanings.js'
import { clip } from './reply-text.js'
import type { Turn } from './turn.js'

/** Of what was hardly read, the user is shown so many characters: enough to see that it is garbage. */
const DOUBTFUL_MAX = 80

/** A picture and the message that it came with. */
export interface Picture {
  readonly messageId: string
  readonly reading: PictureReading
}

/** Says why nothing was read, and what to do; an unreadable picture may be shown to the staff. */
export function answerUnread(turn: Turn, { messageId, reading }: Picture): void {
  const { state, text } = reading
  switch (state) {
    case 'unreadable':
    case 'read': {
      const doubtful = clip(text, DOUBTFUL_MAX)
      const choices = consentChoices(messageId)
      turn.understood({ ...CLARIFY, candidates: CONSENT_CANDIDATES })
      turn.reply(
        {
          ...(doubtful === '' ? {} : { heading: `${PHRASES.iRead} “${doubtful}” (tidak yakin)` }),
          text: PHRASES.pictureUnreadable,
          choices,
        },
        'picture',
      )
      return
    }
    case 'no-text':
      turn.understood(NOTHING)
      turn.effect({ type: 'drop-picture', messageId })
      turn.reply({ text: PHRASES.pictureTrouble[state], choices: [HUMAN, MENU] })
      return
    default:
      turn.understood(CLARIFY)
      // The question of the bot, if there is one, still waits for what the picture was to answer.
      turn.remark({ text: PHRASES.pictureTrouble[state] })
  }
}

/** The ids under which the two choices are named as candidates. */
const CONSENT_CANDIDATES = [
  { id: 'keep-picture', confidence: 0.5 },
  { id: 'drop-picture', confidence: 0.5 },
]

function consentChoices(messageId: string): Choice[] {
  return [
    choice({ type: 'keep-picture', messageId }, LABELS.keepPicture, [
      'ya',
      'iya',
      'boleh',
      'tunjukkan',
      'mau',
    ]),
    choice({ type: 'drop-picture', messageId }, LABELS.dropPicture, [
      'tidak',
      'jangan',
      'tidak perlu',
      'hapus',
    ]),
  ]
}

/** The user shows the picture to the staff: it is kept with a case. */
export function keepPicture(turn: Turn, messageId: string): void {
  const isHeld = isStillHeld(turn, messageId)
  // From here on nothing is asked about it any more.
  turn.closeQuestion()
  turn.effect({ type: 'keep-picture', messageId })
  turn.understood({ kind: 'human', id: 'human', confidence: 1, candidates: [] })
  const text = isHeld ? PHRASES.pictureKept : PHRASES.pictureGone
  openCase(turn, 'asked', { after: { text } })
}

/** So long an unreadable picture waits for the answer; it is not kept beyond that. */
const HELD_MS = 15 * 60_000

/** Only the newest question is known to be fresh; an older button may be of a picture long gone. */
function isStillHeld({ conversation, now }: Turn, messageId: string): boolean {
  const { openQuestion } = conversation
  const isAsked = openQuestion?.choices.some(
    ({ action }) => action === formatAction({ type: 'keep-picture', messageId }),
  )
  return isAsked === true && now - (openQuestion?.askedAt ?? 0) <= HELD_MS
}

/** The user does not: it goes at once. */
export function dropPicture(turn: Turn, messageId: string): void {
  turn.effect({ type: 'drop-picture', messageId })
  turn.understood(CLARIFY)
  turn.reply({ text: PHRASES.pictureDropped })
}
