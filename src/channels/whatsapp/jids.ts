/**
 * WhatsApp addresses (JIDs). A person has two: the phone number (`62…@s.whatsapp.net`) and the LID
 * (`…@lid`), an opaque number that is never to be read as a phone number. A chat is addressed by the
 * LID where one is known, because replies to the phone number of such a chat can fail.
 */

export interface Self {
  /** Normalised JIDs of the office's own account; undefined before pairing. */
  readonly phone: string | undefined
  readonly lid: string | undefined
}

/** Without device (`:12`) and agent (`_1`); '' for nothing. */
export function bareJid(jid: string | null | undefined): string {
  if (!jid) return ''
  const [user = '', server = ''] = jid.split('@')
  const bareUser = user.split(':')[0]?.split('_')[0] ?? ''
  return `${bareUser}@${SERVER_NAMES[server] ?? server}`
}

/** Accounts hosted by a provider, and the form of old clients, are the same people. */
const SERVER_NAMES: Readonly<Record<string, string>> = {
  'c.us': 's.whatsapp.net',
  hosted: 's.whatsapp.net',
  'hosted.lid': 'lid',
}

export function userOf(jid: string): string {
  return jid.split('@')[0] ?? ''
}

export const isLid = (jid: string): boolean => jid.endsWith('@lid')
export const isPhone = (jid: string): boolean => jid.endsWith('@s.whatsapp.net')
export const isGroup = (jid: string): boolean => jid.endsWith('@g.us')

/** WhatsApp's own announcements come from this "person". */
const ANNOUNCEMENTS = '0@s.whatsapp.net'

/** People and groups; not status posts, broadcast lists, channels, or Meta's assistant. */
export function isConversation(jid: string): boolean {
  return jid !== ANNOUNCEMENTS && (isPhone(jid) || isLid(jid) || isGroup(jid))
}

/** Status posts, broadcast lists and channels: not even decrypted. */
export function isBroadcast(jid: string): boolean {
  return /@(broadcast|newsletter)$/.test(jid)
}

export function isSelf(jid: string, self: Self): boolean {
  return jid !== '' && (jid === self.phone || jid === self.lid)
}

/** LID before phone number, each once. */
export function sortedAddresses(jids: readonly string[]): string[] {
  const unique = [...new Set(jids.filter((jid) => jid !== ''))]
  return [...unique.filter(isLid), ...unique.filter((jid) => !isLid(jid))]
}

/** `remoteJid:participant:id`; the participant is empty in a private chat. */
export function externalId(chat: string, participant: string, id: string): string {
  return `${chat}:${participant}:${id}`
}

export interface ExternalIdParts {
  readonly chat: string
  readonly participant: string
  readonly id: string
}

export function parseExternalId(value: string): ExternalIdParts | undefined {
  const [chat, participant, ...rest] = value.split(':')
  const id = rest.join(':')
  if (!chat || participant === undefined || id === '') return undefined
  return { chat, participant, id }
}
