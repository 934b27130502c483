// Builds dist/ from src/. With --if-stale it does nothing when dist/ is newer than every source.
// Types are checked by `npm run typecheck`; here esbuild bundles, so that a start loads a few files
// instead of a thousand.
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
const stamp = join(dist, '.built')
const inputs = ['src', 'scripts/build.mjs', 'package-lock.json']

/**
 * Plain ES modules of many small files: these go into the bundle. All other packages stay outside,
 * because they are native, CommonJS, or read files of their own.
 */
const BUNDLED = ['fuse.js', 'kysely', 'luxon', 'zod']

/** The newest modification time below `path`, in milliseconds. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

export async function build({ ifStale = false } = {}) {
  if (ifStale && existsSync(stamp)) {
    const built = statSync(stamp).mtimeMs
    if (inputs.every((name) => newest(join(root, name)) <= built)) return
  }
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  rmSync(dist, { recursive: true, force: true })
  await bundle({
    absWorkingDir: root,
    entryPoints: ['src/main.ts', 'src/cli.ts', 'src/compile-knowledge.ts'],
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: Object.keys(dependencies).filter((name) => !BUNDLED.includes(name)),
    logLevel: 'error',
  })
  const page = join('src', 'channels', 'web', 'page')
  cpSync(join(root, page), join(dist, 'page'), { recursive: true })
  // Comments are for who reads the source; a weak signal brings the rest in half the time.
  await bundle({
    absWorkingDir: root,
    entryPoints: ['chat.js', 'picture.js', 'chat.css'].map((name) => join(page, name)),
    outdir: join(dist, 'page'),
    minify: true,
    target: 'es2020',
    logLevel: 'error',
  })
  const compiled = spawnSync(process.execPath, [join(dist, 'compile-knowledge.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (compiled.status !== 0) process.exit(1)
  writeFileSync(stamp, `${new Date().toISOString()}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ ifStale: process.argv.includes('--if-stale') })
}
