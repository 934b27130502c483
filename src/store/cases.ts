/** Cases as rows: what may follow what is decided in `helpdesk/`. */
import { type Selectable, sql, type Updateable } from 'kysely'
import { canonicalContact, samePerson } from './contacts.js'
import { randomDigits } from './ids.js'
import type { StoredCaseReason, Tables } from './schema.js'
import { queries, type ReadTx, type Tx } from './transaction.js'

export type Case = Readonly<Selectable<Tables['cases']>>
export type CaseEvent = Readonly<Selectable<Tables['caseEvents']>>

/** Digits of a case number: short enough to read out on the phone. */
const NUMBER_DIGITS = 5
/** Tries per length before a longer number is taken; with half of a length used, 1 in a million. */
const NUMBER_TRIES = 20

/** Written out, not bound: only then does SQLite see that the partial index of open cases has them all. */
const IS_OPEN = sql<boolean>`cases.state <> 'selesai'`

/** A random number that no case has, like `K-48213`. */
export async function freeCaseNumber(tx: ReadTx): Promise<string> {
  for (let digits = NUMBER_DIGITS; ; digits++) {
    for (let attempt = 0; attempt < NUMBER_TRIES; attempt++) {
      const number = `K-${randomDigits(digits)}`
      if ((await caseByNumber(tx, number)) === undefined) return number
    }
  }
}

export async function caseByNumber(tx: ReadTx, number: string): Promise<Case | undefined> {
  return queries(tx).selectFrom('cases').selectAll().where('number', '=', number).executeTakeFirst()
}

export async function openCaseOf(
  tx: ReadTx,
  contactId: number,
  channel: string,
): Promise<Case | undefined> {
  return queries(tx)
    .selectFrom('cases')
    .selectAll()
    .where('contactId', 'in', await samePerson(tx, await canonicalContact(tx, contactId)))
    .where('channel', '=', channel)
    .where(IS_OPEN)
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

/** The case of this person that was closed last, if that was not before `since`. */
export async function lastClosedCaseOf(
  tx: ReadTx,
  contactId: number,
  channel: string,
  since: number,
): Promise<Case | undefined> {
  return queries(tx)
    .selectFrom('cases')
    .selectAll()
    .where('contactId', 'in', await samePerson(tx, await canonicalContact(tx, contactId)))
    .where('channel', '=', channel)
    .where('state', '=', 'selesai')
    .where('closedAt', '>=', since)
    .orderBy('closedAt', 'desc')
    .executeTakeFirst()
}

export interface NewCase {
  readonly number: string
  readonly chatId: number
  readonly contactId: number
  readonly channel: string
  readonly reason: StoredCaseReason
  readonly entryId?: string
  readonly summary: string
  readonly now: number
}

export async function insertCase(tx: Tx, row: NewCase): Promise<Case> {
  return queries(tx)
    .insertInto('cases')
    .values({
      number: row.number,
      chatId: row.chatId,
      contactId: await canonicalContact(tx, row.contactId),
      channel: row.channel,
      reason: row.reason,
      entryId: row.entryId ?? null,
      summary: row.summary,
      openedAt: row.now,
      takenAt: null,
      takenBy: null,
      closedAt: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

export type CaseChange = Pick<
  Updateable<Tables['cases']>,
  'state' | 'reason' | 'entryId' | 'summary' | 'openedAt' | 'takenAt' | 'takenBy' | 'closedAt'
>

export async function updateCase(tx: Tx, id: number, change: CaseChange): Promise<Case> {
  return queries(tx)
    .updateTable('cases')
    .set(change)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function insertCaseEvent(
  tx: Tx,
  event: Pick<CaseEvent, 'caseId' | 'type' | 'actor' | 'detail' | 'at'>,
): Promise<void> {
  await queries(tx).insertInto('caseEvents').values(event).execute()
}

/** Oldest first. */
export async function caseEvents(tx: ReadTx, caseId: number): Promise<readonly CaseEvent[]> {
  return queries(tx)
    .selectFrom('caseEvents')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('id')
    .execute()
}

/** A case in a list, with when its user last wrote. */
export type ListedCase = Case & { readonly lastInboundAt: number | null }

/** Every open case, whoever has it; the one whose user wrote last comes first. */
export async function listOpenCases(tx: ReadTx): Promise<readonly ListedCase[]> {
  return queries(tx)
    .selectFrom('cases')
    .innerJoin('chats', 'chats.id', 'cases.chatId')
    .selectAll('cases')
    .select('chats.lastInboundAt')
    .where(IS_OPEN)
    .orderBy('chats.lastInboundAt', 'desc')
    .orderBy('cases.id', 'desc')
    .execute()
}
