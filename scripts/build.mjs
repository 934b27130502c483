// Builds dist/ from src/. With --if-stale it does nothing when dist/ is newer than every source.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamp = join(root, 'dist', '.built')
const inputs = ['src', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']
/** Files that tsc does not copy: pages and styles served to a browser. */
const ASSET = /\.(html|css|js|svg|json)$/

/** The newest modification time below `path`, in milliseconds. */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}

export function build({ ifStale = false } = {}) {
  if (ifStale && existsSync(stamp)) {
    const built = statSync(stamp).mtimeMs
    if (inputs.every((name) => newest(join(root, name)) <= built)) return
  }
  const startedAt = new Date()
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  const require = createRequire(import.meta.url)
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const result = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    encoding: 'utf8',
  })
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}${result.stderr}`)
    process.exit(1)
  }
  cpSync(join(root, 'src'), join(root, 'dist'), {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || ASSET.test(path),
  })
  writeFileSync(stamp, `${startedAt.toISOString()}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  build({ ifStale: process.argv.includes('--if-stale') })
}
