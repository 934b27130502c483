/** The one door of the helpdesk. */
export {
  closeCase,
  MAX_STAFF_TEXT,
  openCase,
  REOPEN_WINDOW_MS,
  replyToCase,
  type StaffAction,
  type StaffReply,
  takeCase,
} from './case-desk.js'
export { type CaseAction, stateAfter } from './case-states.js'
export { HelpdeskError } from './errors.js'
export { runStaffCommand, type StaffCommandParts } from './staff-commands.js'
