import { userInfo } from 'node:os'
import type { Writable } from 'node:stream'
import type { Config } from '../config.js'
import { mediaFolderIn } from '../delivery/index.js'
import { runStaffCommand } from '../helpdesk/index.js'
import { openStore } from '../store/index.js'
import { officeTimeZone } from './office-time-zone.js'

export interface StaffTerminal {
  readonly out: Writable
  readonly err: Writable
}

/**
 * `staff cases …`: works on the data folder beside the running service, which sends what is answered.
 * @throws {StoreOpenError} when there is no data yet.
 */
export async function staffInTerminal(
  args: readonly string[],
  config: Config,
  knowledgeDir: string,
  { out, err }: StaffTerminal,
): Promise<number> {
  const store = await openStore({ dataDir: config.dataDir, mode: 'tool' })
  try {
    return await runStaffCommand(args, {
      store,
      staff: loginName(),
      timeZone: config.timeZone ?? officeTimeZone(knowledgeDir),
      mediaFolder: mediaFolderIn(config.dataDir),
      now: Date.now,
      print: (line) => out.write(`${line}\n`),
      printFault: (line) => err.write(`${line}\n`),
    })
  } finally {
    await store.close()
  }
}

/** Who is at the keyboard, for the case's history. */
function loginName(): string {
  try {
    return userInfo().username
  } catch {
    // Containers run with user numbers that have no name.
    return 'petugas'
  }
}
