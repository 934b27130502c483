import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { buildSync } from 'esbuild'

/**
 * Bundles a TypeScript file of `test/support` with all it imports into one plain JavaScript file:
 * starting that a hundred times compiles nothing and loads no hundreds of modules each time. The file
 * must not await at its top level. Call `remove` when done.
 */
export function compile(script: string): { readonly file: string; remove(): void } {
  // Inside node_modules, so that the native packages are found and neither git nor vitest looks there.
  const cache = resolve('node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const outDir = mkdtempSync(join(cache, 'compiled-'))
  const file = join(outDir, `${basename(script, '.ts')}.cjs`)
  buildSync({
    entryPoints: [resolve('test', 'support', script)],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['better-sqlite3'],
    logLevel: 'error',
  })
  return { file, remove: () => rmSync(outDir, { recursive: true, force: true }) }
}
