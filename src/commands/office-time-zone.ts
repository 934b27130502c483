import { join } from 'node:path'
import { DEFAULT_TIME_ZONE } from '../config.js'
import { officeSchema } from '../knowledge/schema.js'
import { readYamlFile } from '../knowledge/yaml-file.js'

/** Only this one file is read: a fault elsewhere in the knowledge must not stop a command for staff. */
export function officeTimeZone(knowledgeDir: string): string {
  const office = readYamlFile(join(knowledgeDir, 'office.yaml'), 'office.yaml', officeSchema)
  return 'faults' in office ? DEFAULT_TIME_ZONE : (office.value.timeZone ?? DEFAULT_TIME_ZONE)
}
