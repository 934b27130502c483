/**
 * Child process: takes the lease of a data folder, prints `held N` (the fencing number) or the refusal,
 * and holds on until it is stopped. Args: folder.
 */
import { acquireLease, LeaseHeldError, openStore } from '../../src/store/index.js'

const [dataDir = ''] = process.argv.slice(2)
const store = await openStore({ dataDir })
try {
  const lease = await acquireLease(store, 'service')
  process.stdout.write(`held ${lease.fencing}\n`)
  setInterval(() => {}, 60_000)
} catch (error) {
  if (!(error instanceof LeaseHeldError)) throw error
  process.stderr.write(`${error.message}\n`)
  await store.close()
  process.exitCode = 1
}
