/** The staff's command line inside the test's own process, beside a running service. */
import { mediaFolderIn } from '../../src/delivery/index.js'
import { runStaffCommand } from '../../src/helpdesk/index.js'
import { openStore } from '../../src/store/index.js'

/** Runs `staff -- cases …` on the data folder and returns what it printed. */
export async function asStaff(dataDir: string, ...args: readonly string[]): Promise<string> {
  const store = await openStore({ dataDir, mode: 'tool' })
  const lines: string[] = []
  const print = (line: string) => void lines.push(line)
  try {
    const code = await runStaffCommand(['cases', ...args], {
      store,
      staff: 'Petugas A',
      timeZone: 'Asia/Jayapura',
      mediaFolder: mediaFolderIn(dataDir),
      now: Date.now,
      print,
      printFault: print,
    })
    if (code !== 0) throw new Error(`staff ${args.join(' ')} ended with ${code}: ${lines}`)
  } finally {
    await store.close()
  }
  return lines.join('\n')
}

/** The number of the one open case. */
export async function onlyCase(dataDir: string): Promise<string> {
  const numbers = (await asStaff(dataDir, 'list')).match(/K-\d+/g) ?? []
  if (numbers.length !== 1) throw new Error(`${numbers.length} open cases, expected one`)
  return numbers[0] ?? ''
}
