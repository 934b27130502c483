import type { Knowledge } from '../../knowledge/knowledge.js'
import type { Actor, Contact, Office, OfficeAddress } from '../../knowledge/schema.js'

/**
 * How to reach an actor in one line, without the actor's name: this office's own numbers where they
 * are filled in, else how to find out. Undefined for the user and the user's own head.
 */
export function howToReach(actor: Actor, knowledge: Knowledge): string | undefined {
  const contact = contactOf(actor, knowledge)
  if (contact === undefined) return undefined
  const { officeKey } = contact
  const numbers = officeKey === undefined ? undefined : shortAddress(knowledge.office[officeKey])
  return numbers ?? findingLine(contact)
}

export function contactOf(actor: Actor, knowledge: Knowledge): Contact | undefined {
  for (const contact of knowledge.contacts.values()) {
    if (contact.actor === actor) return contact
  }
  return undefined
}

export function officeNumbers(contact: Contact, office: Office): string | undefined {
  return contact.officeKey === undefined ? undefined : addressLine(office[contact.officeKey])
}

function findingLine(contact: Contact): string {
  const { howToFind, url } = contact
  return url === undefined || howToFind.includes(url) ? howToFind : `${howToFind} ${url}`
}

/** The parts of an address that are filled in, or undefined when none is. */
export function addressLine(address: OfficeAddress): string | undefined {
  const parts = filledParts(address)
  if (parts.length === 0) return undefined
  const line = parts.join(', ')
  return address.name === '' ? line : `${address.name}: ${line}`
}

/** Ways named within another answer, so that it stays short whatever the office fills in. */
const SHORT_WAYS = 2

/** Without the office's name: the answer has just said who acts. */
function shortAddress(address: OfficeAddress): string | undefined {
  const parts = filledParts(address).slice(0, SHORT_WAYS)
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** The quickest way first. */
function filledParts(address: OfficeAddress): string[] {
  return [
    address.whatsapp && `WA ${address.whatsapp}`,
    address.telegram && `Telegram ${address.telegram}`,
    address.phone && `telepon ${address.phone}`,
    address.email && `email ${address.email}`,
    address.address && `alamat ${address.address}`,
  ].filter((part) => part !== '')
}
