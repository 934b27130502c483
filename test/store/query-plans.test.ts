import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import {
  cases,
  chatEvents,
  chats,
  contacts,
  DATABASE_FILE,
  messages,
  outbox,
  pictures,
  type ReadTx,
  transcripts,
  wakes,
} from '../../src/store/index.js'
import { openTestStore, tempDir } from '../support/store-fixtures.js'

/** Where a wrong index would be a search as well, but one over all that a chat ever said. */
const NEEDED: Readonly<Record<string, RegExp>> = {
  'the next heads of the outbox': /INDEX outbox_pending \(channel=\?\)/,
  'the unprocessed messages of a chat': /INDEX messages_unprocessed \(chat_id=\?\)/,
  'the first open event of a chat': /INDEX chat_events_unprocessed \(chat_id=\?\)/,
  'the next pictures to be read': /INDEX pictures_waiting/,
  'pictures that the channel still holds': /INDEX pictures_unreleased/,
  'pictures kept too long':
    /INDEX pictures_kept_until \(keep_until<\?\)[\s\S]*INDEX pictures_kept_of_case/,
}

/** Every read that runs while people wait, and what it must not do to a table of millions of rows. */
const READS: Readonly<Record<string, (tx: ReadTx) => Promise<unknown>>> = {
  'the next heads of the outbox': (tx) =>
    outbox.outboxHeads(tx, { channel: 't', now: 1, limit: 10 }),
  'the next retry of the outbox': (tx) => outbox.nextRetryAt(tx, { channel: 't', now: 1 }),
  'a message by its external id': (tx) => messages.isStored(tx, 't', 'x'),
  'the unprocessed messages of a chat': (tx) => messages.unprocessedMessages(tx, 1, 20),
  'the oldest unprocessed message': (tx) => messages.oldestUnprocessedAt(tx),
  'chats that have work': (tx) => messages.chatsWithWork(tx),
  'the first open event of a chat': (tx) => chatEvents.firstOpenEvent(tx, 1),
  'due wakes': (tx) => wakes.dueWakes(tx, 1, 10),
  'a chat by its address': (tx) => chats.findChat(tx, 't', 'x'),
  'the same person': (tx) => contacts.samePerson(tx, 1),
  'the open case of a person': (tx) => cases.openCaseOf(tx, 1, 't'),
  'the case of a person closed last': (tx) => cases.lastClosedCaseOf(tx, 1, 't', 0),
  'the list of open cases': (tx) => cases.listOpenCases(tx),
  'a case by its number': (tx) => cases.caseByNumber(tx, 'K-12345'),
  'the next pictures to be read': (tx) => pictures.duePictures(tx, { now: 1, except: [1, 2] }),
  'the next retry of a picture': (tx) => pictures.nextTryAt(tx, 1),
  'the pictures of messages': (tx) => pictures.picturesOfMessages(tx, [1, 2]),
  'the picture of a message': (tx) => pictures.pictureOf(tx, 'x'),
  'pictures that the channel still holds': (tx) => pictures.unreleasedPictures(tx),
  'pictures kept too long': (tx) => pictures.expiredPictures(tx, { now: 1, closedBefore: 1 }),
  'kept files': (tx) => pictures.keptFiles(tx, ['a', 'b']),
  'a transcript': (tx) => transcripts.readTranscript(tx, 1, { limit: 10 }),
}

test.each(Object.entries(READS))(
  '%s is found by an index, not by a scan (B35)',
  async (name, read) => {
    const dataDir = tempDir()
    const store = await openTestStore({ dataDir })
    await store.write('test', (tx) =>
      contacts.ensureContact(tx, { channel: 't', addresses: ['x'] }, 1),
    )
    const statements = await statementsOf(() => store.read(read))
    expect(statements.length).toBeGreaterThan(0)
    const database = new BetterSqlite(join(dataDir, DATABASE_FILE), { readonly: true })
    onTestFinished(() => void database.close())
    const plans: string[] = []
    for (const { sql, parameters } of statements) {
      const plan = database
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...parameters)
        .map(({ detail }) => detail)
      plans.push(...plan)
      // Walking an index that holds only what is open or kept is fine: that is a handful of rows.
      const scans = plan.filter((step) =>
        /^SCAN (?!.* USING (COVERING )?INDEX \w+_(unprocessed|pending|waiting|waiting_since|unreleased|due|one_open|kept_of_case)\b)/.test(
          step,
        ),
      )
      expect(scans, `${sql}\n${plan.join('\n')}`).toEqual([])
    }
    expect(plans.join('\n')).toMatch(NEEDED[name] ?? /./)
  },
)

interface Statement {
  readonly sql: string
  readonly parameters: readonly unknown[]
}

/** The SELECT statements that better-sqlite3 is given while `work` runs. */
async function statementsOf(work: () => Promise<unknown>): Promise<readonly Statement[]> {
  const statements: Statement[] = []
  const probe = new BetterSqlite(':memory:')
  const prototype = Object.getPrototypeOf(probe) as { prepare: (sql: string) => unknown }
  probe.close()
  const original = prototype.prepare
  prototype.prepare = function record(this: unknown, sql: string) {
    if (/^select/i.test(sql)) {
      statements.push({ sql, parameters: Array.from(sql.matchAll(/\?/g), () => 1) })
    }
    return original.call(this, sql)
  }
  try {
    await work()
  } finally {
    prototype.prepare = original
  }
  return statements
}
