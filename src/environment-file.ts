import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT_ROOT } from './paths.js'

/** Takes up a `.env` beside package.json; what the environment sets already wins. */
export function loadEnvironmentFile(): void {
  const file = join(PROJECT_ROOT, '.env')
  // Node 20 before 20.12 cannot read it; there `node --env-file` does.
  if (existsSync(file) && typeof process.loadEnvFile === 'function') process.loadEnvFile(file)
}
