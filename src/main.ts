/** `node dist/main.js`: the service as a process. */
import { setFlagsFromString } from 'node:v8'

// Keeps V8's young generation at its first size. Loading the program and its knowledge makes much
// short-lived garbage; a young generation grown for it would hold tens of megabytes for good, and
// small office machines feel that more than the few collections that it saves. Set before anything
// else is loaded, hence the import that is not at the top.
setFlagsFromString('--semi-space-growth-factor=1')
await import('./start.js')
