import { ROLES, type Role } from './model.js'

/** What a press means. Stable across versions: buttons of old messages stay in people's phones. */
export type Action =
  | { readonly type: 'menu' }
  | { readonly type: 'human' }
  | { readonly type: 'deadline' }
  | { readonly type: 'paste-error' }
  | { readonly type: 'ask-role' }
  | { readonly type: 'back-to-bot' }
  | { readonly type: 'show'; readonly id: string }
  | { readonly type: 'full'; readonly id: string }
  | { readonly type: 'not'; readonly id: string }
  | { readonly type: 'role'; readonly role: Role; readonly id?: string }
  | { readonly type: 'branch' | 'branch-steps'; readonly id: string; readonly option: string }
  /** One option of a splitting question. */
  | { readonly type: 'triage'; readonly question: string; readonly option: string }
  /** Show a picture that could not be read to the staff, or delete it at once. */
  | { readonly type: 'keep-picture' | 'drop-picture'; readonly messageId: string }

const SIMPLE = ['menu', 'human', 'deadline', 'paste-error', 'ask-role', 'back-to-bot'] as const

/** Telegram's limit for `callback_data`, the tightest of all channels, in bytes. */
export const ACTION_MAX_BYTES = 64

export function formatAction(action: Action): string {
  switch (action.type) {
    case 'show':
    case 'full':
    case 'not':
      return `${action.type}:${action.id}`
    case 'role':
      return action.id === undefined ? `role:${action.role}` : `role:${action.role}:${action.id}`
    case 'branch':
    case 'branch-steps':
      return `${action.type}:${action.id}:${action.option}`
    case 'triage':
      return `triage:${action.question}:${action.option}`
    case 'keep-picture':
    case 'drop-picture':
      return `${action.type}:${action.messageId}`
    default:
      return action.type
  }
}

/** Undefined for anything that this version does not know. */
export function parseAction(text: string): Action | undefined {
  const [type, first, second] = text.split(':')
  const simple = SIMPLE.find((name) => name === text)
  if (simple !== undefined) return { type: simple }
  if (first === undefined || first === '') return undefined
  if (type === 'show' || type === 'full' || type === 'not') return { type, id: first }
  if (type === 'role') {
    const role = ROLES.find((name) => name === first)
    if (role === undefined) return undefined
    return second === undefined ? { type, role } : { type, role, id: second }
  }
  if ((type === 'branch' || type === 'branch-steps') && second !== undefined) {
    return { type, id: first, option: second }
  }
  if (type === 'triage' && second !== undefined) return { type, question: first, option: second }
  if (type === 'keep-picture' || type === 'drop-picture') return { type, messageId: first }
  return undefined
}
