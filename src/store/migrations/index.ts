import type { Migration } from '../migrate.js'
import { foundation } from './0001-foundation.js'
import { pictures } from './0002-pictures.js'

/** Every migration ever shipped, oldest first. A shipped one is never edited, only followed. */
export const MIGRATIONS: readonly Migration[] = [foundation, pictures]
