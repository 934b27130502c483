/** Who this process is, so that another process can tell whether it still lives. */
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

export interface ProcessIdentity {
  readonly host: string
  /** Changes with every boot and every container, where process numbers start anew. */
  readonly boot: string
  readonly pid: number
  /** When the process began, in ticks since boot; '' where the system does not tell. */
  readonly processStart: string
}

/** Field of `/proc/PID/stat` with the start time, counted after the command name (proc(5): 22nd). */
const START_TIME_FIELD = 19

export function thisProcess(): ProcessIdentity {
  return { host: hostname(), boot: bootId(), pid: process.pid, processStart: startOf(process.pid) }
}

/**
 * `dead`: it ran on this host and is gone. `alive`: it runs on this host. `foreign`: it ran on another
 * host or before a boot of a container, and only time can tell.
 */
export function stateOf(holder: ProcessIdentity): 'alive' | 'dead' | 'foreign' {
  const self = thisProcess()
  if (holder.host !== self.host) return 'foreign'
  // Another boot of this very host: whatever ran then is gone. Containers share the host's boot id
  // but not its processes, so for them the second half differs.
  if (holder.boot !== self.boot) return sameMachineBoot(holder, self) ? 'foreign' : 'dead'
  if (!exists(holder.pid)) return 'dead'
  return startOf(holder.pid) === holder.processStart ? 'alive' : 'dead'
}

function sameMachineBoot(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.boot.split('/')[0] === b.boot.split('/')[0]
}

function bootId(): string {
  const boot = readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const processes = readOrEmpty(() => readlinkSync('/proc/self/ns/pid'))
  return `${boot}/${processes}`
}

function startOf(pid: number): string {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  // The command name may hold spaces and brackets, so count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[START_TIME_FIELD] ?? ''
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readOrEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
