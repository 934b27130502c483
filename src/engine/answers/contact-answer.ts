import type { Contact } from '../../knowledge/schema.js'
import { HUMAN, MENU } from '../choices.js'
import type { Reply } from '../model.js'
import type { AnswerContext } from './context.js'
import { officeNumbers } from './reach.js'
import { sourceLine } from './source-line.js'

/** How to reach one actor; without a number it says so and tells how to find out. */
export function contactAnswer(contact: Contact, { knowledge }: AnswerContext): Reply {
  const numbers = officeNumbers(contact, knowledge.office)
  const missing = contact.officeKey !== undefined && numbers === undefined
  const lines = [
    ...(numbers === undefined ? [] : [numbers]),
    ...(missing ? ['Nomornya belum diisi di bot ini, jadi belum bisa saya berikan.'] : []),
    contact.howToFind,
    ...(contact.prepare === undefined ? [] : [`Siapkan: ${contact.prepare}`]),
    sourceLine(contact.source, knowledge),
  ]
  return {
    heading: contact.name,
    text: lines.join('\n'),
    ...(contact.url === undefined ? {} : { links: [{ label: 'Alamat', url: contact.url }] }),
    choices: [HUMAN, MENU],
  }
}
