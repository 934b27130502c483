// Runs one command of dist/cli.js, building dist/ first when a source is newer (silently).
import { build } from './build.mjs'

await build({ ifStale: true })
await import('../dist/cli.js')
